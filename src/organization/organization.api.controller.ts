/** Employees and teams for programs: create or change by external id, read one, read all in pages. */
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { errors, parseInput, zExternalId } from '../platform/errors';
import { Employees } from './employees';
import { employeeInput, listQuery, teamInput } from './organization.inputs';
import { OrganizationQueries, type EmployeeView, type TeamView } from './organization.queries';
import type { Page } from './paging';
import { Teams } from './teams';

@Controller('api/v1')
export class OrganizationApiController {
  constructor(
    private readonly employees: Employees,
    private readonly teams: Teams,
    private readonly queries: OrganizationQueries,
  ) {}

  /** 201 for a new employee, 200 otherwise. */
  @Put('employees/:externalId')
  @Policy({ api: 'organization:write' })
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
  async getEmployee(@Param('externalId') externalId: string): Promise<EmployeeView> {
    const employee = await this.queries.employee(externalId);
    if (!employee) throw errors.not_found();
    return employee;
  }

  @Get('employees')
  @Policy({ api: 'organization:read' })
  async listEmployees(@Query() query: unknown): Promise<Page<EmployeeView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.employees(cursor, limit);
  }

  /** 201 for a new team, 200 otherwise. */
  @Put('teams/:externalId')
  @Policy({ api: 'organization:write' })
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
  async getTeam(@Param('externalId') externalId: string): Promise<TeamView> {
    const team = await this.queries.team(externalId);
    if (!team) throw errors.not_found();
    return team;
  }

  @Get('teams')
  @Policy({ api: 'organization:read' })
  async listTeams(@Query() query: unknown): Promise<Page<TeamView>> {
    const { cursor, limit } = parseInput(listQuery, query);
    return this.queries.teams(cursor, limit);
  }
}

function actorOf(key: ApiKeyIdentity): string {
  return `api-key:${key.id}`;
}
