/**
 * PostgreSQL: a pool of connections; a transaction holds one of them.
 *
 * The same promises as on SQLite: code inside a transaction joins it wherever it is called, nested calls are
 * savepoints, siblings inside one transaction take turns.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { DataSource, QueryRunner, ReplicationMode } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { Connection, SqlValue } from './connection';
import { currentScope, Scope, type Transaction } from './scope';

const HOT_ATTEMPTS = 5;
/** Below the half minute after which orchestrators kill. */
const CLOSE_WITHIN_MS = 10_000;

interface PostgresTransaction extends Transaction {
  readonly client: pg.PoolClient;
}

// Counts and sums come back as bigint text; everything we store is a safe integer, so anything else is a fault.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`The integer ${text} is too large to be read exactly.`);
  return value;
});

export class PostgresConnection implements Connection {
  readonly dialect = 'postgres' as const;
  private readonly pool: pg.Pool;
  private readonly prepared = new Map<string, { name: string; text: string }>();
  private readonly newRunner: (mode: ReplicationMode) => QueryRunner;
  private readonly open = new Set<Promise<unknown>>();
  private closing = false;

  constructor(dataSource: DataSource) {
    const driver = dataSource.driver as PostgresDriver;
    this.pool = driver.master as pg.Pool;
    this.newRunner = driver.createQueryRunner.bind(driver);
    driver.createQueryRunner = ((mode: ReplicationMode) =>
      currentScope()?.transaction.runner ?? this.newRunner(mode)) as PostgresDriver['createQueryRunner'];
  }

  async all(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return (await this.query(scope, sql, params)).rows;
  }

  async get(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return (await this.query(scope, sql, params)).rows[0];
  }

  async run(
    scope: Scope | undefined,
    sql: string,
    params: readonly SqlValue[],
  ): Promise<{ changes: number }> {
    return { changes: (await this.query(scope, sql, params)).rowCount ?? 0 };
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const ambient = currentScope();
    if (ambient)
      return ambient.lock.run(() => this.savepoint(ambient.transaction as PostgresTransaction, work));

    const running = this.own(work);
    this.open.add(running);
    try {
      return await running;
    } finally {
      this.open.delete(running);
    }
  }

  /** Two hot writers that lock each other's rows are no fault of either: the one that was stopped tries again. */
  async grouped<T>(work: () => Promise<T>): Promise<T> {
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

  /** Waits for open transactions. One that does not end in time loses its connection, and with it what it wrote. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WITHIN_MS);
    });
    await Promise.race([Promise.allSettled([...this.open]), limit]);
    clearTimeout(timer);
    this.closing = true;
  }

  private async own<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.newRunner('master');
    const giveBack = runner.release.bind(runner);
    const client = (await runner.connect()) as pg.PoolClient;
    try {
      await runner.startTransaction();
      const bound = bindToScope(runner, async () => (this.closing ? giveBack() : undefined));
      const transaction: PostgresTransaction = { runner: bound, client, afterCommit: [], savepoints: 0 };
      let result: T;
      try {
        result = await new Scope(transaction).run(work);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
      for (const hook of transaction.afterCommit) hook();
      return result;
    } finally {
      (runner as { isTransactionActive: boolean }).isTransactionActive = false;
      await giveBack();
    }
  }

  private async savepoint<T>(transaction: PostgresTransaction, work: () => Promise<T>): Promise<T> {
    const name = `s${(transaction.savepoints += 1)}`;
    const hooks = transaction.afterCommit.length;
    await transaction.client.query(`SAVEPOINT ${name}`);
    try {
      const result = await new Scope(transaction).run(work);
      await transaction.client.query(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      transaction.afterCommit.length = hooks;
      await transaction.client.query(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    } finally {
      transaction.savepoints -= 1;
    }
  }

  private query(
    scope: Scope | undefined,
    sql: string,
    params: readonly SqlValue[],
  ): Promise<pg.QueryResult<pg.QueryResultRow>> {
    if (!scope) return this.execute(this.pool, sql, params);
    const { client } = scope.transaction as PostgresTransaction;
    if (scope.lock.idle) return this.execute(client, sql, params);
    return scope.lock.run(() => this.execute(client, sql, params));
  }

  private execute(
    on: pg.Pool | pg.PoolClient,
    sql: string,
    params: readonly SqlValue[],
  ): Promise<pg.QueryResult<pg.QueryResultRow>> {
    const { name, text } = this.prepare(sql);
    return on.query({ name, text, values: params as SqlValue[] });
  }

  private prepare(sql: string): { name: string; text: string } {
    let prepared = this.prepared.get(sql);
    if (!prepared) {
      const text = numberPlaceholders(sql);
      prepared = { name: createHash('sha256').update(text).digest('hex').slice(0, 32), text };
      this.prepared.set(sql, prepared);
    }
    return prepared;
  }
}

/** Inside the transaction TypeORM must neither give the connection back nor open transactions of its own. */
function bindToScope(runner: QueryRunner, release: () => Promise<void>): QueryRunner {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  runner.query = ((...args: unknown[]) => {
    const scope = currentScope();
    if (!scope) throw new Error('A query runner was used after its transaction ended.');
    return scope.lock.run(() => query(...args));
  }) as QueryRunner['query'];
  runner.release = release;
  runner.startTransaction = () => {
    throw new Error('Open nested transactions with Database.transaction, not through TypeORM.');
  };
  return runner;
}

/** `?` → `$1`, `$2`…, leaving quoted text alone. */
export function numberPlaceholders(sql: string): string {
  let count = 0;
  return sql.replace(/'(?:[^']|'')*'|\?/g, (token) => (token === '?' ? `$${(count += 1)}` : token));
}

/** Deadlock detected, or a serialization failure: the transaction was rolled back whole and may be run again. */
function isCollision(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: string; driverError?: { code?: string } };
  return ['40P01', '40001'].includes(driverError?.code ?? code ?? '');
}
