/**
 * PostgreSQL: a pool of connections; a transaction holds one of them.
 *
 * The same promises as on SQLite: code inside a transaction joins it wherever it is called, nested calls are
 * savepoints, siblings inside one transaction take turns.
 */
import pg from 'pg';
import type { DataSource, QueryRunner, ReplicationMode } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { Connection } from './connection';
import type { Soon } from './soon';
import type { SqlValue } from './sql-value';
import { type Lookup, Lookups } from './lookup';
import { execute, listed, PostgresTransaction, type Result } from './postgres.transaction';
import { refused } from './refused';
import type { RowStatement } from './row-statement';
import { currentScope, Scope } from './scope';
import { SharedTransactions } from './shared-transactions';

const HOT_ATTEMPTS = 5;
/** Of what is sorted on disk; the few megabytes that PostgreSQL allows by itself make many small files of it. */
const SORTED_IN_MEMORY = '64MB';
/** Below the half minute after which orchestrators kill. */
const CLOSE_WITHIN_MS = 10_000;

// Counts and sums come back as bigint text; everything we store is a safe integer, so anything else is a fault.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`The integer ${text} is too large to be read exactly.`);
  return value;
});

export class PostgresConnection implements Connection {
  readonly dialect = 'postgres' as const;
  private readonly pool: pg.Pool;
  private readonly newRunner: (mode: ReplicationMode) => QueryRunner;
  private readonly open = new Set<Promise<unknown>>();
  /** Gives back the connection of each open transaction, broken. */
  private readonly held = new Set<() => void>();
  private readonly lookups = new Lookups((sql, params) => listed(this.pool, sql, params));
  private readonly shared = new SharedTransactions(
    (work) => this.tracked((transaction) => work(transaction)),
    (work) => this.grouped(work),
  );

  constructor(dataSource: DataSource) {
    const driver = dataSource.driver as PostgresDriver;
    this.pool = driver.master as pg.Pool;
    this.newRunner = driver.createQueryRunner.bind(driver);
    driver.createQueryRunner = ((mode: ReplicationMode) => {
      const scope = currentScope();
      if (!scope) return this.newRunner(mode);
      scope.mustBeAlone();
      return scope.transaction.runner;
    }) as PostgresDriver['createQueryRunner'];
  }

  async all(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return (await this.query(scope, sql, params)).rows;
  }

  /** Every statement has a connection of its own here. */
  beside(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return this.all(scope, sql, params);
  }

  before(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return this.all(scope, sql, params);
  }

  async get(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return (await this.query(scope, sql, params)).rows[0];
  }

