/**
 * Two or more results of the same cycle beside each other: what they cost, how bonuses spread, who moves, and what it does
 * to each team, site and legal entity. Pure.
 */

/** What is known of one member beside the amounts. */
export interface MemberFacts {
  readonly employeeId: number;
  readonly key: string;
  readonly name: string;
  /** Target × days of the period, minor units; a number for reading, no amount is made of it. */
  readonly entitledMinor: number;
  readonly team: string | null;
  readonly site: string | null;
  readonly legalEntity: string | null;
}

/** Amounts by employee key. */
export type Amounts = ReadonlyMap<string, number>;

export interface Distribution {
  lowestMinor: number;
  quarterMinor: number;
  medianMinor: number;
  threeQuartersMinor: number;
  highestMinor: number;
}

/** Bonuses as parts of the target: less than a quarter, a quarter and more, …, twice the target and more. */
export const SPREAD_STEPS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

export interface Mover {
  readonly employeeId: number;
  readonly name: string;
  readonly team: string | null;
  readonly beforeMinor: number;
  readonly afterMinor: number;
  readonly changeMinor: number;
}

export interface Moves {
  readonly up: number;
  readonly down: number;
  readonly same: number;
  /** Largest change first. */
  readonly people: readonly Mover[];
}

export const GROUPINGS = ['team', 'site', 'legalEntity'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface GroupEffect {
  /** Null for people who belong to none. */
  readonly group: string | null;
  readonly people: number;
  readonly beforeMinor: number;
  readonly afterMinor: number;
  /** Paid over target × days; null where nobody has a target. */
  readonly beforeShare: number | null;
  readonly afterShare: number | null;
}

/** Quartiles by nearest rank: amounts that somebody really gets. */
export function distribution(amounts: Iterable<number>): Distribution {
  const sorted = Float64Array.from(amounts).sort();
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return {
    lowestMinor: at(0),
    quarterMinor: at(0.25),
    medianMinor: at(0.5),
    threeQuartersMinor: at(0.75),
    highestMinor: at(1),
  };
}

/** How many are paid which part of their target, by `SPREAD_STEPS`. Whoever has no target is in none. */
export function spread(facts: readonly MemberFacts[], amounts: Amounts): number[] {
  const counts = SPREAD_STEPS.map(() => 0);
  for (const { key, entitledMinor } of facts) {
    const amount = amounts.get(key);
    if (amount === undefined || !(entitledMinor > 0)) continue;
    // A cent lost in rounding takes nobody below the step that was reached.
    const part = (amount + 1) / entitledMinor;
    const step = SPREAD_STEPS.findLastIndex((from) => part >= from);
    counts[Math.max(0, step)]! += 1;
  }
  return counts;
}

/** Who gets more, who gets less. */
export function moves(facts: readonly MemberFacts[], before: Amounts, after: Amounts): Moves {
  const all = facts.map(({ employeeId, key, name, team }): Mover => {
    const [beforeMinor, afterMinor] = [before.get(key) ?? 0, after.get(key) ?? 0];
    return { employeeId, name, team, beforeMinor, afterMinor, changeMinor: afterMinor - beforeMinor };
  });
  const people = all
    .filter(({ changeMinor }) => changeMinor !== 0)
    .sort((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor) || a.employeeId - b.employeeId);
  const up = people.filter(({ changeMinor }) => changeMinor > 0).length;
  return { up, down: people.length - up, same: all.length - people.length, people };
}

/** What each group is paid before and after, largest group first. */
export function byGroup(
  facts: readonly MemberFacts[],
  grouping: Grouping,
  before: Amounts,
  after: Amounts,
): GroupEffect[] {
  const sums = new Map<string | null, { people: number; entitled: number; before: number; after: number }>();
  for (const member of facts) {
    const group = member[grouping];
    const sum = sums.get(group) ?? { people: 0, entitled: 0, before: 0, after: 0 };
    sums.set(group, sum);
    sum.people += 1;
    sum.entitled += member.entitledMinor;
    sum.before += before.get(member.key) ?? 0;
    sum.after += after.get(member.key) ?? 0;
  }
  const share = (paid: number, entitled: number) => (entitled > 0 ? paid / entitled : null);
  return [...sums]
    .map(([group, sum]) => ({
      group,
      people: sum.people,
      beforeMinor: sum.before,
      afterMinor: sum.after,
      beforeShare: share(sum.before, sum.entitled),
      afterShare: share(sum.after, sum.entitled),
    }))
    .sort((a, b) => b.people - a.people || (a.group ?? '').localeCompare(b.group ?? ''));
}

/** What all amounts sum to. */
export function totalOf(amounts: Amounts): number {
  let total = 0;
  for (const amount of amounts.values()) total += amount;
  return total;
}
