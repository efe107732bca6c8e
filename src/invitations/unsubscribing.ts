/**
 * Ends all survey mails to an address, and messages to a number: whoever holds a link of one of them may say so. Looking at the link changes
 * nothing; saying it twice changes nothing more.
 */
import { Injectable } from '@nestjs/common';
import { phoneNumberOf, Suppressions } from '../customers';
import { isLocale, type Locale } from '../kernel';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { InvitationStore } from './invitation.store';
import { looksLikeToken, tokenHash } from './tokens';

/** What the page about a link knows. */
export interface Subscription {
  readonly invitationId: string;
  readonly locale: Locale | undefined;
  /** True when no survey mails go to the address any more. */
  readonly ended: boolean;
}

interface Row {
  invitationId: string;
  locale: string;
  channel: string;
  customerId: string | null;
  email: string | null;
  phone: string | null;
}

@Injectable()
export class Unsubscribing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
  ) {}

  /** @returns undefined for a token that is none, or has run out */
  async look(token: string): Promise<Subscription | undefined> {
    const row = await this.find(token);
    if (!row) return undefined;
    const own = addressOf(row);
    const ended = own === null || (await this.suppressions.isSuppressed(own));
    return { invitationId: row.invitationId, locale: isLocale(row.locale) ? row.locale : undefined, ended };
  }

  /** @returns undefined for a token that is none, or has run out: nothing is changed then */
  async end(token: string): Promise<Subscription | undefined> {
    return this.database.transaction(async () => {
      const row = await this.find(token);
      if (!row) return undefined;
      const { email, customerId, invitationId } = row;
      const own = addressOf(row);
      if (own !== null && !(await this.suppressions.isSuppressed(own))) {
        const now = this.clock.now();
        await this.suppressions.suppress(own, 'unsubscribed', `invitation:${invitationId}`);
        await this.store.record(invitationId, now, 'unsubscribed');
        const cancelled = [
          ...(own === email ? await this.store.cancelPlanned(email, 'opted_out', now) : []),
          ...(customerId === null ? [] : await this.store.cancelPlannedOf(customerId, 'opted_out', now)),
        ];
        for (const id of cancelled) {
          await this.store.record(id, now, 'cancelled', { reason: 'opted_out' });
        }
      }
      return { invitationId, locale: isLocale(row.locale) ? row.locale : undefined, ended: true };
    });
  }

  /** Both links of a mail prove that its reader has it: the answer page offers the way out, too. */
  private async find(token: string): Promise<Row | undefined> {
    if (!looksLikeToken(token)) return undefined;
    return this.database.get<Row>(
      `SELECT i.id AS "invitationId", i.locale AS "locale", i.channel AS "channel", i.customer_id AS "customerId",
         c.email AS "email", c.phone AS "phone" FROM invitation_token k
       JOIN invitation i ON i.id = k.invitation_id LEFT JOIN customer c ON c.id = i.customer_id
       WHERE k.token_hash = ? AND k.revoked_at IS NULL AND (k.purpose = 'answer' OR k.expires_at > ?)`,
      [tokenHash(token), this.clock.now()],
    );
  }
}

/** Where the invitation went: what its reader wants no more of. A link in a chat went to neither. */
function addressOf({ channel, email, phone }: Row): string | null {
  if (channel === 'email') return email;
  const number = phoneNumberOf(phone);
  return channel === 'chat' ? (email ?? number) : number;
}
