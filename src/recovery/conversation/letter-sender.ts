/**
 * Sends letters, each at most once: it is marked as being sent before anything of it leaves, and where nobody knows
 * whether it left, that is what the case says. It is never sent again by itself.
 */
import { Injectable } from '@nestjs/common';
import { StaffNotes } from '../../access';
import { bounceAddressOf, WayOutByMail } from '../../invitations';
import { isLocale } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import type { JobOutcome } from '../../platform/jobs';
import { Mailer, MailRefused, MailTemplates } from '../../platform/mail';
import { SettingsStore } from '../../platform/views';
import { tellStory } from '../case-diary';
import { type CaseContact, CaseContacts } from './case-contact';
import { CaseClocks } from '../clocks/case-clocks.service';
import { Vouchers } from '../gestures/vouchers';
import { letterReplyAddress } from './letter-address';
import { type LetterLine, Letters } from './letters.service';

/** A question with two answers, each a page with a button: opening one changes nothing. */
export interface LetterQuestion {
  readonly yesHref: string;
  readonly noHref: string;
}
type Asking = (letterId: string) => Promise<LetterQuestion | undefined>;

/** Of the mails before, so many stand in `References`. */
const MOST_REFERENCES = 20;

@Injectable()
export class LetterSender {
  private asking: Asking = () => Promise.resolve(undefined);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly mailer: Mailer,
    private readonly templates: MailTemplates,
    private readonly wayIn: WayOutByMail,
    private readonly letters: Letters,
    private readonly contacts: CaseContacts,
    private readonly vouchers: Vouchers,
    private readonly clocks: CaseClocks,
    private readonly notes: StaffNotes,
  ) {}

  /** Told by the closing, in `onModuleInit`: the links of a letter that asks, made when it is sent and kept nowhere. */
  askBy(asking: Asking): void {
    this.asking = asking;
  }

  /**
   * @param last there will be no other attempt: what is refused now has failed, and the case says so
   * @throws MailRefused when it is worth another attempt
   */
  async send(letterId: string, last = false): Promise<JobOutcome> {
    const letter = await this.letters.one(letterId);
    if (letter?.direction !== 'out') return 'skipped';
    // Another start was cut off after the letter was handed over, or before: nobody knows.
    if (letter.state === 'sending') {
      await this.settle(letter, 'unknown');
      return 'success';
    }
    const contact = await this.contacts.of(letter.caseId);
    if (!contact || contact.email === null || !(await this.contacts.mayWriteTo(contact.email))) {
      await this.settle(letter, 'failed');
      return 'success';
    }
    const { changes } = await this.database.run(
      `UPDATE case_letter SET state = 'sending' WHERE id = ? AND state = 'queued'`,
      [letterId],
    );
    if (changes === 0) return 'skipped';
    try {
      await this.handOver(letter, contact, contact.email);
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      if (!error.permanent && !error.uncertain && !last) {
        await this.database.run(`UPDATE case_letter SET state = 'queued' WHERE id = ?`, [letterId]);
        throw error;
      }
      await this.settle(letter, error.uncertain ? 'unknown' : 'failed');
      return 'success';
    }
    await this.settle(letter, 'sent');
    return 'success';
  }

  private async handOver(letter: LetterLine, contact: CaseContact, email: string): Promise<void> {
    const { name, accent, mailFromName, replyTo, tone } = await this.settings.get('organization');
    const question = letter.kind === 'follow_up' ? await this.asking(letter.id) : undefined;
    const code = letter.gestureId === null ? null : await this.vouchers.codeOf(letter.gestureId);
    const text = letter.text.replaceAll('{code}', code ?? '');
    const say = (key: string): string =>
      this.i18n.forCustomers(tone).text(contact.locale, `letters.mail.${key}`);
    const { senderAddress } = this.mailer;
    const domain = await this.wayIn.domain(senderAddress);
    const reply = domain === null ? replyTo : letterReplyAddress(this.config.secretKey, letter.id, domain);
    const written = this.templates.render(
      'case-letter',
      contact.locale,
      {
        title: letter.subject,
        organization: { name, accent },
        lines: text.split(/\n{2,}/).map((paragraph) => ({ parts: paragraph.split('\n') })),
        question: question ?? null,
        // Nobody is told that a person reads what arrives where nobody looks.
        canReply: reply !== '',
        yes: say('yes'),
        no: say('no'),
        phone: contact.phone === '' ? null : contact.phone,
        hours: contact.hours === '' ? null : contact.hours,
      },
      tone,
    );
    await this.mailer.send({
      to: { address: email, ...(contact.customerName !== null && { name: contact.customerName }) },
      ...written,
      headers: {
        ...(await this.threadOf(letter)),
        // A person wrote it; only what the product asks by itself was made by a program (RFC 3834, 5).
        ...(letter.kind !== 'follow_up' && letter.kind !== 'gesture' && { 'Auto-Submitted': 'no' }),
      },
      messageId: letter.messageId,
      envelopeFrom: bounceAddressOf(letter.id, senderAddress),
      ...(mailFromName !== '' && { fromName: mailFromName }),
      ...(reply !== '' && { replyTo: reply }),
    });
  }

  /** RFC 5322, 3.6.4: the closest mail of the conversation, and all of them, oldest first. */
  private async threadOf(letter: LetterLine): Promise<Record<string, string>> {
    const before = (await this.letters.ofCase(letter.caseId)).filter(
      (one) =>
        (one.at < letter.at || (one.at === letter.at && one.id < letter.id)) &&
        ['sent', 'unknown', 'received'].includes(one.state) &&
        /^<[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}>$/.test(one.messageId),
    );
    const ids = before.map(({ messageId }) => messageId);
    const closest = ids.at(-1);
    if (closest === undefined) return {};
    const kept =
      ids.length <= MOST_REFERENCES ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MOST_REFERENCES)];
    return { 'In-Reply-To': closest, References: kept.join(' ') };
  }

  private async settle(letter: LetterLine, state: 'sent' | 'unknown' | 'failed'): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE case_letter SET state = ?, settled_at = ? WHERE id = ? AND state IN ('queued', 'sending')`,
        [state, now, letter.id],
      );
      const { caseId } = letter;
      if (changes > 0 && state === 'sent') await this.clocks.contacted(caseId, now);
      if (changes === 0 || state === 'sent') return;
      await tellStory(this.database, { caseId, at: now, author: 'system', kind: `letter.${state}` });
    });
  }

  /** Neither the customer's name nor their words: the mail leads to the case. */
  async tellOfReply(letterId: string): Promise<JobOutcome> {
    const letter = await this.letters.one(letterId);
    if (!letter) return 'skipped';
    const people = await this.database.all<{ id: number; email: string; name: string; locale: string }>(
      `SELECT u.id AS "id", u.email AS "email", u.name AS "name", u.locale AS "locale" FROM user_account u
       JOIN recovery_case k ON u.id = k.owner_user_id OR u.id = k.advocate_user_id
       WHERE k.id = ? AND u.disabled_at IS NULL ORDER BY u.id`,
      [letter.caseId],
    );
    for (const { id, email, name, locale: spoken } of people) {
      const locale = isLocale(spoken) ? spoken : 'es';
      const say = (key: string): string => this.i18n.text(locale, `letters.${key}`);
      await this.notes.send({
        to: { name, email, locale },
        id: `case-note-${letterId}-${id}`,
        subject: say('reply_subject'),
        lines: [say('reply_text')],
        action: { text: say('reply_open'), path: `/recovery/${letter.caseId}#conversation` },
        foot: say('reply_foot'),
      });
    }
    return people.length > 0 ? 'success' : 'skipped';
  }
}
