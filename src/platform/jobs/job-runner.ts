/**
 * Runs jobs: claims them in batches, keeps their leases alive, retries what fails and buries what keeps failing.
 *
 * Any number of runners may share one database. A lease makes sure that a job runs in one place at a time; it is
 * renewed while the job runs, however long that takes, and lapses when the node dies.
 */
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock';
import { Database, newId } from '../database';
import { backoff } from './backoff';
import { describeFailure } from './failure';
import { JobStore } from './job.store';
import { Jobs } from './jobs';
import { Lane, type HeldJob } from './lane';
import { Schedules } from './schedules';

const BATCH = 50;
/** Jobs of other nodes and jobs that become due are seen after this long; our own wake us at once. */
const POLL_MS = 500;
/** A bad database connection is not hammered. */
const PAUSE_AFTER_FAULT_MS = 5_000;
const REAP_EVERY_MS = 5_000;
/** Below the half minute after which orchestrators kill. */
const STOP_WITHIN_MS = 20_000;

@Injectable()
export class JobRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger('JobRunner');
  private readonly owner = newId();
  private readonly lanes = new Map<string, Lane>();
  private readonly inFlight = new Set<Promise<void>>();
  private loop: Promise<void> | undefined;
  private stopping = false;
  private woken = false;
  private wake: (() => void) | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private reapedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly store: JobStore,
    private readonly schedules: Schedules,
    private readonly clock: Clock,
  ) {
    jobs.onEnqueued(() => this.wakeUp());
  }

  /** Starts working in the background until `stop`. Starting twice changes nothing. */
  start(): void {
    this.database.refuseInTransaction('Starting the job runner');
    this.stopping = false;
    this.loop ??= this.work();
  }

  /**
   * Stops claiming, hands back what has not started and waits for what runs. What does not finish within the limit is
   * asked to abort and keeps its lease: another node takes it when that lapses.
   * @returns how many jobs were left running
   */
  async stop(withinMs = STOP_WITHIN_MS): Promise<number> {
    this.stopping = true;
    this.wakeUp();
    await this.loop;
    this.loop = undefined;
    await this.handBack(Number.MAX_SAFE_INTEGER);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.allSettled([...this.inFlight]), limit]);
    clearTimeout(timer);
    for (const lane of this.lanes.values()) for (const job of lane.running.values()) job.aborter.abort();
    this.stopRenewal();
    return this.inFlight.size;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /**
   * Runs everything that is due now, and what that causes, until nothing is. For tests and seeds.
   * @returns how many attempts were made, failed ones included
   */
  async drain(): Promise<number> {
    this.database.refuseInTransaction('Draining the jobs');
    this.stopping = false;
    let attempts = 0;
    for (;;) {
      await this.schedules.fireDue();
      await this.store.reap(this.clock.now());
      const claimed = await this.claim();
      if (claimed === 0 && this.inFlight.size === 0) return attempts;
      attempts += claimed;
      while (this.inFlight.size > 0) await Promise.allSettled([...this.inFlight]);
    }
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.schedules.fireDue();
        await this.reapNowAndThen();
        if ((await this.claim()) === 0) await this.rest(POLL_MS);
      } catch (error) {
        this.logger.error(`The job table cannot be reached: ${describeFailure(error)}`);
        await this.rest(PAUSE_AFTER_FAULT_MS);
      }
    }
  }

  private async reapNowAndThen(): Promise<void> {
    const now = this.clock.now();
    if (Math.abs(now - this.reapedAt) < REAP_EVERY_MS) return;
    this.reapedAt = now;
    const freed = await this.store.reap(now);
    if (freed > 0) this.logger.warn(`${freed} job(s) of a runner that is gone were freed.`);
  }

  /** Claims one batch of the kinds that have room and starts as many as may run. */
  private async claim(): Promise<number> {
    const open = this.lanesWithRoom();
    if (open.length === 0) return 0;
    const now = this.clock.now();
    // The shortest lease holds the batch until each job gets the lease of its kind, at the first renewal.
    const leaseMs = Math.min(...open.map((lane) => lane.leaseMs));
    const names = open.map((lane) => lane.name);
    const claimed = await this.store.claim(names, this.owner, now, now + leaseMs, BATCH);
    for (const job of claimed) {
      this.lanes.get(job.kind)?.add({ ...job, claimedAt: now, aborter: new AbortController() });
    }
    if (claimed.length > 0) this.keepLeases();
    for (const lane of open) this.startNext(lane);
    return claimed.length;
  }

  private lanesWithRoom(): Lane[] {
    for (const registered of this.jobs.registered()) {
      const { name } = registered.kind;
      if (!this.lanes.has(name)) this.lanes.set(name, new Lane(registered));
    }
    return [...this.lanes.values()].filter((lane) => lane.hasRoom);
  }

  private startNext(lane: Lane): void {
    if (this.stopping) return;
    for (let job = lane.next(); job; job = lane.next()) {
      const run = this.run(lane, job).finally(() => {
        lane.running.delete(job.id);
        this.inFlight.delete(run);
        this.startNext(lane);
        if (lane.hasRoom) this.wakeUp();
        if (this.holdsNothing()) this.stopRenewal();
      });
      this.inFlight.add(run);
    }
  }

  private async run(lane: Lane, job: HeldJob): Promise<void> {
    const { kind, handler } = lane.registered;
    try {
      const payload = kind.schema.safeParse(JSON.parse(job.payload));
      if (!payload.success) {
        await this.store.bury(job.id, this.owner, describeFailure(payload.error));
        this.logger.error(`${job.kind} ${job.id} was given up: its payload does not fit this version.`);
        return;
      }
      try {
        await handler(payload.data, { jobId: job.id, attempt: job.attempts, signal: job.aborter.signal });
      } catch (error) {
        await this.failed(job, error);
        return;
      }
      const ours = await this.database.grouped(() => this.store.finish(job.id, this.owner));
      if (!ours)
        this.logger.warn(`${job.kind} ${job.id} finished after its lease was lost; it may run twice.`);
    } catch (error) {
      // The row could not be written: its lease lapses and another attempt follows.
      this.logger.error(`${job.kind} ${job.id} could not be settled: ${describeFailure(error)}`);
    }
  }

  private async failed(job: HeldJob, error: unknown): Promise<void> {
    const failure = describeFailure(error);
    if (job.attempts >= job.maxAttempts) {
      await this.store.bury(job.id, this.owner, failure);
      this.logger.error(`${job.kind} ${job.id} was given up after ${job.attempts} attempts: ${failure}`);
      return;
    }
    const runAt = this.clock.now() + backoff(job.attempts, Math.random());
    await this.store.retry(job.id, this.owner, runAt, failure);
    this.logger.warn(`${job.kind} ${job.id} failed at attempt ${job.attempts}: ${failure}`);
  }

  /** While anything is held, renews every third of the shortest lease. */
  private keepLeases(): void {
    const shortest = Math.min(...[...this.lanes.values()].map((lane) => lane.leaseMs));
    this.renewal ??= setInterval(() => void this.renewLeases(), shortest / 3);
  }

  private async renewLeases(): Promise<void> {
    try {
      const now = this.clock.now();
      for (const lane of this.lanes.values()) {
        for (const job of [...lane.running.values()]) {
          if (!(await this.store.renew(job.id, this.owner, now + lane.leaseMs)) && lane.running.has(job.id)) {
            job.aborter.abort();
          }
        }
      }
      // What has not even started since the last renewal is better off with a runner that is free.
      await this.handBack(now - 1);
    } catch (error) {
      this.logger.error(`Leases could not be renewed: ${describeFailure(error)}`);
    }
    if (this.holdsNothing()) this.stopRenewal();
  }

  private stopRenewal(): void {
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  private holdsNothing(): boolean {
    return [...this.lanes.values()].every((lane) => lane.isEmpty);
  }

  private async handBack(claimedUntil: number): Promise<void> {
    const waiting = [...this.lanes.values()].flatMap((lane) => lane.takeWaiting(claimedUntil));
    await this.store.release(
      waiting.map((job) => job.id),
      this.owner,
    );
  }

  private wakeUp(): void {
    this.woken = true;
    this.wake?.();
  }

  private async rest(milliseconds: number): Promise<void> {
    if (!this.woken && !this.stopping) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.woken = false;
  }
}
