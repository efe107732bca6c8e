/**
 * The gap of SERVQUAL: what customers received less what they expected, by dimension (Parasuraman, Zeithaml, Berry 1988),
 * with the interval of a paired difference. Both halves come from the same customer, so what is measured varies less
 * than either half.
 */
import { type Interval, studentQuantile } from '../../../kernel';

/** One or more answers that said the same: sums over the pairs of the dimension. */
export interface PairedAnswers {
  readonly answers: number;
  /** How many pairs of the dimension each of them answered. */
  readonly pairs: number;
  readonly expectedSum: number;
  readonly perceivedSum: number;
}

export interface Gap {
  readonly n: number;
  readonly expected: number;
  readonly perceived: number;
  /** Perceived less expected: below zero, customers received less than they expected. */
  readonly difference: number;
  /** 95 %; null where every difference is the same. */
  readonly interval: Interval | null;
}

/** Below this many answers nothing is shown. */
export const LEAST_ANSWERS = 5;

/** @returns null with fewer than five answers */
export function gapOf(rows: readonly PairedAnswers[]): Gap | null {
  const n = total(rows, () => 1);
  if (n < LEAST_ANSWERS) return null;
  const expected = total(rows, (row) => row.expectedSum / row.pairs) / n;
  const perceived = total(rows, (row) => row.perceivedSum / row.pairs) / n;
  const difference = perceived - expected;
  const squares = total(rows, (row) => ((row.perceivedSum - row.expectedSum) / row.pairs - difference) ** 2);
  const half = studentQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return {
    n,
    expected,
    perceived,
    difference,
    interval: half > 0 ? { low: difference - half, high: difference + half } : null,
  };
}

function total(rows: readonly PairedAnswers[], value: (row: PairedAnswers) => number): number {
  return rows.reduce((sum, row) => sum + row.answers * value(row), 0);
}
