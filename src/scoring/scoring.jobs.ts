/** What scoring does by the clock. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

/** Closes every period whose answers have settled. */
export const freezeScores = defineJob({
  name: 'scoring.freeze',
  schema: z.strictObject({}),
  leaseSeconds: 600,
});
