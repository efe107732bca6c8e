/** The period a page or a program asks for, and the periods a reader can choose from. */
import { Injectable } from '@nestjs/common';
import {
  addDays,
  type Locale,
  monthPeriod,
  type Period,
  parsePeriod,
  previousPeriods,
  quarterPeriod,
  yearPeriod,
} from '../kernel';
import { I18n } from '../platform/i18n';
import { openingQuarter } from './calc';
import { scoringErrors } from './scoring.errors';
import { Scores } from './scores.service';

const MONTHS_OFFERED = 13;
const QUARTERS_OFFERED = 5;
const YEARS_OFFERED = 2;

export interface ChosenPeriod {
  /** As written in the URL: `2026-Q4`, `2026-10`. */
  value: string;
  period: Period;
  /** The last month of the period that has begun, `YYYY-MM`. */
  lastMonth: string;
  /** True when nobody chose and the quarter before is shown, because the current one is young. */
  openedBefore: boolean;
  /** The quarters, months and years offered, newest first. */
  offered: readonly string[];
}

@Injectable()
export class PeriodChoice {
  constructor(
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /**
   * The period named by `text`, or a quarter: evaluations run by quarters, and a month is too short to tell most people
   * apart. It is the current one, or in its first four weeks the one before. @throws period_unreadable
   */
  async choose(text: string | undefined): Promise<ChosenPeriod> {
    const today = await this.scores.today();
    const quarters = newest(quarterPeriod(quarterOf(today)), QUARTERS_OFFERED).map(({ from }) =>
      quarterOf(from),
    );
    const months = newest(monthPeriod(today.slice(0, 7)), MONTHS_OFFERED).map(({ from }) => from.slice(0, 7));
    const opening = quarterOf(openingQuarter(today).from);
    const value = text || opening;
    const period = readPeriod(value);
    const lastDay = addDays(period.to, -1);
    const years = newest(yearPeriod(today.slice(0, 4)), YEARS_OFFERED).map(({ from }) => from.slice(0, 4));
    const known = [...quarters, ...months, ...years];
    return {
      value,
      period,
      lastMonth: (lastDay < today ? lastDay : today).slice(0, 7),
      openedBefore: !text && opening !== quarterOf(today),
      offered: known.includes(value) ? known : [value, ...known],
    };
  }

  /** What a page shows of the choice: the heading's words and the options of its form. */
  model(chosen: ChosenPeriod, locale: Locale) {
    return {
      period: chosen.value,
      openedBefore: chosen.openedBefore,
      periodName: this.name(chosen.value, locale),
      periods: chosen.offered.map((value) => ({
        value,
        label: this.name(value, locale),
        selected: value === chosen.value,
      })),
    };
  }

  /** A period in words: `octubre de 2026`, `octubre–diciembre de 2026`. */
  private name(value: string, locale: Locale): string {
    const formats = this.i18n.formatsFor(locale);
    if (/^\d{4}-\d{2}$/.test(value)) return formats.day(value, 'month');
    if (/^\d{4}-Q[1-4]$/.test(value)) {
      const { from, to } = quarterPeriod(value);
      return formats.dayRange(from, addDays(to, -1), 'month');
    }
    if (/^\d{4}$/.test(value)) return value;
    const { from, to } = readPeriod(value);
    return formats.dayRange(from, addDays(to, -1), 'short');
  }
}

/** @throws period_unreadable naming the text */
export function readPeriod(text: string): Period {
  try {
    return parsePeriod(text);
  } catch {
    throw scoringErrors.period_unreadable({ period: text.slice(0, 40) }, '/period');
  }
}

function newest(current: Period, count: number): Period[] {
  return [current, ...previousPeriods(current, count - 1)];
}

function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}
