/**
 * The weekly mail about thanks between colleagues: how many were given for which value, and how many the reader
 * received. Neither words nor names leave the house: thanks that are taken down later must not live on in mailboxes.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes } from '../../access';
import { addDays, isLocale, type Locale, type LocaleText, type Period, pickText } from '../../kernel';
import { Calendar } from '../../organization';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { defineJob, type JobOutcome, Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { CompanyValues } from './company-values';
import { kudosSetting } from './kudos-setting';

/** Plans the week's mails. */
export const planDigests = defineJob({ name: 'kudos.plan-digests', schema: z.strictObject({}) });
/** Sends one of them. */
export const sendDigest = defineJob({
  name: 'kudos.send-digest',
  schema: z.strictObject({ user: z.int(), weekFrom: z.string() }),
});

interface Reader {
  id: number;
  email: string;
  name: string;
  locale: string;
  employeeId: number;
}

/** People with an account who want the mail, as SQL about rows `u` and `e`. Takes today. */
const READERS = `FROM user_account u JOIN employee e ON e.id = u.employee_id
  WHERE u.disabled_at IS NULL AND (e.left_on IS NULL OR e.left_on >= ?)
    AND NOT EXISTS (SELECT 1 FROM kudos_digest_refusal r WHERE r.user_id = u.id)`;

@Injectable()
export class KudosDigest {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly jobs: Jobs,
    private readonly notes: StaffNotes,
    private readonly values: CompanyValues,
  ) {}

  /** One mail for everybody who wants it, about the seven days before today; none after a week without thanks. */
  async plan(): Promise<JobOutcome> {
    const today = await this.calendar.today();
    const week = { from: addDays(today, -7), to: today };
    const { digest } = await this.settings.get(kudosSetting);
    if (!digest || (await this.given(week)).total === 0) return 'skipped';
    const readers = await this.database.all<{ id: number }>(
      `SELECT u.id AS "id" ${READERS} AND NOT EXISTS (
         SELECT 1 FROM kudos_digest_sent s WHERE s.user_id = u.id AND s.week_from = ?) ORDER BY u.id`,
      [today, week.from],
    );
    for (const { id } of readers)
      await this.jobs.enqueue(
        sendDigest,
        { user: id, weekFrom: week.from },
        { uniqueKey: `kudos.digest:${id}:${week.from}` },
      );
    return readers.length > 0 ? 'success' : 'skipped';
  }

  /** Sends the mail unless it was sent, or is no longer wanted. Of two workers one sends; a crash sends it never twice. */
  async send({ user, weekFrom }: { user: number; weekFrom: string }): Promise<JobOutcome> {
    const reader = await this.database.get<Reader>(
      `SELECT u.id AS "id", u.email AS "email", u.name AS "name", u.locale AS "locale", e.id AS "employeeId"
       ${READERS} AND u.id = ?`,
      [await this.calendar.today(), user],
    );
    if (!reader) return 'skipped';
    const { changes } = await this.database.run(
      `INSERT INTO kudos_digest_sent (user_id, week_from, claimed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
      [user, weekFrom, this.clock.now()],
    );
    if (changes === 0) return 'skipped';
    await this.write(reader, { from: weekFrom, to: addDays(weekFrom, 7) });
    return 'success';
  }

  /** Whether somebody gets the mail. */
  async wanted(userId: number): Promise<boolean> {
    return (
      (await this.database.get('SELECT 1 AS "one" FROM kudos_digest_refusal WHERE user_id = ?', [userId])) ===
      undefined
    );
  }

  /** Says yes or no to it. */
  async choose(userId: number, wanted: boolean): Promise<void> {
    await (wanted
      ? this.database.run('DELETE FROM kudos_digest_refusal WHERE user_id = ?', [userId])
      : this.database.run(
          'INSERT INTO kudos_digest_refusal (user_id, refused_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
          [userId, this.clock.now()],
        ));
  }

  private async write(reader: Reader, week: Period): Promise<void> {
    const locale: Locale = isLocale(reader.locale) ? reader.locale : 'es';
    const { total, byValue, received } = await this.given(week, reader.employeeId);
    const formats = this.i18n.formatsFor(locale);
    const say = (key: string, params: Record<string, string | number> = {}): string =>
      this.i18n.text(locale, `kudos.${key}`, params);
    await this.notes.send({
      to: { name: reader.name, email: reader.email, locale },
      id: `kudos-${reader.id}-${week.from}`,
      subject: say('mail_subject', { count: total }),
      lines: [
        say('mail_week', { week: formats.dayRange(week.from, addDays(week.to, -1)) }),
        ...byValue.map(({ name, count }) => say('mail_value', { value: pickText(name, locale), count })),
        ...(received > 0 ? [say('mail_received', { count: received })] : []),
      ],
      action: { text: say('mail_open'), path: '/recognition/kudos' },
      foot: say('mail_foot', { address: `${this.config.baseUrl}/recognition/kudos#digest` }),
    });
  }

  /** What was given in a week and not taken down; `received` by the employee. */
  private async given({ from, to }: Period, employeeId = 0) {
    const rows = await this.database.all<{ valueId: number | null; n: number; own: number }>(
      `SELECT value_id AS "valueId", CAST(COUNT(*) AS bigint) AS "n",
         CAST(SUM(CASE WHEN to_employee_id = ? THEN 1 ELSE 0 END) AS bigint) AS "own"
       FROM kudos WHERE given_day >= ? AND given_day < ? AND hidden_at IS NULL GROUP BY value_id`,
      [employeeId, from, to],
    );
    const values = await this.values.all();
    const byValue = values.flatMap(({ id, name }): { name: LocaleText; count: number }[] => {
      const count = rows.find(({ valueId }) => valueId === id)?.n ?? 0;
      return count > 0 ? [{ name, count }] : [];
    });
    return {
      total: rows.reduce((sum, { n }) => sum + n, 0),
      received: rows.reduce((sum, { own }) => sum + own, 0),
      byValue,
    };
  }
}
