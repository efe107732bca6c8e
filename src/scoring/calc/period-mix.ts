/**
 * Which case mix a period's scores are adjusted by: its own cell effects, or those of the organisation's trailing year where the
 * period has too few answers to tell.
 */
import { sortedByKey } from '../../kernel';
import { CaseMix, caseMixAdjustment, CellEffect, CellMean, mixLines, MixLine } from './case-mix';
import { mergeCells, MergeRule } from './merge-cells';
import { total } from './rating-counts';
import { isSmall, Person } from './scored-people';

/** A cell of the input and the cell that it was counted in. */
export interface CountedCell {
  readonly cell: string;
  readonly countedIn: string;
}

export interface AppliedMix {
  readonly cells: readonly CellEffect[];
  readonly adjusted: ReadonlyMap<string, number>;
  readonly lines: ReadonlyMap<string, readonly MixLine[]>;
  readonly explained: number;
  /** Degrees of freedom spent on cell effects. */
  readonly lost: number;
}

const NO_MIX: AppliedMix = { cells: [], adjusted: new Map(), lines: new Map(), explained: 0, lost: 0 };

/** Adjusts `people`; with fewer than two usable cells nothing changes. */
export function adjust(
  people: readonly Person[],
  priorCells: readonly CellEffect[],
  rule: MergeRule,
): { mix: AppliedMix; cellOf: readonly CountedCell[] } {
  if (isSmall(people) && priorCells.length >= 2) return adjustByPriors(people, priorCells);

  const answers = people.flatMap((person) => person.cells.map((entry) => ({ key: person.key, ...entry })));
  const counted = mergeCells(answers, rule);
  const merged = mergeAnswers(answers, counted);
  const fit = caseMixAdjustment(merged);
  const cellOf = [...counted].map(([cell, into]) => ({
    cell,
    countedIn: fit.unconnected.includes(into) ? (fit.referenceCell ?? into) : into,
  }));
  return { mix: fit.cells.length < 2 ? NO_MIX : applied(fit), cellOf };
}

function applied(fit: CaseMix): AppliedMix {
  return {
    cells: fit.cells,
    adjusted: new Map(fit.rows.map((row) => [row.key, row.adjusted])),
    lines: new Map(fit.rows.map((row) => [row.key, row.lines])),
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
  const rows = people.map((person) => {
    const own = new Map<string, number>();
    for (const { cell, n } of person.cells) {
      const target = into.get(cell) ?? cell;
      own.set(target, (own.get(target) ?? 0) + n);
    }
    const lines = mixLines(own, known);
    return { key: person.key, lines, adjusted: person.mean + total(lines.map((line) => line.contribution)) };
  });
  return {
    mix: {
      cells: known,
      adjusted: new Map(rows.map((row) => [row.key, row.adjusted])),
      lines: new Map(rows.map((row) => [row.key, row.lines])),
      explained: 0,
      lost: 0,
    },
    cellOf,
  };
}

function priorCell(cell: string, known: readonly CellEffect[]): string {
  const parts = cell.split('|');
  const candidates = [
    cell,
    ...parts.map((_, cut) => [...parts.slice(0, parts.length - 1 - cut), '*'].join('|')),
  ];
  return candidates.find((candidate) => known.some((entry) => entry.cell === candidate)) ?? cell;
}

function mergeAnswers(answers: readonly CellMean[], counted: ReadonlyMap<string, string>): CellMean[] {
  const merged = new Map<string, { key: string; cell: string; n: number; sum: number }>();
  for (const { key, cell, n, mean } of answers) {
    const target = counted.get(cell) ?? cell;
    const id = `${key}\u0000${target}`;
    const entry = merged.get(id) ?? { key, cell: target, n: 0, sum: 0 };
    merged.set(id, { ...entry, n: entry.n + n, sum: entry.sum + n * mean });
  }
  return [...merged.values()].map(({ key, cell, n, sum }) => ({ key, cell, n, mean: sum / n }));
}
