/** The mailroom's work that is done later. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

/** Forwards a customer's reply to a person. */
export const forwardReply = defineJob({
  name: 'mailroom.forward',
  schema: z.strictObject({ replyId: z.string() }),
});

/** Looks into the mailbox. The lease is renewed while it works. */
export const pollMailbox = defineJob({
  name: 'mailroom.poll',
  schema: z.strictObject({}),
  maxAttempts: 1,
  leaseSeconds: 120,
});

/** Blanks replies that were kept long enough and forgets old mails. */
export const tidyMailroom = defineJob({ name: 'mailroom.tidy', schema: z.strictObject({}) });

/** Looks at what the world sees of the sending domain. */
export const checkDomain = defineJob({
  name: 'mailroom.check_domain',
  schema: z.strictObject({}),
  maxAttempts: 2,
});
