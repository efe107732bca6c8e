/** The refusals of the invitations. */
import { defineErrors } from '../platform/errors';

export const invitationErrors = defineErrors({
  /** What happened to the mail is known, or was decided already. */
  invitation_not_unknown: 409,
  /** Texts of entries of `validation_failed`. */
  sending_rate: 422,
  sending_receiver_line: 422,
});
