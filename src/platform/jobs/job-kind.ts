/** What a job is: a name, the shape of its payload and how patiently it is tried, all in one place. */
import type { ZodType } from 'zod';

export interface JobKindOptions<P> {
  /** Unique in the whole product, `module.verb`. */
  name: string;
  /** The payload as it stands in the row; ids and plain values only, no personal data. */
  schema: ZodType<P>;
  /** Starts, crashed ones included, after which the job becomes a dead letter. Default 8: some eleven hours. */
  maxAttempts?: number;
  /** Seconds after which another node takes the job when this one no longer renews its lease. Default 60. */
  leaseSeconds?: number;
  /** How many jobs of this kind one node runs at a time. Default 1. */
  concurrency?: number;
}

export type JobKind<P> = Readonly<Required<JobKindOptions<P>>>;

/** Describes a kind of job; `Jobs.handle` gives it its handler. */
export function defineJob<P>(options: JobKindOptions<P>): JobKind<P> {
  return { maxAttempts: 8, leaseSeconds: 60, concurrency: 1, ...options };
}

export interface JobContext {
  jobId: string;
  /** 1 for the first start. */
  attempt: number;
  /** Aborted when the lease was lost or the node has to go: long work stops at the next safe point. */
  signal: AbortSignal;
}

/** `skipped`: there was nothing left to do. Both end the job. */
export type JobOutcome = 'success' | 'skipped';
export type JobHandler<P> = (payload: P, context: JobContext) => Promise<JobOutcome>;

/** A kind with its handler, as the runner sees it: the payload still unchecked. */
export interface RegisteredJob {
  readonly kind: JobKind<unknown>;
  readonly handler: JobHandler<unknown>;
}
