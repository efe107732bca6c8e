/**
 * Which case mix a period's scores are adjusted by: its own cell effects, or those of the organisation's trailing year where the
 * period has too few answers to tell. The common mix is always that of the peer group's own answers in the period.
 */
import { sortedByKey } from '../../kernel';
import { byGroup, CellEffect, fitCaseMix, FittedMix, groupMix, mixLines, MixLine } from './case-mix';
import { mergedTable, rowsOf } from './cell-table';
import { mergeTable, MergeRule } from './merge-cells';
import { total } from './rating-counts';
import { isSmall, type ScoredPeople } from './scored-people';

/** A cell of the input and the cell that it was counted in. */
export interface CountedCell {
  readonly cell: string;
  readonly countedIn: string;
}

export interface AppliedMix {
  /** With the organisation's shares, for information. */
  readonly cells: readonly CellEffect[];
  /** With each peer group's own shares: what its members are adjusted by. */
  readonly groups: ReadonlyMap<string, readonly CellEffect[]>;
  /** By those with answers, in their order: the adjusted mean; the own one when there is nothing to adjust. */
  readonly adjusted: Float64Array;
  /** The printed lines behind it, for the person of that place. */
  readonly linesOf: (person: number) => MixLine[];
  readonly explained: number;
  /** Degrees of freedom spent on cell effects. */
  readonly lost: number;
}

/** Adjusts those with answers; with fewer than two usable cells nothing changes. */
export function adjust(
  people: Pick<ScoredPeople, 'answered' | 'cells'>,
  priorCells: readonly CellEffect[],
  rule: MergeRule,
): { mix: AppliedMix; cellOf: readonly CountedCell[] } {
  const { answered, cells } = people;
  if (isSmall(answered) && priorCells.length >= 2) return adjustByPriors(people, priorCells);

  const counted = mergeTable(cells, rule);
  const fit = fitCaseMix(mergedTable(cells, counted));
  const cellOf = [...counted].map(([cell, into]) => ({
    cell,
    countedIn: fit.unconnected.includes(into) ? (fit.referenceCell ?? into) : into,
  }));
  return { mix: fit.cells.length < 2 ? noMix(people) : applied(fit), cellOf };
}

function noMix({ answered }: Pick<ScoredPeople, 'answered'>): AppliedMix {
  const adjusted = Float64Array.from(answered, ({ mean }) => mean);
  return { cells: [], groups: new Map(), adjusted, linesOf: () => [], explained: 0, lost: 0 };
}

function applied({ cells, groups, adjusted, linesOf, explained }: FittedMix): AppliedMix {
  return { cells, groups, adjusted, linesOf, explained, lost: cells.length - 1 };
}

/** Cells the priors do not know fall to their remainder cell; without one they carry no effect. */
function adjustByPriors(
  { answered, cells: table }: Pick<ScoredPeople, 'answered' | 'cells'>,
  cells: readonly CellEffect[],
): { mix: AppliedMix; cellOf: readonly CountedCell[] } {
  const known = sortedByKey(cells, (cell) => cell.cell);
  const cellOf = table.names.map((cell) => ({ cell, countedIn: priorCell(cell, known) }));
  const into = new Map(cellOf.map(({ cell, countedIn }) => [cell, countedIn]));
  const counted = answered.map(({ peerGroup, mean }, person) => ({
    peerGroup,
    mean,
    cells: rowsOf(table, person).map(({ cell, n }) => ({ cell: into.get(cell) ?? cell, n })),
  }));
  const groups = new Map([...byGroup(counted)].map(([name, members]) => [name, groupMix(known, members)]));
  const lines = counted.map(({ peerGroup, cells: own }) => mixLines(own, groups.get(peerGroup) ?? []));
  const adjusted = Float64Array.from(
    counted,
    ({ mean }, person) => mean + total((lines[person] ?? []).map((line) => line.contribution)),
  );
  const linesOf = (person: number) => lines[person] ?? [];
  return { mix: { cells: known, groups, adjusted, linesOf, explained: 0, lost: 0 }, cellOf };
}

/** The known cell that an unknown one falls to: `phone|moving` → `phone|*` → `*`; itself where there is none. */
export function priorCell(cell: string, known: readonly CellEffect[]): string {
  const parts = cell.split('|');
  const candidates = [
    cell,
    ...parts.map((_, cut) => [...parts.slice(0, parts.length - 1 - cut), '*'].join('|')),
  ];
  return candidates.find((candidate) => known.some((entry) => entry.cell === candidate)) ?? cell;
}
