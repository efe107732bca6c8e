/** What differs between the two databases, behind one small port: one implementation per database. */
import type { DataSource } from 'typeorm';
import type { Lookup } from './lookup';
import type { RowStatement } from './row-statement';
import type { Scope } from './scope';
import type { Soon } from './soon';
import type { SqlValue } from './sql-value';

export interface Connection {
  readonly dialect: 'sqlite' | 'postgres';
  /** All rows of one statement, run in the scope, or by itself when there is none. */
  all(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
  /** The same for a long read: as far as it was committed, without holding up anybody; in the scope when there is one. */
  beside(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
  /** The same for a long read of rows that the scope has not written: on SQLite also then beside everybody. */
  before(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
  /** Its first row, or undefined. */
  get(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown>;
  /** The same, without the rows that wait to be written. */
  glance(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown>;
  /** The rows of a key, each as the list of its columns. */
  find(scope: Scope | undefined, lookup: Lookup, key: string): Soon<unknown[][]>;
  /** How many rows it changed. */
  run(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<{ changes: number }>;
  /** Writes a row, in the scope; what went wrong is the transaction's failure. */
  write(scope: Scope, statement: RowStatement, row: readonly SqlValue[]): void;
  /** Writes many rows, in the scope; what went wrong is the transaction's failure. */
  writeAll(scope: Scope, statement: RowStatement, rows: readonly (readonly SqlValue[])[]): void;
  /** Writes a row, in the scope. @returns whether it was written */
  claim(scope: Scope, statement: RowStatement, row: readonly SqlValue[]): Soon<boolean>;
  /** Runs the work in a transaction of its own; commits when it succeeds, rolls back when it throws. */
  transaction<T>(work: () => Soon<T>): Promise<T>;
  /** As `transaction`, and what it sorts need not have room in memory. */
  sortingOnDisk<T>(work: () => Soon<T>): Promise<T>;
  /** As `transaction`, but the commit may be shared with other callers of `grouped`. */
  grouped<T>(work: () => Soon<T>): Promise<T>;
  /** As `grouped`, and the work may share its whole transaction with others that run at the same time. */
  sharing<T>(work: () => Soon<T>): Promise<T>;
  close(): Promise<void>;
}

export type OpenConnection = (dataSource: DataSource) => Connection;
