/** What can be refused about quotes and boards. */
import { defineErrors } from '../platform/errors';

export const recognitionErrors = defineErrors({
  /** Somebody decided about the quote already, or the customer withdrew it. */
  quote_already_decided: 409,
  /** Another board has the key. */
  board_key_taken: 409,
});
