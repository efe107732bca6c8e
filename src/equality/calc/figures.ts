/**
 * Whether groups of people fare alike in an evaluation: shares on target in both codings, Fisher's exact test, and gaps among
 * people of the same job. A group is shown only when it is large enough, and never when it could be found by subtracting.
 */
import { adjustedGap, type AdjustedGap, impactRatios, type ImpactRatio } from '../../evaluations/calc';
import { shownGroups } from '../../scoring/calc';

/** Below so many people nothing about a group is shown (docs/privacy.md, "equal treatment"). */
export const LEAST_GROUP = 10;

/** What became of one person in an evaluation; nothing of it says who belongs to which group. */
export interface EqualityOutcome {
  readonly employee: string;
  /** Among whom the person is compared: the job. */
  readonly stratum: string;
  /** The favourable outcome: paid at target or above. */
  readonly favoured: boolean;
  /** By measure: `total`, then each line's factor; null where the person has none. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** What people said about themselves: attribute → employee → group. */
export type SaidAnswers = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface GroupFigure extends Omit<ImpactRatio, 'group'> {
  readonly group: string;
  readonly people: number;
  readonly favoured: number;
  /** The group with the highest share, which the others are held against. */
  readonly reference: boolean;
  /** Mean by measure among those who have one; null where too few have. */
  readonly means: Readonly<Record<string, number | null>>;
  /** Against the reference, at equal job; null for the reference itself and where nothing can be compared. */
  readonly gaps: Readonly<Record<string, AdjustedGap | null>>;
}

export interface AttributeFigure {
  readonly attribute: string;
  /** Largest first; empty when fewer than two groups can be shown. */
  readonly groups: readonly GroupFigure[];
  /** Members of the evaluation who said nothing; null when the size of a hidden group would follow from it. */
  readonly unstated: number | null;
  /** Groups that are too small to be shown, or hidden so that these cannot be found. */
  readonly hidden: number;
}

/** One figure per attribute, by name. */
export function equalityFigures(
  outcomes: readonly EqualityOutcome[],
  said: SaidAnswers,
  least = LEAST_GROUP,
): AttributeFigure[] {
  return [...said.keys()]
    .sort()
    .map((attribute) =>
      figureOf(attribute, outcomes, said.get(attribute) ?? new Map<string, string>(), least),
    );
}

function figureOf(
  attribute: string,
  outcomes: readonly EqualityOutcome[],
  groupOf: ReadonlyMap<string, string>,
  least: number,
): AttributeFigure {
  const byGroup = new Map<string, EqualityOutcome[]>();
  let silent = 0;
  for (const outcome of outcomes) {
    const group = groupOf.get(outcome.employee);
    if (group === undefined) {
      silent += 1;
      continue;
    }
    const own = byGroup.get(group) ?? [];
    byGroup.set(group, own);
    own.push(outcome);
  }
  const groups = [...byGroup].sort(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1));
  const shown = visibleGroups(
    groups.map(([, people]) => people.length),
    silent,
    least,
  );
  const visible = groups.filter((_, index) => shown[index]);
  return {
    attribute,
    groups: visible.length < 2 ? [] : compared(visible, least),
    unstated: visible.length === groups.length ? silent : null,
    hidden: groups.length - visible.length,
  };
}

/**
 * Which groups may be shown. Small ones are not; while these are, together with those who said nothing, still too few, the
 * smallest one shown is hidden with them, so that everybody minus what is shown never leaves a few.
 */
function visibleGroups(sizes: readonly number[], silent: number, least: number): boolean[] {
  if (silent === 0 || sizes.every((size) => size >= least)) return shownGroups(sizes, least);
  const small = sizes.filter((size) => size < least).reduce((sum, size) => sum + size, 0);
  if (small + silent >= least) return sizes.map((size) => size >= least);
  const smallest = Math.min(...sizes.filter((size) => size >= least));
  const place = sizes.indexOf(smallest);
  return sizes.map((size, index) => size >= least && index !== place);
}

function compared(
  groups: readonly (readonly [string, readonly EqualityOutcome[]])[],
  least: number,
): GroupFigure[] {
  const counted = groups.map(([group, people]) => ({
    group,
    people: people.length,
    favoured: people.filter(({ favoured }) => favoured).length,
  }));
  const ratios = impactRatios(counted);
  const best = ratios.reduce((top, next) => (next.rate > top.rate ? next : top), ratios[0]!).group;
  const measures = [
    ...new Set(groups.flatMap(([, people]) => people.flatMap(({ values }) => Object.keys(values)))),
  ];
  const rows = groups.flatMap(([group, people]) => people.map((person) => ({ group, person })));
  return counted.map((row, index) => {
    const ratio = ratios[index]!;
    const own = groups[index]?.[1] ?? [];
    return {
      ...ratio,
      ...row,
      reference: row.group === best,
      means: Object.fromEntries(measures.map((measure) => [measure, meanOf(own, measure, least)])),
      gaps: Object.fromEntries(
        measures.map((measure) => [
          measure,
          row.group === best ? null : gapOf(rows, measure, row.group, best, least),
        ]),
      ),
    };
  });
}

function meanOf(people: readonly EqualityOutcome[], measure: string, least: number): number | null {
  const values = people.flatMap(({ values: own }) => own[measure] ?? []);
  return values.length < least ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function gapOf(
  rows: readonly { readonly group: string; readonly person: EqualityOutcome }[],
  measure: string,
  group: string,
  other: string,
  least: number,
): AdjustedGap | null {
  const compared = rows.flatMap(({ group: whose, person: { stratum, values } }) => {
    const value = values[measure];
    return value === undefined || value === null ? [] : [{ group: whose, stratum, value }];
  });
  const gap = adjustedGap(compared, group, other);
  return gap && gap.people >= 2 * least ? gap : null;
}
