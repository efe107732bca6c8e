/**
 * What stands out: at most four sentences, each from a rule over numbers and each with the way to its evidence. A rule that
 * finds nothing says nothing. The rules and their thresholds are in docs/formulas.md, "what stands out".
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type Locale, type Period, WHOLE_SHARE } from '../../kernel';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { expectedShare, funnelLimits, LEAST_SHOWN, score100, slope, weekOf } from '../calc';
import { Scores } from '../scores.service';
import type { Names } from './dashboard-names';
import { RatedRows } from './rated-rows';
import {
  about,
  mayShow,
  partsOf,
  type RatedRow,
  responsesIn,
  satisfied,
  selected,
  valuesOf,
} from './selection';
import { monthsTo } from './time-line';

export interface Sentence {
  readonly kind: 'hard_contacts' | 'outburst' | 'decline' | 'newcomer';
  readonly text: string;
  readonly href: string;
}

/** A kind of contact counts as an outburst from so many answers a week, so many times the usual, so far beyond chance. */
const OUTBURST = { answers: 12, times: 2, z: 3.7 } as const;
/** A slope is told from so many answers, so many standard errors: sixty people are looked at, a few of whom chance moves. */
const DECLINE = { answers: 60, months: 6, z: 3.3 } as const;
const NEWCOMER_DAYS = 90;
/** Answers on one scale, 0–100, scatter by about so much: for months too small to tell themselves. */
const LEAST_SPREAD = 10;

interface MonthRow {
  employeeId: number;
  name: string;
  month: string;
  min: number;
  max: number;
  rating: number;
  weightPpm: number;
}

@Injectable()
export class StandsOut {
  constructor(
    private readonly database: Database,
    private readonly rows: RatedRows,
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /** @param query the address of the page behind `?`, for links that stay in its period */
  async sentences(
    period: Period,
    today: string,
    viewer: Viewer,
    names: Names,
    query: string,
  ): Promise<Sentence[]> {
    const people = viewer.scopeOf('scores.view') === 'all';
    const { locale } = viewer;
    const found = await Promise.all([
      this.hardContacts(period, names, locale, query),
      this.outburst(period, names, locale),
      people ? this.decline(period, today, locale, query) : null,
      people ? this.newcomer(period, locale, query) : null,
    ]);
    return found.flatMap((sentence) => sentence ?? []);
  }

  /** A team below the target's limits whose contacts would leave anybody there. */
  private async hardContacts(
    period: Period,
    names: Names,
    locale: Locale,
    query: string,
  ): Promise<Sentence | null> {
    const { csatTarget } = await this.scores.settings();
    const service = about(
      await this.rows.load({ period, dimensions: ['team', 'channel', 'reason'] }),
      'service',
    );
    const cell = ({ channel, reason }: RatedRow) => `${channel} ${reason}`;
    const candidates = partsOf(service, {}, 'team').flatMap((part) => {
      const own = part.shown && part.key !== '' ? satisfied(part.rows) : null;
      if (!own || own.share >= funnelLimits(csatTarget / 100, Math.max(1, Math.round(own.n))).alert.low)
        return [];
      const elsewhere = groupedBy(
        service.filter(({ team }) => team !== part.key),
        cell,
      );
      const expected = expectedShare(
        [...groupedBy(part.rows, cell)].map(([key, rows]) => {
          const mine = satisfied(rows);
          const others = satisfied(elsewhere.get(key) ?? []);
          return {
            n: mine?.n ?? 0,
            satisfied: mine?.k ?? 0,
            others: others && { n: others.n, satisfied: others.k },
          };
        }),
      );
      if (!expected || expected.n < own.n / 2 || expected.z <= -1.96) return [];
      return [{ part, own, expected }];
    });
    const [most] = candidates.sort((a, b) => a.own.share - b.own.share);
    if (!most) return null;
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'hard_contacts',
      text: this.i18n.text(locale, 'dashboard.stands_hard_contacts', {
        team: names.nameOf('team', most.part.key),
        share: formats.percent(most.expected.own),
        expected: formats.percent(most.expected.expected),
      }),
      href: `/teams/${most.part.key}${onlyPeriod(query)}`,
    };
  }

  /** A week with far more answers about one reason than usual. */
  private async outburst(period: Period, names: Names, locale: Locale): Promise<Sentence | null> {
    const from = addDays(period.to, -365);
    const service = about(
      await this.rows.load({ period: { from, to: period.to }, dimensions: ['reason'], byDay: true }),
      'service',
    );
    let strongest: { week: string; reason: string; n: number; usual: number; z: number } | null = null;
    for (const [reason, rows] of valuesOf(service, 'reason')) {
      const weeks = [...groupedBy(rows, ({ day }) => weekOf(day))].map(([week, own]) => ({
        week,
        n: responsesIn(own),
      }));
      const usual = median(weeks.map(({ n }) => n));
      for (const { week, n } of weeks) {
        const z = (n - usual) / Math.sqrt(Math.max(1, usual));
        if (addDays(week, 7) <= period.from || week >= period.to) continue;
        if (n < OUTBURST.answers || n < OUTBURST.times * usual || z < OUTBURST.z) continue;
        if (!strongest || z > strongest.z) strongest = { week, reason, n, usual, z };
      }
    }
    if (!strongest) return null;
    const { week, reason, n, usual } = strongest;
    const within = service.filter(({ day }) => weekOf(day) === week);
    const share = mayShow(within, { reason }) ? satisfied(selected(within, { reason })) : null;
    if (!share) return null;
    const formats = this.i18n.formatsFor(locale);
    const last = addDays(week, 6);
    return {
      kind: 'outburst',
      text: this.i18n.text(locale, 'dashboard.stands_outburst', {
        week: formats.day(week, 'compact'),
        reason: names.nameOf('reason', reason).toLocaleLowerCase(locale),
        count: Math.round(n),
        n: formats.number(n, 0),
        usual: formats.number(usual, 0),
        share: formats.percent(share.share),
      }),
      href: `/dashboard?${new URLSearchParams({ period: 'range', from: week, to: last, reason }).toString()}`,
    };
  }

