/** What may be wrong with the description of a provider of messages: texts of entries of `validation_failed`. */
import { defineErrors, DomainError } from '../../platform/errors';

export const channelErrors = defineErrors({
  channel_url: 422,
  channel_not_https: 422,
  channel_private_host: 422,
  channel_port: 422,
  channel_header: 422,
  channel_body: 422,
  channel_placeholder: 422,
  channel_pointer: 422,
  channel_statuses: 422,
  channel_words: 422,
  channel_link_missing: 422,
  channel_credential_again: 422,
  channel_name_taken: 422,
  channel_number: 422,
});

/** A single field that is wrong. */
export function invalidField(pointer: string, code: keyof typeof channelErrors): DomainError {
  const fault = { pointer, code, params: { field: pointer.slice(1) } };
  return new DomainError('validation_failed', 422, { count: 1 }, undefined, [fault]);
}