  async glance(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown> {
    if (!scope?.lock.idle || scope.lostClaim) return this.get(scope, sql, params);
    return (await transactionOf(scope).send(sql, params)).rows[0];
  }

  find(scope: Scope | undefined, lookup: Lookup, key: string): Promise<unknown[][]> {
    if (!scope) return this.lookups.rowsOf(lookup, key);
    const found = this.all(scope, lookup.one, [key]) as Promise<object[]>;
    // No two columns have the same name.
    return found.then((rows) => rows.map((row) => Object.values(row) as unknown[]));
  }

  async run(
    scope: Scope | undefined,
    sql: string,
    params: readonly SqlValue[],
  ): Promise<{ changes: number }> {
    const { rowCount } = await this.query(scope, sql, params);
    if (scope) scope.wrote = true;
    return { changes: rowCount ?? 0 };
  }

  write(scope: Scope, statement: RowStatement, row: readonly SqlValue[]): void {
    scope.wrote = true;
    const add = () => transactionOf(scope).add(statement, row);
    if (scope.lock.idle) add();
    else scope.holdCommitFor(scope.lock.run(async () => add()));
  }

  writeAll(scope: Scope, statement: RowStatement, rows: readonly (readonly SqlValue[])[]): void {
    for (const row of rows) this.write(scope, statement, row);
  }

  async claim(scope: Scope, statement: RowStatement, row: readonly SqlValue[]): Promise<boolean> {
    if (scope.lostClaim) scope.mustBeAlone();
    const ours = await transactionOf(scope).claim(statement, row);
    if (ours) scope.wrote = true;
    else scope.lostClaim = true;
    return ours;
  }

  transaction<T>(work: () => Soon<T>): Promise<T> {
    const ambient = currentScope();
    if (!ambient) return this.tracked((transaction) => new Scope(transaction).run(work));
    try {
      ambient.mustBeAlone();
    } catch (error) {
      return refused(error);
    }
    return ambient.lock.run(() => this.savepoint(transactionOf(ambient), work));
  }

  sortingOnDisk<T>(work: () => Soon<T>): Promise<T> {
    const outermost = !currentScope();
    return this.transaction(async () => {
      if (outermost) await this.query(currentScope(), `SET LOCAL work_mem = '${SORTED_IN_MEMORY}'`, []);
      return work();
    });
  }

  /** Two hot writers that lock each other's rows are no fault of either: the one that was stopped tries again. */
  async grouped<T>(work: () => Soon<T>): Promise<T> {
    if (currentScope()) return this.transaction(work);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transaction(work);
      } catch (error) {
        if (attempt === HOT_ATTEMPTS || !isCollision(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * 100 * Math.random()));
      }
    }
  }

  sharing<T>(work: () => Soon<T>): Promise<T> {
    return currentScope() ? this.transaction(work) : this.shared.run(work);
  }

  /** Waits for open transactions. One that does not end in time loses its connection, and with it what it wrote. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WITHIN_MS);
    });
    await Promise.race([Promise.allSettled([...this.open]), limit]);
    clearTimeout(timer);
    for (const giveBack of this.held) giveBack();
  }

  private async tracked<T>(work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    const running = this.own(work);
    this.open.add(running);
    try {
      return await running;
    } finally {
      this.open.delete(running);
    }
  }

  /** A transaction on a connection of its own. */
  private async own<T>(work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    let given = false;
    const giveBack = (destroy: boolean) => {
      if (given) return;
      given = true;
      client.removeListener('error', onError);
      client.release(broken ?? destroy);
    };
    const destroy = () => giveBack(true);
    this.held.add(destroy);
    const transaction = new PostgresTransaction(client, () => this.newRunner('master'));
    try {
      transaction.query('BEGIN').catch(() => undefined);
      const result = await work(transaction);
      await commit(transaction);
      for (const hook of transaction.afterCommit) hook();
      return result;
    } catch (error) {
      transaction.drop();
      await client.query('ROLLBACK').catch(destroy);
      throw causeOf(error, transaction);
    } finally {
      this.held.delete(destroy);
      giveBack(false);
    }
  }

  private async savepoint<T>(transaction: PostgresTransaction, work: () => Soon<T>): Promise<T> {
    const name = `s${(transaction.savepoints += 1)}`;
    const hooks = transaction.afterCommit.length;
    await transaction.query(`SAVEPOINT ${name}`);
    try {
      const result = await new Scope(transaction).run(work);
      await transaction.flush();
      await transaction.query(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      const cause = causeOf(error, transaction);
      transaction.drop();
      transaction.afterCommit.length = hooks;
      await transaction.query(`ROLLBACK TO SAVEPOINT ${name}`);
      transaction.failure = undefined;
      throw cause;
    } finally {
      transaction.savepoints -= 1;
    }
  }

  private query(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<Result> {
    if (!scope) return execute(this.pool, sql, params);
    if (scope.lostClaim) scope.mustBeAlone();
    const transaction = transactionOf(scope);
    if (scope.lock.idle) return transaction.query(sql, params);
    return scope.lock.run(() => transaction.query(sql, params));
  }
}

const transactionOf = (scope: Scope): PostgresTransaction => scope.transaction as PostgresTransaction;

/** @throws what went wrong, when PostgreSQL has nothing to commit because of it */
async function commit(transaction: PostgresTransaction): Promise<void> {
  const { command } = await transaction.query('COMMIT');
  if (command !== 'COMMIT')
    throw new NotKept('A statement of the transaction failed, and nothing of it was kept.');
}

/** Deadlock detected, or a serialization failure: the transaction was rolled back whole and may be run again. */
function isCollision(error: unknown): boolean {
  return ['40P01', '40001'].includes(codeOf(error));
}

/** PostgreSQL took COMMIT for ROLLBACK. */
class NotKept extends Error {}

/** What a statement reports after another one has failed is only that: the first failure is the cause. */
function causeOf(error: unknown, { failure }: PostgresTransaction): Error {
  const consequence = codeOf(error) === '25P02' || error instanceof NotKept;
  return (consequence ? (failure ?? error) : error) as Error;
}

function codeOf(error: unknown): string {
  const { code, driverError } = (error ?? {}) as { code?: string; driverError?: { code?: string } };
  return driverError?.code ?? code ?? '';
}
