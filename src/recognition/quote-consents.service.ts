/**
 * The customer's own say about words that may be shown: taken back, or given again, from the page behind the link of the
 * answer, for as long as the words are kept.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { ResponseQueries } from '../responses';

export interface OwnQuote {
  id: string;
  responseId: string;
  /** As it is shown, or would be. */
  text: string;
  shownName: string;
  state: 'pending' | 'approved' | 'rejected' | 'withdrawn';
  /** When the customer took the consent back; null while it stands or when it ended in another way. */
  consentEndedAt: number | null;
}

const ACTOR = 'customer';

@Injectable()
export class QuoteConsents {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly responses: ResponseQueries,
  ) {}

  /** The words of an invitation's answer that somebody agreed to share; undefined without any, or once they were erased. */
  ofInvitation(invitationId: string): Promise<OwnQuote | undefined> {
    return this.database.get<OwnQuote>(
      `SELECT q.id AS "id", q.response_id AS "responseId", q.text AS "text", q.shown_name AS "shownName", q.state AS "state",
         q.consent_ended_at AS "consentEndedAt"
       FROM quote q JOIN response r ON r.id = q.response_id
       WHERE r.invitation_id = ? AND q.text <> '' AND (q.state <> 'withdrawn' OR q.consent_ended_at IS NOT NULL)`,
      [invitationId],
    );
  }

  /** Takes the words off everything at once. Again it changes nothing. */
  async end(quoteId: string): Promise<void> {
    await this.database.transaction(async () => {
      const now = this.clock.now();
      const { changes } = await this.database.run(
        `UPDATE quote SET state = 'withdrawn', decided_at = ?, consent_ended_at = ? WHERE id = ? AND consent_ended_at IS NULL`,
        [now, now, quoteId],
      );
      if (changes > 0) await this.record('quote.consent_ended', quoteId);
    });
  }

  /** Lets the words wait for a new decision, while the answer they stand in still says so. */
  async giveAgain({ id, responseId }: OwnQuote): Promise<void> {
    const words = await this.responses.standingWords(responseId);
    if (!words?.mayQuote || words.lowRating) return;
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE quote SET state = 'pending', consent_ended_at = NULL, decided_by = NULL, decided_at = NULL
         WHERE id = ? AND consent_ended_at IS NOT NULL`,
        [id],
      );
      if (changes > 0) await this.record('quote.consent_given_again', id);
    });
  }

  private record(action: string, quoteId: string): Promise<unknown> {
    return Promise.resolve(this.audit.record({ actor: ACTOR, action, subject: `quote:${quoteId}` }));
  }
}
