/** What differs between the two databases, behind one small port: one implementation per database. */
import type { DataSource } from 'typeorm';
import type { Scope } from './scope';

export type SqlValue = string | number | null;

export interface Connection {
  readonly dialect: 'sqlite' | 'postgres';
  /** All rows of one statement, run in the scope, or by itself when there is none. */
  all(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
  /** Its first row, or undefined. */
  get(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<unknown>;
  /** How many rows it changed. */
  run(scope: Scope | undefined, sql: string, params: readonly SqlValue[]): Promise<{ changes: number }>;
  /** Runs the work in a transaction of its own; commits when it succeeds, rolls back when it throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** As `transaction`, but the commit may be shared with other callers of `grouped`. */
  grouped<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type OpenConnection = (dataSource: DataSource) => Connection;
