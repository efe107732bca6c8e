/** The door of the organization: employees, teams, whose records somebody may see, and pay bases. */
import { Employee } from './employee.entity';
import { PayBase } from './pay-base.entity';
import { Team } from './team.entity';

export { OrganizationModule } from './organization.module';
export { Calendar } from './calendar';
export { BusinessHours, businessHoursSetting } from './business-hours';
export type { BusinessCalendar, OpenNow, WorkTime } from './business-hours';
export { readWeek } from './calc';
export type { WeekHours } from './calc';
export { type DayOff, daysOff, holidayCountries, holidayStates, NEVER } from './holidays';
export { Employees } from './employees';
export type { UpsertOutcome } from './employees';
export { PUBLIC_NAMES, SINCE_ALWAYS, isEmployedOn } from './employee.entity';
export type { Employee, EmployeeRef, PublicName } from './employee.entity';
export type { EmployeeInput, TeamInput } from './organization.inputs';
export { OrganizationQueries } from './organization.queries';
export type { EmployeeView, TeamNode, TeamView } from './organization.queries';
export { organizationErrors } from './organization.errors';
export { pageOf, zCursor, zPageSize } from './paging';
export type { Page } from './paging';
export { LEAVE_KINDS, Leaves } from './leaves';
export type { Leave, LeaveInput, LeaveKind } from './leaves';
export { PayBases } from './pay-bases';
export type { PayBaseInput } from './pay-bases';
export { Teams } from './teams';
export type { Team, TeamKind } from './team.entity';
export { Visibility } from './visibility';

export const organizationEntities = [Employee, PayBase, Team];
