/**
 * Scores of a period, computed from the rollups by the pure formulas of `calc/`.
 *
 * A period's peers are scored together. The spread between people is hard to see in one small group and one month, so the
 * organization's trailing twelve months lend their parameters (docs/formulas.md, "small organizations"). A closed period is shown
 * as it was frozen.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { addDays, monthPeriod, type Period, previousPeriods } from '../kernel';
import { Clock, localDay } from '../platform/clock';
import { defineSetting, SettingsStore } from '../platform/views';
import {
  type EmployeeRatings,
  type EmployeeScore,
  needsPriors,
  type PeriodScores,
  type Priors,
  ratingStats,
  scorePeriod,
} from './calc';
import { KeptValues } from './kept-values';
import { FrozenPeriods, type ShownScores } from './frozen-periods';
import { PeriodInputs, type Unit } from './period-inputs';

/** Finished periods and the trailing year are remembered so long however few answers they have; the current one is not. */
const REMEMBER_MS = 60_000;
const MOST_REMEMBERED = 500;

/** What administrators decide about scores. */
export const scoringSetting = defineSetting({
  name: 'scoring',
  /** `target`: the score, 0–100. `csatTarget`: the share of satisfied customers, 1–99 %. */
  schema: z.strictObject({ target: z.number().min(0).max(100), csatTarget: z.number().min(1).max(99) }),
  defaults: () => ({ target: 80, csatTarget: 85 }),
});

export interface TrendPoint {
  /** `YYYY-MM` */
  month: string;
  n: number;
  score: number | null;
  low: number | null;
  high: number | null;
}

@Injectable()
export class Scores {
  private readonly remembered: KeptValues<PeriodScores>;

  constructor(
    private readonly inputs: PeriodInputs,
    private readonly store: SettingsStore,
    private readonly clock: Clock,
    private readonly frozen: FrozenPeriods,
  ) {
    this.remembered = new KeptValues(clock, answersIn, MOST_REMEMBERED);
  }

  /** The local day in the organization's zone. */
  async today(): Promise<string> {
    const { timezone } = await this.store.get('organization');
    return localDay(this.clock.now(), timezone);
  }

  settings(): Promise<{ target: number; csatTarget: number }> {
    return this.store.get(scoringSetting);
  }

  /** What held for the period: as it was when it was closed, otherwise as it is. */
  async settingsOf(period: Period): Promise<{ target: number; csatTarget: number }> {
    return (await this.frozen.find(period, 'employee'))?.settings ?? this.settings();
  }

  /** The target everybody's score is held against, 0–100. */
  async target(): Promise<number> {
    return (await this.settings()).target;
  }

  /** Everybody's scores (or every team's, touchpoint's, channel's, reason's) in a period. */
  async forPeriod(period: Period, by: Unit = 'employee'): Promise<ShownScores> {
    const closed = await this.frozen.find(period, by);
    if (closed) return this.frozen.scores(closed, await this.inputs.load(period, by));
    return open(await this.live(period, by));
  }

  private async live(period: Period, by: Unit): Promise<PeriodScores> {
    const finished = period.to <= (await this.today());
    const key = `${by} ${period.from} ${period.to}`;
    return this.remembered.get(key, () => this.compute(period, by), finished ? REMEMBER_MS : 0);
  }

  /**
   * One employee's score in a period, with the group's parameters; null for somebody without a single counted answer, then or
   * now. In a closed period nobody else's answers are read.
   */
  async ofEmployee(
    externalId: string,
    period: Period,
  ): Promise<{ score: EmployeeScore; scores: ShownScores } | null> {
    const closed = await this.frozen.find(period, 'employee');
    const scores = closed
      ? await this.frozen.scoresOfOne(closed, externalId, await this.inputs.loadOne(externalId, period))
      : open(await this.live(period, 'employee'));
    const score = scores.employees.find((employee) => employee.key === externalId);
    return score ? { score, scores } : null;
  }

  /** The twelve months up to and including `lastMonth` (`YYYY-MM`). Closed ones cost one employee's rows. */
  async trend(externalId: string, lastMonth: string): Promise<TrendPoint[]> {
    const last = monthPeriod(lastMonth);
    const months = [...previousPeriods(last, 11), last].sort((a, b) => (a.from < b.from ? -1 : 1));
    const year = { from: months[0]?.from ?? last.from, to: last.to };
    const [history, own] = await Promise.all([
      this.frozen.historyOf('employee', externalId, year),
      this.inputs.months(externalId, year),
    ]);
    const closed = new Map(history.map((entry) => [`${entry.period.from} ${entry.period.to}`, entry]));
    return Promise.all(
      months.map(async (month) => {
        const name = month.from.slice(0, 7);
        const kept = closed.get(`${month.from} ${month.to}`);
        const score = kept
          ? await this.frozen.scoreOf(kept, externalId, own.get(name))
          : own.has(name)
            ? (await this.live(month, 'employee')).employees.find(({ key }) => key === externalId)
            : undefined;
        return {
          month: name,
          n: score?.n ?? 0,
          score: score?.score ?? null,
          low: score?.low ?? null,
          high: score?.high ?? null,
        };
      }),
    );
  }

  private async compute(period: Period, by: Unit): Promise<PeriodScores> {
    const [target, employees] = await Promise.all([
      this.target(),
      by === 'employee' ? this.inputs.everybody(period) : this.inputs.load(period, by),
    ]);
    const priors = by === 'employee' && needsPriors(employees) ? await this.priors(period) : undefined;
    return scorePeriod({ target, employees, priors });
  }

  /** The trailing year's spread and cell effects, or undefined while there is too little to learn from. */
  async priors(period: Period): Promise<Priors | undefined> {
    const year = { from: addDays(period.to, -365), to: period.to };
    const key = `year ${year.from} ${year.to}`;
    const value = this.remembered.get(key, () => this.computeYear(year), REMEMBER_MS);
    return priorsFrom(await value);
  }

  private async computeYear(year: Period): Promise<PeriodScores> {
    return scorePeriod({ target: await this.target(), employees: await this.inputs.unweighted(year) });
  }

  /** Computes afresh from here on: a period was closed, or counts were counted anew. */
  forget(): void {
    this.remembered.forget();
  }
}

function answersIn({ groups }: PeriodScores): number {
  return groups.reduce((sum, { responses }) => sum + responses, 0);
}

function open(scores: PeriodScores): ShownScores {
  return { ...scores, closed: null, corrected: new Map() };
}

/** Parameters the trailing year lends: those of its largest group. Undefined below 100 answers. */
export function priorsFrom(year: PeriodScores): Priors | undefined {
  const largest = [...year.groups].sort(
    (a, b) => b.responses - a.responses || (a.peerGroup < b.peerGroup ? -1 : 1),
  )[0];
  const responses = year.groups.reduce((sum, group) => sum + group.responses, 0);
  if (!largest || responses < 100 || largest.sigma2 <= 0) return undefined;
  return { M: largest.M, sigma2: largest.sigma2, mu: largest.mu, cells: year.cells };
}

/** Share of the weight in the top two options and plain mean rating over all cells of one unit. */
export function plainMeasures(ratings: EmployeeRatings): {
  n: number;
  mean: number | null;
  topBoxShare: number | null;
} {
  let n = 0;
  let sum = 0;
  let topBox = 0;
  for (const { counts } of ratings.cells) {
    const stats = ratingStats(counts);
    n += stats.n;
    sum += stats.sum;
    topBox += stats.topBox;
  }
  return n > 0 ? { n, mean: sum / n, topBoxShare: topBox / n } : { n: 0, mean: null, topBoxShare: null };
}
