/**
 * The tests of one look: everybody's counts beside those of colleagues, each kind of signal in turn. What was decided
 * about already is not held against anybody again: from the day of a decision on, one's own side is counted anew.
 */
import {
  type Arrivals,
  besidePeers,
  type Compared,
  type CountedIn,
  HASTY_SECONDS,
  managerEffects,
  type ManagerCount,
  ratingJump,
  shareBesidePeers,
  type ShareKind,
  type SignalKind,
  worstBurst,
} from '../scoring/calc';
import type { LookedAt } from './answers.queries';
import type { Evidence, Finding } from './finding';

/** A test that was made, whatever came of it. */
export interface Test extends Finding {
  readonly kind: SignalKind;
  readonly probability: number;
  /** Below the bar of its kind, before all tests are looked at together. */
  readonly suspicious: boolean;
}

/** First day that is looked at for a kind and an employee. */
export type Since = (kind: Finding['kind'], employeeId: number) => string;

/** One count with its day. */
export interface DatedCount extends CountedIn {
  readonly day: string;
}

/** Each employee's share of something beside the colleagues'. Evidence is looked up for what stands. */
export function shareTests(kind: ShareKind, rows: readonly DatedCount[], from: string, since: Since): Test[] {
  const all = besidePeers(summed(rows));
  return [...all.keys()].flatMap((employeeId) => {
    const fromDay = since(kind, employeeId);
    const compared =
      fromDay === from
        ? all.get(employeeId)
        : besidePeers(summed(rows.filter((row) => row.employeeId !== employeeId || row.day >= fromDay))).get(
            employeeId,
          );
    return compared ? [shareTest(kind, employeeId, compared, fromDay)] : [];
  });
}

function shareTest(kind: ShareKind, employeeId: number, compared: Compared, fromDay: string): Test {
  const { probability, suspicious, expected } = shareBesidePeers(kind, compared);
  const { n, times, rate, peers } = compared;
  return {
    kind,
    employeeId,
    fromDay,
    probability,
    suspicious,
    numbers: { times, n, expected, rate, peers },
    evidence: [],
  };
}

/** Days are of no account once those before a decision are gone. */
function summed(rows: readonly DatedCount[]): CountedIn[] {
  const sums = new Map<string, { employeeId: number; stratum: string | number; n: number; times: number }>();
  for (const { employeeId, stratum, n, times } of rows) {
    const key = `${employeeId} ${stratum}`;
    const sum = sums.get(key);
    if (sum) {
      sum.n += n;
      sum.times += times;
    } else sums.set(key, { employeeId, stratum, n, times });
  }
  return [...sums.values()];
}

/** Answers of a kind as dated counts: each is one of `n`, and `times` where the sign is there. */
export function countedAnswers(
  answers: readonly LookedAt[],
  isOne: (answer: LookedAt) => boolean,
  has: (answer: LookedAt) => boolean,
): DatedCount[] {
  return answers.filter(isOne).map((answer) => ({
    employeeId: answer.employeeId,
    stratum: answer.touchpointId,
    day: answer.day,
    n: 1,
    times: has(answer) ? 1 : 0,
  }));
}

export const isHasty = ({ secondsOnPage }: LookedAt): boolean =>
  secondsOnPage !== null && secondsOnPage < HASTY_SECONDS;

/** The most surprising pile of answers of each employee. */
export function burstTests(
  byEmployee: ReadonlyMap<number, readonly LookedAt[]>,
  arrivals: Arrivals,
  since: Since,
): Test[] {
  return [...byEmployee].flatMap(([employeeId, all]) => {
    const fromDay = since('answer_burst', employeeId);
    const answers = all.filter(({ byLink, day }) => byLink && day >= fromDay);
    const burst = worstBurst(
      answers.map(({ at }) => at),
      arrivals.expectedOf(employeeId, answers.length),
    );
    if (!burst) return [];
    const { probability, suspicious, count, expected, from, minutes } = burst;
    const evidence = answers.filter(({ at }) => at >= from && at < from + minutes * 60_000).map(asEvidence);
    const numbers = { times: count, n: answers.length, expected, from, minutes };
    return [
      { kind: 'answer_burst' as const, employeeId, fromDay, probability, suspicious, numbers, evidence },
    ];
  });
}

/** The place where each employee's ratings change most. */
export function jumpTests(byEmployee: ReadonlyMap<number, readonly LookedAt[]>, since: Since): Test[] {
  return [...byEmployee].flatMap(([employeeId, all]) => {
    const fromDay = since('rating_jump', employeeId);
    const answers = all.filter(({ good, day }) => good !== null && day >= fromDay);
    const jump = ratingJump(answers.map(({ good }) => good ?? 0));
    if (!jump) return [];
    const { probability, suspicious, at, before, after } = jump;
    const from = answers[at]?.at;
    const expected = (after.n * before.good) / before.n;
    const numbers = {
      times: after.good,
      n: after.n,
      expected,
      before,
      after,
      ...(from !== undefined && { from }),
    };
    const evidence = answers.slice(at, at + 20).map(asEvidence);
    return [
      { kind: 'rating_jump' as const, employeeId, fromDay, probability, suspicious, numbers, evidence },
    ];
  });
}

/** Each manager beside the others. */
export function managerTests(
  kind: 'manager_exclusions' | 'manager_overrides',
  rows: readonly ManagerCount[],
  since: Since,
): Test[] {
  return managerEffects(kind, rows).map(({ managerId, probability, suspicious, target }) => {
    const { n = 0, times = 0 } = rows.find((row) => row.managerId === managerId) ?? {};
    const numbers = { times, n, expected: n * target, rate: target, peers: rows.length - 1 };
    return {
      kind,
      employeeId: managerId,
      fromDay: since(kind, managerId),
      probability,
      suspicious,
      numbers,
      evidence: [],
    };
  });
}

export function asEvidence({ responseId, at }: { responseId: string; at: number }): Evidence {
  return { responseId, at };
}
