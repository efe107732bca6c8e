/** The result pages of one team and one person, whole: what the page shows is what its file holds. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Visibility } from '../organization';
import { errors } from '../platform/errors';
import { StandsOut } from './dashboard/stands-out';
import { UnitResults } from './dashboard/unit-results';
import { PeriodChoice } from './period-choice';
import { ProfileBadges } from './profile-badges';
import { ResultPages } from './result-pages';
import { Scores } from './scores.service';

export type TeamModel = Awaited<ReturnType<ResultModels['ofTeam']>>;
export type PersonModel = Awaited<ReturnType<ResultModels['ofViewer']>>;

@Injectable()
export class ResultModels {
  constructor(
    private readonly results: ResultPages,
    private readonly periods: PeriodChoice,
    private readonly scores: Scores,
    private readonly visibility: Visibility,
    private readonly units: UnitResults,
    private readonly standsOut: StandsOut,
    private readonly badges: ProfileBadges,
  ) {}

  /** @throws not_found for a team the viewer may not see, period_unreadable */
  async ofTeam(viewer: Viewer, id: number, period: string | undefined) {
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
    return {
      ...model,
      unit,
      standsOut,
      exports: `/teams/${id}/exports?period=${chosen.value}`,
      meeting: `/teams/${id}/meeting-pack`,
    };
  }

  /** Somebody else's results. @throws not_found for an employee the viewer may not see, period_unreadable */
  async ofEmployee(viewer: Viewer, id: number, period: string | undefined) {
    await this.visibility.require(viewer, 'scores.view', id, await this.scores.today());
    return this.ofPerson(viewer, id, period, `/employees/${id}`);
  }

  /** The viewer's own. @throws not_found for an account that is no employee's, period_unreadable */
  async ofViewer(viewer: Viewer, period: string | undefined) {
    if (viewer.employeeId === null) throw errors.not_found();
    return this.ofPerson(viewer, viewer.employeeId, period, '/me');
  }

  private async ofPerson(viewer: Viewer, id: number, period: string | undefined, address: string) {
    const chosen = await this.periods.choose(period);
    const own = viewer.employeeId === id;
    const model = await this.results.ofEmployee(id, chosen, { own, locale: viewer.locale });
    const [unit, standsOut, badges] = await Promise.all([
      this.units.ofEmployee(model.employee, chosen.period, viewer),
      this.standsOut.ofPerson(
        { id, score: model.score },
        chosen.period,
        await this.scores.today(),
        viewer.locale,
      ),
      this.badges.of({ employeeId: id, own, locale: viewer.locale }),
    ]);
    return { ...model, unit, standsOut, badges, exports: `${address}/exports?period=${chosen.value}` };
  }
}
