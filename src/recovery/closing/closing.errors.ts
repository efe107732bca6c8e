/** What can be refused about closing a case. */
import { defineErrors } from '../../platform/errors';

export const closingErrors = defineErrors({
  /** A case is closed with the cause of its trouble. */
  case_cause_required: 422,
  /** There is no such cause, or it is used no more. */
  root_cause_unknown: 422,
});
