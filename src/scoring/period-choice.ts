/** The period a page or a program asks for, and the periods a reader can choose from. */
import { Injectable } from '@nestjs/common';
import { type Period, parsePeriod, previousPeriods } from '../kernel';
import { scoringErrors } from './scoring.errors';
import { Scores } from './scores.service';

const MONTHS_OFFERED = 13;

export interface ChosenPeriod {
  /** As written in the URL: `2026-10`. */
  value: string;
  period: Period;
  /** The months offered, newest first. */
  months: readonly string[];
}

@Injectable()
export class PeriodChoice {
  constructor(private readonly scores: Scores) {}

  /** The period named by `text`, or the current month. @throws period_unreadable */
  async choose(text: string | undefined): Promise<ChosenPeriod> {
    const current = (await this.scores.today()).slice(0, 7);
    const value = text || current;
    const months = [current, ...previousPeriods(readPeriod(current), MONTHS_OFFERED - 1).map((month) => month.from.slice(0, 7))];
    return { value, period: readPeriod(value), months: months.includes(value) ? months : [value, ...months] };
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
