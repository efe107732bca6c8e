/** What can be refused when results are asked for. */
import { defineErrors } from '../platform/errors';

export const scoringErrors = defineErrors({
  /** The period is neither a month, a quarter, a year nor a range of days. */
  period_unreadable: 400,
  /** The period is not over, or answers to it are still coming in: it can be closed from `day` on. */
  period_not_settled: 409,
});
