/** The work that is done later: indexing what was written before comments could be searched. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs';

/** Named in the migration that made the index, too. */
export const indexComments = defineJob({ name: 'comments.index', schema: z.strictObject({}) });
