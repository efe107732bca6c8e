/** “How your score is computed”: every step with the person's own numbers, for oneself and for those who may see the score. */
import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import type { Locale } from '../kernel';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Visibility } from '../organization';
import { errors } from '../platform/errors';
import { Pages } from '../platform/views';
import { PeriodChoice } from './period-choice';
import { ScoreStepsPage } from './score-steps-page';
import { Scores } from './scores.service';

@Controller()
export class ScoreStepsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly steps: ScoreStepsPage,
    private readonly periods: PeriodChoice,
    private readonly scores: Scores,
    private readonly visibility: Visibility,
  ) {}

  @Get('me/score')
  @Policy({ permission: 'scores.own' })
  async own(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('period') period?: string) {
    if (viewer.employeeId === null) throw errors.not_found();
    return this.page(request, viewer.employeeId, period, { own: true, locale: viewer.locale });
  }

  @Get('employees/:id/score')
  @Policy({ permission: 'scores.view' })
  async other(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query('period') period?: string,
  ) {
    await this.visibility.require(viewer, 'scores.view', id, await this.scores.today());
    return this.page(request, id, period, { own: viewer.employeeId === id, locale: viewer.locale });
  }

  private async page(
    request: AppRequest,
    employeeId: number,
    period: string | undefined,
    reader: { own: boolean; locale: Locale },
  ) {
    const model = await this.steps.page(employeeId, await this.periods.choose(period), reader);
    return this.pages.html(request, 'scoring/steps', model, { title: model.title });
  }
}
