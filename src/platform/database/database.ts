/**
 * The unit of work: everything the product reads and writes passes through here.
 *
 * `transaction` makes its work atomic and isolated on both databases; whatever the work calls joins it. Nothing slow
 * (mail, HTTP, timers) may be awaited inside: on SQLite it would hold up everybody.
 */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { Connection } from './connection';
import type { Soon } from './soon';
import type { SqlValue } from './sql-value';
import type { Lookup } from './lookup';
import { PostgresConnection } from './postgres.connection';
import { refused } from './refused';
import type { RowStatement } from './row-statement';
import { currentScope, leaveScope, type Scope } from './scope';
import { SqliteConnection } from './sqlite.connection';

@Injectable()
export class Database {
  private readonly connection: Connection;

  /** @param dataSource initialised; its query runners are bound to the unit of work from here on */
  constructor(readonly dataSource: DataSource) {
    this.connection =
      dataSource.options.type === 'postgres'
        ? new PostgresConnection(dataSource)
        : new SqliteConnection(dataSource);
  }

  get dialect(): 'sqlite' | 'postgres' {
    return this.connection.dialect;
  }

  /** Atomic, isolated work. Inside another transaction it becomes a savepoint: its failure undoes only itself. */
  transaction<T>(work: () => Soon<T>): Promise<T> {
    return this.connection.transaction(work);
  }

  /**
   * As `transaction`, for work that sorts more than has room in memory: on SQLite it goes to temporary files (where `SQLITE_TMPDIR`
   * or `TMPDIR` says), on PostgreSQL as well, from 64 MB on. Inside another transaction it sorts as that one does.
   */
  sortingOnDisk<T>(work: () => Soon<T>): Promise<T> {
    return this.connection.sortingOnDisk(work);
  }

  /**
   * As `transaction`, for hot paths: on SQLite concurrent callers share one durable COMMIT. The promise resolves only
   * after that COMMIT; a caller whose work throws is undone alone. The work may run a second time, after somebody else's
   * failure or a deadlock undid the first: it must have no effects but those on the database.
   */
  grouped<T>(work: () => Soon<T>): Promise<T> {
    return this.connection.grouped(work);
  }

  /**
   * As `grouped`, and on PostgreSQL too many callers share one transaction: their rows are gathered and written
   * together. The works of a transaction run at the same time there, so each writes by `write` and `claim`, claims what
   * nobody else may write first of all, and reads nothing that another one of them could be about to write. On SQLite
   * work that waits for nothing is done at once, without a promise of its own.
   */
  sharing<T>(work: () => Soon<T>): Promise<T> {
    return this.connection.sharing(work);
  }

  /**
   * Writes a row that nobody waits for, before the next read and the commit at the latest. What goes wrong with it is the
   * failure of the transaction.
   * @throws Error outside a transaction
   */
  write(statement: RowStatement, row: readonly SqlValue[]): void {
    this.connection.write(this.scopeFor(statement), statement, row);
  }

  /** As `write`, for many rows in their order: on SQLite a statement writes several. @throws Error outside a transaction */
  writeAll(statement: RowStatement, rows: readonly (readonly SqlValue[])[]): void {
    this.connection.writeAll(this.scopeFor(statement), statement, rows);
  }

  /** Writes a row that somebody else may have written already. @returns whether it is ours; at once on SQLite */
  claim(statement: RowStatement, row: readonly SqlValue[]): Soon<boolean> {
    return this.connection.claim(this.scopeFor(statement), statement, row);
  }

  /** All rows of a prepared statement. `sql` has `?` placeholders and runs unchanged on both databases. */
  all<R>(sql: string, params: readonly SqlValue[] = []): Promise<R[]> {
    return this.inScope((scope) => this.connection.all(scope, sql, params)) as Promise<R[]>;
  }

  /**
   * As `all`, for a read that takes long: what was committed, read beside everybody else on both databases. Several at a time
   * may be of different moments. Inside a transaction it is a read of the transaction.
   */
  beside<R>(sql: string, params: readonly SqlValue[] = []): Promise<R[]> {
    return this.inScope((scope) => this.connection.beside(scope, sql, params)) as Promise<R[]>;
  }

  /**
   * As `beside`, also inside a transaction: rows as they were before it began, for a long read of what it has not written to. What is
   * read stays the same until the transaction ends; the transaction may do something else meanwhile, and waits for it before its end.
   */
  before<R>(sql: string, params: readonly SqlValue[] = []): Promise<R[]> {
    return this.inScope((scope) => this.connection.before(scope, sql, params)) as Promise<R[]>;
  }

  /** The first row, or undefined. */
  get<R>(sql: string, params: readonly SqlValue[] = []): Promise<R | undefined> {
    return this.inScope((scope) => this.connection.get(scope, sql, params)) as Promise<R | undefined>;
  }

  /**
   * The first row, or undefined, as far as it is known: rows of the same transaction that only wait to be written need
   * not be seen. On PostgreSQL they keep waiting, and are written together with those that follow.
   */
  glance<R>(sql: string, params: readonly SqlValue[] = []): Promise<R | undefined> {
    return this.inScope((scope) => this.connection.glance(scope, sql, params)) as Promise<R | undefined>;
  }

  /**
   * The rows of a key, each as the list of its columns: at once on SQLite; on PostgreSQL together with what others look
   * up at the same moment.
   */
  find<R extends readonly unknown[]>(lookup: Lookup, key: string): Soon<R[]> {
    return this.connection.find(currentScope(), lookup, key) as Soon<unknown[]> as Soon<R[]>;
  }

  /** Runs a statement and tells how many rows it changed. */
  run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return this.inScope((scope) => this.connection.run(scope, sql, params));
  }

  /** A TypeORM repository whose operations join the ambient transaction. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.dataSource.getRepository(entity);
  }

  inTransaction(): boolean {
    return currentScope() !== undefined;
  }

  /** For what must never wait inside a transaction. @throws Error naming `what` when one is open */
  refuseInTransaction(what: string): void {
    if (this.inTransaction())
      throw new Error(`${what} inside a transaction would hold up everybody else. Enqueue a job.`);
  }

  /** Runs the hook once the surrounding transaction is durable, outside of it; at once when there is none. */
  afterCommit(hook: () => void): void {
    const scope = currentScope();
    if (scope) scope.transaction.afterCommit.push(() => leaveScope(hook));
    else hook();
  }

  private scopeFor({ postgres }: RowStatement): Scope {
    const scope = currentScope();
    if (!scope) throw new Error(`Rows are written in a transaction: ${postgres}`);
    return scope;
  }

  /** Without a promise of its own: the hot paths run a dozen statements, and a promise costs as much as a row. */
  private inScope<T>(statement: (scope: Scope | undefined) => Promise<T>): Promise<T> {
    try {
      return statement(currentScope());
    } catch (error) {
      return refused(error);
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
