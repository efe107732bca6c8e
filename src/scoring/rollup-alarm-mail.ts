/** Tells administrators that counts differ: once a night, whatever was found, with nothing in the mail but that somebody has to look. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes, Users } from '../access';
import { Calendar } from '../organization';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { defineJob, type JobOutcome, Jobs } from '../platform/jobs';

export const tellRollupsDiffer = defineJob({
  name: 'scoring.tell_rollups_differ',
  schema: z.strictObject({ userId: z.int(), day: z.string() }),
});

/** The night's look is over by then, and one mail tells of all it found. */
const AFTER_MS = 30 * 60_000;

@Injectable()
export class RollupAlarmMail {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly jobs: Jobs,
    private readonly i18n: I18n,
    private readonly users: Users,
    private readonly notes: StaffNotes,
  ) {}

  /** In the transaction that raises an alarm: every administrator will be told, once a day. */
  async plan(): Promise<void> {
    const day = await this.calendar.today();
    for (const { id: userId } of await this.users.withRole('admin'))
      await this.jobs.enqueue(
        tellRollupsDiffer,
        { userId, day },
        { runAt: this.clock.now() + AFTER_MS, uniqueKey: `rollups-differ:${userId}:${day}` },
      );
  }

  /** Sends one mail, unless somebody has acted meanwhile. */
  async send({ userId, day }: { userId: number; day: string }): Promise<JobOutcome> {
    const [to, row] = await Promise.all([
      this.users.withRole('admin').then((all) => all.find(({ id }) => id === userId)),
      this.database.get<{ n: number }>(
        'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM rollup_alarm WHERE cleared_at IS NULL',
      ),
    ]);
    const count = row?.n ?? 0;
    if (!to || count === 0) return 'skipped';
    const say = (key: string, params = {}) => this.i18n.text(to.locale, `rollups.${key}`, params);
    await this.notes.send({
      to,
      id: `rollups-differ-${userId}-${day}`,
      subject: say('mail_subject'),
      lines: [say('mail_found', { count }), say('mail_do')],
      action: { text: say('mail_action'), path: '/audit' },
      foot: say('mail_foot'),
    });
    return 'success';
  }
}
