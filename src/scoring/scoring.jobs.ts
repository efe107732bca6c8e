/** What scoring does by the clock. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

/** Counts days of the rollups again and raises an alarm where they are not what the ledgers give. */
export const watchRollups = defineJob({
  name: 'scoring.watch_rollups',
  schema: z.strictObject({}),
  leaseSeconds: 600,
});

/** Closes every period whose answers have settled. */
export const freezeScores = defineJob({
  name: 'scoring.freeze',
  schema: z.strictObject({}),
  leaseSeconds: 600,
});
