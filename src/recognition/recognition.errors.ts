/** What can be refused about quotes and boards. */
import { defineErrors } from '../platform/errors';

export const recognitionErrors = defineErrors({
  /** Somebody decided about the quote already, or the customer withdrew it. */
  quote_already_decided: 409,
  /** A reviewer wrote something the customer did not say. */
  quote_words_added: 422,
  /** A translation stands beside other words: those on the board, in another language than its own. */
  quote_not_translatable: 409,
  /** Another board has the key. */
  board_key_taken: 409,
});