  /** Somebody whose level goes down month by month, more than chance would take it. */
  private async decline(
    period: Period,
    today: string,
    locale: Locale,
    query: string,
  ): Promise<Sentence | null> {
    const last = addDays(period.to, -1) < today ? addDays(period.to, -1) : today;
    const months = monthsTo(last);
    const rows = await this.database.all<MonthRow>(
      `SELECT e.id AS "employeeId", e.name AS "name", substr(r.day, 1, 7) AS "month", q.scale_min AS "min", q.scale_max AS "max",
              r.rating AS "rating", CAST(SUM(r.weight_ppm) AS bigint) AS "weightPpm"
       FROM rollup r JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       JOIN employee e ON e.id = r.employee_id
       WHERE r.day >= ? AND r.day < ?
       GROUP BY e.id, e.name, substr(r.day, 1, 7), q.scale_min, q.scale_max, r.rating`,
      [months[0]!.from, months.at(-1)!.to],
    );
    let steepest: { id: number; name: string; from: number; to: number; z: number } | null = null;
    for (const [, own] of groupedBy(rows, ({ employeeId }) => String(employeeId))) {
      const monthly = groupedBy(own, ({ month }) => month);
      const levels = months.flatMap((month, at) => {
        const answers = monthly.get(month.from.slice(0, 7));
        return answers ? [{ at, ...levelOf(answers) }] : [];
      });
      const n = levels.reduce((sum, level) => sum + level.n, 0);
      const line = n >= DECLINE.answers && levels.length >= DECLINE.months ? slope(levels) : null;
      if (!line || line.z > -DECLINE.z || (steepest && line.z >= steepest.z)) continue;
      const mean = levels.reduce((sum, level) => sum + level.n * level.value, 0) / n;
      const middle = levels.reduce((sum, level) => sum + level.n * level.at, 0) / n;
      const at = (step: number) => mean + line.perStep * (step - middle);
      const first = own[0]!;
      steepest = {
        id: first.employeeId,
        name: first.name,
        from: at(levels[0]!.at),
        to: at(levels.at(-1)!.at),
        z: line.z,
      };
    }
    if (!steepest) return null;
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'decline',
      text: this.i18n.text(locale, 'dashboard.stands_decline', {
        name: steepest.name,
        from: formats.number(steepest.from, 0),
        to: formats.number(steepest.to, 0),
      }),
      href: `/employees/${steepest.id}${onlyPeriod(query)}`,
    };
  }

  /** Somebody new with a few answers: no result yet, and why. */
  private async newcomer(period: Period, locale: Locale, query: string): Promise<Sentence | null> {
    const rows = await this.database.all<{ id: number; name: string; n: number }>(
      `SELECT e.id AS "id", e.name AS "name", CAST(SUM(r.weight_ppm) AS bigint) AS "n"
       FROM rollup r JOIN question q ON q.id = r.question_id AND q.subject = 'employee' AND q.about <> 'each'
       JOIN employee e ON e.id = r.employee_id
       WHERE r.day >= ? AND r.day < ?
         AND NOT EXISTS (SELECT 1 FROM team_membership m WHERE m.employee_id = e.id AND m.from_day < ?)
       GROUP BY e.id, e.name ORDER BY 3 DESC, e.id`,
      [period.from, period.to, addDays(period.to, -NEWCOMER_DAYS)],
    );
    const few = rows.find(({ n }) => n >= WHOLE_SHARE && n < LEAST_SHOWN * WHOLE_SHARE);
    if (!few) return null;
    const n = Math.floor(few.n / WHOLE_SHARE);
    return {
      kind: 'newcomer',
      text: this.i18n.text(locale, 'dashboard.stands_newcomer', {
        name: few.name,
        n,
        least: LEAST_SHOWN,
      }),
      href: `/employees/${few.id}${onlyPeriod(query)}`,
    };
  }
}

/** A month's level, 0–100, and how far chance alone may have moved it. */
function levelOf(rows: readonly MonthRow[]): { n: number; value: number; variance: number } {
  let [n, sum, squares] = [0, 0, 0];
  for (const { min, max, rating, weightPpm } of rows) {
    const weight = weightPpm / WHOLE_SHARE;
    const value = score100(rating, { min, max });
    n += weight;
    sum += weight * value;
    squares += weight * value * value;
  }
  const mean = sum / n;
  const spread = Math.max(LEAST_SPREAD ** 2, squares / n - mean * mean);
  return { n, value: mean, variance: spread / n };
}

function groupedBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Pages of people know a period, and no filters. */
function onlyPeriod(query: string): string {
  const params = new URLSearchParams(query);
  const [from, to] = [params.get('from'), params.get('to')];
  const period = from && to ? `${from}..${addDays(to, 1)}` : (params.get('period') ?? '');
  return `?period=${period}`;
}
