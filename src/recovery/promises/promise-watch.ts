/**
 * Looks after promises at their minutes: reminds whoever made them, and notes those that were broken. It may come late,
 * after a night without a worker: a promise is broken since it was due all the same.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes } from '../../access';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { isLocale, type Locale } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { defineJob, type JobOutcome, Jobs } from '../../platform/jobs';
import { KEPT_SQL } from './promise-states';
import { Promises, watchPromises } from './promises.service';

/** Sends one reminder. */
export const remindOfPromise = defineJob({
  name: 'recovery.remind-promise',
  schema: z.strictObject({ promise: z.string(), at: z.int() }),
});

/** Promises looked after in one go; what is left waits for the next. */
const BATCH = 500;

interface Waiting {
  id: string;
  caseId: string;
  madeAt: number;
  dueAt: number;
  remindAt: number;
}

@Injectable()
export class PromiseWatch {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly notes: StaffNotes,
    private readonly jobs: Jobs,
    private readonly promises: Promises,
  ) {}

  /** Everything that is due by now. Again it does nothing. */
  async run(): Promise<JobOutcome> {
    const now = this.clock.now();
    const broken = await this.noteBroken(now);
    const reminded = await this.planReminders(now);
    return broken + reminded > 0 ? 'success' : 'skipped';
  }

  private async noteBroken(now: number): Promise<number> {
    const due = await this.database.all<{ id: string }>(
      `SELECT p.id AS "id" FROM promise p
       WHERE p.broken_at IS NULL AND p.kept_at IS NULL AND p.due_at <= ?
         AND (p.customer_word IS NULL OR p.customer_word = 'not_kept') ORDER BY p.due_at, p.id LIMIT ${BATCH}`,
      [now],
    );
    let broken = 0;
    // One transaction each: what a listener refuses holds back its own promise only.
    for (const { id } of due)
      if (await this.database.transaction(() => this.promises.markBroken(id, now))) broken += 1;
    return broken;
  }

  /** Of several reminders that were missed only the last one is sent. */
  private async planReminders(now: number): Promise<number> {
    const due = await this.database.all<Waiting>(
      `SELECT id AS "id", case_id AS "caseId", made_at AS "madeAt", due_at AS "dueAt", remind_at AS "remindAt"
       FROM promise WHERE remind_at <= ? ORDER BY remind_at, id LIMIT ${BATCH}`,
      [now],
    );
    let planned = 0;
    for (const promise of due) {
      const next = (await this.promises.reminders(promise)).find((at) => at > now) ?? null;
      await this.database.transaction(async () => {
        const { changes } = await this.database.run(
          'UPDATE promise SET remind_at = ? WHERE id = ? AND remind_at = ?',
          [next, promise.id, promise.remindAt],
        );
        if (changes === 0) return;
        if (next !== null) await this.jobs.enqueue(watchPromises, {}, { runAt: next });
        if (promise.dueAt <= now) return;
        await this.jobs.enqueue(remindOfPromise, { promise: promise.id, at: promise.remindAt });
        planned += 1;
      });
    }
    return planned;
  }

  /** Reminds whoever promised, unless it was kept meanwhile, its time is over, or they are gone. */
  async remind({ promise, at }: { promise: string; at: number }): Promise<JobOutcome> {
    const found = await this.database.get<{
      caseId: string;
      dueAt: number;
      email: string;
      name: string;
      locale: string;
    }>(
      `SELECT p.case_id AS "caseId", p.due_at AS "dueAt", u.email AS "email", u.name AS "name", u.locale AS "locale"
       FROM promise p JOIN user_account u ON u.id = p.user_id OR (p.user_id IS NULL AND u.employee_id = p.employee_id)
       WHERE p.id = ? AND p.due_at > ? AND NOT COALESCE(${KEPT_SQL}, 1 = 0) AND u.disabled_at IS NULL
       ORDER BY u.id LIMIT 1`,
      [promise, this.clock.now()],
    );
    if (!found) return 'skipped';
    await this.send(promise, at, { ...found, locale: isLocale(found.locale) ? found.locale : 'es' });
    return 'success';
  }

  /** Neither what was promised nor to whom: the mail leads to the case, and stays behind when the customer is erased. */
  private async send(
    promise: string,
    at: number,
    to: { caseId: string; dueAt: number; email: string; name: string; locale: Locale },
  ): Promise<void> {
    const { caseId, dueAt, email, name, locale } = to;
    const say = (key: string, params: Record<string, string> = {}): string =>
      this.i18n.text(locale, `promises.${key}`, params);
    const due = this.i18n.formatsFor(locale).instant(dueAt, 'long');
    await this.notes.send({
      to: { name, email, locale },
      id: `promise-${promise}-${at}`,
      subject: say('mail_subject'),
      lines: [say('mail_text', { due })],
      action: { text: say('mail_open'), path: `/recovery/${caseId}` },
      foot: say('mail_foot'),
    });
  }
}
