/** What can be refused about recovery cases. */
import { defineErrors } from '../platform/errors';

export const recoveryErrors = defineErrors({
  /** The step does not follow the state the case is in. */
  case_step_not_open: 409,
  /** Nobody works the case of a customer who rated them. */
  case_about_yourself: 403,
});
