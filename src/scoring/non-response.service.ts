/**
 * Who answers: response rates by kind of contact, and what a score would be if every kind of contact had answered equally often.
 * It informs whoever reads a score; no score and no pay is made of it (ADR 12).
 */
import { Injectable } from '@nestjs/common';
import { addDays, type Period } from '../kernel';
import { Clock } from '../platform/clock';
import { type CellRequests, type ResponseRates, responseRates, scorePeriod, weighedByCell } from './calc';
import { ContactWays, type WayRow } from './dashboard/contact-ways';
import { PeriodInputs } from './period-inputs';
import { priorsFrom, Scores } from './scores.service';

const KEPT_MS = 60_000;
const MOST_KEPT = 20;
const YEAR_DAYS = 365;

export interface NonResponse {
  readonly rates: ResponseRates;
  /** By external id: points by which the weights would move the score, where they differ from 1 at all. */
  readonly shifts: ReadonlyMap<string, number>;
}

@Injectable()
export class NonResponses {
  private readonly kept = new Map<string, { until: number; value: Promise<NonResponse> }>();

  constructor(
    private readonly ways: ContactWays,
    private readonly inputs: PeriodInputs,
    private readonly scores: Scores,
    private readonly clock: Clock,
  ) {}

  /** Of the whole organization in a period; kept for a minute. */
  async of(period: Period): Promise<NonResponse> {
    const key = `${period.from} ${period.to}`;
    const known = this.kept.get(key);
    if (known && known.until > this.clock.now()) return known.value;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const value = this.read(period);
    this.kept.set(key, { until: this.clock.now() + KEPT_MS, value });
    value.catch(() => this.kept.delete(key));
    return value;
  }

  /** Of all delivered requests in the period the share that was answered, 0–1; null when nothing was delivered. */
  async overall(period: Period): Promise<number | null> {
    return responseRates(byCell(await this.ways.load(period, 'all'))).overall.rate;
  }

  private async read(period: Period): Promise<NonResponse> {
    const rates = responseRates(byCell(await this.ways.load(period, 'all')));
    if (!rates.differ) return { rates, shifts: new Map() };
    const weights = new Map(rates.cells.map(({ cell, weight }) => [cell, weight]));
    const year = { from: addDays(period.to, -YEAR_DAYS), to: period.to };
    const target = await this.scores.target();
    const priors = priorsFrom(scorePeriod({ target, employees: await this.inputs.unweighted(year) }));
    const employees = await this.inputs.load(period);
    const plain = scorePeriod({ target, employees, priors });
    const weighed = scorePeriod({ target, employees: weighedByCell(employees, weights), priors });
    const shifts = new Map<string, number>();
    // Both are sorted by key.
    plain.employees.forEach(({ key, score }, index) => {
      const other = weighed.employees[index]?.score ?? null;
      if (score !== null && other !== null) shifts.set(key, other - score);
    });
    return { rates, shifts };
  }
}

/** Contacts by channel and reason, as scores tell them apart. */
function byCell(rows: readonly WayRow[]): CellRequests[] {
  const cells = new Map<string, { cell: string; invited: number; delivered: number; answered: number }>();
  for (const { channel, reason, invited, delivered, answered } of rows) {
    const cell = `${channel}|${reason}`;
    const sums = cells.get(cell) ?? { cell, invited: 0, delivered: 0, answered: 0 };
    cells.set(cell, sums);
    sums.invited += invited;
    sums.delivered += delivered;
    // A mail that came back after it was answered was delivered to somebody, but is not among the delivered.
    sums.answered += Math.min(answered, delivered);
  }
  return [...cells.values()].sort((a, b) => (a.cell < b.cell ? -1 : 1));
}
