/** The work about messages that is done later. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs';

/** Sends what is due at one provider: a slow one holds nobody else up. */
export const sendMessages = defineJob({
  name: 'invitations.send_messages',
  schema: z.strictObject({ channelId: z.int().min(1) }),
  concurrency: 4,
});

/** Looks which providers have something to send. */
export const dispatchMessages = defineJob({
  name: 'invitations.dispatch_messages',
  schema: z.strictObject({}),
});

/** Forgets old receipts. */
export const tidyMessages = defineJob({ name: 'invitations.tidy_messages', schema: z.strictObject({}) });
