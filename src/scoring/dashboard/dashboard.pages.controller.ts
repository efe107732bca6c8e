/** The dashboard of the organization, and the same page about one touchpoint, channel, reason or segment. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { errors, parseInput } from '../../platform/errors';
import { type HtmlReply, Pages } from '../../platform/views';
import { DashboardChoices, dashboardQuery } from './dashboard-choice';
import { DashboardPage, type PageUnit } from './dashboard-page';
import { DashboardTables, TABLES } from './dashboard-tables';
import { exportForm, TableFiles } from './table-files';

const UNITS = {
  touchpoints: 'touchpoint',
  channels: 'channel',
  reasons: 'reason',
  segments: 'segment',
} as const satisfies Record<string, PageUnit['dimension']>;

const form = exportForm(TABLES, 'figures');

@Controller('dashboard')
export class DashboardPagesController {
  constructor(
    private readonly choices: DashboardChoices,
    private readonly page: DashboardPage,
    private readonly tables: DashboardTables,
    private readonly pages: Pages,
    private readonly files: TableFiles,
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
    const { format, table } = parseInput(form, body ?? {});
    const choice = await this.choices.read(
      parseInput(dashboardQuery, query),
      unit ? { [unit.dimension]: unit.key } : {},
    );
    const tables = this.tables.of(await this.page.model(choice, viewer, unit), viewer.locale);
    return this.files.send(reply, tables, {
      format,
      table,
      name: [unit?.key ?? 'dashboard', choice.chosen.value],
      audited: {
        actor: viewer.actor,
        action: 'dashboard.exported',
        subject: unit ? `${unit.dimension}:${unit.key}` : 'organization',
        details: { period: choice.chosen.value, filters: { ...choice.filters } },
      },
    });
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
