/**
 * Quotes: the customers' own words, shown only when the customer agreed and a person approved them. A correction of the
 * answer that takes the consent back takes the words off every board.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId, type Soon } from '../platform/database';
import { errors } from '../platform/errors';
import { EventBus } from '../platform/events';
import {
  ResponseAttributionChanged,
  ResponseCountingChanged,
  ResponseQueries,
  ResponseRecorded,
  shownName,
} from '../responses';
import { displayedText } from './calc/displayed-text';
import { onlyLeavesOut } from './calc/kept-words';
import { recognitionErrors } from './recognition.errors';
import { QuoteApproved } from './recognition.events';

/** What decides whether words wait, as the customer said it last. */
type Words = Pick<
  ResponseRecorded,
  | 'responseId'
  | 'revision'
  | 'counts'
  | 'attributions'
  | 'countingDay'
  | 'receivedAt'
  | 'commentText'
  | 'mayQuote'
  | 'quoteName'
  | 'lowRating'
  | 'customerName'
  | 'locale'
>;

@Injectable()
export class Quotes implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly responses: ResponseQueries,
  ) {}

  onModuleInit(): void {
    this.events.on(ResponseRecorded, (event) => this.consider(event));
    this.events.on(ResponseCountingChanged, async (event) => {
      if (!event.counts) return this.withdraw(event.responseId);
      const words = await this.responses.standingWords(event.responseId);
      // What the customer took back from the page behind the link stays taken back.
      const ended = await this.database.get(
        'SELECT 1 AS "one" FROM quote WHERE response_id = ? AND consent_ended_at IS NOT NULL',
        [event.responseId],
      );
      if (words && !ended)
        await this.consider({ ...event, ...words, revision: 1, receivedAt: this.clock.now() });
    });
    this.events.on(ResponseAttributionChanged, (event) => this.credit(event));
  }

  /** Thanks go to who served: the words stay as they were decided about. */
  private async credit({ responseId, after }: ResponseAttributionChanged): Promise<void> {
    const quote = await this.database.get<{ id: string }>(
      'SELECT id AS "id" FROM quote WHERE response_id = ?',
      [responseId],
    );
    if (!quote) return;
    await this.database.run('DELETE FROM quote_employee WHERE quote_id = ?', [quote.id]);
    await this.addPeople(quote.id, after);
  }

  private async addPeople(quoteId: string, shares: Words['attributions']): Promise<void> {
    for (const { employeeId } of shares) {
      await this.database.run(
        'INSERT INTO quote_employee (quote_id, employee_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
        [quoteId, employeeId],
      );
    }
  }

  /**
   * Shows the words, or not.
   * @param shown the words as they are to be shown, where the reviewer left something out; the original is kept
   * @throws not_found, quote_already_decided, quote_words_added
   */
  async decide(
    quoteId: string,
    decision: 'approved' | 'rejected',
    actor: string,
    shown?: string,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const leftOut = decision === 'approved' && shown !== undefined && (await this.leaveOut(quoteId, shown));
      const { changes } = await this.database.run(
        `UPDATE quote SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'pending'`,
        [decision, actor, this.clock.now(), quoteId],
      );
      if (changes === 0) {
        const known = await this.database.get('SELECT 1 AS one FROM quote WHERE id = ?', [quoteId]);
        throw known ? recognitionErrors.quote_already_decided() : errors.not_found();
      }
      const details = leftOut ? { leftOut } : undefined;
      await this.audit.record({ actor, action: `quote.${decision}`, subject: `quote:${quoteId}`, details });
      if (decision === 'approved') {
        const people = await this.database.all<{ id: number }>(
          'SELECT employee_id AS "id" FROM quote_employee WHERE quote_id = ? ORDER BY employee_id',
          [quoteId],
        );
        await this.events.publish(
          new QuoteApproved(
            quoteId,
            people.map((person) => person.id),
          ),
        );
      }
    });
  }

  /** Takes approved words off every board. @throws quote_already_decided */
  async takeDown(quoteId: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE quote SET state = 'rejected', decided_by = ?, decided_at = ? WHERE id = ? AND state = 'approved'`,
        [actor, this.clock.now(), quoteId],
      );
      if (changes === 0) throw recognitionErrors.quote_already_decided();
      await this.audit.record({ actor, action: 'quote.taken_down', subject: `quote:${quoteId}` });
    });
  }

  /** @returns whether something is left out of what the customer wrote */
  private async leaveOut(quoteId: string, shown: string): Promise<boolean> {
    const quote = await this.database.get<{ text: string; original: string | null }>(
      `SELECT text AS "text", original AS "original" FROM quote WHERE id = ? AND state = 'pending'`,
      [quoteId],
    );
    if (!quote) return false;
    const original = quote.original ?? quote.text;
    const text = displayedText(shown);
    const said = displayedText(original);
    if (text === '' || !onlyLeavesOut(said, text)) throw recognitionErrors.quote_words_added({}, '/shown');
    if (text === said) return false;
    await this.database.run('UPDATE quote SET text = ?, original = ? WHERE id = ?', [
      text,
      original,
      quoteId,
    ]);
    return true;
  }

  private consider(event: Words): Soon<void> {
    const text = event.commentText;
    if (event.mayQuote && text !== null && !event.lowRating && event.counts) return this.keep(event, text);
    return event.revision > 1 ? this.withdraw(event.responseId) : undefined;
  }

  private async keep(event: Words, text: string): Promise<void> {
    const name = shownName(event.customerName, event.quoteName) ?? '';
    // New words are looked at anew, even when older ones of the same answer were approved.
    const row = await this.database.get<{ id: string }>(
      `INSERT INTO quote (id, response_id, text, shown_name, locale, state, thanked_day, created_at)
       VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)
       ON CONFLICT (response_id) DO UPDATE SET shown_name = excluded.shown_name, text = excluded.text, original = NULL,
         decided_by = NULL, decided_at = NULL, consent_ended_at = NULL, state = 'pending'
       RETURNING id AS "id"`,
      [newId(), event.responseId, text, name, event.locale, event.countingDay, event.receivedAt],
    );
    if (!row) return;
    if (event.revision > 1)
      await this.database.run('DELETE FROM quote_translation WHERE quote_id = ?', [row.id]);
    await this.addPeople(row.id, event.attributions);
  }

  private async withdraw(responseId: string): Promise<void> {
    await this.database.run(
      `UPDATE quote SET state = 'withdrawn', decided_at = ? WHERE response_id = ? AND state <> 'withdrawn'`,
      [this.clock.now(), responseId],
    );
  }
}
