/**
 * Whether the rollups still are what the ledgers give: every night the newest days and those not looked at for longest are counted
 * again, day by day. A difference is an alarm, never a silent repair: it stays until a named person has had the rollups rebuilt.
 */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { addDays, type LocalDate } from '../kernel';
import { Calendar } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { parseInput, zText } from '../platform/errors';
import type { JobOutcome } from '../platform/jobs';
import { countInWords, type RollupDeviation, Rollups } from './rollups.service';
import { RollupAlarmMail } from './rollup-alarm-mail';
import { Scores } from './scores.service';

/** Looked at every night, and so many of the others: two years are gone through in less than two weeks. */
const NEWEST_DAYS = 40;
const OTHER_DAYS = 60;
/** Rows named in one audit entry. */
const NAMED = 20;
/** More differences on one day than these are counted, not listed. */
const LISTED = 500;

/** A difference that nobody has acted on. */
export interface RollupAlarm {
  readonly employee: string;
  readonly touchpoint: string;
  readonly day: LocalDate;
  /** `2 responses, 2000000 ppm`. */
  readonly stored: string;
  readonly recounted: string;
  /** UTC milliseconds. */
  readonly foundAt: number;
}

const zRebuild = z.strictObject({ reason: zText(500) });

@Injectable()
export class RollupWatch {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly rollups: Rollups,
    private readonly scores: Scores,
    private readonly mail: RollupAlarmMail,
  ) {}

  /** Counts tonight's days again; what was done is remembered day by day, so that a night cut short is no loss. */
  async watch(signal?: AbortSignal): Promise<JobOutcome> {
    const days = await this.daysOfTonight();
    for (const day of days) {
      if (signal?.aborted) break;
      await this.check(day);
      await setImmediate();
    }
    return days.length > 0 ? 'success' : 'skipped';
  }

  /** Counts one local day again. @returns how many of its rows differ */
  async check(day: LocalDate): Promise<number> {
    const found = await this.rollups.deviations({ from: day, to: addDays(day, 1) });
    const now = this.clock.now();
    await this.database.transaction(async () => {
      const raised: RollupDeviation[] = [];
      for (const difference of found.slice(0, LISTED))
        if (await this.raise(difference, now)) raised.push(difference);
      await this.database.run(
        `INSERT INTO rollup_check (day, checked_at, differences) VALUES (?, ?, ?)
         ON CONFLICT (day) DO UPDATE SET checked_at = excluded.checked_at, differences = excluded.differences`,
        [day, now, found.length],
      );
      if (raised.length === 0) return;
      await this.audit.record({
        actor: 'system',
        action: 'rollups.differ',
        subject: `rollup:${day}`,
        details: { day, rows: found.length, named: raised.slice(0, NAMED).map((row) => ({ ...row })) },
      });
      await this.mail.plan();
    });
    return found.length;
  }

  /** What nobody has acted on yet, the oldest first. */
  alarms(limit = 50): Promise<RollupAlarm[]> {
    return this.database.all<RollupAlarm>(
      `SELECT COALESCE(e.name, '–') AS "employee", COALESCE(t.code, '–') AS "touchpoint", a.day AS "day", a.stored AS "stored",
              a.recounted AS "recounted", a.found_at AS "foundAt"
       FROM rollup_alarm a LEFT JOIN employee e ON e.id = a.employee_id LEFT JOIN touchpoint t ON t.id = a.touchpoint_id
       WHERE a.cleared_at IS NULL ORDER BY a.found_at, a.id LIMIT ?`,
      [limit],
    );
  }

  async alarmCount(): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM rollup_alarm WHERE cleared_at IS NULL',
    );
    return row?.n ?? 0;
  }

  /**
   * Counts everything anew on somebody's word, and clears the alarms with it: one transaction, one audit entry.
   * @param reason what was found out, in that person's words; it stays with the alarms, the audit log holds none of it
   * @returns how many rollups there are now, and how many alarms were cleared
   * @throws DomainError `validation_failed`
   */
  async rebuild(actor: string, reason: string): Promise<{ rollups: number; cleared: number }> {
    const input = parseInput(zRebuild, { reason });
    const done = await this.database.sortingOnDisk(async () => {
      const rollups = await this.rollups.rebuild();
      const { changes } = await this.database.run(
        'UPDATE rollup_alarm SET cleared_at = ?, cleared_by = ?, reason = ? WHERE cleared_at IS NULL',
        [this.clock.now(), actor, input.reason],
      );
      await this.audit.record({
        actor,
        action: 'rollups.rebuilt',
        subject: 'rollup:all',
        details: { rollups, alarmsCleared: changes },
      });
      return { rollups, cleared: changes };
    });
    this.scores.forget();
    return done;
  }

  /** @returns false when the same row is an alarm already */
  private async raise(row: RollupDeviation, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `INSERT INTO rollup_alarm (id, employee_id, day, touchpoint_id, cell_id, question_id, rating, stored, recounted, found_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        newId(), row.employeeId, row.day, row.touchpointId, row.cellId, row.questionId, row.rating,
        countInWords(row.storedResponses, row.storedPpm), countInWords(row.recountedResponses, row.recountedPpm), now,
      ], // prettier-ignore
    );
    return changes > 0;
  }

  /** The newest days, then those that were never counted again or not for longest. */
  private async daysOfTonight(): Promise<LocalDate[]> {
    const today = await this.calendar.today();
    const kept = await this.rollups.days();
    if (!kept) return [];
    const last = kept.to > today ? addDays(kept.to, -1) : today;
    const checked = new Map(
      (
        await this.database.all<{ day: string; at: number }>(
          'SELECT day AS "day", checked_at AS "at" FROM rollup_check',
        )
      ).map(({ day, at }) => [day, at]),
    );
    const days: LocalDate[] = [];
    for (let day = last; day >= kept.from; day = addDays(day, -1)) days.push(day);
    const others = days
      .slice(NEWEST_DAYS)
      .sort((a, b) => (checked.get(a) ?? 0) - (checked.get(b) ?? 0) || (a < b ? 1 : -1));
    return [...days.slice(0, NEWEST_DAYS), ...others.slice(0, OTHER_DAYS)];
  }
}
