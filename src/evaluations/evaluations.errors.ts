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
  /** An S-curve needs targets at equal distance, nothing at the threshold and twice the target at the maximum. */
  plan_smooth_curve: 422,
  /** An S-curve runs through the plan's targets; people's own are joined by straight lines. */
  plan_smooth_own_targets: 422,
  plan_gate_repeated: 422,
  plan_limits_order: 422,
  /** Rows of a merit matrix go from the highest factor down to 0. */
  plan_merit_rows: 422,
  /** Targets relative to last year need results of last year. */
  plan_reference_missing: 422,
  cycle_key_taken: 409,
  cycle_currency_differs: 422,
  cycle_period_empty: 422,
  /** The action does not exist in the state the cycle is in. */
  cycle_wrong_state: 409,
  /** Nobody was employed with a target bonus in the cycle's currency in the period. */
  cycle_without_members: 422,
  rating_of_oneself: 403,
  /** Nobody decides whether they take part themselves. */
  own_membership: 403,
  /** The line is the customers', the leads' or a measure: results come by themselves. */
  line_takes_no_results: 422,
  result_out_of_range: 422,
  own_targets_not_allowed: 422,
  gate_unknown: 422,
  /** A person's gate needs a person, the organization's takes none. */
  gate_scope: 422,
  line_takes_no_calibration: 422,
  /** There is no rating to calibrate. */
  rating_missing: 409,
  plan_without_manager_line: 422,
  /** A pasted line is no person with a number. */
  results_unreadable: 400,
  /** Nothing was pasted. */
  results_empty: 400,
});
