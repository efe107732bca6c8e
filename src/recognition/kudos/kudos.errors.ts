/** What can be refused about thanks between colleagues. */
import { defineErrors } from '../../platform/errors';

export const kudosErrors = defineErrors({
  /** The account is no employee's: only colleagues thank colleagues. */
  colleagues_only: 422,
  kudos_to_yourself: 422,
  /** Not employed today. */
  kudos_colleague_gone: 422,
  /** No value of the company, or one that is no longer used. */
  kudos_value_unknown: 422,
  /** All thanks of the month are given. */
  kudos_allowance_used: 409,
  /** Nobody reports what they wrote themselves. */
  kudos_report_own: 422,
});
