/** What can be refused about letters, calls, and who speaks for a customer. */
import { defineErrors } from '../../platform/errors';

export const conversationErrors = defineErrors({
  /** The customer left no address that may be written to. */
  letter_no_address: 422,
  /** The customer did not ask to be contacted, and has not written to us. */
  letter_not_wanted: 409,
  /** A text has a placeholder in braces that is none. */
  letter_placeholder_unknown: 422,
  /** The day and time of a call does not exist, or lies ahead. */
  call_time: 422,
  /** Whoever speaks for the customer works cases, was not rated by them and is not the owner. */
  advocate_unfit: 422,
});
