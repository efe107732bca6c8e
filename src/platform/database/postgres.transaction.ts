/**
 * One open transaction on PostgreSQL: what is sent to its connection, in order. Statements are sent without waiting for
 * the answers of those before them; rows that nobody waits for are gathered and go out with the next statement.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import type { SqlValue } from './sql-value';
import { type Columns, RowBatch } from './row-batch';
import type { RowStatement } from './row-statement';
import { currentScope, type Transaction } from './scope';

export type Result = pg.QueryResult<pg.QueryResultRow>;
type Parameters = readonly (SqlValue | SqlValue[])[];

interface Claim {
  readonly row: readonly SqlValue[];
  readonly resolve: (ours: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** `?` → `$1`, `$2`…, leaving quoted text alone. */
export function numberPlaceholders(sql: string): string {
  let count = 0;
  return sql.replace(/'(?:[^']|'')*'|\?/g, (token) => (token === '?' ? `$${(count += 1)}` : token));
}

const prepared = new Map<string, { name: string; text: string }>();

/** Runs a prepared statement. @param sql with `?`, or with `$1` where it has none */
export function execute(on: pg.Pool | pg.PoolClient, sql: string, params: Parameters): Promise<Result> {
  const { name, text } = statementOf(sql);
  return on.query({ name, text, values: params as SqlValue[] });
}

/** The same, with each row as the list of its columns. */
export async function listed(on: pg.Pool, sql: string, params: Parameters): Promise<unknown[][]> {
  const { name, text } = statementOf(sql);
  return (await on.query({ name, text, values: params as SqlValue[], rowMode: 'array' })).rows as unknown[][];
}

function statementOf(sql: string): { name: string; text: string } {
  let statement = prepared.get(sql);
  if (!statement) {
    const text = numberPlaceholders(sql);
    statement = { name: createHash('sha256').update(text).digest('hex').slice(0, 32), text };
    prepared.set(sql, statement);
  }
  return statement;
}

export class PostgresTransaction implements Transaction {
  readonly afterCommit: (() => void)[] = [];
  savepoints = 0;
  /** What went wrong first: all that follows fails only because of it. */
  failure: unknown;
  private readonly batch = new RowBatch();
  private readonly claims = new Map<RowStatement, Claim[]>();
  private runner_: QueryRunner | undefined;

  constructor(
    readonly client: pg.PoolClient,
    private readonly newRunner: () => QueryRunner,
  ) {}

  /** Made when a repository is used: most hot work uses none. */
  get runner(): QueryRunner {
    return (this.runner_ ??= this.bind(this.newRunner()));
  }

  /** The rows that wait, then this statement. */
  query(sql: string, params: Parameters = []): Promise<Result> {
    void this.flush();
    return this.send(sql, params);
  }

  add(statement: RowStatement, row: readonly SqlValue[]): void {
    this.batch.add(statement, row);
  }

  /** Claims of everybody in this transaction go out together, when nobody has anything more to do without an answer. */
  claim(statement: RowStatement, row: readonly SqlValue[]): Promise<boolean> {
    if (this.claims.size === 0) setImmediate(() => this.sendClaims());
    return new Promise((resolve, reject) => {
      const waiting = this.claims.get(statement);
      if (waiting) waiting.push({ row, resolve, reject });
      else this.claims.set(statement, [{ row, resolve, reject }]);
    });
  }

  /** Sends the rows that wait. Resolves when they are written, or when that failed: `failure` tells. */
  async flush(): Promise<void> {
    if (this.batch.empty) return;
    const sent = this.batch.take().map(([statement, columns]) => this.send(statement.postgres, columns));
    await Promise.allSettled(sent);
  }

  /** Forgets the rows that wait. */
  drop(): void {
    this.batch.take();
  }

  private sendClaims(): void {
    void this.flush();
    for (const [statement, all] of this.claims) {
      // Of those that claim the very same row, the first one.
      const first = new Map(all.toReversed().map((claim) => [claim.row[0], claim]));
      const claims = [...first.values()];
      for (const claim of all) if (first.get(claim.row[0]) !== claim) claim.resolve(false);
      const columns: Columns = (claims[0]?.row ?? []).map((_, index) =>
        claims.map(({ row }) => row[index] ?? null),
      );
      this.send(statement.postgres, columns).then(
        ({ rows }) => {
          const ours = new Set(rows.map((row) => Object.values(row)[0] as SqlValue));
          for (const { row, resolve } of claims) resolve(ours.has(row[0] ?? null));
        },
        (error: unknown) => {
          for (const { reject } of claims) reject(error);
        },
      );
    }
    this.claims.clear();
  }

  /** This statement alone: the rows that wait go on waiting. */
  send(sql: string, params: Parameters): Promise<Result> {
    const result = execute(this.client, sql, params);
    result.catch((error: unknown) => (this.failure ??= error));
    return result;
  }

  /** TypeORM must neither give the connection back nor open transactions of its own. */
  private bind(runner: QueryRunner): QueryRunner {
    Object.assign(runner, { databaseConnection: this.client, isTransactionActive: true });
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = ((...args: unknown[]) => {
      const scope = currentScope();
      if (!scope) throw new Error('A query runner was used after its transaction ended.');
      return scope.lock.run(() => {
        void this.flush();
        return query(...args);
      });
    }) as QueryRunner['query'];
    runner.release = () => Promise.resolve();
    runner.startTransaction = () => {
      throw new Error('Open nested transactions with Database.transaction, not through TypeORM.');
    };
    return runner;
  }
}
