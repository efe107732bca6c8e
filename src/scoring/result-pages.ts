/** The finished view models of one employee's and one team's result pages. Numbers are formatted by the templates. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';
import { Database, placeholders } from '../platform/database';
import { errors } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { afterOneMore, type EmployeeScore, LEAST_SHOWN, type PeriodScores } from './calc';
import { reasonName } from './cell-words';
import type { ShownScores } from './frozen-periods';
import { type ChosenPeriod, PeriodChoice } from './period-choice';
import { isShown, readingOf } from './result-words';
import { backgroundOf } from './score-steps';
import { ScorecardQueries } from './scorecard.queries';
import { Scores, type TrendPoint } from './scores.service';
import { type WordingChange, WordingChanges } from './wording-changes';

const ANSWERS_SHOWN = 20;

interface EmployeeRow {
  id: number;
  externalId: string;
  name: string;
  teamId: number | null;
  teamName: string | null;
}

@Injectable()
export class ResultPages {
  constructor(
    private readonly database: Database,
    private readonly scores: Scores,
    private readonly queries: ScorecardQueries,
    private readonly i18n: I18n,
    private readonly periods: PeriodChoice,
    private readonly wording: WordingChanges,
  ) {}

  /** @throws not_found for an employee who does not exist */
  async ofEmployee(employeeId: number, chosen: ChosenPeriod, options: { own: boolean; locale: Locale }) {
    const { locale, own } = options;
    const employee = await this.employee(employeeId, chosen.period.to);
    if (!employee) throw errors.not_found();
    const [found, trend, answers, thanks, decided] = await Promise.all([
      this.scores.ofEmployee(employee.externalId, chosen.period),
      this.scores.trend(employee.externalId, chosen.lastMonth),
      this.queries.answers(employeeId, chosen.period, ANSWERS_SHOWN),
      own ? this.queries.newestThanks(employeeId, chosen.period) : null,
      this.scores.target(),
    ]);
    const formats = this.i18n.formatsFor(locale);
    const score = found?.score ?? null;
    // A closed period is held against the target it was closed with.
    const target = found?.scores.target ?? decided;
    const changes = await this.wording.about(
      employeeId,
      `${trend[0]?.month ?? '9999-12'}-01`,
      chosen.period.to,
    );
    const reading = readingOf(score);
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const { periodName } = this.periods.model(chosen, locale);
    const voice = own ? 'own' : 'other';
    const firstName = employee.name.split(' ')[0] ?? employee.name;
    const round = (value: number | null | undefined) =>
      value === null || value === undefined ? '' : formats.number(value, 0);

    return {
      title: own ? say('scoring.my_title') : employee.name,
      heading: own
        ? say('scoring.own_heading', { period: periodName })
        : say('scoring.other_heading', { name: employee.name, period: periodName }),
      own,
      employee,
      ...this.periods.model(chosen, locale),
      thanks,
      score,
      shown: isShown(reading),
      sentence: say(`scoring.sentence.${reading}`, {
        score: round(score?.score),
        n: score?.n ?? 0,
        count: formats.number(score?.n ?? 0, 0),
        least: LEAST_SHOWN,
        name: firstName,
      }),
      explanation: isShown(reading)
        ? say(`scoring.interval_${score === null || score.low === null ? 'unknown' : voice}`, {
            low: round(score?.low),
            high: round(score?.high),
            target: round(target),
            name: firstName,
          })
        : say('scoring.too_few'),
      closing: this.closing(found, locale),
      interval: isShown(reading) && score ? intervalPicture(score, target) : null,
      steps: isShown(reading) && score && found ? this.steps(score, found.scores) : null,
      stepsPath: `${own ? '/me' : `/employees/${employeeId}`}/score?period=${chosen.value}`,
      trend: this.trendModel(trend, changes, target, locale),
      // Of so few, a rating would say who gave it.
      tooFew: reading === 'hidden',
      answers: (reading === 'hidden' ? [] : answers).map((answer) => ({
        ...answer,
        place: `${say(`scoring.channel.${answer.channel}`)} · ${reasonName(this.i18n, locale, answer.reason)}`,
        low: answer.rating <= 2,
      })),
    };
  }

  /** A team with the people the viewer may see, in alphabetical order; null when there is none of either. */
  async ofTeam(teamId: number, chosen: ChosenPeriod, visible: readonly number[] | 'all', locale: Locale) {
    const team = await this.database.get<{ name: string; externalId: string }>(
      'SELECT name AS "name", external_id AS "externalId" FROM team WHERE id = ?',
      [teamId],
    );
    if (!team || (visible !== 'all' && visible.length === 0)) return null;
    const members = await this.database.all<{ id: number; externalId: string; name: string }>(
      `SELECT DISTINCT e.id AS "id", e.external_id AS "externalId", e.name AS "name"
       FROM team_membership m JOIN employee e ON e.id = m.employee_id
       WHERE m.team_id = ? AND m.from_day < ? AND (m.to_day IS NULL OR m.to_day > ?)
         ${visible === 'all' ? '' : `AND e.id IN (${placeholders(visible.length)})`}
       ORDER BY e.name`,
      [teamId, chosen.period.to, chosen.period.from, ...(visible === 'all' ? [] : visible)],
    );
    if (members.length === 0) return null;
    const [people, teams] = await Promise.all([
      this.scores.forPeriod(chosen.period),
      this.scores.forPeriod(chosen.period, 'team'),
    ]);
    const byKey = new Map(people.employees.map((row) => [row.key, row]));
    const formats = this.i18n.formatsFor(locale);
    const own = teams.employees.find((row) => row.key === team.externalId) ?? null;
    const reading = readingOf(own);
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    return {
      title: team.name,
      heading: say('scoring.other_heading', {
        name: team.name,
        period: this.periods.model(chosen, locale).periodName,
      }),
      ...this.periods.model(chosen, locale),
      sentence: say(`scoring.sentence.${reading}`, {
        score: own === null || own.score === null ? '' : formats.number(own.score, 0),
        n: own?.n ?? 0,
        count: formats.number(own?.n ?? 0, 0),
        least: LEAST_SHOWN,
        name: team.name,
      }),
      target: people.target,
      members: members.map((member) => {
        const score = byKey.get(member.externalId) ?? null;
        const memberReading = readingOf(score);
        return {
          ...member,
          n: score?.n ?? 0,
          shown: isShown(memberReading),
          score: score?.score ?? null,
          low: score?.low ?? null,
          high: score?.high ?? null,
          reading: say(`scoring.reading.${memberReading}`),
          corrected: people.corrected.has(member.externalId) ? say('closing.corrected_short') : null,
          below: memberReading === 'below',
          above: memberReading === 'above',
        };
      }),
    };
  }

  /** That the period is closed, and what was shown before somebody corrected an answer; null while it is open. */
  private closing(found: { score: EmployeeScore; scores: ShownScores } | null, locale: Locale) {
    if (!found?.scores.closed) return null;
    const { score, scores } = found;
    const formats = this.i18n.formatsFor(locale);
    const before = scores.corrected.get(score.key);
    const shown = (one: EmployeeScore | null) =>
      one !== null && isShown(readingOf(one)) && one.score !== null ? formats.number(one.score, 1) : '–';
    return {
      closed: this.i18n.text(locale, 'closing.closed', { day: formats.instant(scores.closed!.frozenAt) }),
      corrected:
        before === undefined
          ? null
          : this.i18n.text(locale, 'closing.corrected', { before: shown(before), now: shown(score) }),
    };
  }

  /** From the plain mean to the score, as a sum the reader can follow. */
  private steps(score: EmployeeScore, scores: PeriodScores) {
    const group = scores.groups.find((candidate) => candidate.peerGroup === score.peerGroup);
    const background = backgroundOf(score, scores);
    // Shown to a tenth, the lines must still add up for somebody with a pocket calculator.
    const [rawMean, mixEffect, total] = [score.rawMean, score.mixEffect, score.score].map(toTenth) as [
      number,
      number,
      number,
    ];
    return {
      rawMean,
      mixEffect,
      shrinkEffect: toTenth(total - rawMean - mixEffect),
      score: total,
      reliability: score.reliability,
      rest: 1 - (score.reliability ?? 0),
      peerMean: group?.mu ?? null,
      oneMore: group?.M === null || !background ? null : afterOneMore(background, 100),
    };
  }

  private trendModel(
    trend: readonly TrendPoint[],
    changes: readonly WordingChange[],
    target: number,
    locale: Locale,
  ) {
    const formats = this.i18n.formatsFor(locale);
    const rows = trend.map((point) => {
      const shown = point.n >= 5 && point.score !== null;
      return {
        month: formats.day(point.month, 'month'),
        n: point.n,
        score: shown ? point.score : null,
        low: shown ? point.low : null,
        high: shown ? point.high : null,
        changes: changes
          .filter(({ day }) => day.startsWith(point.month))
          .map(({ day, survey, version }) =>
            this.i18n.text(locale, 'scoring.wording_changed', {
              day: formats.day(day, 'short'),
              survey,
              version,
            }),
          ),
      };
    });
    const tenth = (value: number | null) => (value === null ? null : toTenth(value));
    const lows = rows.flatMap((row) => (row.low === null ? [] : [row.low]));
    const words = (name: string) => this.i18n.text(locale, `scoring.chart.${name}`);
    return {
      rows,
      any: lows.length > 0,
      changes: rows.flatMap((row) => row.changes),
      chart: {
        labels: trend.map((point) => formats.day(point.month, 'shortMonth')),
        value: rows.map((row) => tenth(row.score)),
        low: rows.map((row) => tenth(row.low)),
        high: rows.map((row) => tenth(row.high)),
        target,
        marks: rows.flatMap((row, index) => (row.changes.length > 0 ? [index] : [])),
        min: tens(Math.min(target, ...lows) - 5),
        max: 100,
        names: { value: words('score'), low: words('low'), high: words('high'), target: words('target') },
      },
    };
  }

  private employee(id: number, before: string): Promise<EmployeeRow | undefined> {
    return this.database.get<EmployeeRow>(
      `SELECT e.id AS "id", e.external_id AS "externalId", e.name AS "name", t.id AS "teamId", t.name AS "teamName"
       FROM employee e
       LEFT JOIN team_membership m ON m.employee_id = e.id AND m.from_day < ? AND (m.to_day IS NULL OR m.to_day >= ?)
       LEFT JOIN team t ON t.id = m.team_id
       WHERE e.id = ? ORDER BY m.from_day DESC LIMIT 1`,
      [before, before, id],
    );
  }
}

/** The stretch of the scale worth showing, in whole tens, with everything that matters inside. */
function intervalPicture(score: EmployeeScore, target: number) {
  const { low, high } = score;
  const value = score.score ?? target;
  return {
    value,
    low: low ?? value,
    high: high ?? value,
    target,
    min: tens(Math.min(low ?? value, target) - 10),
    max: 100,
  };
}

function toTenth(value: number | null): number {
  return Math.round((value ?? 0) * 10) / 10;
}

function tens(value: number): number {
  return Math.max(0, Math.floor(value / 10) * 10);
}
