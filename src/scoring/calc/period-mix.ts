/**
 * Which case mix a period's scores are adjusted by: its own cell effects, or those of the organisation's trailing year where the
 * period has too few answers to tell. The common mix is always that of the peer group's own answers in the period.
 */
import { sortedByKey } from '../../kernel';
import {
  byGroup,
  CaseMix,
  caseMixAdjustment,
  CellEffect,
  CellMean,
  groupMix,
  mixLines,
  MixLine,
} from './case-mix';
import { mergeCells, MergeRule } from './merge-cells';
import { total } from './rating-counts';
import { isSmall, Person } from './scored-people';

/** A cell of the input and the cell that it was counted in. */
export interface CountedCell {
  readonly cell: string;
  readonly countedIn: string;
}

export interface AdjustedMean {
  readonly adjusted: number;
  readonly lines: readonly MixLine[];
}

export interface AppliedMix {
  /** With the organisation's shares, for information. */
  readonly cells: readonly CellEffect[];
  /** With each peer group's own shares: what its members are adjusted by. */
  readonly groups: ReadonlyMap<string, readonly CellEffect[]>;
  /** By employee; nobody when there is nothing to adjust. */
  readonly people: ReadonlyMap<string, AdjustedMean>;
  readonly explained: number;
  /** Degrees of freedom spent on cell effects. */
  readonly lost: number;
}

const NO_MIX: AppliedMix = { cells: [], groups: new Map(), people: new Map(), explained: 0, lost: 0 };

/** Adjusts `people`; with fewer than two usable cells nothing changes. */
export function adjust(
  people: readonly Person[],
  priorCells: readonly CellEffect[],
  rule: MergeRule,
): { mix: AppliedMix; cellOf: readonly CountedCell[] } {
  if (isSmall(people) && priorCells.length >= 2) return adjustByPriors(people, priorCells);

  const answers = people.flatMap(({ key, peerGroup, cells }) =>
    cells.map(({ cell, n, mean }) => ({ key, peerGroup, cell, n, mean })),
  );
  const counted = mergeCells(answers, rule);
  const fit = caseMixAdjustment(mergeAnswers(answers, counted));
  const cellOf = [...counted].map(([cell, into]) => ({
    cell,
    countedIn: fit.unconnected.includes(into) ? (fit.referenceCell ?? into) : into,
  }));
  return { mix: fit.cells.length < 2 ? NO_MIX : applied(fit), cellOf };
}

function applied(fit: CaseMix): AppliedMix {
  return {
    cells: fit.cells,
    groups: fit.groups,
    people: new Map(fit.rows.map((row) => [row.key, row])),
    explained: fit.explained,
    lost: fit.cells.length - 1,
  };
}

/** Cells the priors do not know fall to their remainder cell; without one they carry no effect. */
function adjustByPriors(
  people: readonly Person[],
  cells: readonly CellEffect[],
): { mix: AppliedMix; cellOf: readonly CountedCell[] } {
  const known = sortedByKey(cells, (cell) => cell.cell);
  const names = sortedByKey(
    [...new Set(people.flatMap((person) => person.cells.map((entry) => entry.cell)))],
    (name) => name,
  );
  const cellOf = names.map((cell) => ({ cell, countedIn: priorCell(cell, known) }));
  const into = new Map(cellOf.map(({ cell, countedIn }) => [cell, countedIn]));
  const counted = people.map(({ key, peerGroup, mean, cells: own }) => ({
    key,
    peerGroup,
    mean,
    cells: own.map(({ cell, n }) => ({ cell: into.get(cell) ?? cell, n })),
  }));
  const groups = new Map([...byGroup(counted)].map(([name, members]) => [name, groupMix(known, members)]));
  const adjusted = counted.map(({ key, peerGroup, mean, cells: own }): [string, AdjustedMean] => {
    const lines = mixLines(own, groups.get(peerGroup) ?? []);
    return [key, { lines, adjusted: mean + total(lines.map((line) => line.contribution)) }];
  });
  return { mix: { cells: known, groups, people: new Map(adjusted), explained: 0, lost: 0 }, cellOf };
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

type MergedAnswers = { -readonly [Part in keyof CellMean]: CellMean[Part] };

/** Answers of the same employee in the same merged cell, put together in their order. */
function mergeAnswers(
  answers: readonly CellMean[],
  counted: ReadonlyMap<string, string>,
): readonly CellMean[] {
  const merged: MergedAnswers[] = [];
  let open = new Map<string, MergedAnswers>();
  let owner: string | null = null;
  // `answers` come employee by employee, so that only one employee's cells are open at a time.
  for (const { key, peerGroup, cell, n, mean } of answers) {
    if (key !== owner) open = new Map();
    owner = key;
    const target = counted.get(cell) ?? cell;
    const known = open.get(target);
    if (known) {
      known.mean = (known.n * known.mean + n * mean) / (known.n + n);
      known.n += n;
      continue;
    }
    const entry = { key, peerGroup, cell: target, n, mean };
    open.set(target, entry);
    merged.push(entry);
  }
  return merged;
}
