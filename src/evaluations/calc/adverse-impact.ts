/**
 * Adverse impact: whether an evaluation favours one group of people over another. A warning for a human review, computed on
 * outcomes, never an input of scores.
 */
import { DomainError } from '../../kernel';

export interface GroupOutcome {
  readonly group: string;
  /** People evaluated. */
  readonly people: number;
  /** Of these, people with the favourable outcome (above target, bonus at or over target, …). */
  readonly favoured: number;
}

export interface ImpactRatio {
  readonly group: string;
  readonly rate: number;
  /** Rate over the highest rate of any group. */
  readonly ratio: number;
  /** Below four fifths. */
  readonly adverse: boolean;
}

/** The four-fifths rule (29 CFR 1607.4 D; EEOC Q&A 1979): a group's rate below 80 % of the best group's. Throws `evaluations.bad_groups`. */
export function impactRatios(groups: readonly GroupOutcome[]): ImpactRatio[] {
  const bad = groups.find(({ people, favoured }) => !(people > 0 && favoured >= 0 && favoured <= people));
  if (bad)
    throw new DomainError(
      'evaluations.bad_groups',
      `"${bad.group}" has no rate: ${bad.favoured} of ${bad.people}.`,
      { group: bad.group },
    );
  const best = groups.reduce(
    (top, next) => (next.favoured * top.people > top.favoured * next.people ? next : top),
    groups[0] ?? NOBODY,
  );
  return groups.map(({ group, people, favoured }) => ({
    group,
    rate: favoured / people,
    ratio: best.favoured === 0 ? 1 : (favoured * best.people) / (people * best.favoured),
    // Cross-multiplied: exactly four fifths is not adverse, whatever the binary fractions say.
    adverse: 5 * favoured * best.people < 4 * best.favoured * people,
  }));
}

const NOBODY: GroupOutcome = { group: '', people: 1, favoured: 0 };
