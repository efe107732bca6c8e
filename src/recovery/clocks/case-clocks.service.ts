/**
 * The clocks of a case: until when the customer is to hear from somebody, and until when it is put right. They run in
 * the working hours of the touchpoint, and stand still while we wait for the customer.
 */
import { Injectable } from '@nestjs/common';
import { BusinessHours } from '../../organization';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { escalationTimes } from '../calc';
import { caseSetting, type Priority } from '../case-settings';

/** UTC milliseconds. */
export interface CaseTimes {
  readonly contactDueAt: number;
  readonly dueAt: number;
  /** When the first one is told that a clock runs out. */
  readonly escalateAt: number | null;
}

interface ClockRow {
  touchpointId: number | null;
  priority: Priority;
  since: number;
  contactDueAt: number | null;
  contactedAt: number | null;
  dueAt: number;
  waitingSince: number | null;
}

@Injectable()
export class CaseClocks {
  constructor(
    private readonly database: Database,
    private readonly hours: BusinessHours,
    private readonly settings: SettingsStore,
  ) {}

  /** The times of a case whose clocks begin at an instant. */
  async begin(priority: Priority, touchpointId: number | null, at: number): Promise<CaseTimes> {
    const [settings, work] = await Promise.all([
      this.settings.get(caseSetting),
      this.hours.ofTouchpoint(touchpointId),
    ]);
    const minutes = settings.clocks[priority];
    const contactDueAt = work.later(at, minutes.contact);
    const dueAt = work.later(at, minutes.solution);
    const running = { since: at, contactDueAt, contactedAt: null, dueAt };
    const [first] = escalationTimes(running, settings, work);
    return { contactDueAt, dueAt, escalateAt: first?.at ?? null };
  }

  /** The customer heard from somebody: the first clock is done. Inside a transaction. @returns whether it was the first time */
  async contacted(caseId: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE recovery_case SET contacted_at = ?, updated_at = ? WHERE id = ? AND contacted_at IS NULL`,
      [now, now, caseId],
    );
    if (changes > 0) await this.plan(caseId);
    return changes > 0;
  }

  /** Stops the clocks: it is the customer's turn. Inside a transaction. @returns false when they stood still already */
  async wait(caseId: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE recovery_case SET waiting_since = ?, escalate_at = NULL, updated_at = ?
       WHERE id = ? AND waiting_since IS NULL AND merged_into IS NULL
         AND state IN ('open', 'acknowledged', 'promised', 'reopened')`,
      [now, now, caseId],
    );
    return changes > 0;
  }

  /**
   * Lets the clocks go on: as much time at work as was left when they stopped is left again; what was overdue stays so.
   * Inside a transaction. @returns false when they were running
   */
  async resume(caseId: string, now: number): Promise<boolean> {
    const row = await this.row(caseId);
    if (!row || row.waitingSince === null) return false;
    const stopped = row.waitingSince;
    const work = await this.hours.ofTouchpoint(row.touchpointId);
    const moved = (due: number): number =>
      due <= stopped ? due : work.later(now, work.between(stopped, due));
    await this.database.run(
      `UPDATE recovery_case SET waiting_since = NULL, contact_due_at = ?, due_at = ?, updated_at = ? WHERE id = ?`,
      [
        row.contactDueAt === null || row.contactedAt !== null ? row.contactDueAt : moved(row.contactDueAt),
        moved(row.dueAt),
        now,
        caseId,
      ],
    );
    await this.plan(caseId);
    return true;
  }

  /** Nothing is due any more: put right, closed or merged away. Inside a transaction. */
  async stop(caseId: string, now: number): Promise<void> {
    await this.database.run(
      `UPDATE recovery_case SET join_key = NULL, escalate_at = NULL, waiting_since = NULL,
         contacted_at = CASE WHEN resolved_at IS NOT NULL THEN COALESCE(contacted_at, ?) ELSE contacted_at END WHERE id = ?`,
      [now, caseId],
    );
  }

  /** A case that was done is work again, for its customer says so. Inside a transaction. @returns false where it was not done */
  async reopen(caseId: string, now: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE recovery_case SET state = 'reopened', updated_at = ?
       WHERE id = ? AND merged_into IS NULL AND state IN ('resolved', 'verified', 'closed')`,
      [now, caseId],
    );
    if (changes > 0) await this.restart(caseId, now);
    return changes > 0;
  }

  /** A case that is open again: the clock of its solution begins anew, and everybody is told anew. Inside a transaction. */
  async restart(caseId: string, now: number): Promise<void> {
    const row = await this.row(caseId);
    if (!row) return;
    const { dueAt } = await this.begin(row.priority, row.touchpointId, now);
    await this.database.run('DELETE FROM recovery_escalation WHERE case_id = ?', [caseId]);
    await this.database.run(
      `UPDATE recovery_case SET due_at = ?, waiting_since = NULL, resolved_at = NULL, last_event_at = ?,
         join_key = CASE WHEN EXISTS (SELECT 1 FROM recovery_case o WHERE o.join_key = recovery_case.customer_id)
                    THEN join_key ELSE customer_id END WHERE id = ?`,
      [dueAt, now, caseId],
    );
    await this.plan(caseId);
  }

  /** Works out anew when the next one is told. Inside a transaction. */
  async plan(caseId: string): Promise<void> {
    const row = await this.row(caseId);
    if (!row) return;
    const times = row.waitingSince === null ? await this.escalations(row) : [];
    const told = new Set(await this.told(caseId));
    const next = times.find(({ step }) => !told.has(step));
    await this.database.run('UPDATE recovery_case SET escalate_at = ? WHERE id = ?', [
      next?.at ?? null,
      caseId,
    ]);
  }

  /** The steps of a case's clocks that nobody was told of yet, in their order. */
  async open(caseId: string): Promise<ReturnType<typeof escalationTimes>> {
    const row = await this.row(caseId);
    if (!row || row.waitingSince !== null) return [];
    const told = new Set(await this.told(caseId));
    return (await this.escalations(row)).filter(({ step }) => !told.has(step));
  }

  private async escalations(row: ClockRow): Promise<ReturnType<typeof escalationTimes>> {
    const [settings, work] = await Promise.all([
      this.settings.get(caseSetting),
      this.hours.ofTouchpoint(row.touchpointId),
    ]);
    return escalationTimes(row, settings, work);
  }

  private async told(caseId: string): Promise<string[]> {
    const rows = await this.database.all<{ step: string }>(
      'SELECT step AS "step" FROM recovery_escalation WHERE case_id = ?',
      [caseId],
    );
    return rows.map(({ step }) => step);
  }

  private row(caseId: string): Promise<ClockRow | undefined> {
    return this.database.get<ClockRow>(
      `SELECT touchpoint_id AS "touchpointId", priority AS "priority", opened_at AS "since",
         contact_due_at AS "contactDueAt", contacted_at AS "contactedAt", due_at AS "dueAt",
         waiting_since AS "waitingSince" FROM recovery_case WHERE id = ?`,
      [caseId],
    );
  }
}
