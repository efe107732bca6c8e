/** What programs are told about employees and teams. */
import { z } from 'zod';
import { shownDay, shownPage } from '../platform/http';
import { PUBLIC_NAMES } from './employee.entity';
import type { EmployeeView, TeamView } from './organization.queries';
import { TEAM_KINDS } from './team.entity';

export const employeeReply = z.object({
  externalId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  jobFamily: z.string(),
  team: z.string().nullable().describe('External id of the team held today, or on the last working day.'),
  manager: z.string().nullable().describe('External id of the employee this person reports to.'),
  hiredOn: shownDay.nullable().describe('Null when nobody told the first working day.'),
  leftOn: shownDay.nullable().describe('The last working day.'),
  publicName: z
    .enum(PUBLIC_NAMES)
    .describe('How the person appears where customers and colleagues can see it.'),
}) satisfies z.ZodType<EmployeeView>;
export const employeePage = shownPage(employeeReply);
export const employeeExample: EmployeeView = {
  externalId: 'E-12',
  name: 'Ana Beltrán',
  email: 'ana@aguaclara.example',
  jobFamily: 'agent',
  team: 'T-TEL',
  manager: null,
  hiredOn: '2023-05-02',
  leftOn: null,
  publicName: 'first_name',
};

export const teamReply = z.object({
  externalId: z.string(),
  name: z.string(),
  kind: z.enum(TEAM_KINDS),
  parent: z.string().nullable().describe('External id of the site or team above.'),
}) satisfies z.ZodType<TeamView>;
export const teamPage = shownPage(teamReply);
export const teamExample: TeamView = { externalId: 'T-TEL', name: 'Telefónica', kind: 'team', parent: null };
