/**
 * Erases a customer: blanks everything that names the person and leaves every number and the ledgers' chains intact.
 * The one place that lists where personal data of customers is kept.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { EventBus } from '../platform/events';
import { customerErrors } from './customers.errors';
import { CustomerErased } from './customers.events';
import { normaliseEmail } from './email-address';
import { phoneNumberOf } from './phone-number';
import { Suppressions } from './suppressions';

const RESPONSES_OF = `SELECT r.id FROM response r JOIN interaction i ON i.id = r.interaction_id WHERE i.customer_id = ?`;

/**
 * Each takes the customer's id. Rows stay, so that results, rollups and references keep standing; what only helps to
 * find the words goes with them.
 */
const BLANKED: Readonly<Record<string, string>> = {
  answerTexts: `UPDATE answer_text SET text = NULL WHERE text IS NOT NULL AND response_id IN (${RESPONSES_OF})`,
  commentIndex: `DELETE FROM comment_index WHERE response_id IN (${RESPONSES_OF})`,
  quotes: `UPDATE quote SET text = '', original = NULL, shown_name = '', state = 'withdrawn'
    WHERE response_id IN (${RESPONSES_OF})`,
  quoteTranslations: `UPDATE quote_translation SET text = NULL, written_by = NULL, written_at = NULL
    WHERE text IS NOT NULL AND quote_id IN (SELECT id FROM quote WHERE response_id IN (${RESPONSES_OF}))`,
  recoveryNotes: `UPDATE recovery_note SET text = ''
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  recoveryEvents: `UPDATE recovery_event SET text = ''
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  caseLetters: `UPDATE case_letter SET subject = '', text = '', message_id = ''
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  caseCalls: `UPDATE case_call SET text = '', next = ''
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  caseRuleBreaks: `UPDATE case_rule_break SET reason = ''
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  caseFollowUps: `UPDATE case_follow_up SET text = NULL, token_hash = NULL
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  gestures: `UPDATE gesture SET reason = '', decision = NULL
    WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  promises: `UPDATE promise SET text = '' WHERE case_id IN (SELECT id FROM recovery_case WHERE customer_id = ?)`,
  dataQualityNotes: `UPDATE data_quality_note SET text = NULL WHERE text IS NOT NULL
    AND interaction_id IN (SELECT id FROM interaction WHERE customer_id = ?)`,
  mailReplies: `UPDATE mail_reply SET sender = NULL, subject = NULL, text = NULL WHERE text IS NOT NULL
    AND invitation_id IN (SELECT id FROM invitation WHERE customer_id = ?)`,
  interactions: `UPDATE interaction SET data = NULL WHERE data IS NOT NULL AND customer_id = ?`,
};

export interface ErasureReport {
  customerId: string;
  /** How many rows lost their personal text, by kind. */
  blanked: Record<string, number>;
}

@Injectable()
export class Erasure {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly events: EventBus,
    private readonly audit: Audit,
  ) {}

  /** The ids of the customers meant by an id, an external id or a mail address; erased ones are not found again. */
  async find(reference: string): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `SELECT id AS "id" FROM customer WHERE erased_at IS NULL AND (id = ? OR external_id = ? OR email = ?) ORDER BY id`,
      [reference, reference, normaliseEmail(reference)],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Erases the customer, suppresses the address and the number so that nobody writes there again, and tells the other modules. Again
   * for an erased customer it changes nothing.
   * @throws DomainError `customer_unknown`
   */
  async eraseCustomer(customerId: string, actor: string): Promise<ErasureReport> {
    return this.database.transaction(async () => {
      const customer = await this.database.get<{
        email: string | null;
        phone: string | null;
        erasedAt: number | null;
      }>(
        `UPDATE customer SET updated_at = updated_at WHERE id = ?
         RETURNING email AS "email", phone AS "phone", erased_at AS "erasedAt"`,
        [customerId],
      );
      if (!customer) throw customerErrors.customer_unknown({ customer: customerId });
      const blanked: Record<string, number> = {};
      if (customer.erasedAt !== null) return { customerId, blanked };

      const now = this.clock.now();
      for (const address of [customer.email, phoneNumberOf(customer.phone)])
        if (address !== null) await this.suppressions.suppress(address, 'erased', actor);
      for (const [kind, sql] of Object.entries(BLANKED)) {
        blanked[kind] = (await this.database.run(sql, [customerId])).changes;
      }
      await this.database.run(
        `UPDATE customer SET external_id = NULL, name = NULL, email = NULL, phone = NULL, locale = NULL, timezone = NULL,
           account = NULL, updated_at = ?, erased_at = ? WHERE id = ?`,
        [now, now, customerId],
      );
      await this.events.publish(new CustomerErased(customerId, now));
      await this.audit.record({
        actor,
        action: 'customer.erased',
        subject: `customer:${customerId}`,
        details: { blanked },
      });
      return { customerId, blanked };
    });
  }
}
