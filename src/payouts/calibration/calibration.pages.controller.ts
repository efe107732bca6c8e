/** The page on which ratings of different leads are held against each other, and corrected with a reason. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Calibrations, Cycles } from '../../evaluations';
import { DomainError, parseInput } from '../../platform/errors';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { CalibrationPages, type Rejected } from './calibration-page';

const zAsked = z.strictObject({
  line: z.string().max(40).optional(),
  team: z.coerce.number().int().min(0).optional(),
});
const zForm = z.strictObject({
  line: z.string().max(40),
  team: z.coerce.number().int().min(0),
  rating: z.string().max(3).default(''),
  reason: z.string().max(5000).default(''),
});

@Controller('evaluations/:id')
@Policy({ permission: 'evaluations.calibration.view' })
export class CalibrationPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly cycles: Cycles,
    private readonly calibrations: Calibrations,
    private readonly models: CalibrationPages,
  ) {}

  @Get('calibration')
  show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, id, parseInput(zAsked, query));
  }

  @Post('calibrations/:employeeId')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { line, team, rating, reason } = parseInput(zForm, body);
    try {
      const ratingHundredths = rating === '' ? Number.NaN : Number(rating);
      await this.calibrations.change({ cycleId: id, employeeId, line, ratingHundredths, reason }, viewer);
    } catch (error) {
      if (!(error instanceof DomainError) || [403, 404].includes(error.status)) throw error;
      return this.page(request, viewer, id, { line, team }, { employeeId, rating, reason, error });
    }
    return seeOther(
      `/evaluations/${id}/calibration?line=${encodeURIComponent(line)}&team=${team}#person-${employeeId}`,
      {
        kind: 'done',
        key: 'calibration.saved',
      },
    );
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    id: number,
    asked: { line?: string | undefined; team?: number | undefined },
    rejected?: Rejected,
  ): Promise<HtmlReply> {
    const model = await this.models.page(await this.cycles.byId(id), viewer, asked, rejected);
    return this.pages.html(request, 'payouts/calibration', model, {
      title: model.title,
      status: rejected?.error.status ?? 200,
    });
  }
}
