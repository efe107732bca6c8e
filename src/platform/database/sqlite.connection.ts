/**
 * SQLite: one connection, one process, one transaction at a time.
 *
 * TypeORM hands every caller the same connection. Left alone, a plain `save()` slips into somebody else's open
 * transaction and is lost when that one rolls back, and reads see rows that are never committed. Here every
 * transaction owns the connection from BEGIN to COMMIT, and every statement outside waits its turn.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver';
import type { Connection } from './connection';
import type { SqlValue } from './sql-value';
import type { Lookup } from './lookup';
import { Mutex } from './mutex';
import { refused } from './refused';
import { objectOf, objectsOf } from './row-objects';
import type { RowStatement, RunNow } from './row-statement';
import { currentScope, Scope, type Transaction } from './scope';
import { SideReaders } from './side-readers';
import type { Soon } from './soon';
import { AmbientRunner, SerializedRunner } from './sqlite.runners';

/** How many grouped callers may share one COMMIT: enough to pay for the fsync, few enough to keep the wait short. */
const GROUP_LIMIT = 256;
const BUSY_RETRIES = 20;
/** Whoever held up everybody for so long with one read lets them have their turn before the next one. */
const LONG_MS = 20;

/** What happens between BEGIN and COMMIT. */
class SqliteTransaction implements Transaction {
  readonly afterCommit: (() => void)[] = [];
  savepoints = 0;
  private runner_: AmbientRunner | undefined;

  constructor(private readonly driver: BetterSqlite3Driver) {}

  /** Made when a repository is used: most hot work uses none. */
  get runner(): AmbientRunner {
    return (this.runner_ ??= new AmbientRunner(this.driver));
  }
}

interface Grouped {
  work: () => Soon<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Settled = { grouped: Grouped; value: unknown } | { grouped: Grouped; error: unknown };

/** A prepared statement; `columns` when it gives rows, which then come as lists; `writes` when it may change some. */
interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  readonly columns: readonly string[] | undefined;
  readonly writes: boolean;
}

export class SqliteConnection implements Connection {
  readonly dialect = 'sqlite' as const;
  private readonly mutex = new Mutex();
  private readonly raw: BetterSqlite3.Database;
  private readonly driver: BetterSqlite3Driver;
  private readonly statements = new Map<string, Prepared>();
  private readonly lookups = new Map<Lookup, BetterSqlite3.Statement>();
  private readonly readers: SideReaders | undefined;
  private group: Grouped[] = [];
  private flushing = false;

  constructor(dataSource: DataSource) {
    this.driver = dataSource.driver as BetterSqlite3Driver;
    this.raw = this.driver.databaseConnection as BetterSqlite3.Database;
    // Nobody else can open what is only in memory.
    this.readers = this.raw.memory ? undefined : new SideReaders(this.raw.name);
    this.driver.createQueryRunner = () => {
      const scope = currentScope();
      if (!scope) return new SerializedRunner(this.driver, this.mutex);
      scope.wrote = true;
      return scope.transaction.runner;
    };
  }

  all(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    const began = performance.now();
    const rows = this.inTurn(scope, () => {
      const { statement, columns } = this.prepare(sql, scope);
      if (columns) return objectsOf(columns, statement.all(...params) as unknown[][]);
      statement.run(...params);
      return [];
    });
    return performance.now() - began < LONG_MS ? rows : rows.then((found) => turn(found));
  }

  beside(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return scope || !this.readers ? this.all(scope, sql, params) : this.readers.all(sql, params);
  }

  /** Nobody else can commit while a transaction is open: what is committed is what it found when it began. */
  before(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return this.readers ? this.readers.all(sql, params) : this.all(scope, sql, params);
  }

  get(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return this.inTurn(scope, () => {
      const { statement, columns } = this.prepare(sql, scope);
      if (columns) {
        const row = statement.get(...params) as unknown[] | undefined;
        return row && objectOf(columns, row);
      }
      statement.run(...params);
      return undefined;
    });
  }

  glance(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return this.get(scope, sql, params);
  }

