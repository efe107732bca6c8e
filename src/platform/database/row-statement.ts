/**
 * Statements for the hot paths that write one row at a time. SQLite runs them as they come. PostgreSQL gathers the rows
 * of everybody who writes in the same transaction and runs the statement once for all of them: the columns arrive as
 * arrays.
 */
import type { SqlValue } from './sql-value';

/** Runs one statement at once. @returns how many rows it changed */
export type RunNow = (sql: string, params: readonly SqlValue[]) => number;

export interface RowStatement {
  /** Writes one row; may take several statements. @returns how many rows it changed */
  sqlite(this: void, run: RunNow, row: readonly SqlValue[]): number;
  /**
   * Writes many rows: the n-th parameter is the array of their n-th values. A statement that is claimed with returns
   * the first value of each row that it wrote.
   */
  readonly postgres: string;
  /** Where many rows can be written by one statement on SQLite as well. */
  readonly many?: ManyRows;
}

export interface ManyRows {
  /** How many it writes, neither more nor fewer. */
  readonly rows: number;
  /** @param values those of the first row, then those of the next one */
  sqlite(this: void, run: RunNow, values: readonly SqlValue[]): number;
}

/** A statement costs as much as the row it writes: with so many in one there is little left to save. */
const ROWS_AT_ONCE = 20;

type ColumnType = 'varchar' | 'text' | 'integer' | 'bigint';

/**
 * Inserts rows of a table.
 * @param columns their types, in the order in which values are given
 * @param unless rows that meet another one on this column are left out; the statement can be claimed with
 */
export function insertInto(
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  unless?: string,
): RowStatement {
  const names = Object.keys(columns);
  const target = `INSERT INTO ${table} (${names.join(', ')})`;
  const conflict = unless === undefined ? '' : ` ON CONFLICT (${unless}) DO NOTHING`;
  const values = `(${names.map(() => '?').join(', ')})`;
  const one = `${target} VALUES ${values}${conflict}`;
  const many = `${target} VALUES ${Array.from({ length: ROWS_AT_ONCE }, () => values).join(', ')}${conflict}`;
  // In one order everywhere, so that two transactions never wait for each other.
  const ordered = unless === undefined ? '' : ` ORDER BY ${unless}`;
  const claimed = unless === undefined ? '' : ` RETURNING ${names[0]}`;
  return {
    sqlite: (run, row) => run(one, row),
    many: { rows: ROWS_AT_ONCE, sqlite: (run, rows) => run(many, rows) },
    postgres: `${target} SELECT ${names.join(', ')} FROM ${arraysOf(columns)}${ordered}${conflict}${claimed}`,
  };
}

/** `unnest($1::varchar[], $2::integer[]) AS given(id, n)`: the rows behind the parameters, for `postgres`. */
export function arraysOf(columns: Readonly<Record<string, ColumnType>>): string {
  const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  return `unnest(${arrays.join(', ')}) AS given(${Object.keys(columns).join(', ')})`;
}
