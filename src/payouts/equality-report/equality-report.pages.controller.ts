/** The report on equal treatment of a cycle. Its figures are shown to whoever opened it, and opening it is put on record. */
import { Controller, Get, HttpCode, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { EqualityReports } from '../../equality';
import { Cycles, hasResult } from '../../evaluations';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { payoutErrors } from '../payouts.errors';
import { EqualityReportPages } from './equality-report-page';

@Controller('evaluations/:id/equality')
@Policy({ permission: 'equality.view' })
export class EqualityReportPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly cycles: Cycles,
    private readonly reports: EqualityReports,
    private readonly models: EqualityReportPages,
  ) {}

  @Get()
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    const model = await this.models.page(await this.cycles.byId(id), viewer);
    return this.pages.html(request, 'payouts/equality', model, { title: model.title });
  }

  @Post('openings')
  @HttpCode(303)
  async open(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number): Promise<SeeOther> {
    const cycle = await this.cycles.byId(id);
    if (!hasResult(cycle) || cycle.snapshotId === null) throw payoutErrors.cycle_not_calculated();
    await this.reports.open(id, cycle.snapshotId, viewer);
    return seeOther(`/evaluations/${id}/equality`);
  }
}
