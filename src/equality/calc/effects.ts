/**
 * What a simulation would do to groups of people. Whoever simulates chooses what changes, and could move one person alone to see
 * which group moves; so figures are rounded to five points, and there are none when fewer people move than make a group.
 */
import { equalityFigures, LEAST_GROUP, type SaidAnswers } from './figures';

export interface SimulatedOutcome {
  readonly employee: string;
  /** Paid over target × days; null without a target. */
  readonly before: number | null;
  readonly after: number | null;
  readonly onTargetBefore: boolean;
  readonly onTargetAfter: boolean;
}

/** Parts of 1, rounded to five points; null where too few have one. */
export interface GroupEffect {
  readonly group: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly onTargetBefore: number | null;
  readonly onTargetAfter: number | null;
}

export interface AttributeEffect {
  readonly attribute: string;
  readonly groups: readonly GroupEffect[];
}

/** Attributes of which two groups and more can be shown; null when too few people move. */
export function equalityEffects(
  outcomes: readonly SimulatedOutcome[],
  said: SaidAnswers,
  least = LEAST_GROUP,
): AttributeEffect[] | null {
  const moved = outcomes.filter(({ before, after }) => before !== after).length;
  if (moved < least) return null;
  const figures = equalityFigures(
    outcomes.map(({ employee, before, after, onTargetBefore, onTargetAfter }) => ({
      employee,
      stratum: '',
      favoured: onTargetAfter,
      values: { before, after, onTargetBefore: Number(onTargetBefore), onTargetAfter: Number(onTargetAfter) },
    })),
    said,
    least,
  );
  const coarse = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : Math.round(value * 20) / 20;
  return figures
    .filter(({ groups }) => groups.length > 0)
    .map(({ attribute, groups }) => ({
      attribute,
      groups: groups.map(({ group, means }) => ({
        group,
        before: coarse(means['before']),
        after: coarse(means['after']),
        onTargetBefore: coarse(means['onTargetBefore']),
        onTargetAfter: coarse(means['onTargetAfter']),
      })),
    }));
}
