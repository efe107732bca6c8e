/**
 * Many works in one transaction, at the same time, on PostgreSQL: a dozen statements for all of them instead of a dozen
 * for each. Who fails, or needs more than gathered rows, is run again alone; what the others wrote is not lost.
 */
import type { PostgresTransaction } from './postgres.transaction';
import { Scope } from './scope';
import type { Soon } from './soon';

/** So many transactions at once: while one waits for the disk, the other one works. */
const LANES = 2;
const MOST_TOGETHER = 64;

/** The works of a transaction could not be kept together. */
export class NotTogether extends Error {}

interface Waiting {
  readonly work: () => Soon<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Settled {
  readonly waiting: Waiting;
  readonly value?: unknown;
  readonly error?: unknown;
  /** It wrote nothing, so the others may go on without it. */
  readonly left: boolean;
}

export class SharedTransactions {
  private waiting: Waiting[] = [];
  private lanes = 0;

  /**
   * @param open runs works in one transaction; resolves when it is durable
   * @param alone runs one work in a transaction of its own
   */
  constructor(
    private readonly open: <T>(work: (transaction: PostgresTransaction) => Promise<T>) => Promise<T>,
    private readonly alone: (work: () => Soon<unknown>) => Promise<unknown>,
  ) {}

  run<T>(work: () => Soon<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (this.lanes === LANES) return;
      this.lanes += 1;
      setImmediate(() => void this.lane());
    });
  }

  private async lane(): Promise<void> {
    while (this.waiting.length > 0) await this.together(this.waiting.splice(0, MOST_TOGETHER));
    this.lanes -= 1;
  }

  private async together(batch: readonly Waiting[]): Promise<void> {
    let settled: Settled[];
    try {
      settled = await this.open(async (transaction) => {
        const all = await Promise.all(batch.map((waiting) => settle(transaction, waiting)));
        if (all.some((one) => one.error !== undefined && !one.left)) throw new NotTogether();
        return all;
      });
    } catch {
      // Nothing was kept: each for itself, and whose fault it was hears of it.
      for (const waiting of batch) this.runAlone(waiting);
      return;
    }
    for (const { waiting, value, error } of settled) {
      if (error === undefined) waiting.resolve(value);
      else if (error instanceof NotTogether) this.runAlone(waiting);
      else waiting.reject(error);
    }
  }

  private runAlone({ work, resolve, reject }: Waiting): void {
    this.alone(work).then(resolve, reject);
  }
}

async function settle(transaction: PostgresTransaction, waiting: Waiting): Promise<Settled> {
  const scope = new Scope(transaction, () => new NotTogether());
  try {
    const value = await scope.run(waiting.work);
    // It may have caught what told it to leave.
    if (scope.left) return { waiting, error: new NotTogether(), left: !scope.wrote };
    return { waiting, value, left: false };
  } catch (error) {
    return { waiting, error: error ?? new Error('A work failed without saying why.'), left: !scope.wrote };
  }
}
