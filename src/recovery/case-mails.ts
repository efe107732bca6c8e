/**
 * Mails to those who work cases: a case is theirs, more happened in it, a clock runs out. They lead to the case and name
 * neither the customer nor what was said, and stay behind when the customer is erased.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes } from '../access';
import { isLocale } from '../kernel';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { defineJob, type JobOutcome } from '../platform/jobs';
import { ESCALATION_STEPS } from './calc';

/** Tells the owner that a case is theirs, or that more happened in it. */
export const tellOwner = defineJob({
  name: 'recovery.tell-owner',
  schema: z.strictObject({
    case: z.string(),
    user: z.int(),
    why: z.enum(['opened', 'joined', 'given']),
    at: z.int(),
  }),
});
/** Tells one person that a clock runs out. */
export const tellEscalation = defineJob({
  name: 'recovery.tell-escalation',
  schema: z.strictObject({ case: z.string(), user: z.int(), step: z.enum(ESCALATION_STEPS), at: z.int() }),
});

/** Later than that nobody is told any more that a case is theirs: they have been working on it. */
const OLD_NEWS_MS = 24 * 3_600_000;

interface Told {
  email: string;
  name: string;
  locale: string;
  dueAt: number;
}

@Injectable()
export class CaseMails {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly notes: StaffNotes,
  ) {}

  /** Unless the case is somebody else's by now, done, or no news. */
  async owner({ case: caseId, user, why, at }: z.infer<(typeof tellOwner)['schema']>): Promise<JobOutcome> {
    if (this.clock.now() - at > OLD_NEWS_MS) return 'skipped';
    const told = await this.told(caseId, user, 'AND k.owner_user_id = u.id');
    if (!told) return 'skipped';
    await this.send(told, caseId, `owner_${why}`, `case-${caseId}-${why}-${user}-${at}`);
    return 'success';
  }

  /** Unless the customer was heard and the case is done by now. */
  async escalation({
    case: caseId,
    user,
    step,
    at,
  }: z.infer<(typeof tellEscalation)['schema']>): Promise<JobOutcome> {
    const told = await this.told(caseId, user, '');
    if (!told) return 'skipped';
    const key = step.replace('.', '_');
    await this.send({ ...told, dueAt: at }, caseId, key, `case-${caseId}-${key}-${user}`);
    return 'success';
  }

  /** Whoever is told of an open case; nobody whom it is about. */
  private told(caseId: string, user: number, and: string): Promise<Told | undefined> {
    return this.database.get<Told>(
      `SELECT u.email AS "email", u.name AS "name", u.locale AS "locale",
         COALESCE(CASE WHEN k.contacted_at IS NULL THEN k.contact_due_at END, k.due_at) AS "dueAt"
       FROM recovery_case k JOIN user_account u ON u.id = ?
       WHERE k.id = ? AND u.disabled_at IS NULL AND k.state IN ('open', 'acknowledged', 'promised', 'reopened')
         AND NOT EXISTS (SELECT 1 FROM recovery_person o WHERE o.case_id = k.id AND o.employee_id = u.employee_id) ${and}`,
      [user, caseId],
    );
  }

  private async send(
    { email, name, locale: spoken, dueAt }: Told,
    caseId: string,
    key: string,
    id: string,
  ): Promise<void> {
    const locale = isLocale(spoken) ? spoken : 'es';
    const due = this.i18n.formatsFor(locale).instant(dueAt, 'long');
    const say = (part: string): string => this.i18n.text(locale, `cases.mail.${part}`, { due });
    await this.notes.send({
      to: { name, email, locale },
      id,
      subject: say(`${key}.subject`),
      lines: [say(`${key}.text`)],
      action: { text: say('open'), path: `/recovery/${caseId}` },
      foot: say('foot'),
    });
  }
}
