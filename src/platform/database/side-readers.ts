/**
 * Long reads of a SQLite file beside everybody else: in threads with connections of their own, which can only read. better-sqlite3
 * answers at once and on the caller's thread; a read of a second would hold up every customer who is answering meanwhile.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { objectsOf } from './row-objects';
import type { SqlValue } from './sql-value';

/** As many reads at a time as there are processors for, and no more than a pool of PostgreSQL would lend. */
const READERS = Math.min(4, availableParallelism());

/**
 * Reads a thread has before it while it is at one: the process that asks may be busy with statements of its own, and a thread that
 * waits for its next read until it is looked at stands still meanwhile.
 */
const AHEAD = 3;

/** Each takes some thirty megabytes, which those who read need, and nobody else: so long one is kept for the next read. */
const IDLE_MS = 1000;

/** What is read goes out at once: more room for young objects would only be memory. */
const LIMITS = { maxYoungGenerationSizeMb: 4 };

/** What a thread runs. As text, since it needs nothing but the driver, wherever this file was compiled to. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const db = new (require(workerData.driver))(workerData.file, { readonly: true, fileMustExist: true, timeout: 5000 });
db.pragma('cache_size = -16384');
db.pragma('temp_store = MEMORY');
parentPort.on('message', ({ sql, params }) => {
  try {
    const statement = db.prepare(sql);
    const columns = statement.columns().map(({ name }) => name);
    parentPort.postMessage({ columns, rows: statement.raw().all(...params) });
  } catch (error) {
    parentPort.postMessage({ failure: String(error.message), code: String(error.code ?? '') });
  }
});
`;

/** Rows travel between threads as lists: their columns' names would be copied with each. */
type Reply = { columns: string[]; rows: unknown[][] } | { failure: string; code: string };

interface Asked {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

export class SideReaders {
  private readonly idle = new Map<Worker, NodeJS.Timeout>();
  /** What each thread has to read, oldest first. */
  private readonly busy = new Map<Worker, Asked[]>();
  private readonly waiting: Asked[] = [];

  constructor(private readonly file: string) {}

  /** All rows of a statement that reads, as they were committed last. Rejects with the driver's error, and its `code`. */
  all(sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sql, params, resolve, reject });
      this.next();
    });
  }

  /** Lets go of the file; what is being read is refused. */
  async close(): Promise<void> {
    const workers = [...this.idle.keys(), ...this.busy.keys()];
    const asked = [...[...this.busy.values()].flat(), ...this.waiting.splice(0)];
    for (const timer of this.idle.values()) clearTimeout(timer);
    this.idle.clear();
    this.busy.clear();
    for (const { reject } of asked) reject(new Error('The database was closed during a read.'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const worker = this.free();
      const asked = worker && this.waiting.shift();
      if (!worker || !asked) return;
      const own = this.busy.get(worker);
      if (own) own.push(asked);
      else this.busy.set(worker, [asked]);
      // While it reads, the process waits for it; a thread at rest keeps nobody from ending.
      worker.ref();
      worker.postMessage({ sql: asked.sql, params: asked.params });
    }
  }

  /** Whoever comes to the next read soonest; nobody when all have enough before them. */
  private free(): Worker | undefined {
    const resting = this.awake() ?? (this.busy.size < READERS ? this.start() : undefined);
    if (resting) return resting;
    const [least] = [...this.busy].sort(([, one], [, other]) => one.length - other.length);
    return least && least[1].length <= AHEAD ? least[0] : undefined;
  }

  private awake(): Worker | undefined {
    for (const [worker, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(worker);
      return worker;
    }
    return undefined;
  }

  private rest(worker: Worker): void {
    worker.unref();
    const timer = setTimeout(() => {
      this.idle.delete(worker);
      void worker.terminate();
    }, IDLE_MS);
    this.idle.set(worker, timer.unref());
  }

  private start(): Worker {
    const workerData = { driver: require.resolve('better-sqlite3'), file: this.file };
    const worker = new Worker(PROGRAM, { eval: true, workerData, resourceLimits: LIMITS });
    worker.on('message', (reply: Reply) => this.answered(worker, reply));
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, new Error('A reading thread ended during a read.')));
    return worker;
  }

  private answered(worker: Worker, reply: Reply): void {
    const own = this.busy.get(worker) ?? [];
    const asked = own.shift();
    if (!asked) return;
    if (own.length === 0) {
      this.busy.delete(worker);
      this.rest(worker);
    }
    if ('failure' in reply) asked.reject(Object.assign(new Error(reply.failure), { code: reply.code }));
    else asked.resolve(objectsOf(reply.columns, reply.rows));
    this.next();
  }

  private lost(worker: Worker, error: Error): void {
    clearTimeout(this.idle.get(worker));
    this.idle.delete(worker);
    const asked = this.busy.get(worker) ?? [];
    this.busy.delete(worker);
    for (const { reject } of asked) reject(error);
    this.next();
  }
}
