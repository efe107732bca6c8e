/** The work of the night: a look for what is unusual. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

export const lookForSignals = defineJob({ name: 'signals.look', schema: z.strictObject({}) });
