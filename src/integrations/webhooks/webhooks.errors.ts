/** What can be refused about webhooks. */
import { defineErrors, DomainError } from '../../platform/errors';

export const webhookErrors = defineErrors({
  /** Texts of entries of `validation_failed`. */
  webhook_url: 422,
  webhook_not_https: 422,
  webhook_private_host: 422,
  webhook_port: 422,
  webhook_name_taken: 422,
  webhook_events_missing: 422,
  webhook_deletion_unconfirmed: 422,
  /** There are as many endpoints as there can be. */
  webhook_endpoints_full: 409,
  /** Nothing is sent to an endpoint that is switched off. */
  webhook_endpoint_off: 409,
  /** A try is under way: its outcome is waited for. */
  webhook_delivery_under_way: 409,
});

/** A single field that is wrong. */
export function invalidField(pointer: string, code: keyof typeof webhookErrors): DomainError {
  const fault = { pointer, code, params: { field: pointer.slice(1) } };
  return new DomainError('validation_failed', 422, { count: 1 }, undefined, [fault]);
}
