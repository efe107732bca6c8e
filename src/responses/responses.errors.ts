/** The refusals of the responses. */
import { defineErrors } from '../platform/errors';

export const responseErrors = defineErrors({
  /** A required question was left without an answer. */
  answer_missing: 422,
  /** A rating that is not one of the scale's values. */
  answer_not_on_scale: 422,
  /** Something was chosen that the list does not offer. */
  answer_not_an_option: 422,
  /** A comment longer than a comment may be. */
  answer_too_long: 422,
  /** The interaction the answers are about does not exist. */
  answer_interaction_unknown: 422,
  response_already_excluded: 409,
  response_not_excluded: 409,
  /** The verification already says what was to be decided. */
  verification_unchanged: 409,
  /** The revision that should be the customer's does not exist. */
  revision_unknown: 422,
  /** Somebody settled the note before, or the customer took it back. */
  data_quality_note_settled: 409,
  /** Something that is no network of addresses. */
  network_unreadable: 422,
  /** Somebody tried to decide whether an answer about themselves counts. */
  own_response_undecidable: 403,
  /** Somebody tried to decide about an answer to a person who reports to them. */
  decider_in_reporting_line: 403,
  /** The credit is divided as it should be already. */
  attribution_unchanged: 409,
});
