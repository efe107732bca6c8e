/** Results in words: which sentence fits the numbers. The words themselves are in the message files. */
import type { EmployeeScore } from './calc';

export type Reading = 'none' | 'hidden' | 'early' | 'above' | 'consistent' | 'below';

/** Below 5 answers nothing is said, below 25 nothing is concluded (docs/formulas.md, minimum n). */
export function readingOf(score: EmployeeScore | null): Reading {
  if (!score || score.n === 0 || score.score === null) return 'none';
  if (score.display === 'hidden') return 'hidden';
  if (score.display === 'early_signal') return 'early';
  return score.band ?? 'consistent';
}

/** Whether the number itself may be shown. */
export function isShown(reading: Reading): boolean {
  return reading !== 'none' && reading !== 'hidden';
}
