/**
 * Asks customers whether their trouble is solved. The mail has a link for each answer; it opens a page with a button, and
 * only the button answers. Their word goes before ours: "not solved" opens the case again. What they rated stays as it was.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database, newId } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { SettingsStore } from '../../platform/views';
import { tellStory } from '../case-diary';
import { CaseContacts } from '../conversation/case-contact';
import { LetterSender } from '../conversation/letter-sender';
import { filledText, LetterTextStore } from '../conversation/letter-texts';
import { Letters } from '../conversation/letters.service';
import { RecoveryCases } from '../recovery-cases.service';
import { RecoveryCaseResolved } from '../recovery.events';

export const OUTCOMES = ['solved', 'not_solved'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const VALID_MS = 30 * 24 * 60 * 60 * 1000;
const PUT_RIGHT = ['resolved', 'verified', 'closed'];

/** A question that was asked, as its link finds it. */
export interface AskedFollowUp {
  id: string;
  caseId: string;
  answer: Outcome | null;
  /** When the mail left; null while nobody knows. */
  sentAt: number | null;
  expiresAt: number;
  locale: Locale;
  phone: string;
  hours: string;
}

@Injectable()
export class FollowUps implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly settings: SettingsStore,
    private readonly cases: RecoveryCases,
    private readonly contacts: CaseContacts,
    private readonly texts: LetterTextStore,
    private readonly letters: Letters,
    private readonly sender: LetterSender,
  ) {}

  onModuleInit(): void {
    this.sender.askBy((letterId) => this.links(letterId));
    this.events.on(RecoveryCaseResolved, async ({ caseId }) => {
      // Whoever cannot be written to is asked in person.
      if ((await this.letters.obstacle(caseId)) === null) await this.ask(caseId, 'system');
    });
  }

  /**
   * Asks the customer by mail. A question that is open still holds too.
   * @param actor as the audit log names them
   * @throws not_found, letter_no_address, letter_not_wanted
   */
  async ask(caseId: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const contact = await this.contacts.of(caseId);
      const { name: organization } = await this.settings.get('organization');
      const { subject, text } = await this.texts.of('follow_up', contact?.locale ?? 'es');
      const values = { customer: contact?.customerName ?? '', organization };
      const letterId = await this.letters.write(
        { caseId, kind: 'follow_up', subject: filledText(subject, values), text: filledText(text, values) },
        actor,
      );
      const now = this.clock.now();
      await this.database.run(
        'INSERT INTO case_follow_up (id, case_id, letter_id, asked_at, expires_at) VALUES (?, ?, ?, ?, ?)',
        [newId(), caseId, letterId, now, now + VALID_MS],
      );
    });
  }

  /** The question behind a link; undefined for one that leads nowhere. */
  async open(token: string): Promise<AskedFollowUp | undefined> {
    const row = await this.database.get<Omit<AskedFollowUp, 'locale' | 'phone' | 'hours'>>(
      `SELECT f.id AS "id", f.case_id AS "caseId", f.answer AS "answer", l.settled_at AS "sentAt",
              f.expires_at AS "expiresAt"
       FROM case_follow_up f JOIN case_letter l ON l.id = f.letter_id WHERE f.token_hash = ? AND f.expires_at > ?`,
      [hashOf(token), this.clock.now()],
    );
    const contact = row && (await this.contacts.of(row.caseId));
    return row && contact && { ...row, locale: contact.locale, phone: contact.phone, hours: contact.hours };
  }

  /** What the customer says; they can think again while the link holds. @param text in their words, or '' */
  async hear(followUpId: string, answer: Outcome, text: string): Promise<void> {
    await this.database.transaction(async () => {
      const now = this.clock.now();
      // Locked until the end: what two send at once happens one after the other.
      const asked = await this.database.get<{ caseId: string; before: Outcome | null; said: string | null }>(
        `UPDATE case_follow_up SET asked_at = asked_at WHERE id = ?
         RETURNING case_id AS "caseId", answer AS "before", text AS "said"`,
        [followUpId],
      );
      if (!asked || (asked.before === answer && (text === '' || text === asked.said))) return;
      const { caseId } = asked;
      await this.database.run(
        'UPDATE case_follow_up SET answer = ?, answered_at = ?, text = ? WHERE id = ?',
        [answer, now, text === '' ? asked.said : text, followUpId],
      );
      const kind = `follow_up.${answer}`;
      await tellStory(this.database, { caseId, at: now, author: 'customer', kind, text });
      await this.audit.record({
        actor: 'customer',
        action: `recovery_case.customer_${answer}`,
        subject: `recovery_case:${caseId}`,
      });
      await this.database.run(
        `UPDATE recovery_case SET outcome = ?, outcome_at = ?, updated_at = ?,
           state = CASE WHEN ? = 'solved' AND state = 'resolved' THEN 'verified' ELSE state END WHERE id = ?`,
        [answer, now, now, answer, caseId],
      );
      const { state } = await this.cases.find(caseId);
      if (answer === 'not_solved' && PUT_RIGHT.includes(state))
        await this.cases.take('reopen', caseId, { actor: 'customer', employeeId: null }, null);
    });
  }

  /** What the customer said last, and when; null while they said nothing. */
  async outcomeOf(
    caseId: string,
  ): Promise<{ outcome: Outcome | null; at: number | null; askedAt: number | null }> {
    const row = await this.database.get<{
      outcome: Outcome | null;
      at: number | null;
      askedAt: number | null;
    }>(
      `SELECT k.outcome AS "outcome", k.outcome_at AS "at",
              (SELECT MAX(f.asked_at) FROM case_follow_up f WHERE f.case_id = k.id) AS "askedAt"
       FROM recovery_case k WHERE k.id = ?`,
      [caseId],
    );
    return row ?? { outcome: null, at: null, askedAt: null };
  }

  /** The two links of the mail, made when it is written: only their hash is kept. */
  private async links(letterId: string) {
    const token = randomBytes(32).toString('base64url');
    const { changes } = await this.database.run(
      'UPDATE case_follow_up SET token_hash = ? WHERE letter_id = ?',
      [hashOf(token), letterId],
    );
    if (changes === 0) return undefined;
    const href = `${this.config.baseUrl}/f/${token}`;
    return { yesHref: `${href}?said=solved`, noHref: `${href}?said=not_solved` };
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
