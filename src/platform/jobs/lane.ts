/** The jobs of one kind that this node has claimed: those that run and those that wait for a place. */
import type { ClaimedJob } from './job.store';
import type { RegisteredJob } from './job-kind';

export interface HeldJob extends ClaimedJob {
  readonly claimedAt: number;
  readonly aborter: AbortController;
}

export class Lane {
  readonly running = new Map<string, HeldJob>();
  private waiting: HeldJob[] = [];

  constructor(readonly registered: RegisteredJob) {}

  get name(): string {
    return this.registered.kind.name;
  }

  get leaseMs(): number {
    return this.registered.kind.leaseSeconds * 1000;
  }

  /** True when another claim of this kind could start at once. */
  get hasRoom(): boolean {
    return this.waiting.length === 0 && this.running.size < this.registered.kind.concurrency;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.running.size === 0;
  }

  add(job: HeldJob): void {
    this.waiting.push(job);
  }

  /** The next job to start, now counted as running; undefined when none waits or all places are taken. */
  next(): HeldJob | undefined {
    if (this.running.size >= this.registered.kind.concurrency) return undefined;
    const job = this.waiting.shift();
    if (job) this.running.set(job.id, job);
    return job;
  }

  /** Takes out the waiting jobs claimed at or before the instant. */
  takeWaiting(claimedUntil: number): HeldJob[] {
    const taken = this.waiting.filter((job) => job.claimedAt <= claimedUntil);
    this.waiting = this.waiting.filter((job) => job.claimedAt > claimedUntil);
    return taken;
  }
}
