/**
 * Work that comes round by the clock. Every node reads the same patterns; the row of a tick decides which one of them
 * enqueues its job.
 */
import { Injectable } from '@nestjs/common';
import { Cron } from 'croner';
import { Clock } from '../clock';
import { Database } from '../database';
import { SettingsStore } from '../views';

export interface Schedule {
  name: string;
  /** Five fields, read in the organization's zone. */
  cron: string;
  /** Runs inside the transaction that records the tick. */
  enqueue: () => Promise<void>;
}

interface Ticking extends Schedule {
  pattern: Cron;
  /** The next tick to wait for; undefined until the first look at the table. */
  nextAt?: number;
}

/** Ticks are kept this long so that a node whose clock is behind does not fire one again. */
const KEPT = 7 * 24 * 3_600_000;

@Injectable()
export class Schedules {
  private readonly schedules = new Map<string, Ticking>();
  private zone = 'UTC';

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Error when the pattern cannot be read or the name is taken */
  add(schedule: Schedule): void {
    if (this.schedules.has(schedule.name)) throw new Error(`The schedule ${schedule.name} exists twice.`);
    const pattern = new Cron(schedule.cron, { timezone: this.zone });
    this.schedules.set(schedule.name, { ...schedule, pattern });
  }

  /** Fires what has come round by now. @returns how many ticks this node fired */
  async fireDue(): Promise<number> {
    const now = this.clock.now();
    let fired = 0;
    if (this.schedules.size > 0) await this.followOrganization(now);
    for (const schedule of this.schedules.values()) {
      if (schedule.nextAt !== undefined && now < schedule.nextAt) continue;
      if (await this.isBehind(schedule, now))
        fired += (await this.fire(schedule, latest(schedule, now))) ? 1 : 0;
      schedule.nextAt = next(schedule, now);
    }
    return fired;
  }

  /** The patterns are read in the organization's zone, also after it has moved. */
  private async followOrganization(now: number): Promise<void> {
    const { timezone } = await this.settings.get('organization');
    if (timezone === this.zone) return;
    this.zone = timezone;
    for (const schedule of this.schedules.values()) {
      schedule.pattern = new Cron(schedule.cron, { timezone });
      if (schedule.nextAt !== undefined) schedule.nextAt = next(schedule, now);
    }
  }

  /** A schedule never seen before starts with its next tick; one that stood still makes up for the last one missed. */
  private async isBehind(schedule: Ticking, now: number): Promise<boolean> {
    if (schedule.nextAt !== undefined) return true;
    const kept = await this.database.get<{ tickAt: number | null }>(
      `SELECT MAX(tick_at) AS "tickAt" FROM schedule_tick WHERE name = ?`,
      [schedule.name],
    );
    return typeof kept?.tickAt === 'number' && kept.tickAt < latest(schedule, now);
  }

  private fire(schedule: Ticking, tickAt: number): Promise<boolean> {
    return this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `INSERT INTO schedule_tick (name, tick_at) VALUES (?, ?) ON CONFLICT (name, tick_at) DO NOTHING`,
        [schedule.name, tickAt],
      );
      if (changes === 0) return false;
      await this.database.run(`DELETE FROM schedule_tick WHERE name = ? AND tick_at < ?`, [
        schedule.name,
        tickAt - KEPT,
      ]);
      await schedule.enqueue();
      return true;
    });
  }
}

/** The last tick at or before `now`. */
function latest(schedule: Ticking, now: number): number {
  const [tick] = schedule.pattern.previousRuns(1, new Date(now + 1));
  return tick?.getTime() ?? 0;
}

function next(schedule: Ticking, now: number): number {
  return schedule.pattern.nextRun(new Date(now))?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
