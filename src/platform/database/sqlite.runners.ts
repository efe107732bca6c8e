/** TypeORM's own statements on SQLite: those of a transaction stay in it, all others wait until nobody holds the connection. */
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver';
import type { Mutex } from './mutex';
import { currentScope } from './scope';

type RunnerQuery = Parameters<BetterSqlite3QueryRunner['query']>;
type RunnerResult = ReturnType<BetterSqlite3QueryRunner['query']>;

/** Runs a TypeORM operation outside any ambient transaction; owns the connection while its own transaction is open. */
export class SerializedRunner extends BetterSqlite3QueryRunner {
  private release_: (() => void) | undefined;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly mutex: Mutex,
  ) {
    super(driver);
  }

  override query(...args: RunnerQuery): RunnerResult {
    return this.release_ ? super.query(...args) : this.mutex.run(() => super.query(...args));
  }

  override async startTransaction(): Promise<void> {
    this.release_ ??= await this.mutex.acquire();
    try {
      await super.startTransaction();
    } catch (error) {
      this.letGo();
      throw error;
    }
  }

  override async commitTransaction(): Promise<void> {
    await super.commitTransaction();
    this.letGo();
  }

  override async rollbackTransaction(): Promise<void> {
    try {
      await super.rollbackTransaction();
    } finally {
      this.letGo();
    }
  }

  private letGo(): void {
    if (this.transactionDepth > 0) return;
    this.release_?.();
    this.release_ = undefined;
  }
}

/** Runs TypeORM operations inside the ambient transaction. */
export class AmbientRunner extends BetterSqlite3QueryRunner {
  override isTransactionActive = true;

  override async query(...args: RunnerQuery): RunnerResult {
    const scope = currentScope();
    if (!scope) throw new Error('A query runner was used after its transaction ended.');
    return scope.lock.run(() => super.query(...args));
  }

  override startTransaction(): Promise<void> {
    throw new Error('Open nested transactions with Database.transaction, not through TypeORM.');
  }
}
