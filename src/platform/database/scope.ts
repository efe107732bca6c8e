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
import type { Soon } from './soon';

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
  /** Whether anything was written in it so far. */
  wrote = false;
  /** Whether a row was somebody else's: what follows may be about what that one is still writing. */
  lostClaim = false;
  /** Whether it asked for a transaction of its own. */
  left = false;
  /** Writes nobody waits for, but the commit does. */
  private readonly writes: Promise<unknown>[] = [];

  /** @param refusal what tells the work to leave a transaction it shares with others; absent when it has its own */
  constructor(
    readonly transaction: Transaction,
    private readonly refusal?: () => Error,
  ) {}

  /** @throws what tells the work to leave, when it shares its transaction */
  mustBeAlone(): void {
    if (!this.refusal) return;
    this.left = true;
    throw this.refusal();
  }

  /** Holds the commit back until the write is done; its failure is the transaction's. */
  holdCommitFor(write: Promise<unknown>): void {
    write.catch(() => undefined);
    this.writes.push(write);
  }

  /** Enters the scope, runs the work and what it left to be written, and closes the scope. */
  async run<T>(work: () => Soon<T>): Promise<T> {
    return this.finish(enterScope(this, work));
  }

  /** The same, at once when the work waits for nothing. */
  runSoon<T>(work: () => Soon<T>): Soon<T> {
    let result: Soon<T>;
    try {
      result = enterScope(this, work);
    } catch (error) {
      this.open = false;
      throw error;
    }
    if (result instanceof Promise || this.writes.length > 0) return this.finish(result);
    this.open = false;
    return result;
  }

  private async finish<T>(result: Soon<T>): Promise<T> {
    try {
      const value = await result;
      while (this.writes.length > 0) await this.writes.shift();
      return value;
    } finally {
      this.open = false;
    }
  }
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

function enterScope<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, work);
}

/** Runs work that must not join the caller's transaction, such as a wake-up that outlives it. */
export function leaveScope<T>(work: () => T): T {
  return storage.exit(work);
}
