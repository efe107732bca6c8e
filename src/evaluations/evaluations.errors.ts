/** What plans, cycles and manager ratings refuse. */
import { defineErrors } from '../platform/errors';

export const evaluationErrors = defineErrors({
  plan_unknown: 422,
  /** The version was published before: it is frozen, a change is a new version. */
  plan_frozen: 409,
  plan_not_published: 422,
  /** Published on or after the day the period starts, and nobody gave a reason for dating back. */
  plan_published_late: 422,
  plan_weights_sum: 422,
  plan_line_repeated: 422,
  plan_targets_order: 422,
  plan_line_unknown: 422,
  /** The survey weighs more than its cap, and nobody gave a reason. */
  plan_survey_cap: 422,
  plan_currency_unknown: 422,
  cycle_key_taken: 409,
  cycle_currency_differs: 422,
  cycle_period_empty: 422,
  /** The action does not exist in the state the cycle is in. */
  cycle_wrong_state: 409,
  /** Nobody was employed with a target bonus in the cycle's currency in the period. */
  cycle_without_members: 422,
  rating_of_oneself: 403,
  plan_without_manager_line: 422,
});
