/**
 * Work that is done later, by whichever node is free: a row written in the transaction of the change that causes it,
 * so that neither is ever there without the other.
 *
 * Every job runs **at least once**: handlers run outside a transaction, and a node that dies between the work and the
 * deletion of its row leaves the job to another. A handler is therefore written so that running it again does no harm.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Database, newId } from '../database';
import type { JobHandler, JobKind, RegisteredJob } from './job-kind';
import { JobStore } from './job.store';
import { Schedules, type Schedule } from './schedules';

export interface DeadJob {
  id: string;
  kind: string;
  attempts: number;
  /** Kind, code and place of the last failure; never its message. */
  lastError: string | null;
  createdAt: number;
}

export interface JobCounts {
  /** Due now and not started. */
  due: number;
  running: number;
  dead: number;
  /** Milliseconds the oldest due job has been waiting; 0 when there is none. */
  oldestWaitMs: number;
}

@Injectable()
export class Jobs {
  private readonly registry = new Map<string, RegisteredJob>();
  private readonly wakeUps: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly schedules: Schedules,
    private readonly clock: Clock,
  ) {}

  /** Gives a kind its one handler; called in `onModuleInit`. @throws Error for a second one */
  handle<P>(kind: JobKind<P>, handler: JobHandler<P>): void {
    if (this.registry.has(kind.name)) throw new Error(`The job ${kind.name} already has a handler.`);
    this.registry.set(kind.name, { kind: kind, handler: handler as JobHandler<unknown> });
  }

  /**
   * Adds a job to the ambient transaction, or commits it at once when there is none.
   *
   * A unique key keeps out a second job of the same kind while the first is waiting **or running**: a change that must
   * be seen by a later run puts its version into the key.
   * @param options.runAt UTC milliseconds, default now
   * @returns the job's id, or null when a live job already has the unique key
   * @throws ZodError when the payload does not fit the kind
   */
  async enqueue<P>(
    kind: JobKind<P>,
    payload: P,
    options: { runAt?: number; uniqueKey?: string } = {},
  ): Promise<string | null> {
    const id = newId();
    const now = this.clock.now();
    const added = await this.store.add({
      id,
      kind: kind.name,
      payload: JSON.stringify(kind.schema.parse(payload)),
      uniqueKey: options.uniqueKey ?? null,
      runAt: options.runAt ?? now,
      maxAttempts: kind.maxAttempts,
      now,
    });
    if (!added) return null;
    if ((options.runAt ?? now) <= now)
      this.database.afterCommit(() => this.wakeUps.forEach((wakeUp) => wakeUp()));
    return id;
  }

  /**
   * Enqueues the job at every tick of the cron pattern, read in the organization's zone; once over all nodes.
   *
   * After a standstill the last missed tick is made up for, the ones before it are not. A tick is passed over while the
   * job of an earlier one is still waiting or running.
   * @throws Error when the pattern cannot be read or the name is taken
   */
  schedule<P>(schedule: { name: string; cron: string; kind: JobKind<P>; payload: P }): void {
    this.schedules.add({
      name: schedule.name,
      cron: schedule.cron,
      enqueue: () =>
        this.enqueue(schedule.kind, schedule.payload, { uniqueKey: `schedule:${schedule.name}` }).then(
          () => undefined,
        ),
    } satisfies Schedule);
  }

  /** How much work waits, runs and lies dead. */
  async counts(): Promise<JobCounts> {
    const now = this.clock.now();
    const ready = await this.database.get<{ due: number; oldest: number | null }>(
      `SELECT COUNT(*) AS "due", MIN(run_at) AS "oldest" FROM job WHERE state = 'ready' AND run_at <= ?`,
      [now],
    );
    const others = await this.database.all<{ state: string; jobs: number }>(
      `SELECT state AS "state", COUNT(*) AS "jobs" FROM job WHERE state <> 'ready' GROUP BY state`,
    );
    const count = (state: string) => others.find((row) => row.state === state)?.jobs ?? 0;
    const oldest = ready?.oldest ?? now;
    return {
      due: ready?.due ?? 0,
      running: count('leased'),
      dead: count('dead'),
      oldestWaitMs: now - oldest,
    };
  }

  /** Jobs that were given up, newest first. */
  dead(limit = 100): Promise<DeadJob[]> {
    return this.database.all<DeadJob>(
      `SELECT id AS "id", kind AS "kind", attempts AS "attempts", last_error AS "lastError", created_at AS "createdAt"
       FROM job WHERE state = 'dead' ORDER BY id DESC LIMIT ?`,
      [limit],
    );
  }

  /**
   * Tries a dead letter again, with all its attempts.
   * @returns false when there is no such dead letter, or a live job has its unique key meanwhile
   */
  async retryDead(id: string): Promise<boolean> {
    const revived = await this.store.revive(id, this.clock.now());
    if (revived) this.database.afterCommit(() => this.wakeUps.forEach((wakeUp) => wakeUp()));
    return revived;
  }

  /** The kinds this process can run. For the runner. */
  registered(): readonly RegisteredJob[] {
    return [...this.registry.values()];
  }

  /** Calls back whenever this process has committed a job that is due. For the runner. */
  onEnqueued(wakeUp: () => void): void {
    this.wakeUps.push(wakeUp);
  }
}
