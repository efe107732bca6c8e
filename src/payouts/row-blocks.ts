/** Writes very many rows inside a transaction, some at a time, with pauses in which others have their turn. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Database, RowStatement, SqlValue } from '../platform/database';

/** Rows between two pauses. */
const BLOCK = 200;

export class RowBlocks {
  private rows: (readonly SqlValue[])[] = [];
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly statement: RowStatement,
  ) {}

  /** @returns whether a block is full: time to hand it `over` */
  add(row: readonly SqlValue[]): boolean {
    this.rows.push(row);
    return this.rows.length >= BLOCK;
  }

  /**
   * Hands the block over, and waits until the one before is written: PostgreSQL writes one while the next one is worked out.
   * Rejects with what went wrong with an earlier block.
   */
  async over(): Promise<void> {
    this.end();
    const written = this.database.get('SELECT 1 AS "one"');
    // Waited for at the next pause; after the last one the transaction itself fails.
    written.catch(() => undefined);
    await this.before;
    this.before = written;
    await turn();
  }

  /** Hands over what is left: it is written before the next read, or the commit. */
  end(): void {
    this.database.writeAll(this.statement, this.rows);
    this.rows = [];
  }
}
