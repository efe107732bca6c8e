/** The work about webhooks that is done later. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs';
import { OFF_REASONS } from './endpoint-input';

/** Sends what is due at one endpoint. Waiting for others is most of it: many at a time. */
export const deliverWebhooks = defineJob({
  name: 'integrations.deliver_webhooks',
  schema: z.strictObject({ endpoint: z.int().min(1) }),
  concurrency: 24,
});

/** Looks for endpoints with something overdue: what a process left behind when it died too often. */
export const dispatchWebhooks = defineJob({
  name: 'integrations.dispatch_webhooks',
  schema: z.strictObject({}),
});

/** Forgets deliveries that ended long ago. */
export const tidyWebhooks = defineJob({ name: 'integrations.tidy_webhooks', schema: z.strictObject({}) });

/** Tells one administrator that an endpoint was switched off. */
export const tellEndpointOff = defineJob({
  name: 'integrations.tell_endpoint_off',
  schema: z.strictObject({
    endpoint: z.int().min(1),
    user: z.int().min(1),
    reason: z.enum(OFF_REASONS),
    at: z.int(),
  }),
});
