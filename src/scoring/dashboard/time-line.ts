/** How a selection went from month to month or week to week, and on which days a shown stretch may begin and end. */
import { Injectable } from '@nestjs/common';
import { addDays, daysIn, groupedBy, monthPeriod, type Period, previousPeriods } from '../../kernel';
import { isSafe, openEdges, weekOf } from '../calc';
import { RatedRows, yearsOf } from './rated-rows';
import {
  about,
  DIMENSIONS,
  type Filters,
  mayShow,
  type RatedRow,
  responsesIn,
  satisfied,
  selected,
  type Share,
} from './selection';

/** Shorter periods are followed by weeks: a month or two have too few months in them to go anywhere. */
const BY_MONTHS_FROM_DAYS = 62;
const MONTHS = 12;
const WEEKS = 13;

export interface Point {
  readonly period: Period;
  readonly n: number;
  /** Null where it may not be shown, or nobody answered. */
  readonly share: Share | null;
}

export interface TimeLine {
  readonly unit: 'month' | 'week';
  readonly points: readonly Point[];
}

interface Stretch {
  readonly stretch: Period;
  readonly within: readonly RatedRow[];
}

@Injectable()
export class TimeLines {
  constructor(private readonly rows: RatedRows) {}

  /** The twelve months or thirteen weeks up to the end of the period, or to today. */
  async load(period: Period, today: string, filters: Filters): Promise<TimeLine> {
    const last = addDays(period.to, -1) < today ? addDays(period.to, -1) : today;
    const unit = daysIn(period) >= BY_MONTHS_FROM_DAYS ? 'month' : 'week';
    const stretches = unit === 'month' ? monthsTo(last) : weeksTo(last);
    const whole = { from: stretches[0]!.from, to: stretches.at(-1)!.to };
    const [rows, beside] = await Promise.all([this.days(whole, filters), this.beside(stretches, filters)]);
    const edges = openEdges(answersByDay(rows), yearsOf(whole));
    return {
      unit,
      points: (beside ?? stretchesOf(rows, stretches)).map(({ stretch, within }) => {
        const own = selected(within, filters);
        const shown = edges.has(stretch.from) && edges.has(stretch.to) && mayShow(within, filters);
        return { period: stretch, n: responsesIn(own), share: shown ? satisfied(own) : null };
      }),
    };
  }

  /**
   * The period itself when it may be shown beside every other; for days of the reader's own the nearest stretch around
   * them that may; null when neither.
   */
  async openPeriod(period: Period, filters: Filters, free: boolean): Promise<Period | null> {
    const rows = await this.days(period, filters);
    const years = yearsOf(period);
    const answers = answersByDay(rows);
    // A year of one to four answers could be had by taking away the others.
    if (
      years.length > 1 &&
      years.some((year) => !isSafe(sumIn(answers, `${year}-01-01`, `${year + 1}-01-01`)))
    )
      return null;
    const edges = [...openEdges(answers, years)].sort();
    if (edges.includes(period.from) && edges.includes(period.to)) return period;
    if (!free) return null;
    const from = edges.filter((day) => day <= period.from).at(-1);
    const to = edges.find((day) => day >= period.to);
    return from !== undefined && to !== undefined ? { from, to } : null;
  }

  /** The selection day by day over the calendar years touched: the edges of a year depend on all of it. */
  private async days(period: Period, filters: Filters): Promise<readonly RatedRow[]> {
    return about(await this.rows.years(period, filters), 'service');
  }

  /**
   * Each stretch with everybody's rows: what is shown of a selection depends on how many answered beside it. Null without filters, where
   * there is nobody beside it. By stretches, because everybody's days are nearly as many as there are answers.
   */
  private async beside(stretches: readonly Period[], filters: Filters): Promise<Stretch[] | null> {
    const dimensions = DIMENSIONS.filter((name) => filters[name] !== undefined);
    if (dimensions.length === 0) return null;
    return Promise.all(
      stretches.map(async (stretch) => ({
        stretch,
        within: about(await this.rows.load({ period: stretch, dimensions }), 'service'),
      })),
    );
  }
}

export function monthsTo(last: string): Period[] {
  const month = monthPeriod(last.slice(0, 7));
  return [...previousPeriods(month, MONTHS - 1).reverse(), month];
}

export function weeksTo(last: string): Period[] {
  const monday = weekOf(last);
  return Array.from({ length: WEEKS }, (_, index) => {
    const from = addDays(monday, 7 * (index + 1 - WEEKS));
    return { from, to: addDays(from, 7) };
  });
}

/** Each stretch with its rows: there are many rows of few days. */
function stretchesOf(rows: readonly RatedRow[], stretches: readonly Period[]): Stretch[] {
  const days = [...groupedBy(rows, ({ day }) => day)];
  return stretches.map((stretch) => ({
    stretch,
    within: days.flatMap(([day, own]) => (stretch.from <= day && day < stretch.to ? own : [])),
  }));
}

function answersByDay(rows: readonly RatedRow[]): Map<string, number> {
  const days = groupedBy(rows, ({ day }) => day);
  return new Map([...days].map(([day, own]) => [day, responsesIn(own)]));
}

function sumIn(answers: ReadonlyMap<string, number>, from: string, to: string): number {
  let sum = 0;
  for (const [day, n] of answers) if (from <= day && day < to) sum += n;
  return sum;
}
