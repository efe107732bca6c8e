/** What a reader of the dashboard chose, all of it in the address: period, comparison, filters. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { addDays, formatPeriod, type Locale, type Period, parsePeriod, previousPeriods } from '../../kernel';
import { SEGMENTS } from '../../customers';
import { CHANNELS } from '../../interactions';
import { zDay } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type ChosenPeriod, PeriodChoice } from '../period-choice';
import { DIMENSIONS, type Dimension, type Filters } from './selection';

export const COMPARISONS = ['previous', 'year', 'none'] as const;
export type Comparison = (typeof COMPARISONS)[number];

const blank = z.literal('').transform(() => undefined);
const optional = <T extends z.ZodType>(type: T) => blank.or(type).optional();

/** The address of a dashboard. `period=range` stands with `from` and `to`, both included. */
export const dashboardQuery = z.strictObject({
  period: optional(z.string().max(30)),
  from: optional(zDay),
  to: optional(zDay),
  compare: optional(z.enum(COMPARISONS)),
  team: optional(z.string().regex(/^\d{1,9}$/)),
  touchpoint: optional(z.string().max(64)),
  channel: optional(z.enum(CHANNELS)),
  reason: optional(z.string().max(64)),
  segment: optional(z.enum(SEGMENTS)),
});
export type DashboardQuery = z.infer<typeof dashboardQuery>;

export interface Choice {
  readonly chosen: ChosenPeriod;
  /** The days are the reader's own, and no month, quarter or year. */
  readonly free: boolean;
  readonly compare: Comparison;
  readonly comparedWith: Period | null;
  readonly filters: Filters;
}

const FREE = 'range';

@Injectable()
export class DashboardChoices {
  constructor(
    private readonly periods: PeriodChoice,
    private readonly i18n: I18n,
  ) {}

  /**
   * @param fixed filters that are part of the page itself
   * @throws period_unreadable
   */
  async read(query: DashboardQuery, fixed: Filters = {}): Promise<Choice> {
    const free = query.period === FREE;
    const chosen = await this.periods.choose(free ? await this.range(query) : query.period);
    const compare = query.compare ?? 'previous';
    const filters = Object.fromEntries(
      DIMENSIONS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
    );
    return {
      chosen,
      free: free || chosen.value.includes('..'),
      compare,
      comparedWith: comparedWith(chosen.period, compare),
      filters: { ...filters, ...fixed },
    };
  }

  /** The form's own fields: periods, days, what to compare with. */
  form(choice: Choice, locale: Locale) {
    const { period } = choice.chosen;
    const model = this.periods.model(choice.chosen, locale);
    const own = choice.free && !this.offers(choice);
    return {
      periodName: model.periodName,
      openedBefore: model.openedBefore,
      periods: [
        ...model.periods.filter(({ value }) => !value.includes('..')),
        {
          value: FREE,
          label: this.i18n.text(locale, own ? 'dashboard.own_days' : 'dashboard.own_days_choose'),
          selected: own,
        },
      ],
      free: own,
      from: period.from,
      to: addDays(period.to, -1),
      comparisons: COMPARISONS.map((value) => ({
        value,
        label: this.i18n.text(locale, `dashboard.compare_${value}`),
        selected: value === choice.compare,
      })),
    };
  }

  private offers({ free }: Choice): boolean {
    return !free;
  }

  /** The days given; a missing end is the other one's, and without both the current month stands in. */
  private async range({ from, to }: DashboardQuery): Promise<string> {
    const first = from ?? to;
    const last = to ?? from;
    if (first === undefined || last === undefined) {
      const { lastMonth } = await this.periods.choose(undefined);
      const month = parsePeriod(lastMonth);
      return `${month.from}..${month.to}`;
    }
    return `${first}..${addDays(last, 1)}`;
  }
}

/** The period a comparison is made with: the one right before, or the same days a year ago. */
export function comparedWith(period: Period, compare: Comparison): Period | null {
  if (compare === 'none') return null;
  if (compare === 'previous') return previousPeriods(period, 1)[0] ?? null;
  return { from: yearBefore(period.from), to: yearBefore(period.to) };
}

function yearBefore(day: string): string {
  const same = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return same.endsWith('02-29') ? `${same.slice(0, 4)}-02-28` : same;
}

/** The part of an address behind `?` that leads to the same choice, with some of it changed; undefined takes away. */
export function queryOf(
  choice: Choice,
  change: { [name in Dimension | 'compare']?: string | undefined } = {},
  without: readonly Dimension[] = [],
): string {
  const params = new URLSearchParams();
  const { period } = choice.chosen;
  if (choice.free) {
    params.set('period', FREE);
    params.set('from', period.from);
    params.set('to', addDays(period.to, -1));
  } else params.set('period', formatPeriod(period));
  const compare = 'compare' in change ? change.compare : choice.compare;
  if (compare !== undefined && compare !== 'previous') params.set('compare', compare);
  for (const name of DIMENSIONS) {
    const value = name in change ? change[name] : choice.filters[name];
    if (value !== undefined && !without.includes(name)) params.set(name, value);
  }
  return `?${params.toString()}`;
}
