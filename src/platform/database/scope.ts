/**
 * Which transaction the running code belongs to.
 *
 * A scope is one open transaction, or one savepoint inside it. The scope of the running code travels with it through
 * `await` (AsyncLocalStorage), so that a repository used three calls deeper joins the right transaction without being
 * handed anything.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryRunner } from 'typeorm';
import { Mutex } from './mutex';

export interface Transaction {
  /** The TypeORM runner bound to this transaction's connection. */
  readonly runner: QueryRunner;
  /** Called once after the commit is durable; never after a rollback. */
  readonly afterCommit: (() => void)[];
  savepoints: number;
}

export class Scope {
  /** Statements and nested transactions of one scope run one after the other: a sibling's rollback takes nothing along. */
  readonly lock = new Mutex();
  open = true;

  constructor(readonly transaction: Transaction) {}
}

const storage = new AsyncLocalStorage<Scope>();

/** The scope of the running code, or undefined outside any transaction. A finished one is an error, not a fallback. */
export function currentScope(): Scope | undefined {
  const scope = storage.getStore();
  if (scope && !scope.open) {
    throw new Error(
      'This work outlived its transaction: a promise was started inside it and not awaited. Await it, or enqueue a job.',
    );
  }
  return scope;
}

export function enterScope<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
  return storage.run(scope, work);
}

/** Runs work that must not join the caller's transaction, such as a wake-up that outlives it. */
export function leaveScope<T>(work: () => T): T {
  return storage.exit(work);
}
