/**
 * One page for the weekly meeting of a team, or of an area with the teams below it: thanks to read aloud, one thing to
 * learn, and what was promised to customers.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type Period, pickText } from '../../kernel';
import { Calendar, OrganizationQueries, type TeamNode, Visibility } from '../../organization';
import { startOfDay } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { PromiseQueries } from '../../recovery';
import { ThemeCounter, Themes } from '../../scoring';
import { LEAST_SHOWN } from '../../scoring/calc';
import { AwardQueries } from '../awards/award.queries';
import { AwardWords } from '../awards/award-words';
import { KudosQueries } from '../kudos/kudos.queries';
import { SaidQueries } from './said.queries';

/** Customers' words of four weeks, thanks of colleagues of one, awards of periods that ended within a month or so. */
const SAID_DAYS = 28;
const KUDOS_DAYS = 7;
const AWARD_DAYS = 40;
/** Comments of four weeks beside those of the four before. */
const LEARNED_DAYS = 28;
const AHEAD_DAYS = 7;
const MOST = { said: 3, kudos: 4, promises: 12 };
const PROMISES_READ = 500;

@Injectable()
export class MeetingPack {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly visibility: Visibility,
    private readonly organization: OrganizationQueries,
    private readonly i18n: I18n,
    private readonly said: SaidQueries,
    private readonly kudos: KudosQueries,
    private readonly awards: AwardQueries,
    private readonly words: AwardWords,
    private readonly themes: Themes,
    private readonly counter: ThemeCounter,
    private readonly promises: PromiseQueries,
  ) {}

  /** The model of `views/recognition/meeting-pack.hbs`. @throws not_found for a team the viewer may not see */
  async model(viewer: Viewer, teamId: number) {
    const { locale } = viewer;
    const today = await this.calendar.today();
    const teams =
      viewer.scopeOf('scores.view') === 'own'
        ? []
        : await this.visibility.teamIds(viewer, 'scores.view', today);
    const mayBeSeen = (id: number): boolean => teams === 'all' || teams.includes(id);
    const tree = await this.organization.tree();
    const team = tree.find(({ id }) => id === teamId);
    if (!team || !mayBeSeen(teamId)) throw errors.not_found();
    const below = belowOf(teamId, tree).filter(({ id }) => mayBeSeen(id));
    const gathered = new Set([teamId, ...below.map(({ id }) => id)]);
    const belong = (await this.organization.memberships(today)).filter((one) => gathered.has(one.teamId));
    const members = [...new Set(belong.map(({ employeeId }) => employeeId))];
    const until = addDays(today, 1);
    const since = (days: number): Period => ({ from: addDays(until, -days), to: until });
    const [said, kudos, awards, learning, promises] = await Promise.all([
      this.said.about(members, since(SAID_DAYS), MOST.said),
      this.kudos.receivedIn(members, since(KUDOS_DAYS), MOST.kudos),
      this.awards.within(since(AWARD_DAYS), members),
      this.learning(viewer, below.length > 0 ? { members } : { teamId }, today),
      this.promised(viewer, members, today),
    ]);
    const somebody = this.i18n.text(locale, 'kudos.somebody');
    return {
      title: `${this.i18n.text(locale, 'mine.pack_title')} · ${team.name}`,
      teamId,
      team: team.name,
      below: below.filter(({ id }) => belong.some((one) => one.teamId === id)).map(({ name }) => name),
      today,
      said,
      kudos: kudos.map(({ from, to, text }) => ({ from: from.name || somebody, to: to.name, text })),
      awards: awards.map((grant) => ({
        person: grant.person,
        award: pickText(grant.awardName, locale),
        period: this.words.period(grant, locale),
      })),
      learning,
      promises,
    };
  }

  /**
   * What the team's comments teach: the theme that goes with the lowest ratings, as far as chance does not explain it;
   * else the one written about more than before; null where the comments say neither.
   */
  private async learning(
    viewer: Viewer,
    of: { teamId: number } | { members: readonly number[] },
    today: string,
  ): Promise<string | null> {
    const seen = await this.visibility.employeeIds(viewer, 'answers.view', today);
    const visible =
      'teamId' in of ? seen : of.members.filter((member) => seen === 'all' || seen.includes(member));
    const period = { from: addDays(today, -LEARNED_DAYS), to: addDays(today, 1) };
    const themes = (await this.themes.all()).filter(({ retired }) => !retired);
    const counts = await this.counter.count(visible, 'teamId' in of ? of : {}, period, themes);
    const known = counts.themes.filter(({ comments }) => comments >= LEAST_SHOWN);
    const formats = this.i18n.formatsFor(viewer.locale);
    const [lowest] = known
      .filter(({ lift }) => lift?.interval && lift.interval.high < 0)
      .sort((a, b) => (a.lift?.difference ?? 0) - (b.lift?.difference ?? 0));
    if (lowest?.lift)
      return this.i18n.text(viewer.locale, 'mine.learning_lower', {
        theme: pickText(lowest.theme.names, viewer.locale),
        count: lowest.comments,
        difference: formats.number(-lowest.lift.difference, 1),
      });
    const [rising] = known
      .filter(({ change }) => change && change.interval.low > 0)
      .sort((a, b) => (b.change?.difference ?? 0) - (a.change?.difference ?? 0));
    if (!rising || rising.share === null || rising.shareBefore === null) return null;
    return this.i18n.text(viewer.locale, 'mine.learning_rises', {
      theme: pickText(rising.theme.names, viewer.locale),
      count: rising.comments,
      share: formats.percent(rising.share),
      before: formats.percent(rising.shareBefore),
    });
  }

  /** What members of the team promised and is due soon or broken. Customers are not named: paper lies around. */
  private async promised(viewer: Viewer, members: readonly number[], today: string) {
    if (!viewer.can('recovery.view')) return [];
    const [zone, externalIds] = await Promise.all([this.calendar.zone(), this.externalIds(members)]);
    const due = await this.promises.due(
      viewer,
      startOfDay(addDays(today, AHEAD_DAYS + 1), zone),
      PROMISES_READ,
    );
    return due
      .filter(({ byEmployee }) => byEmployee !== null && externalIds.has(byEmployee))
      .slice(0, MOST.promises)
      .map(({ text, byName, dueAt, state }) => ({ text, byName, dueAt, broken: state === 'broken' }));
  }

  private async externalIds(members: readonly number[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.all<{ id: number; externalId: string }>(
      'SELECT id AS "id", external_id AS "externalId" FROM employee ORDER BY id',
    );
    return new Set(rows.filter(({ id }) => members.includes(id)).map(({ externalId }) => externalId));
  }
}

/** Every team below one, whatever the depth, by name. */
function belowOf(teamId: number, tree: readonly TeamNode[]): TeamNode[] {
  const found = new Set([teamId]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const { id, parentId } of tree) if (parentId !== null && found.has(parentId)) found.add(id);
  }
  return tree.filter(({ id }) => id !== teamId && found.has(id));
}
