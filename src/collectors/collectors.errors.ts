/** What the other ways in refuse. */
import { defineErrors } from '../platform/errors';

export const collectorErrors = defineErrors({
  /** The collector is revoked: nothing about it can be changed any more. */
  collector_revoked: 409,
  /** An answer a device kept for longer than answers are taken. */
  answer_too_old: 422,
  /** The identifier of the answer stands for something else already. */
  answer_id_taken: 409,
  /** The page the answer was given on is none of this collector's. */
  answer_page_unknown: 422,
  /** The contact has an answer; it cannot have a second one. */
  interaction_already_answered: 409,
  /** Somebody who took part in a contact tried to write down the customer's answer about it. */
  own_response_unenterable: 403,
  /** An answer that was given after now. */
  answered_in_future: 422,
  /** An answer that was given before the contact it is about. */
  answered_before_contact: 422,
  /** A source that only the product itself gives. */
  answer_source_reserved: 400,
});
