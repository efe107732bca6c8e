/**
 * What the pages of one team and one employee show besides the score: the plain answers with their interval, how they
 * spread, where they lie in the funnel, and the way from contacts to answers beside that of the peers.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type Period, WHOLE_SHARE } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Database, type SqlValue } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { funnelLimits, LEAST_SHOWN, shownGroups } from '../calc';
import { Scores } from '../scores.service';
import { KeptValues } from '../kept-values';
import { ContactWays, NO_WAY, peersOf, type Way, wayOf } from './contact-ways';
import { DashboardNames } from './dashboard-names';
import { cellsOf, contactsHref, distributionModel, type Say, trendModel, wayModel } from './page-parts';
import { RatedRows } from './rated-rows';
import { about, mayShow, type RatedRow, responsesIn, satisfied, selected } from './selection';
import { TimeLines } from './time-line';

export type UnitModel = Awaited<ReturnType<UnitResults['ofTeam']>>;

/** Job families and periods whose contacts are kept. */
const MOST_FAMILIES = 100;

@Injectable()
export class UnitResults {
  private readonly families: KeptValues<Way>;

  constructor(
    private readonly database: Database,
    private readonly rows: RatedRows,
    private readonly ways: ContactWays,
    private readonly timeLines: TimeLines,
    private readonly names: DashboardNames,
    private readonly scores: Scores,
    private readonly i18n: I18n,
    clock: Clock,
  ) {
    this.families = new KeptValues(clock, ({ contacts }) => contacts, MOST_FAMILIES);
  }

  /** A team beside the other teams. */
  async ofTeam(team: { id: number; name: string }, period: Period, viewer: Viewer) {
    const filters = { team: String(team.id) };
    const [rows, open, own, all] = await Promise.all([
      this.rows.load({ period, dimensions: ['team'] }),
      this.timeLines.openPeriod(period, filters, false),
      this.ways.load(period, filters),
      this.ways.load(period, 'teams'),
    ]);
    const service = about(rows, 'service');
    const shown = open !== null && mayShow(service, filters) ? selected(service, filters) : [];
    const way = wayOf(own);
    const timeLine = await this.timeLines.load(period, await this.scores.today(), filters);
    return this.model({
      name: team.name,
      period,
      viewer,
      shown,
      way,
      peers: peersOf(wayOf(all), way),
      own,
      timeLine,
      link: { team: filters.team },
    });
  }

  /** An employee beside the colleagues of the same kind of work. */
  async ofEmployee(employee: { id: number; name: string }, period: Period, viewer: Viewer) {
    const [rows, own, peers, told] = await Promise.all([
      this.rows.load({ period, dimensions: [], employeeId: employee.id }),
      this.ways.load(period, { employeeId: employee.id }),
      this.colleagues(employee.id, period),
      this.mayTell(employee.id, period),
    ]);
    const service = about(rows, 'service');
    const shown = told && responsesIn(service) >= LEAST_SHOWN ? service : [];
    return this.model({
      name: employee.name,
      period,
      viewer,
      shown,
      way: wayOf(own),
      peers,
      own,
      timeLine: null,
      link: { employee: String(employee.id) },
    });
  }

  private async model({
    name,
    period,
    viewer,
    shown,
    way,
    peers,
    own,
    timeLine,
    link,
  }: {
    name: string;
    period: Period;
    viewer: Viewer;
    shown: readonly RatedRow[];
    way: Way;
    peers: Way;
    own: Parameters<typeof cellsOf>[0];
    timeLine: Parameters<typeof trendModel>[0] | null;
    link: Record<string, string>;
  }) {
    const { locale } = viewer;
    const say: Say = (key, params = {}) => this.i18n.text(locale, key, params);
    const { csatTarget } = await this.scores.settings();
    const evidence = (extra: Record<string, string> = {}) =>
      viewer.can('responses.view')
        ? `/responses?${new URLSearchParams({ from: period.from, to: addDays(period.to, -1), ...link, ...extra, state: 'counts' }).toString()}`
        : null;
    const share = satisfied(shown);
    return {
      share,
      evidence: evidence(),
      trend: timeLine ? trendModel(timeLine, csatTarget, this.i18n, locale) : null,
      distribution: distributionModel(shown, (rating) => evidence({ rating }), this.i18n, locale),
      funnel: share ? placement(name, share, csatTarget, say) : null,
      way: wayModel(
        way,
        peers,
        cellsOf(own, { filters: {} }, await this.names.load(locale)),
        say,
        contactsHref(viewer, period, link),
      ),
    };
  }

