/** Result pages as files: of a team, of an employee, one's own. */
import { Body, Controller, HttpCode, Param, ParseIntPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentViewer, Policy, Viewer } from '../access';
import { parseInput } from '../platform/errors';
import type { FileTable } from '../platform/files';
import { exportForm, TableFiles } from './dashboard/table-files';
import { ResultModels } from './result-models';
import { RESULT_TABLES, ResultTables } from './result-tables';

const form = exportForm(RESULT_TABLES, 'trend');
const pageQuery = z.strictObject({ period: z.string().max(40).optional() });

@Controller()
export class ResultExportsController {
  constructor(
    private readonly models: ResultModels,
    private readonly tables: ResultTables,
    private readonly files: TableFiles,
  ) {}

  @Post('teams/:id/exports')
  @HttpCode(200)
  @Policy({ permission: 'scores.view' })
  async team(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const model = await this.models.ofTeam(viewer, id, parseInput(pageQuery, query).period);
    return this.file(viewer, `team:${id}`, model, this.tables.ofTeam(model, viewer.locale), body, reply);
  }

  @Post('employees/:id/exports')
  @HttpCode(200)
  @Policy({ permission: 'scores.view' })
  async employee(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const model = await this.models.ofEmployee(viewer, id, parseInput(pageQuery, query).period);
    return this.file(
      viewer,
      `employee:${id}`,
      model,
      this.tables.ofPerson(model, viewer.locale),
      body,
      reply,
    );
  }

  @Post('me/exports')
  @HttpCode(200)
  @Policy({ permission: 'scores.own' })
  async own(
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const model = await this.models.ofViewer(viewer, parseInput(pageQuery, query).period);
    const tables = this.tables.ofPerson(model, viewer.locale);
    return this.file(viewer, `employee:${model.employee.id}`, model, tables, body, reply);
  }

  private file(
    viewer: Viewer,
    subject: string,
    { period }: { period: string },
    tables: readonly FileTable[],
    body: unknown,
    reply: FastifyReply,
  ): Promise<Buffer> {
    const { format, table } = parseInput(form, body ?? {});
    return this.files.send(reply, tables, {
      format,
      table,
      name: [subject.replace(':', '-'), period],
      audited: { actor: viewer.actor, action: 'results.exported', subject, details: { period } },
    });
  }
}
