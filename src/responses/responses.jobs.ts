/** The work that is done later: answers that were begun and left begin to count as far as they go. */
import { z } from 'zod';
import { defineJob } from '../platform/jobs';

export const settleResponses = defineJob({ name: 'responses.settle', schema: z.strictObject({}) });
