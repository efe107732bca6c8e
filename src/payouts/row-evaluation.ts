/**
 * Evaluates the rows of a snapshot from their sealed text: what is hashed is what was computed, when a cycle is calculated and when
 * it is checked. Many rows go through a thread of their own, so that they are evaluated while the next ones are read and written.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DomainError } from '../kernel';
import { memberEvaluation, type MemberOutcome, NO_PARAMETERS } from './calc';
import { evaluationHash, type SealedHead } from './sealing';
import { memberFrom } from './snapshot-content';

/** What is remembered of one row. */
export interface EvaluatedRow extends MemberOutcome {
  readonly hash: string;
}

/** Rows in the order of keys, some at a time. */
export interface RowEvaluation {
  /** @throws DomainError of the formulas, for a row that they refuse; `SyntaxError` or `TypeError` for text that is no member */
  evaluate(contents: readonly string[]): Promise<EvaluatedRow[]> | EvaluatedRow[];
  close(): Promise<void>;
}

export type Evaluate = (contents: readonly string[]) => EvaluatedRow[];

/** @param head the first line of the snapshot. Throws the errors of `memberEvaluation`. */
export function rowEvaluator(head: string): Evaluate {
  const snapshot = JSON.parse(head) as SealedHead;
  const evaluate = memberEvaluation(snapshot, snapshot.scoring.parameters ?? NO_PARAMETERS);
  return (contents) =>
    contents.map((content) => {
      const { evaluation, outcome } = evaluate(memberFrom(content));
      return { ...outcome, hash: evaluationHash(evaluation) };
    });
}

/** For fewer rows a thread takes longer to start than it saves. */
const MANY_ROWS = 5_000;

/** Where the product runs from its sources, as in most tests, there is none. */
const PROGRAM = join(__dirname, 'row-evaluation.thread.js');

/** @param members how many rows there will be */
export function openRowEvaluation(head: string, members: number, program = PROGRAM): RowEvaluation {
  if (members >= MANY_ROWS && existsSync(program)) return new EvaluationThread(head, program);
  const evaluate = rowEvaluator(head);
  return { evaluate, close: async () => undefined };
}

/** What the thread answers with. */
export type ThreadReply =
  | { readonly rows: EvaluatedRow[] }
  | {
      readonly failure: string;
      readonly code?: string;
      readonly details?: DomainError['details'];
    };

interface Asked {
  readonly resolve: (rows: EvaluatedRow[]) => void;
  readonly reject: (error: Error) => void;
}

/** Young objects die young: more room for them would only be memory. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

/** Blocks the thread has before it. Whoever brings one more evaluates it: nobody waits while there is something to do. */
const AHEAD = 3;

class EvaluationThread implements RowEvaluation {
  private readonly worker: Worker;
  private readonly here: Evaluate;
  private readonly asked: Asked[] = [];
  private lost: Error | undefined;

  constructor(head: string, program: string) {
    this.here = rowEvaluator(head);
    this.worker = new Worker(program, { workerData: { head }, resourceLimits: LIMITS });
    this.worker.on('message', (reply: ThreadReply) => this.answered(reply));
    this.worker.on('error', (error) =>
      this.stopped(error instanceof Error ? error : new Error(String(error))),
    );
    this.worker.on('exit', () => this.stopped(new Error('The thread that evaluates rows ended.')));
  }

  evaluate(contents: readonly string[]): Promise<EvaluatedRow[]> | EvaluatedRow[] {
    if (this.asked.length >= AHEAD) return this.here(contents);
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      this.asked.push({ resolve, reject });
      // In one piece: canonical JSON has no line feeds, and a hundred texts are copied at once.
      this.worker.postMessage(contents.join('\n'));
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(reply: ThreadReply): void {
    const asked = this.asked.shift();
    if ('rows' in reply) asked?.resolve(reply.rows);
    else asked?.reject(failureOf(reply));
  }

  private stopped(error: Error): void {
    this.lost ??= error;
    for (const { reject } of this.asked.splice(0)) reject(this.lost);
  }
}

function failureOf({ failure, code, details }: Exclude<ThreadReply, { rows: unknown }>): Error {
  return code === undefined ? new Error(failure) : new DomainError(code, failure, details);
}

/** Rows that are evaluated at a time. */
const BLOCK = 500;

/** Blocks of which it is not yet known what became of them; more would only be memory. */
const WAITING = 8;

/** Hands rows over in blocks, and takes up what became of them in the order in which they came. */
export class RowsInTurn {
  private block: string[] = [];
  private readonly waiting: (Promise<EvaluatedRow[]> | EvaluatedRow[])[] = [];

  constructor(
    private readonly evaluation: RowEvaluation,
    private readonly take: (row: EvaluatedRow) => void,
  ) {}

  /** @returns whether a block is full: time to hand it `over` */
  add(content: string): boolean {
    this.block.push(content);
    return this.block.length >= BLOCK;
  }

  /** Rejects with what went wrong with an earlier block. */
  async over(): Promise<void> {
    const evaluated = this.evaluation.evaluate(this.block);
    this.block = [];
    // Whoever waits for it hears of it; until then it is nobody's.
    if (evaluated instanceof Promise) evaluated.catch(() => undefined);
    this.waiting.push(evaluated);
    if (this.waiting.length > WAITING) await this.next();
  }

  /** Waits for all that were handed over. */
  async end(): Promise<void> {
    if (this.block.length > 0) await this.over();
    while (this.waiting.length > 0) await this.next();
  }

  private async next(): Promise<void> {
    const rows = this.waiting.shift() ?? [];
    for (const row of rows instanceof Promise ? await rows : rows) this.take(row);
  }
}
