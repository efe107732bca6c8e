/** The list of results that wait for approval; each is approved under its statement. */
import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Cycles } from '../../evaluations';
import { parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { PayViews } from '../pay-views';
import { ApprovalPages } from './approval-page';

const zPage = z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1) });

@Controller('evaluations')
@Policy({ permission: 'evaluations.sign_off' })
export class ApprovalPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly approvals: ApprovalPages,
    private readonly payViews: PayViews,
  ) {}

  @Get(':id/approvals')
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const cycle = await this.cycles.byId(id);
    const model = await this.approvals.list(cycle, viewer, parseInput(zPage, query).page);
    await this.payViews.record(viewer, cycle.id, { page: 'approvals', people: model.seen });
    const title = this.i18n.text(viewer.locale, 'approvals.title', { cycle: cycle.name });
    return this.pages.html(request, 'payouts/approvals', model, { title });
  }
}
