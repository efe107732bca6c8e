/** The work that is done later: sending what is due, closing what was not answered. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

/** How many senders may work at once over all nodes. */
export const SENDING_LANES = 4;

/** Sends what is due. A lane that finds more than it can take calls the next one. */
export const sendInvitations = defineJob({
  name: 'invitations.send',
  schema: z.strictObject({ lane: z.int().min(1).max(SENDING_LANES) }),
  concurrency: SENDING_LANES,
});

/** Frees what crashed senders held, and expires what stayed unanswered. */
export const tidyInvitations = defineJob({ name: 'invitations.tidy', schema: z.strictObject({}) });

/** Lives the last month through again under rules that somebody drafted. */
export const tryRules = defineJob({
  name: 'invitations.try_rules',
  schema: z.strictObject({ whatIfId: z.uuid() }),
  maxAttempts: 5,
  leaseSeconds: 30,
});
