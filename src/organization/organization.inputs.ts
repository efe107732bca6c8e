/** What may be said about employees and teams from outside. A field left out keeps its value; `null` empties it. */
import { z } from 'zod';
import { zDay, zEmail, zExternalId, zText } from '../platform/errors';
import { PUBLIC_NAMES } from './employee.entity';
import { zCursor, zPageSize } from './paging';
import { TEAM_KINDS } from './team.entity';

export const employeeInput = z.strictObject({
  externalId: zExternalId.optional().describe('The same as in the path, or left out.'),
  name: zText(200),
  email: zEmail.nullish(),
  jobFamily: zText(64).optional().describe('People of one job family are compared with each other.'),
  team: zExternalId.nullish().describe('External id of the team the person belongs to.'),
  manager: zExternalId.nullish().describe('External id of the employee this person reports to.'),
  hiredOn: zDay.nullish().describe('First working day.'),
  leftOn: zDay.nullish().describe('Last working day.'),
  publicName: z
    .enum(PUBLIC_NAMES)
    .optional()
    .describe('How the person appears where customers and colleagues can see it.'),
  effectiveOn: zDay.optional().describe('The first day on which team and manager hold; today when left out.'),
});
export type EmployeeInput = z.infer<typeof employeeInput>;

export const teamInput = z.strictObject({
  externalId: zExternalId.optional().describe('The same as in the path, or left out.'),
  name: zText(200),
  kind: z.enum(TEAM_KINDS).optional(),
  parent: zExternalId.nullish().describe('External id of the site or team above.'),
});
export type TeamInput = z.infer<typeof teamInput>;

export const listQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });
