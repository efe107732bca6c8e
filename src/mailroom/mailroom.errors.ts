/** What the mailroom refuses. */
import { defineErrors } from '../platform/errors';

export const mailroomErrors = defineErrors({ mail_unreadable: 400 });
