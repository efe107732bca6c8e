/** What calculating, signing off and publishing refuse. */
import { defineErrors } from '../platform/errors';

export const payoutErrors = defineErrors({
  /** The signer is evaluated in the cycle: nobody approves their own pay. */
  own_cycle: 403,
  /** The result was calculated again after the signer looked at it. */
  snapshot_changed: 409,
  /** Nobody approves the own result. */
  own_result: 403,
  /** A person's result is not the one that the signer looked at. */
  result_changed: 409,
  /** Results are approved one by one before the cycle is. */
  results_unsigned: 409,
  /** What customers said is not ready to carry money, and nobody has said why it may all the same. */
  readiness_gates_closed: 409,
  /** Nothing has to be let through there. */
  gate_already_open: 409,
  /** What decides amounts changed after the calculation. */
  result_outdated: 409,
  /** The plan guarantees more than the pool holds. */
  pool_below_guarantees: 422,
  /** A name has a character that the encoding of the payroll file does not have. */
  payroll_unwritable: 422,
  /** Nothing has changed since the last payroll file. */
  payroll_nothing_new: 409,
  /** Payroll says it paid somebody who is not in the file. */
  payment_not_due: 422,
  /** A pasted line is no person with an amount as the payroll files write them. */
  payments_unreadable: 400,
  /** Nothing was pasted. */
  payments_empty: 400,
  /** A column of fixed text needs its text, and no other column has one. */
  payroll_column_text: 400,
  payroll_code_by_person: 400,
  payroll_columns_missing: 400,
  /** A program asked: a sign-off is a named person's approval. */
  sign_off_needs_person: 403,
  /** The period is not over yet: more answers may come. */
  cycle_period_running: 409,
  /** There is no result to look at yet. */
  cycle_not_calculated: 409,
  scenario_name_taken: 409,
  /** The reserve holds less than the correction needs, and nobody has decided to go beyond it. */
  reserve_short: 409,
  /** An appeal never costs the person who filed it. */
  correction_lowers_pay: 422,
  /** The corrected line is not in the plan, or is the customers'. */
  correction_line_unknown: 422,
  /** The corrected result is not on the line's scale. */
  correction_out_of_range: 422,
  /** Only what a person has approved goes to payroll. */
  cycle_not_signed_off: 409,
});
