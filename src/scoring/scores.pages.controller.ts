/** Pages of results: one's own, an employee's, a team's. */
import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Visibility } from '../organization';
import { errors } from '../platform/errors';
import { Pages } from '../platform/views';
import { PeriodChoice } from './period-choice';
import { ResultPages } from './result-pages';
import { Scores } from './scores.service';

@Controller()
export class ScoresPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly results: ResultPages,
    private readonly periods: PeriodChoice,
    private readonly scores: Scores,
    private readonly visibility: Visibility,
  ) {}

  @Get('me')
  @Policy({ permission: 'scores.own' })
  async me(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('period') period?: string) {
    if (viewer.employeeId === null) throw errors.not_found();
    const model = await this.results.ofEmployee(viewer.employeeId, await this.periods.choose(period), {
      own: true,
      locale: viewer.locale,
    });
    return this.pages.html(request, 'scoring/results', model, { title: model.title });
  }

  @Get('employees/:id')
  @Policy({ permission: 'scores.view' })
  async employee(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query('period') period?: string,
  ) {
    await this.visibility.require(viewer, 'scores.view', id, await this.scores.today());
    const own = viewer.employeeId === id;
    const model = await this.results.ofEmployee(id, await this.periods.choose(period), {
      own,
      locale: viewer.locale,
    });
    return this.pages.html(request, 'scoring/results', model, { title: model.title });
  }

  @Get('teams/:id')
  @Policy({ permission: 'scores.view' })
  async team(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query('period') period?: string,
  ) {
    const today = await this.scores.today();
    const teams =
      viewer.scopeOf('scores.view') === 'own'
        ? []
        : await this.visibility.teamIds(viewer, 'scores.view', today);
    if (teams !== 'all' && !teams.includes(id)) throw errors.not_found();
    const visible = await this.visibility.employeeIds(viewer, 'scores.view', today);
    const model = await this.results.ofTeam(id, await this.periods.choose(period), visible, viewer.locale);
    if (!model) throw errors.not_found();
    return this.pages.html(request, 'scoring/team', model, { title: model.title });
  }
}
