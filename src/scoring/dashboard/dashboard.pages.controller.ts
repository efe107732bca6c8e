/** The dashboard of the organization, and the same page about one touchpoint, channel, reason or segment. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { errors, parseInput } from '../../platform/errors';
import { attachment, csvOf, workbookOf } from '../../platform/files';
import { type HtmlReply, Pages } from '../../platform/views';
import { DashboardChoices, dashboardQuery } from './dashboard-choice';
import { DashboardPage, type PageUnit } from './dashboard-page';
import { DashboardTables, TABLES } from './dashboard-tables';

const UNITS = {
  touchpoints: 'touchpoint',
  channels: 'channel',
  reasons: 'reason',
  segments: 'segment',
} as const satisfies Record<string, PageUnit['dimension']>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** A workbook holds every table of the page; CSV is one of them. */
const exportForm = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  table: z.enum(TABLES).default('figures'),
});

@Controller('dashboard')
export class DashboardPagesController {
  constructor(
    private readonly choices: DashboardChoices,
    private readonly page: DashboardPage,
    private readonly tables: DashboardTables,
    private readonly pages: Pages,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  @Get()
  @Policy({ permission: 'dashboard.view' })
  async organization(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    return this.shown(request, viewer, query, null);
  }

  @Get(':units/:key')
  @Policy({ permission: 'dashboard.view' })
  async unit(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('units') units: string,
    @Param('key') key: string,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    return this.shown(request, viewer, query, unitOf(units, key));
  }

  @Post('exports')
  @HttpCode(200)
  @Policy({ permission: 'dashboard.view' })
  async organizationFile(
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.file(viewer, query, body, null, reply);
  }

  @Post(':units/:key/exports')
  @HttpCode(200)
  @Policy({ permission: 'dashboard.view' })
  async unitFile(
    @CurrentViewer() viewer: Viewer,
    @Param('units') units: string,
    @Param('key') key: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.file(viewer, query, body, unitOf(units, key), reply);
  }

  /** What the page shows, as a file; that it was taken away stands in the audit. */
  private async file(
    viewer: Viewer,
    query: unknown,
    body: unknown,
    unit: PageUnit | null,
    reply: FastifyReply,
  ) {
    const { format, table } = parseInput(exportForm, body ?? {});
    const choice = await this.choices.read(
      parseInput(dashboardQuery, query),
      unit ? { [unit.dimension]: unit.key } : {},
    );
    const tables = this.tables.of(await this.page.model(choice, viewer, unit), viewer.locale);
    const one = tables.find(({ key }) => key === table);
    if (format === 'csv' && !one) throw errors.not_found();
    const content = format === 'csv' && one ? csvOf(one) : await workbookOf(tables);
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'dashboard.exported',
        subject: unit ? `${unit.dimension}:${unit.key}` : 'organization',
        details: {
          format,
          table: format === 'csv' ? table : 'all',
          period: choice.chosen.value,
          filters: { ...choice.filters },
        },
      }),
    );
    const name = [
      'aplauso',
      unit?.key ?? 'dashboard',
      choice.chosen.value,
      ...(format === 'csv' ? [table] : []),
    ].join('-');
    void reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
      .header('Content-Disposition', attachment(name, format))
      .header('Cache-Control', 'no-store');
    return content;
  }

  private async shown(request: AppRequest, viewer: Viewer, query: unknown, unit: PageUnit | null) {
    const choice = await this.choices.read(
      parseInput(dashboardQuery, query),
      unit ? { [unit.dimension]: unit.key } : {},
    );
    const model = await this.page.model(choice, viewer, unit);
    return this.pages.html(request, 'scoring/dashboard', model, { title: model.title });
  }
}

/** @throws not_found for an address that names no kind of unit */
function unitOf(units: string, key: string): PageUnit {
  const dimension = Object.hasOwn(UNITS, units) ? UNITS[units as keyof typeof UNITS] : undefined;
  if (dimension === undefined) throw errors.not_found();
  return { dimension, key };
}
