/** Employees and teams for programs: create or change by external id, read one, read all in pages. */
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { errors, parseInput, zExternalId } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { Employees } from './employees';
import { employeeInput, listQuery, teamInput } from './organization.inputs';
import { OrganizationQueries, type EmployeeView, type TeamView } from './organization.queries';
import {
  employeeExample,
  employeePage,
  employeeReply,
  teamExample,
  teamPage,
  teamReply,
} from './organization.replies';
import type { Page } from './paging';
import { Teams } from './teams';

const externalIdOf = (whose: string) =>
  zExternalId.describe(`The identifier your program has for the ${whose}.`);

@Controller('api/v1')
@ApiSection({
  name: 'Organization',
  order: 10,
  text: 'Employees and teams, kept in step with your personnel system.',
})
export class OrganizationApiController {
  constructor(
    private readonly employees: Employees,
    private readonly teams: Teams,
    private readonly queries: OrganizationQueries,
  ) {}

  /** 201 for a new employee, 200 otherwise. */
  @Put('employees/:externalId')
  @Policy({ api: 'organization:write' })
  @ApiOperation({
    summary: 'Create or change an employee',
    description:
      'A field left out keeps its value; `null` empties it. Team and manager hold from `effectiveOn` on; what held before is kept.',
    params: { externalId: externalIdOf('employee') },
    body: employeeInput,
    bodyExample: {
      name: 'Ana Beltrán',
      email: 'ana@aguaclara.example',
      jobFamily: 'agent',
      team: 'T-TEL',
      hiredOn: '2023-05-02',
      publicName: 'first_name',
    },
    replies: {
      200: { text: 'Known before; as it is now.', schema: employeeReply },
      201: { text: 'Created.', schema: employeeReply, example: employeeExample },
    },
    errors: [
      'employee_unknown',
      'team_unknown',
      'external_id_mismatch',
      'left_before_hired',
      'reporting_loop',
      'effective_before_hired',
    ],
  })
  async putEmployee(
    @Param('externalId') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EmployeeView> {
    const externalId = parseInput(zExternalId, id);
    const { created } = await this.employees.upsert(
      externalId,
      parseInput(employeeInput, body),
      actorOf(key),
    );
    reply.status(created ? 201 : 200);
    return this.getEmployee(externalId);
  }

  @Get('employees/:externalId')
  @Policy({ api: 'organization:read' })
  @ApiOperation({
    summary: 'Read an employee',
    params: { externalId: externalIdOf('employee') },
    replies: { 200: { text: 'The employee.', schema: employeeReply, example: employeeExample } },
    errors: ['not_found'],
  })
  async getEmployee(@Param('externalId') externalId: string): Promise<EmployeeView> {
    const employee = await this.queries.employee(externalId);
    if (!employee) throw errors.not_found();
    return employee;
  }

  @Get('employees')
  @Policy({ api: 'organization:read' })
  @ApiOperation({
    summary: 'List employees in the order they were first recorded',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of employees.',
        schema: employeePage,
        example: { items: [employeeExample], nextCursor: null },
      },
    },
  })
  async listEmployees(@Query() query: unknown): Promise<Page<EmployeeView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.employees(cursor, limit);
  }

  /** 201 for a new team, 200 otherwise. */
  @Put('teams/:externalId')
  @Policy({ api: 'organization:write' })
  @ApiOperation({
    summary: 'Create or change a team or site',
    description: 'Teams stand below a site or another team. A field left out keeps its value.',
    params: { externalId: externalIdOf('team') },
    body: teamInput,
    bodyExample: { name: 'Telefónica', kind: 'team' },
    replies: {
      200: { text: 'Known before; as it is now.', schema: teamReply },
      201: { text: 'Created.', schema: teamReply, example: teamExample },
    },
    errors: ['team_unknown', 'external_id_mismatch', 'team_loop', 'site_below_team'],
  })
  async putTeam(
    @Param('externalId') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamView> {
    const externalId = parseInput(zExternalId, id);
    const { created } = await this.teams.upsert(externalId, parseInput(teamInput, body), actorOf(key));
    reply.status(created ? 201 : 200);
    return this.getTeam(externalId);
  }

  @Get('teams/:externalId')
  @Policy({ api: 'organization:read' })
  @ApiOperation({
    summary: 'Read a team',
    params: { externalId: externalIdOf('team') },
    replies: { 200: { text: 'The team.', schema: teamReply, example: teamExample } },
    errors: ['not_found'],
  })
  async getTeam(@Param('externalId') externalId: string): Promise<TeamView> {
    const team = await this.queries.team(externalId);
    if (!team) throw errors.not_found();
    return team;
  }

  @Get('teams')
  @Policy({ api: 'organization:read' })
  @ApiOperation({
    summary: 'List teams in the order they were first recorded',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of teams.',
        schema: teamPage,
        example: { items: [teamExample], nextCursor: null },
      },
    },
  })
  async listTeams(@Query() query: unknown): Promise<Page<TeamView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.teams(cursor, limit);
  }
}
