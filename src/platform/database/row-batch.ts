/** The rows that wait to be written in one transaction on PostgreSQL, by statement, in the order of their first row. */
import type { SqlValue } from './sql-value';
import type { RowStatement } from './row-statement';

/** The n-th parameter of the statement: the n-th value of every row. */
export type Columns = SqlValue[][];

export class RowBatch {
  private readonly rows = new Map<RowStatement, Columns>();

  get empty(): boolean {
    return this.rows.size === 0;
  }

  add(statement: RowStatement, row: readonly SqlValue[]): void {
    const columns = this.rows.get(statement);
    if (columns) row.forEach((value, index) => columns[index]?.push(value));
    else
      this.rows.set(
        statement,
        row.map((value) => [value]),
      );
  }

  /** Empties the batch. */
  take(): [RowStatement, Columns][] {
    const all = [...this.rows];
    this.rows.clear();
    return all;
  }
}
