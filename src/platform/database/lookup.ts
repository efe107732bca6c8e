/**
 * Reading by key on the hot paths. PostgreSQL answers everybody who asks at the same moment with one statement: most of
 * what a small read costs there is the way to it and back.
 */
import type { SqlValue } from './sql-value';

/** One statement in two forms. */
export interface Lookup {
  /** The rows of one key, `?`. */
  readonly one: string;
  /** The same columns for all keys in the array `$1`, and behind them whose row it is. */
  readonly many: string;
}

type Row = unknown[];

interface Asked {
  readonly key: string;
  readonly resolve: (rows: Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what is asked until nobody has anything more to do without an answer. */
export class Lookups {
  private readonly waiting = new Map<Lookup, Asked[]>();

  constructor(private readonly run: (sql: string, params: readonly SqlValue[][]) => Promise<Row[]>) {}

  rowsOf(lookup: Lookup, key: string): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const asked = this.waiting.get(lookup);
      if (asked) {
        asked.push({ key, resolve, reject });
        return;
      }
      this.waiting.set(lookup, [{ key, resolve, reject }]);
      setImmediate(() => void this.ask(lookup));
    });
  }

  private async ask(lookup: Lookup): Promise<void> {
    const asked = this.waiting.get(lookup) ?? [];
    this.waiting.delete(lookup);
    try {
      const keys = [...new Set(asked.map(({ key }) => key))];
      const found = new Map<unknown, Row[]>(keys.map((key) => [key, []]));
      for (const row of await this.run(lookup.many, [keys])) found.get(row.pop())?.push(row);
      for (const { key, resolve } of asked) resolve(found.get(key) ?? []);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
