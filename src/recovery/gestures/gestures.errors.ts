/** What can be refused about gestures. */
import { defineErrors } from '../../platform/errors';

export const gestureErrors = defineErrors({
  /** There is no such gesture to give, or no more. */
  gesture_kind_unknown: 422,
  /** No money is set aside for today in this currency. */
  gesture_without_budget: 409,
  /** What is left of the budget is less than the gesture costs. */
  gesture_over_budget: 409,
  /** Every voucher code was given. */
  gesture_no_voucher: 409,
  /** Deciding takes the authority to give as much, and is not for whoever asked. */
  gesture_beyond_authority: 403,
  /** It was granted or refused already. */
  gesture_decided: 409,
  /** No amount, or more than there can be. */
  gesture_amount: 422,
  /** Two budgets for the same part, currency and day. */
  gesture_budget_overlaps: 409,
  /** More was given than the budget would be. */
  gesture_budget_spent: 409,
  /** Codes are 4 to 64 letters, digits and hyphens, one a line. */
  voucher_code_unreadable: 422,
});
