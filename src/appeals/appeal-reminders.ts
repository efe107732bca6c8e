/** Reminds reviewers of appeals whose deadline is near or over: once each, by mail, without names and amounts. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes, Users, Viewer } from '../access';
import { Cycles } from '../evaluations';
import { Calendar } from '../organization';
import { WorkingDays } from '../payouts';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { defineJob, type JobOutcome } from '../platform/jobs';
import { type Appeal, AppealStore } from './appeal.store';
import { Independence } from './independence';

export const remindReviewers = defineJob({ name: 'appeals.remind', schema: z.strictObject({}) });

/** Working days before the deadline. */
const AHEAD = 3;

@Injectable()
export class AppealReminders {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly workingDays: WorkingDays,
    private readonly i18n: I18n,
    private readonly notes: StaffNotes,
    private readonly users: Users,
    private readonly cycles: Cycles,
    private readonly store: AppealStore,
    private readonly independence: Independence,
  ) {}

  /** One mail when the deadline is near, one when it is over, to who took it up or else to everybody who could. */
  async run(): Promise<JobOutcome> {
    const today = await this.calendar.today();
    const soon = await this.workingDays.after(today, AHEAD);
    const due = await this.store.list(
      `a.state IN ('submitted', 'under_review') AND a.decide_until <= ?`,
      [soon],
      1000,
    );
    let sent = 0;
    for (const appeal of due) {
      const stage = appeal.decideUntil < today ? 'late' : 'soon';
      const told = (await this.store.story(appeal.id)).some(
        ({ kind, details }) => kind === 'reminded' && details['stage'] === stage,
      );
      if (told) continue;
      for (const reviewer of await this.reviewers(appeal)) {
        await this.send(appeal, stage, reviewer);
        sent += 1;
      }
      await this.database.transaction(() =>
        this.store.tell(appeal.id, { kind: 'reminded', actor: 'system', details: { stage } }),
      );
    }
    return sent > 0 ? 'success' : 'skipped';
  }

  private async reviewers(appeal: Appeal): Promise<Viewer[]> {
    const holders = (await this.users.withRole('hr', 'reviewer')).filter(
      ({ id }) => appeal.reviewerId === null || id === appeal.reviewerId,
    );
    const cycle = await this.cycles.byId(appeal.cycleId);
    const reviewers: Viewer[] = [];
    for (const { email } of holders) {
      const user = await this.users.byEmail(email);
      if (!user) continue;
      const { id: userId, name, locale, employeeId } = user;
      const viewer = new Viewer({
        userId,
        name,
        email,
        locale,
        employeeId,
        grants: await this.users.rolesOf(userId),
      });
      if (viewer.scopeOf('appeals.decide') !== 'all') continue;
      if ((await this.independence.concern(viewer, cycle, appeal.employeeId)) === null)
        reviewers.push(viewer);
    }
    return reviewers;
  }

  private async send(appeal: Appeal, stage: 'soon' | 'late', { email, name, locale }: Viewer): Promise<void> {
    const say = (key: string, params: Record<string, string> = {}): string =>
      this.i18n.text(locale, `appeals.${key}`, params);
    const day = this.i18n.formatsFor(locale).day(appeal.decideUntil, 'long');
    await this.notes.send({
      to: { name, email, locale },
      id: `appeal-${appeal.id}-${stage}-${Buffer.from(email).toString('hex').slice(0, 24)}`,
      subject: say(`mail_subject_${stage}`),
      lines: [say(`mail_text_${stage}`, { day, cycle: appeal.cycleName })],
      action: { text: say('mail_open'), path: `/appeals/${appeal.id}` },
      foot: say('mail_foot'),
    });
  }
}
