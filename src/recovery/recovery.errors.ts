/** What can be refused about recovery cases. */
import { defineErrors } from '../platform/errors';

export const recoveryErrors = defineErrors({
  /** The step does not follow the state the case is in. */
  case_step_not_open: 409,
  /** Nobody works the case of a customer who rated them. */
  case_about_yourself: 403,
  /** Only whoever works cases, is there, and has nothing to do with what it is about is given one. */
  case_owner_refused: 422,
  /** No such customer, touchpoint or employee is on record. */
  case_unknown: 422,
  /** The hour a customer chose for a call is no longer offered. */
  call_window_gone: 422,
  /** The hours of a week cannot be read. */
  week_unreadable: 422,
  /** A day off cannot be read. */
  holidays_unreadable: 422,
  /** A case is merged into another open one of the same customer. */
  case_merge_refused: 409,
  /** The clocks of the case stand as they were asked to. */
  case_clock_unchanged: 409,
  /** A promise is due later than now, and within a year. */
  promise_due_out_of_range: 422,
  /** No day and time. */
  promise_due_unreadable: 422,
  /** Whoever promises works cases, and was not rated by this customer. */
  promise_by_nobody: 422,
  /** It was marked as kept already. */
  promise_kept_already: 409,
});
