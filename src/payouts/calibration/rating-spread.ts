/**
 * How leads rate, held against each other: the spread of ratings before and after calibration, by team, and whether a lead gives
 * ratings on target more or less often than chance explains. It starts a conversation; it changes no rating. Pure.
 */
import { binomialCdf } from '../../kernel';
import { funnelLimits } from '../../scoring/calc';

/** One rating on one line. */
export interface RatedMember {
  readonly employeeId: number;
  readonly teamId: number | null;
  readonly raterId: number;
  readonly raterName: string;
  /** 100 (1.00) to 500 (5.00), as the lead gave it and as it counts. */
  readonly given: number;
  readonly counts: number;
}

/** Whole levels from 1 to 5; a rating between two belongs to the nearer one, half way to the upper. */
export const LEVELS = [1, 2, 3, 4, 5] as const;

export interface RaterSpread {
  readonly raterId: number;
  readonly name: string;
  readonly people: number;
  /** Hundredths. */
  readonly mean: number;
  readonly onTarget: number;
  readonly share: number;
  /** Where chance keeps the share 95 times in 100; null with too few ratings to judge. */
  readonly expected: { readonly low: number; readonly high: number } | null;
  /** Outside what chance does 998 times in 1,000. */
  readonly state: 'lenient' | 'strict' | 'within' | 'few';
}

/** With fewer ratings a share says nothing about whoever gave them. */
export const LEAST_RATINGS = 5;
/** Each tail beyond the outer limits of the funnel. */
const ALARM = 0.001;

/** How many ratings at each level. */
export function levelsOf(ratings: readonly number[]): number[] {
  const counts = LEVELS.map(() => 0);
  for (const rating of ratings) counts[Math.min(5, Math.max(1, Math.floor(rating / 100 + 0.5))) - 1]! += 1;
  return counts;
}

/** Mean in hundredths; null without any. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Each lead's ratings as given, with the share on target beside that of all leads together and the exact binomial limits around
 * it (Spiegelhalter 2005). `target` in hundredths. Most ratings first.
 */
export function raterSpreads(
  members: readonly RatedMember[],
  target: number,
): { readonly share: number; readonly raters: readonly RaterSpread[] } {
  const onTarget = members.filter(({ given }) => given >= target).length;
  const share = members.length === 0 ? 0 : onTarget / members.length;
  const byRater = new Map<number, RatedMember[]>();
  for (const member of members) {
    const own = byRater.get(member.raterId) ?? [];
    byRater.set(member.raterId, own);
    own.push(member);
  }
  const raters = [...byRater.values()].map((own): RaterSpread => {
    const reached = own.filter(({ given }) => given >= target).length;
    const judged = own.length >= LEAST_RATINGS && share > 0 && share < 1 && byRater.size > 1;
    const limits = judged ? funnelLimits(share, own.length) : null;
    const part = reached / own.length;
    return {
      raterId: own[0]?.raterId ?? 0,
      name: own[0]?.raterName ?? '',
      people: own.length,
      mean: meanOf(own.map(({ given }) => given)) ?? 0,
      onTarget: reached,
      share: part,
      expected: limits && { low: Math.max(0, limits.alert.low), high: Math.min(1, limits.alert.high) },
      state: judged ? stateOf(reached, own.length, share) : 'few',
    };
  });
  return {
    share,
    raters: raters.sort((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1)),
  };
}

/** By the tails themselves: the limits are drawn between whole numbers, and would call five of five more than chance. */
function stateOf(reached: number, ratings: number, share: number): RaterSpread['state'] {
  if (binomialCdf(ratings - reached, ratings, 1 - share) < ALARM) return 'lenient';
  return binomialCdf(reached, ratings, share) < ALARM ? 'strict' : 'within';
}
