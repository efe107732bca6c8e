/**
 * Letters between us and the customer of a case. One that is written waits as a row and is sent by a job, once; what
 * customers answer comes back through the mailroom and stands beneath it.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Correspondence, type DeliveryReport, type LetterReply } from '../../mailroom';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database, newId } from '../../platform/database';
import { errors } from '../../platform/errors';
import { defineJob, Jobs } from '../../platform/jobs';
import { tellStory } from '../case-diary';
import { CaseClocks } from '../clocks/case-clocks.service';
import { CaseContacts } from './case-contact';
import { conversationErrors } from './conversation.errors';
import { isSealed, letterMessageId } from './letter-address';
import type { LetterKind } from './letter-texts';

/** Sends one letter. */
export const sendLetter = defineJob({
  name: 'recovery.send-letter',
  schema: z.strictObject({ letter: z.string() }),
  concurrency: 2,
});
/** Tells the owner, and whoever speaks for the customer, that the customer wrote. */
export const tellOfReply = defineJob({
  name: 'recovery.tell-of-reply',
  schema: z.strictObject({ letter: z.string() }),
});

/** More mails than this about one case are counted in the mailroom and not kept: a machine is talking. */
const MOST_REPLIES = 60;

export interface NewLetter {
  readonly caseId: string;
  readonly kind: LetterKind;
  readonly subject: string;
  readonly text: string;
  /** The gesture it tells of. */
  readonly gestureId?: string;
}

export interface LetterLine {
  id: string;
  caseId: string;
  direction: 'out' | 'in';
  kind: string;
  authorName: string | null;
  subject: string;
  text: string;
  messageId: string;
  at: number;
  state: 'queued' | 'sending' | 'sent' | 'unknown' | 'failed' | 'received';
  fromCustomer: number;
  attachments: number;
  /** The gesture it tells of; null for none. */
  gestureId: string | null;
}

const LETTERS = `SELECT l.id AS "id", l.case_id AS "caseId", l.direction AS "direction", l.kind AS "kind",
  u.name AS "authorName", l.subject AS "subject", l.text AS "text", l.message_id AS "messageId", l.at AS "at",
  l.state AS "state", l.from_customer AS "fromCustomer", l.attachments AS "attachments", l.gesture_id AS "gestureId"
  FROM case_letter l LEFT JOIN user_account u ON l.author = 'user:' || CAST(u.id AS varchar)`;

