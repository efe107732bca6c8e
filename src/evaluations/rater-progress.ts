/**
 * How far the ratings of a cycle are, leader by leader, and mails to those who have people left to rate. A person is rated by
 * whoever they report to; without a leader who has an account, by human resources.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes } from '../access';
import type { Locale } from '../kernel';
import { Calendar } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { defineJob, type JobOutcome, Jobs } from '../platform/jobs';
import { type Cycle, Cycles } from './cycles.service';
import { evaluationErrors } from './evaluations.errors';
import { ManagerRatings } from './manager-ratings.service';
import { managerLinesOf } from './plan-definition';
import { Plans } from './plans.service';

export const remindRater = defineJob({
  name: 'evaluations.remind-rater',
  schema: z.strictObject({ cycleId: z.int(), userId: z.int() }),
});
export const remindRaters = defineJob({ name: 'evaluations.remind-raters', schema: z.strictObject({}) });

/** One who rates, with how many of the people are rated on every line that leads rate. */
export interface RaterProgress {
  /** Null: nobody with an account; human resources rate these. */
  readonly userId: number | null;
  readonly name: string | null;
  readonly people: number;
  readonly rated: number;
  /** Local day of the last reminder; null when there was none. */
  readonly remindedOn: string | null;
}

interface MemberRow {
  employeeId: number;
  userId: number | null;
  name: string | null;
}

@Injectable()
export class RaterReminders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly i18n: I18n,
    private readonly jobs: Jobs,
    private readonly notes: StaffNotes,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly ratings: ManagerRatings,
  ) {}

  /** Of everybody who rates in the cycle, by name; none for a plan without a line that leads rate. */
  async progress(cycle: Cycle): Promise<RaterProgress[]> {
    const lines = managerLinesOf((await this.plans.version(cycle.planVersionId)).definition);
    if (lines.length === 0) return [];
    const latest = await this.ratings.latest(cycle.id);
    const reminders = new Map(
      (
        await this.database.all<{ userId: number; onDay: string }>(
          `SELECT user_id AS "userId", MAX(on_day) AS "onDay" FROM rater_reminder WHERE cycle_id = ? GROUP BY user_id`,
          [cycle.id],
        )
      ).map(({ userId, onDay }) => [userId, onDay]),
    );
    const found = new Map<number | null, { name: string | null; people: number; rated: number }>();
    for (const { employeeId, userId, name } of await this.members(cycle)) {
      const own = found.get(userId) ?? { name, people: 0, rated: 0 };
      own.people += 1;
      if (lines.every(({ key }) => latest.get(employeeId)?.has(key))) own.rated += 1;
      found.set(userId, own);
    }
    return [...found]
      .map(([userId, own]) => ({
        userId,
        ...own,
        remindedOn: userId === null ? null : (reminders.get(userId) ?? null),
      }))
      .sort((a, b) => (a.name ?? '\uffff').localeCompare(b.name ?? '\uffff'));
  }

  /**
   * Writes to everybody who has people left to rate, each at most once a day.
   * @returns to how many
   * @throws DomainError `not_found`, `cycle_wrong_state`
   */
  async remind(cycleId: number, actor: string): Promise<number> {
    const today = await this.calendar.today();
    return this.database.transaction(async () => {
      const cycle = await this.cycles.locked(cycleId);
      if (cycle.state !== 'collecting')
        throw evaluationErrors.cycle_wrong_state({ action: 'remind_raters', state: cycle.state });
      let written = 0;
      for (const { userId, people, rated } of await this.progress(cycle)) {
        if (userId === null || rated === people) continue;
        const added = await this.database.get<{ userId: number }>(
          `INSERT INTO rater_reminder (cycle_id, user_id, on_day, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`,
          [cycleId, userId, today, actor, this.clock.now()],
        );
        if (!added) continue;
        await this.jobs.enqueue(remindRater, { cycleId, userId });
        written += 1;
      }
      if (written > 0) {
        await this.audit.record({
          actor,
          action: 'cycle.raters_reminded',
          subject: `cycle:${cycleId}`,
          details: { raters: written },
        });
      }
      return written;
    });
  }

  /** The weekly round: every cycle whose period is over and whose ratings are still collected. */
  async remindAll(): Promise<JobOutcome> {
    const today = await this.calendar.today();
    let written = 0;
    for (const cycle of await this.cycles.all()) {
      if (cycle.state === 'collecting' && cycle.period.to <= today)
        written += await this.remind(cycle.id, 'system');
    }
    return written > 0 ? 'success' : 'skipped';
  }

  /** Sends one reminder, unless everybody has been rated meanwhile. It names nobody: the page does. */
  async send({ cycleId, userId }: { cycleId: number; userId: number }): Promise<JobOutcome> {
    const cycle = await this.cycles.byId(cycleId);
    const own = (await this.progress(cycle)).find((rater) => rater.userId === userId);
    const left = own ? own.people - own.rated : 0;
    const user = await this.database.get<{ email: string; name: string; locale: Locale }>(
      `SELECT email AS "email", name AS "name", locale AS "locale" FROM user_account WHERE id = ? AND disabled_at IS NULL`,
      [userId],
    );
    if (cycle.state !== 'collecting' || left === 0 || !user) return 'skipped';
    const say = (key: string, params = {}) => this.i18n.text(user.locale, `raters.${key}`, params);
    await this.notes.send({
      to: user,
      id: `rater-${cycleId}-${userId}-${await this.calendar.today()}`,
      subject: say('mail_subject', { cycle: cycle.name }),
      heading: say('mail_heading', { people: left }),
      lines: [say('mail_line', { cycle: cycle.name }), say('mail_why')],
      action: { text: say('mail_action'), path: `/evaluations/${cycle.id}/ratings` },
      foot: say('mail_foot'),
    });
    return 'success';
  }

  /** Everybody in the cycle with the account of the one they report to. */
  private async members(cycle: Cycle): Promise<MemberRow[]> {
    const day = await this.cycles.referenceDay(cycle);
    return this.database.all<MemberRow>(
      `SELECT m.employee_id AS "employeeId", u.id AS "userId", u.name AS "name"
       FROM cycle_member m
       LEFT JOIN reporting_line r ON r.employee_id = m.employee_id AND r.from_day <= ? AND (r.to_day IS NULL OR r.to_day > ?)
       LEFT JOIN user_account u ON u.employee_id = r.manager_id AND u.disabled_at IS NULL
       WHERE m.cycle_id = ? ORDER BY m.employee_id`,
      [day, day, cycle.id],
    );
  }
}