  find(scope: Scope | undefined, lookup: Lookup, key: string): Soon<unknown[][]> {
    let statement = this.lookups.get(lookup);
    if (!statement) this.lookups.set(lookup, (statement = this.raw.prepare(lookup.one).raw()));
    const lock = scope ? scope.lock : this.mutex;
    const asked = statement;
    return lock.idle ? (asked.all(key) as unknown[][]) : lock.run(async () => asked.all(key) as unknown[][]);
  }

  run(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<{ changes: number }> {
    return this.inTurn(scope, () => this.execute(sql, params, scope));
  }

  write(scope: Scope, statement: Pick<RowStatement, 'sqlite'>, row: readonly SqlValue[]): void {
    scope.wrote = true;
    if (scope.lock.idle) statement.sqlite(this.now, row);
    else scope.holdCommitFor(scope.lock.run(async () => statement.sqlite(this.now, row)));
  }

  writeAll(scope: Scope, statement: RowStatement, rows: readonly (readonly SqlValue[])[]): void {
    const { many } = statement;
    let next = 0;
    if (many)
      for (; next + many.rows <= rows.length; next += many.rows)
        this.write(scope, many, rows.slice(next, next + many.rows).flat());
    for (const row of rows.slice(next)) this.write(scope, statement, row);
  }

  claim(scope: Scope, statement: RowStatement, row: readonly SqlValue[]): Soon<boolean> {
    const claimed = () => {
      const ours = statement.sqlite(this.now, row) > 0;
      if (ours) scope.wrote = true;
      return ours;
    };
    return scope.lock.idle ? claimed() : scope.lock.run(async () => claimed());
  }

  async transaction<T>(work: () => Soon<T>): Promise<T> {
    const ambient = currentScope();
    if (ambient) {
      ambient.wrote = true;
      return ambient.lock.run(() => this.savepoint(ambient.transaction, work));
    }

    const release = await this.mutex.acquire();
    try {
      return await this.alone(work);
    } finally {
      release();
    }
  }

  async sortingOnDisk<T>(work: () => Soon<T>): Promise<T> {
    if (currentScope()) return this.transaction(work);
    const release = await this.mutex.acquire();
    try {
      // Can only be told between transactions.
      this.raw.pragma('temp_store = FILE');
      return await this.alone(work);
    } finally {
      this.raw.pragma('temp_store = MEMORY');
      release();
    }
  }

  /** A transaction of the caller's, who holds the connection. */
  private async alone<T>(work: () => Soon<T>): Promise<T> {
    const transaction = new SqliteTransaction(this.driver);
    await this.begin();
    let result: T;
    try {
      result = await new Scope(transaction).run(work);
      this.execute('COMMIT');
    } catch (error) {
      this.rollback();
      throw error;
    }
    runAll(transaction.afterCommit);
    return result;
  }

  grouped<T>(work: () => Soon<T>): Promise<T> {
    return this.sharing(work);
  }

  sharing<T>(work: () => Soon<T>): Promise<T> {
    if (currentScope()) return this.transaction(work);
    return new Promise<T>((resolve, reject) => {
      this.group.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (this.flushing) return;
      this.flushing = true;
      setImmediate(() => void this.flush());
    });
  }

  async close(): Promise<void> {
    await this.readers?.close();
    await this.mutex.run(async () => {
      this.statements.clear();
      this.lookups.clear();
    });
  }

  /** Runs the waiting works under one BEGIN … COMMIT; each caller hears only after the COMMIT. */
  private async flush(): Promise<void> {
    while (this.group.length > 0) {
      const batch = this.group.splice(0, GROUP_LIMIT);
      const release = await this.mutex.acquire();
      try {
        if (!(await this.together(batch))) await this.apart(batch);
      } catch (error) {
        this.rollback();
        for (const grouped of batch) grouped.reject(error);
      } finally {
        release();
      }
    }
    this.flushing = false;
  }

  /**
   * The usual case: whoever fails has written nothing, and nobody needs a savepoint.
   * @returns false when somebody failed half-way: nothing is kept
   */
  private async together(batch: readonly Grouped[]): Promise<boolean> {
    const transaction = new SqliteTransaction(this.driver);
    const settled: Settled[] = [];
    await this.begin();
    for (const grouped of batch) {
      const scope = new Scope(transaction);
      const hooks = transaction.afterCommit.length;
      try {
        const value = scope.runSoon(grouped.work);
        settled.push({ grouped, value: value instanceof Promise ? await value : value });
      } catch (error) {
        if (scope.wrote || !this.raw.inTransaction) {
          this.rollback();
          if (batch.length > 1) return false;
          grouped.reject(error);
          return true;
        }
        transaction.afterCommit.length = hooks;
        settled.push({ grouped, error });
      }
    }
    this.finish(transaction, settled);
    return true;
  }

  /** Each work in a savepoint of its own: who fails is undone alone. */
  private async apart(batch: readonly Grouped[]): Promise<void> {
    const transaction = new SqliteTransaction(this.driver);
    const settled: Settled[] = [];
    await this.begin();
    for (const grouped of batch) settled.push(await this.settle(transaction, grouped));
    this.finish(transaction, settled);
  }

  private finish(transaction: SqliteTransaction, settled: readonly Settled[]): void {
    this.execute('COMMIT');
    runAll(transaction.afterCommit);
    for (const one of settled) {
      if ('error' in one) one.grouped.reject(one.error);
      else one.grouped.resolve(one.value);
    }
  }

  private async settle(transaction: Transaction, grouped: Grouped): Promise<Settled> {
    try {
      return { grouped, value: await this.savepoint(transaction, grouped.work) };
    } catch (error) {
      if (!this.raw.inTransaction) throw error;
      return { grouped, error };
    }
  }

  private async savepoint<T>(transaction: Transaction, work: () => Soon<T>): Promise<T> {
    const name = `s${(transaction.savepoints += 1)}`;
    const hooks = transaction.afterCommit.length;
    this.execute(`SAVEPOINT ${name}`);
    try {
      const result = await new Scope(transaction).run(work);
      this.execute(`RELEASE ${name}`);
      return result;
    } catch (error) {
      transaction.afterCommit.length = hooks;
      if (this.raw.inTransaction) {
        this.execute(`ROLLBACK TO ${name}`);
        this.execute(`RELEASE ${name}`);
      }
      throw error;
    } finally {
      transaction.savepoints -= 1;
    }
  }

  /** A command-line tool may hold the file for a moment; `BEGIN IMMEDIATE` says so at once instead of half-way. */
  private async begin(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.execute('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        const busy = (error as { code?: string }).code?.startsWith('SQLITE_BUSY');
        if (!busy || attempt === BUSY_RETRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5 * attempt));
      }
    }
  }

  private rollback(): void {
    if (this.raw.inTransaction) this.execute('ROLLBACK');
  }

  /**
   * Runs one statement when it is its turn. SQLite answers at once: while nobody holds the connection (or the scope),
   * nothing can come between, and no turn needs to be taken.
   */
  private inTurn<T>(scope: Scope | undefined, statement: () => T): Promise<T> {
    const lock = scope ? scope.lock : this.mutex;
    if (!lock.idle) return lock.run(async () => statement());
    try {
      return Promise.resolve(statement());
    } catch (error) {
      return refused(error);
    }
  }

  private readonly now: RunNow = (sql, params) =>
    this.prepare(sql, undefined).statement.run(...params).changes;

  private execute(sql: string, params: readonly SqlValue[] = [], scope?: Scope): { changes: number } {
    const { statement, columns } = this.prepare(sql, scope);
    return { changes: columns ? statement.all(...params).length : statement.run(...params).changes };
  }

  private prepare(sql: string, scope: Scope | undefined): Prepared {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      const statement = this.raw.prepare(sql);
      const columns = statement.reader ? statement.columns().map(({ name }) => name) : undefined;
      prepared = { statement: columns ? statement.raw() : statement, columns, writes: !statement.readonly };
      this.statements.set(sql, prepared);
    }
    if (scope && prepared.writes) scope.wrote = true;
    return prepared;
  }
}

function runAll(hooks: readonly (() => void)[]): void {
  for (const hook of hooks) hook();
}
