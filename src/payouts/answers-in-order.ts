/** Goes through a table of ratings and a list of members side by side, both in the order of keys: nobody is looked up, and nothing copied. */
import type { CellCounts, EmployeeRatings, RatingTable } from '../scoring/calc';

export class AnswersInOrder<Row extends { readonly employeeKey: string }> {
  /** @param members in the order of keys */
  constructor(
    private readonly table: RatingTable,
    private readonly members: readonly Row[],
  ) {}

  /** Every member with the answers about them, none for somebody without any. */
  *ofMembers(): Generator<{ row: Row; cells: CellCounts[] }> {
    const { keys } = this.table;
    let place = 0;
    for (const row of this.members) {
      while ((keys[place] ?? row.employeeKey) < row.employeeKey) place += 1;
      yield { row, cells: keys[place] === row.employeeKey ? this.cellsAt(place) : [] };
    }
  }

  /** Those about whom there are answers and who are no members. */
  *ofOthers(): Generator<EmployeeRatings> {
    const { keys, peerGroups } = this.table;
    for (const place of this.placesOfOthers()) {
      const peerGroup = peerGroups[place];
      yield {
        cells: this.cellsAt(place),
        key: keys[place] ?? '',
        ...(peerGroup !== undefined && { peerGroup }),
      };
    }
  }

  /** How many these are. */
  countOthers(): number {
    let count = 0;
    for (const place of this.placesOfOthers()) count += place < 0 ? 0 : 1;
    return count;
  }

  private *placesOfOthers(): Generator<number> {
    let next = 0;
    for (const [place, key] of this.table.keys.entries()) {
      while ((this.members[next]?.employeeKey ?? key) < key) next += 1;
      if (this.members[next]?.employeeKey !== key) yield place;
    }
  }

  /** In canonical order, as the table is sorted and as the members of each object stand. */
  private cellsAt(place: number): CellCounts[] {
    const { starts, entries, rated, weights, width } = this.table;
    const cells: CellCounts[] = [];
    for (let entry = starts[place] ?? 0; entry < (starts[place + 1] ?? 0); entry++) {
      const { cell, min, max, reversed } = rated[entries[entry] ?? 0] ?? { cell: '', min: 0, max: 0 };
      const own: number[] = [];
      for (let option = 0; option <= max - min; option++) own.push(weights[entry * width + option] ?? 0);
      cells.push({
        cell,
        counts: reversed ? { max, min, reversed, weights: own } : { max, min, weights: own },
      });
    }
    return cells;
  }
}
