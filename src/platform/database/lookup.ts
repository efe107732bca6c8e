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

interface Line {
  asked: Asked[];
  /** Whether a statement is under way, or about to be. */
  busy: boolean;
}

/**
 * Gathers what is asked until nobody has anything more to do without an answer, and sends one statement of a lookup at a
 * time: what is asked meanwhile goes out together when it is back. The fewer there are, the less each key costs.
 */
export class Lookups {
  private readonly lines = new Map<Lookup, Line>();

  constructor(private readonly run: (sql: string, params: readonly SqlValue[][]) => Promise<Row[]>) {}

  rowsOf(lookup: Lookup, key: string): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      let line = this.lines.get(lookup);
      if (!line) this.lines.set(lookup, (line = { asked: [], busy: false }));
      line.asked.push({ key, resolve, reject });
      this.call(lookup, line);
    });
  }

  private call(lookup: Lookup, line: Line): void {
    if (line.busy || line.asked.length === 0) return;
    line.busy = true;
    setImmediate(() => void this.ask(lookup, line));
  }

  private async ask(lookup: Lookup, line: Line): Promise<void> {
    const { asked } = line;
    line.asked = [];
    try {
      const found = new Map<unknown, Row[]>(asked.map(({ key }) => [key, []]));
      for (const row of await this.run(lookup.many, [[...found.keys()] as string[]]))
        found.get(row.pop())?.push(row);
      for (const { key, resolve } of asked) resolve(found.get(key) ?? []);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    line.busy = false;
    this.call(lookup, line);
  }
}
