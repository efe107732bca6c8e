/** Pages of results: one's own, an employee's, a team's. */
import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Visibility } from '../organization';
import { errors } from '../platform/errors';
import { Pages } from '../platform/views';
import { PeriodChoice } from './period-choice';
import { ResultPages } from './result-pages';
import { Scores } from './scores.service';
import { StandsOut } from './dashboard/stands-out';
import { UnitResults } from './dashboard/unit-results';

@Controller()
export class ScoresPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly results: ResultPages,
    private readonly periods: PeriodChoice,
    private readonly scores: Scores,
    private readonly visibility: Visibility,
    private readonly units: UnitResults,
    private readonly standsOut: StandsOut,
  ) {}

  @Get('me')
  @Policy({ permission: 'scores.own' })
  async me(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('period') period?: string) {
    if (viewer.employeeId === null) throw errors.not_found();
    return this.person(request, viewer, viewer.employeeId, period);
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
    return this.person(request, viewer, id, period);
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
    const chosen = await this.periods.choose(period);
    const model = await this.results.ofTeam(id, chosen, visible, viewer.locale);
    if (!model) throw errors.not_found();
    const [unit, standsOut] = await Promise.all([
      this.units.ofTeam({ id, name: model.title }, chosen.period, viewer),
      this.standsOut.ofTeam(
        { id, people: model.members.map((member) => member.id) },
        chosen.period,
        today,
        viewer,
        `?period=${chosen.value}`,
      ),
    ]);
    return this.pages.html(request, 'scoring/team', { ...model, unit, standsOut }, { title: model.title });
  }

  private async person(request: AppRequest, viewer: Viewer, id: number, period: string | undefined) {
    const chosen = await this.periods.choose(period);
    const own = viewer.employeeId === id;
    const model = await this.results.ofEmployee(id, chosen, { own, locale: viewer.locale });
    const [unit, standsOut] = await Promise.all([
      this.units.ofEmployee(model.employee, chosen.period, viewer),
      this.standsOut.ofPerson(
        { id, score: model.score },
        chosen.period,
        await this.scores.today(),
        viewer.locale,
      ),
    ]);
    return this.pages.html(request, 'scoring/results', { ...model, unit, standsOut }, { title: model.title });
  }
}