  /**
   * The contacts of everybody else in the job family, one by one: a contact two of them shared is in both. The family's are read
   * once for all its members and kept for a while; one's own are taken off.
   */
  private async colleagues(employeeId: number, period: Period): Promise<Way> {
    const family = await this.database.get<{ name: string | null }>(
      'SELECT job_family AS "name" FROM employee WHERE id = ?',
      [employeeId],
    );
    if (!family || family.name === null) return NO_WAY;
    const { name } = family;
    const [all, own] = await Promise.all([
      this.families.get(`${period.from} ${period.to} ${name}`, () =>
        this.oneByOne('e.job_family = ?', name, period),
      ),
      this.oneByOne('e.id = ?', employeeId, period),
    ]);
    return peersOf(all, own);
  }

  private async oneByOne(whose: string, value: SqlValue, period: Period): Promise<Way> {
    const [row] = await this.database.beside<Omit<Way, 'eligible'>>(
      `SELECT CAST(COUNT(*) AS bigint) AS "contacts", CAST(COALESCE(SUM(c.invited), 0) AS bigint) AS "invited",
              CAST(COALESCE(SUM(c.delivered), 0) AS bigint) AS "delivered", CAST(COALESCE(SUM(c.answered), 0) AS bigint) AS "answered"
       FROM (SELECT MAX(CASE WHEN v.sent_at IS NOT NULL THEN 1 ELSE 0 END) AS invited,
                    MAX(CASE WHEN v.sent_at IS NOT NULL AND v.state <> 'bounced' THEN 1 ELSE 0 END) AS delivered,
                    MAX(CASE WHEN v.sent_at IS NOT NULL AND v.answered_at IS NOT NULL THEN 1 ELSE 0 END) AS answered
             FROM employee e CROSS JOIN participation p
             LEFT JOIN invitation v ON v.interaction_id = p.interaction_id
             WHERE p.employee_id = e.id AND p.occurred_day >= ? AND p.occurred_day < ? AND ${whose} GROUP BY p.employee_id, p.interaction_id) c`,
      [period.from, period.to, value],
    );
    return row ? { ...row, eligible: row.invited } : NO_WAY;
  }

  /** Whether somebody's plain answers may be told beside those of the team: they must not leave a colleague's few over. */
  private async mayTell(employeeId: number, period: Period): Promise<boolean> {
    const rows = await this.database.all<{ team: number; employee: number; ppm: number }>(
      `SELECT m.team_id AS "team", r.employee_id AS "employee", CAST(SUM(r.weight_ppm) AS bigint) AS "ppm"
       FROM team_membership own
       JOIN team_membership m ON m.team_id = own.team_id
       JOIN rollup r ON r.employee_id = m.employee_id AND r.day >= ? AND r.day < ?
         AND m.from_day <= r.day AND (m.to_day IS NULL OR m.to_day > r.day)
       JOIN question q ON q.id = r.question_id AND q.subject = 'employee' AND q.about <> 'each'
       WHERE own.employee_id = ? GROUP BY m.team_id, r.employee_id ORDER BY m.team_id, r.employee_id`,
      [period.from, period.to, employeeId],
    );
    return [...new Set(rows.map(({ team }) => team))].every((team) => {
      const members = rows.filter((row) => row.team === team);
      const shown = shownGroups(members.map(({ ppm }) => ppm / WHOLE_SHARE));
      const at = members.findIndex(({ employee }) => employee === employeeId);
      return at === -1 || shown[at] === true;
    });
  }
}

/** One's own point between the limits of chance; nobody else's. */
function placement(name: string, share: { share: number; n: number }, csatTarget: number, say: Say) {
  const target = csatTarget / 100;
  const n = Math.max(1, Math.round(share.n));
  const { alert } = funnelLimits(target, n);
  const state = share.share > alert.high ? 'above' : share.share < alert.low ? 'below' : 'within';
  const point = { n, share: Math.round(share.share * 1000) / 1000, label: name, state, own: true };
  return {
    sentence: say(`dashboard.funnel_own_${state}`, { name }),
    state: say(`dashboard.state_${state}`),
    name,
    n,
    share: share.share,
    chart: {
      target,
      points: [point],
      names: { size: say('scoring.answers'), share: say('scoring.satisfied') },
      unit: '%',
    },
  };
}
