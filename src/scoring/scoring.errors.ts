/** What can be refused when results are asked for. */
import { defineErrors } from '../platform/errors';

export const scoringErrors = defineErrors({
  /** The period is neither a month, a quarter, a year nor a range of days. */
  period_unreadable: 400,
});
