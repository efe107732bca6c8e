/** Rows of counts as the database gives them, one of each unit, cell, scale and rating, gathered into ratings. */
import { type EmployeeRatings, type RatingCounts, type RepeatedWeight, repeatDeduction } from './calc';

export interface CountRow {
  unit: string;
  peerGroup: string | null;
  channel: string;
  reason: string;
  scaleMin: number;
  scaleMax: number;
  rating: number;
  /** 1: everybody's answers, whole. More: once more those of customers who answered so often, who count less. */
  answers: number;
  weightPpm: number;
}

/** @param withCells by channel and reason; else all together */
export function toRatings(rows: readonly CountRow[], withCells: boolean): EmployeeRatings[] {
  const units = new Map<string, CountedUnit>();
  for (const row of rows) {
    if (row.answers > 1) continue;
    const unit: CountedUnit = units.get(row.unit) ?? { peerGroup: row.peerGroup ?? 'all', cells: new Map() };
    units.set(row.unit, unit);
    const { cell, id } = countedIn(row, withCells);
    const entry = unit.cells.get(id) ?? { cell, counts: emptyCounts(row.scaleMin, row.scaleMax) };
    unit.cells.set(id, entry);
    entry.counts.weights[row.rating - row.scaleMin]! += row.weightPpm;
  }
  for (const { row, ppm } of deductions(rows, withCells)) {
    const weights = units.get(row.unit)?.cells.get(countedIn(row, withCells).id)?.counts.weights;
    const option = row.rating - row.scaleMin;
    if (weights) weights[option] = Math.max(0, (weights[option] ?? 0) - ppm);
  }
  return [...units].map(([key, unit]) => ({
    key,
    peerGroup: unit.peerGroup,
    cells: [...unit.cells.values()],
  }));
}

/** What the answers of regular customers lose, by unit, cell, scale and rating: rounded where it is taken off. */
export function deductions(rows: readonly CountRow[], withCells: boolean): { row: CountRow; ppm: number }[] {
  const repeated = new Map<string, { row: CountRow; weights: RepeatedWeight[] }>();
  for (const row of rows) {
    if (row.answers <= 1) continue;
    const id = `${row.unit} ${countedIn(row, withCells).id} ${row.rating}`;
    const entry = repeated.get(id) ?? { row, weights: [] };
    repeated.set(id, entry);
    entry.weights.push({ answers: row.answers, weightPpm: row.weightPpm });
  }
  return [...repeated.values()].map(({ row, weights }) => ({ row, ppm: repeatDeduction(weights) }));
}

function countedIn(row: CountRow, withCells: boolean): { cell: string; id: string } {
  const cell = withCells ? `${row.channel}|${row.reason}` : 'all';
  return { cell, id: `${cell} ${row.scaleMin} ${row.scaleMax}` };
}

type MutableCounts = RatingCounts & { weights: number[] };

interface CountedUnit {
  peerGroup: string;
  /** By cell and scale. */
  cells: Map<string, { cell: string; counts: MutableCounts }>;
}

function emptyCounts(min: number, max: number): MutableCounts {
  return { min, max, weights: new Array<number>(max - min + 1).fill(0) };
}
