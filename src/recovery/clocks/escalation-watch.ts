/**
 * Tells the owner, their lead and the head of recovery when the clocks of a case run out: each step once. After a
 * standstill the steps that were missed are told all the same, with the instant at which they were due.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Calendar } from '../../organization';
import { Clock } from '../../platform/clock';
import { Database, newId, placeholders } from '../../platform/database';
import { defineJob, type JobOutcome, Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import type { Escalation, EscalationStep } from '../calc';
import { caseSetting } from '../case-settings';
import { tellEscalation } from '../case-mails';
import { CaseClocks } from './case-clocks.service';

/** Looks after every clock that runs out. */
export const watchClocks = defineJob({ name: 'recovery.clocks', schema: z.strictObject({}) });

/** Cases looked after in one go; what is left waits for the next. */
const BATCH = 500;

@Injectable()
export class EscalationWatch {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly clocks: CaseClocks,
    private readonly settings: SettingsStore,
    private readonly calendar: Calendar,
    private readonly jobs: Jobs,
  ) {}

  /** Everything that is due by now. Again it does nothing. */
  async run(): Promise<JobOutcome> {
    const now = this.clock.now();
    const due = await this.database.all<{ id: string }>(
      `SELECT id AS "id" FROM recovery_case WHERE escalate_at <= ? ORDER BY escalate_at, id LIMIT ${BATCH}`,
      [now],
    );
    let told = 0;
    // One transaction each: what goes wrong with one case holds back none of the others.
    for (const { id } of due) told += await this.database.transaction(() => this.escalate(id, now));
    return told > 0 ? 'success' : 'skipped';
  }

  private async escalate(caseId: string, now: number): Promise<number> {
    // Held until the transaction ends: the customer may be reached at this very moment.
    const { changes } = await this.database.run(
      'UPDATE recovery_case SET escalate_at = escalate_at WHERE id = ? AND escalate_at <= ?',
      [caseId, now],
    );
    if (changes === 0) return 0;
    const steps = (await this.clocks.open(caseId)).filter(({ at }) => at <= now);
    for (const step of steps) await this.tell(caseId, step, now);
    await this.clocks.plan(caseId);
    return steps.length;
  }

  private async tell(caseId: string, { step, at }: Escalation, now: number): Promise<void> {
    await this.database.run(
      'INSERT INTO recovery_escalation (case_id, step, due_at, noticed_at) VALUES (?, ?, ?, ?)',
      [caseId, step, at, now],
    );
    const told = await this.recipients(caseId, step, now);
    await this.database.run(
      `INSERT INTO recovery_note (id, case_id, at, author, kind, text) VALUES (?, ?, ?, 'system', ?, ?)`,
      [newId(), caseId, at, `told.${step}`, told.map(({ name }) => name).join(', ')],
    );
    for (const { id } of told) await this.jobs.enqueue(tellEscalation, { case: caseId, user: id, step, at });
  }

  /** Nobody whom the case is about; where a lead is missing, the head at once. */
  private async recipients(
    caseId: string,
    step: EscalationStep,
    now: number,
  ): Promise<{ id: number; name: string }[]> {
    if (step.endsWith('.owner')) {
      const owner = await this.clear(
        caseId,
        'u.id = (SELECT owner_user_id FROM recovery_case WHERE id = ?)',
        [caseId],
      );
      if (owner.length > 0) return owner;
    }
    if (!step.endsWith('.head')) {
      const day = await this.calendar.dayOf(now);
      const lead = await this.clear(
        caseId,
        `u.employee_id = (SELECT l.manager_id FROM recovery_case k JOIN user_account o ON o.id = k.owner_user_id
           JOIN reporting_line l ON l.employee_id = o.employee_id AND l.from_day <= ? AND (l.to_day IS NULL OR l.to_day > ?)
           WHERE k.id = ?)`,
        [day, day, caseId],
      );
      if (lead.length > 0) return lead;
    }
    const { heads } = await this.settings.get(caseSetting);
    const named =
      heads.length > 0 ? await this.clear(caseId, `u.id IN (${placeholders(heads.length)})`, heads) : [];
    if (named.length > 0) return named;
    return this.clear(
      caseId,
      `EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = u.id AND g.role = 'hr' AND g.scope = 'all')`,
      [],
    );
  }

  private clear(
    caseId: string,
    who: string,
    params: readonly (string | number)[],
  ): Promise<{ id: number; name: string }[]> {
    return this.database.all(
      `SELECT u.id AS "id", u.name AS "name" FROM user_account u WHERE ${who} AND u.disabled_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM recovery_person o WHERE o.case_id = ? AND o.employee_id = u.employee_id)
       ORDER BY u.name, u.id LIMIT 20`,
      [...params, caseId],
    );
  }
}
