/** The stretches of time a board celebrates: the last one that is over, and earlier ones in its archive. */
import {
  formatPeriod,
  monthPeriod,
  parsePeriod,
  type Period,
  previousPeriods,
  quarterPeriod,
} from '../kernel';
import type { PeriodKind } from './board.entity';

const ARCHIVED = 8;

/** The last month or quarter that is over on the day. */
export function lastFinished(kind: PeriodKind, today: string): Period {
  return previousPeriods(running(kind, today), 1)[0]!;
}

/** The names of the periods that can be looked at, newest first; none before the first thanks. */
export function archiveOf(kind: PeriodKind, today: string, firstThanks: string | null): string[] {
  if (firstThanks === null) return [];
  return previousPeriods(running(kind, today), ARCHIVED)
    .filter(({ to }) => to > firstThanks)
    .map(formatPeriod);
}

/** A finished month or quarter by its name; undefined for anything else that was asked for. */
export function finishedPeriod(name: string, today: string): Period | undefined {
  if (!/^2\d{3}-(?:Q[1-4]|0[1-9]|1[0-2])$/.test(name)) return undefined;
  const asked = parsePeriod(name);
  return asked.to <= today ? asked : undefined;
}

function running(kind: PeriodKind, today: string): Period {
  if (kind === 'month') return monthPeriod(today.slice(0, 7));
  return quarterPeriod(`${today.slice(0, 4)}-Q${Math.ceil(Number(today.slice(5, 7)) / 3)}`);
}
