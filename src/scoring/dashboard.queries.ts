/** The organization at a glance: the plain measures of the period, and where they come from. */
import { Injectable } from '@nestjs/common';
import type { Locale, Period } from '../kernel';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { type EmployeeScore, funnelLimits, wilson } from './calc';
import { PeriodInputs, type Unit } from './period-inputs';
import { type ChosenPeriod, PeriodChoice } from './period-choice';
import { isShown, readingOf } from './result-words';
import { plainMeasures, Scores } from './scores.service';

interface Contacts {
  contacts: number;
  invited: number;
  answered: number;
}

@Injectable()
export class DashboardQueries {
  constructor(
    private readonly database: Database,
    private readonly inputs: PeriodInputs,
    private readonly scores: Scores,
    private readonly i18n: I18n,
    private readonly periods: PeriodChoice,
  ) {}

  async page(chosen: ChosenPeriod, locale: Locale) {
    const { period } = chosen;
    const [teams, teamInputs, names, channels, reasons, contacts, { target, csatTarget }, provisional] =
      await Promise.all([
        this.scores.forPeriod(period, 'team'),
        this.inputs.load(period, 'team'),
        this.teamNames(),
        this.breakdown(period, 'channel', locale),
        this.breakdown(period, 'reason', locale),
        this.contacts(period),
        this.scores.settings(),
        this.provisional(period),
      ]);
    const formats = this.i18n.formatsFor(locale);
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const everything = await this.overall(period);
    const rows = teams.employees
      .filter((team) => names.has(team.key))
      .map((team) => ({
        ...this.teamRow(team, names.get(team.key)!, locale),
        csat: plainMeasures(teamInputs.find((row) => row.key === team.key) ?? { key: team.key, cells: [] })
          .topBoxShare,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, locale));
    const chart = this.funnelChart(rows, csatTarget, locale);
    const outside = (state: 'above' | 'below') =>
      chart.points.filter((point) => point.state === state).map((point) => point.label);
    const choice = this.periods.model(chosen, locale);
    return {
      title: say('scoring.dashboard'),
      heading: say('scoring.dashboard_heading', { period: choice.periodName }),
      ...choice,
      target,
      csatTarget,
      kpis: {
        ...everything,
        ...contacts,
        rate: contacts.invited > 0 ? contacts.answered / contacts.invited : null,
        provisional,
      },
      teams: rows,
      teamsSentence: say('scoring.teams_sentence', {
        above: formats.list(outside('above')),
        aboveCount: outside('above').length,
        below: formats.list(outside('below')),
        belowCount: outside('below').length,
      }),
      chart,
      channels,
      reasons,
    };
  }

  private teamRow(team: EmployeeScore, named: { id: number; name: string }, locale: Locale) {
    const reading = readingOf(team);
    return {
      id: named.id,
      name: named.name,
      n: team.n,
      reading,
      readingText: this.i18n.text(locale, `scoring.reading.${reading}`),
      shown: isShown(reading),
      rawMean: team.rawMean,
      score: team.score,
      low: team.low,
      high: team.high,
    };
  }

  /** Each team's share of satisfied customers, and the limits within which chance alone may put a team of that size. */
  private funnelChart(
    rows: { n: number; shown: boolean; csat: number | null; name: string }[],
    target: number,
    locale: Locale,
  ) {
    const shown = rows.filter((row) => row.shown && row.csat !== null);
    return {
      target: target / 100,
      points: shown.map((row) => {
        const n = Math.max(1, Math.round(row.n));
        const share = row.csat ?? 0;
        const { alert } = funnelLimits(target / 100, n);
        const state = share > alert.high ? 'above' : share < alert.low ? 'below' : 'within';
        return { n, share: Math.round(share * 1000) / 1000, label: row.name, state };
      }),
      names: {
        size: this.i18n.text(locale, 'scoring.answers'),
        share: this.i18n.text(locale, 'scoring.satisfied'),
      },
      unit: '%',
    };
  }

  private async overall(period: Period) {
    const all = await this.inputs.load(period, 'employee');
    const measures = plainMeasures({ key: 'all', cells: all.flatMap((employee) => employee.cells) });
    if (measures.topBoxShare === null) return { n: 0, csat: null, csatLow: null, csatHigh: null, mean: null };
    const interval = wilson(measures.topBoxShare * measures.n, measures.n);
    return {
      n: measures.n,
      csat: measures.topBoxShare,
      csatLow: interval.low,
      csatHigh: interval.high,
      mean: measures.mean,
    };
  }

  private async breakdown(period: Period, by: Unit, locale: Locale) {
    const rows = await this.inputs.load(period, by);
    return rows
      .map((row) => ({ key: row.key, ...plainMeasures(row) }))
      .filter((row) => row.n >= 5)
      .map((row) => ({ ...row, name: this.nameOf(locale, by, row.key) }))
      .sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1));
  }

  private nameOf(locale: Locale, by: Unit, key: string): string {
    const message = `scoring.${by}.${key}`;
    return this.i18n.has(message) ? this.i18n.text(locale, message) : key.replaceAll('_', ' ');
  }

  private async contacts(period: Period): Promise<Contacts> {
    const row = await this.database.get<Contacts>(
      `SELECT CAST(COUNT(DISTINCT i.id) AS bigint) AS "contacts",
              CAST(COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.state <> 'bounced' THEN i.id END) AS bigint) AS "invited",
              CAST(COUNT(DISTINCT CASE WHEN v.sent_at IS NOT NULL AND v.answered_at IS NOT NULL THEN i.id END) AS bigint) AS "answered"
       FROM interaction i LEFT JOIN invitation v ON v.interaction_id = i.id
       WHERE i.occurred_day >= ? AND i.occurred_day < ?`,
      [period.from, period.to],
    );
    return row ?? { contacts: 0, invited: 0, answered: 0 };
  }

  private async provisional(period: Period): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM response_current rc JOIN response r ON r.id = rc.response_id
       WHERE rc.verification = 'provisional' AND r.counting_day >= ? AND r.counting_day < ?`,
      [period.from, period.to],
    );
    return row?.n ?? 0;
  }

  private async teamNames(): Promise<Map<string, { id: number; name: string }>> {
    const rows = await this.database.all<{ id: number; externalId: string; name: string }>(
      `SELECT id AS "id", external_id AS "externalId", name AS "name" FROM team WHERE kind = 'team'`,
    );
    return new Map(rows.map((row) => [row.externalId, row]));
  }
}
