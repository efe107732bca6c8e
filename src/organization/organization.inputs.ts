/** What may be said about employees and teams from outside. A field left out keeps its value; `null` empties it. */
import { z } from 'zod';
import { zDay, zEmail, zExternalId, zText } from '../platform/errors';
import { PUBLIC_NAMES } from './employee.entity';
import { zCursor, zPageSize } from './paging';
import { TEAM_KINDS } from './team.entity';

export const employeeInput = z.strictObject({
  externalId: zExternalId.optional(),
  name: zText(200),
  email: zEmail.nullish(),
  jobFamily: zText(64).optional(),
  /** External id of the team the person belongs to. */
  team: zExternalId.nullish(),
  /** External id of the employee this person reports to. */
  manager: zExternalId.nullish(),
  hiredOn: zDay.nullish(),
  leftOn: zDay.nullish(),
  publicName: z.enum(PUBLIC_NAMES).optional(),
  /** The first day on which team and manager hold; today when left out. */
  effectiveOn: zDay.optional(),
});
export type EmployeeInput = z.infer<typeof employeeInput>;

export const teamInput = z.strictObject({
  externalId: zExternalId.optional(),
  name: zText(200),
  kind: z.enum(TEAM_KINDS).optional(),
  /** External id of the site or team above. */
  parent: zExternalId.nullish(),
});
export type TeamInput = z.infer<typeof teamInput>;

export const listQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });
