/** The mails about awards: to whoever has one, to the person they report to, and when one is taken back. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StaffNotes } from '../../access';
import { isLocale, type Locale, pickText } from '../../kernel';
import { Calendar, Employees } from '../../organization';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { defineJob, type JobOutcome } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { AwardQueries, type Grant } from './award.queries';
import { AwardWords } from './award-words';

export const tellAward = defineJob({
  name: 'awards.tell',
  schema: z.strictObject({ grant: z.string(), what: z.enum(['given', 'to_lead', 'revoked']) }),
});
/** What was given longer ago is no news any more: after a standstill nobody is told of old awards one by one. */
const NEWS_MS = 7 * 24 * 3_600_000;

type Telling = z.infer<typeof tellAward.schema>;

interface Addressee {
  email: string;
  name: string;
  locale: string;
}

@Injectable()
export class AwardMail {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly employees: Employees,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly notes: StaffNotes,
    private readonly queries: AwardQueries,
    private readonly words: AwardWords,
  ) {}

  /** What changed since the mail was planned is honoured: nobody is told of an award that is gone or kept private. */
  async tell({ grant: id, what }: Telling): Promise<JobOutcome> {
    const grant = await this.queries.granted(id);
    if (!grant || (grant.revokedAt !== null) !== (what === 'revoked')) return 'skipped';
    if (what === 'to_lead' && !grant.shown) return 'skipped';
    if (what !== 'revoked' && this.clock.now() - grant.grantedAt > NEWS_MS) return 'skipped';
    const to = await this.addressee(grant, what);
    if (!to) return 'skipped';
    const locale: Locale = isLocale(to.locale) ? to.locale : 'es';
    const { name: organization } = await this.settings.get('organization');
    const params = {
      award: pickText(grant.awardName, locale),
      period: this.words.period(grant, locale),
      name: grant.person,
    };
    await this.notes.send({
      to: { name: to.name, email: to.email, locale },
      id: `award-${what.replace('_', '-')}-${id}`,
      subject: this.words.say(locale, `mail_${what}`, params),
      lines: this.lines(grant, what, locale),
      action: {
        text: this.words.say(locale, 'mail_open'),
        path: what === 'to_lead' ? `/recognition/awards/${grant.awardId}` : '/me/recognition',
      },
      foot: this.words.say(locale, 'mail_foot', { organization }),
    });
    return 'success';
  }

  private lines(grant: Grant, what: Telling['what'], locale: Locale): string[] {
    if (what === 'revoked')
      return [this.words.say(locale, 'mail_revoked_reason', { reason: grant.revokedReason ?? '' })];
    // Somebody else's figures are nobody's business: the lead learns of the award, not of the reasons.
    if (what === 'to_lead') return [this.words.say(locale, 'mail_lead_hint')];
    return [
      ...this.words.reasons(grant.reasons, locale),
      ...(grant.reward
        ? [this.words.say(locale, 'mail_reward', { reward: pickText(grant.reward, locale) })]
        : []),
      this.words.say(locale, grant.shown ? 'mail_shown' : 'mail_private'),
    ];
  }

  private async addressee(grant: Grant, what: Telling['what']): Promise<Addressee | undefined> {
    if (what !== 'to_lead') return this.account(grant.employeeId);
    const [nearest] = await this.employees.managersAbove(grant.employeeId, await this.calendar.today());
    return nearest === undefined ? undefined : this.account(nearest);
  }

  private account(employeeId: number): Promise<Addressee | undefined> {
    return this.database.get<Addressee>(
      `SELECT email AS "email", name AS "name", locale AS "locale" FROM user_account
       WHERE employee_id = ? AND disabled_at IS NULL ORDER BY id LIMIT 1`,
      [employeeId],
    );
  }
}