@Injectable()
export class Letters implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly contacts: CaseContacts,
    private readonly correspondence: Correspondence,
    private readonly clocks: CaseClocks,
  ) {}

  onModuleInit(): void {
    this.correspondence.join({
      knows: (letter) => isSealed(this.config.secretKey, letter),
      received: (reply) => this.received(reply),
      returned: (letterId, report) => this.returned(letterId, report),
    });
  }

  /** Oldest first, with those of cases that were merged into this one. The caller has checked who reads. */
  ofCase(caseId: string): Promise<LetterLine[]> {
    return this.database.all<LetterLine>(
      `${LETTERS} JOIN recovery_case m ON m.id = l.case_id WHERE (m.id = ? OR m.merged_into = ?) ORDER BY l.at, l.id`,
      [caseId, caseId],
    );
  }

  one(id: string): Promise<LetterLine | undefined> {
    return this.database.get<LetterLine>(`${LETTERS} WHERE l.id = ?`, [id]);
  }

  /** Why no letter can be sent to the customer of a case; null when one can. */
  async obstacle(caseId: string): Promise<'letter_no_address' | 'letter_not_wanted' | null> {
    const contact = await this.contacts.of(caseId);
    if (!contact) throw errors.not_found();
    if (contact.email === null || !(await this.contacts.mayWriteTo(contact.email)))
      return 'letter_no_address';
    return contact.wanted ? null : 'letter_not_wanted';
  }

  /**
   * Puts a letter on its way.
   * @param author as the audit log names them
   * @returns its id
   * @throws not_found, letter_no_address, letter_not_wanted
   */
  async write({ caseId, kind, subject, text, gestureId }: NewLetter, author: string): Promise<string> {
    const obstacle = await this.obstacle(caseId);
    if (obstacle) throw conversationErrors[obstacle]();
    const id = newId();
    const now = this.clock.now();
    const { secretKey, baseUrl } = this.config;
    const messageId = letterMessageId(secretKey, id, new URL(baseUrl).hostname);
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO case_letter (id, case_id, direction, kind, author, subject, text, message_id, at, state, from_customer,
           attachments, gesture_id) VALUES (?, ?, 'out', ?, ?, ?, ?, ?, ?, 'queued', 0, 0, ?)`,
        [id, caseId, kind, author, subject, text, messageId, now, gestureId ?? null],
      );
      await tellStory(this.database, { caseId, at: now, author, kind: `letter.${kind}`, text: subject });
      await this.audit.record({
        actor: author,
        action: 'case_letter.written',
        subject: `case_letter:${id}`,
        details: { case: caseId, kind },
      });
      await this.jobs.enqueue(sendLetter, { letter: id });
    });
    return id;
  }

  /** A letter that left some other way, and when: only the fact is told. */
  async noteSent(id: string, at: number): Promise<void> {
    await this.database.run(
      `UPDATE case_letter SET state = 'sent', settled_at = ? WHERE id = ? AND direction = 'out' AND state = 'queued'`,
      [at, id],
    );
  }

  /** Inside the mailroom's transaction. What nobody can answer for any more is not kept. */
  private async received(reply: LetterReply): Promise<void> {
    const letter = await this.one(reply.letter.id);
    const contact = letter && (await this.contacts.of(letter.caseId));
    // After an erasure nothing of the customer is kept, not even new words.
    if (!letter || !contact || contact.email === null) return;
    const { mergedInto } = (await this.database.get<{ mergedInto: string | null }>(
      'SELECT merged_into AS "mergedInto" FROM recovery_case WHERE id = ?',
      [letter.caseId],
    )) ?? { mergedInto: null };
    const caseId = mergedInto ?? letter.caseId;
    const count = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM case_letter WHERE case_id = ? AND direction = 'in'`,
      [caseId],
    );
    if ((count?.n ?? 0) >= MOST_REPLIES) return;
    const id = newId();
    const now = this.clock.now();
    const isCustomer = reply.from === contact.email;
    await this.database.run(
      `INSERT INTO case_letter (id, case_id, direction, kind, author, subject, text, message_id, at, state, settled_at,
         from_customer, attachments) VALUES (?, ?, 'in', 'reply', 'customer', ?, ?, ?, ?, 'received', ?, ?, ?)`,
      [
        id, caseId, reply.subject, reply.text, reply.messageId === null ? '' : `<${reply.messageId}>`, now, now,
        isCustomer ? 1 : 0, reply.attachments,
      ], // prettier-ignore
    );
    await tellStory(this.database, { caseId, at: now, author: 'customer', kind: 'letter.reply' });
    // It is our turn again.
    await this.clocks.resume(caseId, now);
    await this.jobs.enqueue(tellOfReply, { letter: id });
  }

  /** A letter came back: the case says so, and somebody calls instead. */
  private async returned(letterId: string, { action, status }: DeliveryReport): Promise<void> {
    if (action !== 'failed') return;
    const now = this.clock.now();
    const letter = await this.database.get<{ caseId: string }>(
      `UPDATE case_letter SET state = 'failed', settled_at = ? WHERE id = ? AND direction = 'out' AND state <> 'failed'
       RETURNING case_id AS "caseId"`,
      [now, letterId],
    );
    if (!letter) return;
    const { caseId } = letter;
    await tellStory(this.database, {
      caseId,
      at: now,
      author: 'system',
      kind: 'letter.failed',
      text: status ?? '',
    });
  }
}
