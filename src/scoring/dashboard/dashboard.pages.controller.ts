/** The dashboard of the organization, and the same page about one touchpoint, channel, reason or segment. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { errors, parseInput } from '../../platform/errors';
import { type HtmlReply, Pages } from '../../platform/views';
import { DashboardChoices, dashboardQuery } from './dashboard-choice';
import { DashboardPage, type PageUnit } from './dashboard-page';

const UNITS = {
  touchpoints: 'touchpoint',
  channels: 'channel',
  reasons: 'reason',
  segments: 'segment',
} as const satisfies Record<string, PageUnit['dimension']>;

@Controller('dashboard')
export class DashboardPagesController {
  constructor(
    private readonly choices: DashboardChoices,
    private readonly page: DashboardPage,
    private readonly pages: Pages,
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
