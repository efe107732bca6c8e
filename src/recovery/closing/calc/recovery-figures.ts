/**
 * What came of cases, in figures: how soon customers heard from us and were helped, how many say that it is solved, and
 * why the troubles came up. Pure.
 */
import { type Interval, wilson } from '../../../kernel';

/** One case as the figures need it. */
export interface FigureCase {
  readonly id: string;
  /** Minutes at work until the customer heard from somebody; null before that. */
  readonly toContact: number | null;
  /** Minutes at work until it was put right; null before that. */
  readonly toResolution: number | null;
  /** What the customer said last. */
  readonly outcome: 'solved' | 'not_solved' | null;
  readonly causeId: number | null;
  /** The customer had a case before, not long ago. */
  readonly isRepeated: boolean;
}

export interface RecoveryFigures {
  readonly cases: number;
  /** Median minutes at work from the opening; null where nobody was contacted, or nothing resolved. */
  readonly toContact: number | null;
  readonly contacted: number;
  readonly toResolution: number | null;
  readonly resolved: number;
  /** Of those who answered: how many say it is solved, with Wilson's interval. */
  readonly answered: number;
  readonly solved: number;
  readonly share: number | null;
  readonly interval: Interval | null;
  readonly repeated: number;
}

export interface ParetoRow {
  readonly causeId: number;
  readonly cases: number;
  /** Of the cases with a cause. */
  readonly share: number;
  /** Together with those above it. */
  readonly cumulated: number;
  readonly solved: number;
  readonly answered: number;
}

export function figuresOf(cases: readonly FigureCase[]): RecoveryFigures {
  const answered = cases.filter(({ outcome }) => outcome !== null).length;
  const solved = cases.filter(({ outcome }) => outcome === 'solved').length;
  const contacts = cases.flatMap(({ toContact }) => toContact ?? []);
  const resolutions = cases.flatMap(({ toResolution }) => toResolution ?? []);
  return {
    cases: cases.length,
    toContact: median(contacts),
    contacted: contacts.length,
    toResolution: median(resolutions),
    resolved: resolutions.length,
    answered,
    solved,
    share: answered === 0 ? null : solved / answered,
    interval: answered === 0 ? null : wilson(solved, answered),
    repeated: cases.filter(({ isRepeated }) => isRepeated).length,
  };
}

/** The causes that most cases have first; equal ones by their id. Cases without a cause are left out. */
export function paretoOf(cases: readonly FigureCase[]): ParetoRow[] {
  const counted = new Map<number, { cases: number; solved: number; answered: number }>();
  for (const { causeId, outcome } of cases) {
    if (causeId === null) continue;
    const one = counted.get(causeId) ?? { cases: 0, solved: 0, answered: 0 };
    counted.set(causeId, {
      cases: one.cases + 1,
      solved: one.solved + (outcome === 'solved' ? 1 : 0),
      answered: one.answered + (outcome === null ? 0 : 1),
    });
  }
  const total = [...counted.values()].reduce((sum, { cases: n }) => sum + n, 0);
  let above = 0;
  return [...counted]
    .sort(([idA, a], [idB, b]) => b.cases - a.cases || idA - idB)
    .map(([causeId, one]) => {
      above += one.cases;
      return { causeId, ...one, share: one.cases / total, cumulated: above / total };
    });
}

/** The middle one; the mean of the two in the middle, rounded down, for an even number. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.floor(((sorted[half - 1] ?? 0) + upper) / 2);
}
