/** Days on which somebody was employed and away: protected leave (maternity, sickness) and unpaid leave. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { addDays, type Period } from '../kernel';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { parseInput, zDay, zExternalId } from '../platform/errors';
import { organizationErrors } from './organization.errors';

/** `protected`: the law forbids that it costs the person; `unpaid`: agreed without pay. */
export const LEAVE_KINDS = ['protected', 'unpaid'] as const;
export type LeaveKind = (typeof LEAVE_KINDS)[number];

export const zLeave = z.strictObject({
  externalId: zExternalId.describe('Under which the leave is known elsewhere; said again, it is corrected.'),
  kind: z.enum(LEAVE_KINDS),
  firstDay: zDay,
  lastDay: zDay.describe('Last day away.'),
});
export type LeaveInput = z.input<typeof zLeave>;

export interface Leave extends Period {
  employeeId: number;
  kind: LeaveKind;
}

@Injectable()
export class Leaves {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Records or corrects a leave. @throws DomainError `validation_failed`, `leave_ends_before_it_starts` */
  async set(employeeId: number, given: LeaveInput, actor: string): Promise<void> {
    const { externalId, kind, firstDay, lastDay } = parseInput(zLeave, given);
    if (lastDay < firstDay)
      throw organizationErrors.leave_ends_before_it_starts({ firstDay, lastDay }, '/lastDay');
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO employee_leave (employee_id, external_id, kind, from_day, to_day) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (employee_id, external_id) DO UPDATE SET kind = excluded.kind, from_day = excluded.from_day,
           to_day = excluded.to_day`,
        [employeeId, externalId, kind, firstDay, addDays(lastDay, 1)],
      );
      await this.audit.record({
        actor,
        action: 'leave.set',
        subject: `employee:${employeeId}`,
        details: { externalId, kind, firstDay, lastDay },
      });
    });
  }

  /** Takes a leave back; one that is not known is none. */
  async remove(employeeId: number, externalId: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'DELETE FROM employee_leave WHERE employee_id = ? AND external_id = ?',
        [employeeId, externalId],
      );
      if (changes === 0) return;
      await this.audit.record({
        actor,
        action: 'leave.removed',
        subject: `employee:${employeeId}`,
        details: { externalId },
      });
    });
  }

  /** Everybody's leaves that touch the period. */
  within(period: Period): Promise<Leave[]> {
    return this.database.all<Leave & { from: string }>(
      `SELECT employee_id AS "employeeId", kind AS "kind", from_day AS "from", to_day AS "to" FROM employee_leave
         WHERE from_day < ? AND to_day > ? ORDER BY employee_id, from_day, id`,
      [period.to, period.from],
    );
  }
}
