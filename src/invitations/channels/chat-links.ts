/**
 * Answer links that another program shows to a customer it is talking with. The same rules speak as for a mail, but for
 * two: nobody needs an address, and the customer is there, so that neither the delay nor the quiet hours hold. One link
 * per contact: whoever asks again gets the same one.
 */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { SettingsStore } from '../../platform/views';
import { coreQuestion, promptOf, Surveys } from '../../surveys';
import { appliedRule } from '../decision';
import { InvitationStore } from '../invitation.store';
import type { InvitationState } from '../invitation-states';
import { type InvitationRules, invitationRules } from '../invitation-rules';
import { OpenInvitations, type SendableInvitation } from '../open-invitation';
import { PlanningStore } from '../planning.store';
import { Recheck } from '../recheck';
import { tokenHash } from '../tokens';

const DAY = 86_400_000;

export type ChatLink =
  | {
      readonly status: 'ready';
      readonly invitationId: string;
      readonly url: string;
      /** UTC milliseconds. */
      readonly expiresAt: number;
      /** What is asked, in the customer's language. */
      readonly question: string;
      /** False for a link that was given out before. */
      readonly fresh: boolean;
    }
  | { readonly status: 'suppressed'; readonly reason: string };

interface Row {
  id: string;
  interactionId: string;
  state: InvitationState;
  reason: string | null;
  channel: string;
  customerId: string | null;
  expiresAt: number | null;
}

const FIND = `SELECT i.id AS "id", i.interaction_id AS "interactionId", i.state AS "state", i.reason AS "reason",
    i.channel AS "channel", i.customer_id AS "customerId", i.expires_at AS "expiresAt"
  FROM interaction n JOIN invitation i ON i.interaction_id = n.id AND i.step = 1`;

export type ContactReference = string | { readonly source: string; readonly externalId: string };

@Injectable()
export class ChatLinks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly surveys: Surveys,
    private readonly store: InvitationStore,
    private readonly planning: PlanningStore,
    private readonly invitations: OpenInvitations,
    private readonly recheck: Recheck,
  ) {}

  /** @throws DomainError `not_found` for a contact that was not reported */
  async linkFor(contact: ContactReference): Promise<ChatLink> {
    const rules = await this.settings.get(invitationRules);
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const before = await this.find(contact);
      if (!before) throw errors.not_found();
      if (before.customerId !== null) await this.store.lockCustomer(before.customerId);
      // Read again, now that nobody else decides about the customer.
      const row = (await this.find(contact)) ?? before;
      if (row.channel === 'chat' && isOpen(row, now)) return this.shown(row.id, row.expiresAt ?? now, false);
      const reason = await this.against(row, rules, now);
      if (reason !== null) {
        await this.noteRefusal(row.id, reason, now);
        return { status: 'suppressed', reason };
      }
      const expiresAt = now + rules.openDays * DAY;
      if (!(await this.take(row, now, expiresAt))) return { status: 'suppressed', reason: 'already_asked' };
      await this.store.addToken({ hash: tokenHash(this.secretOf(row.id)), invitationId: row.id, purpose: 'answer', now, expiresAt }); // prettier-ignore
      await this.store.record(row.id, now, 'sent', { by: 'chat' });
      return this.shown(row.id, expiresAt, true);
    });
  }

  /** That a link was wanted, once, where rules stood against it: *Why or why not* tells it, and other rules may allow it. */
  private async noteRefusal(invitationId: string, reason: string, now: number): Promise<void> {
    if (['answered', 'already_asked', 'too_late'].includes(reason)) return;
    const noted = await this.database.get(
      `SELECT 1 AS "found" FROM invitation_event WHERE invitation_id = ? AND state = 'link_refused' LIMIT 1`,
      [invitationId],
    );
    if (!noted) await this.store.record(invitationId, now, 'link_refused', { reason, by: 'chat' });
  }

  private find(contact: ContactReference): Promise<Row | undefined> {
    return typeof contact === 'string'
      ? this.database.get<Row>(`${FIND} WHERE n.id = ?`, [contact])
      : this.database.get<Row>(`${FIND} WHERE n.source = ? AND n.external_id = ?`, [
          contact.source,
          contact.externalId,
        ]);
  }

  /** Why there is no link; null when there may be one. */
  private async against(row: Row, rules: InvitationRules, now: number): Promise<string | null> {
    const invitation = await this.invitations.byId(row.id);
    if (!invitation) return 'erased';
    if (row.state === 'planned') return (await this.recheck.look(invitation, rules, now, 'chat')).reason;
    if (row.state === 'suppressed' && row.reason === 'no_address')
      return (await this.besidesTheAddress(row.id)) ?? this.againstUnaddressed(row, invitation, rules, now);
    if (row.state === 'expired') return 'too_late';
    if (row.state === 'suppressed' || row.state === 'cancelled') return row.reason ?? row.state;
    return row.state === 'answered' ? 'answered' : 'already_asked';
  }

  /** What else spoke against asking when it was decided; null for nothing. */
  private async besidesTheAddress(invitationId: string): Promise<string | null> {
    const event = await this.database.get<{ detail: string | null }>(
      `SELECT detail AS "detail" FROM invitation_event WHERE invitation_id = ? AND state = 'suppressed' ORDER BY at, id LIMIT 1`,
      [invitationId],
    );
    const evidence = JSON.parse(event?.detail ?? '{}') as { rules?: string; against?: string };
    // Before details were kept, looking ended with the first reason: nobody knows what else there was.
    if (evidence.rules === undefined) return 'no_address';
    return evidence.against?.split(' ').find((reason) => reason !== 'no_address') ?? null;
  }

  /** Somebody without an address was not planned: what planning would have looked at is looked at now. */
  private async againstUnaddressed(
    row: Row,
    invitation: SendableInvitation,
    rules: InvitationRules,
    now: number,
  ): Promise<string | null> {
    const contact = await this.planning.contact(row.interactionId);
    if (!contact) return 'erased';
    const rule = appliedRule(rules, contact);
    const latest = invitation.occurredAt + rule.maxAgeDays * DAY;
    if (now > latest) return 'too_old';
    const { reason } = await this.recheck.look({ ...invitation, expiresAt: latest }, rules, now, 'chat');
    if (reason !== null || !rule.quota) return reason;
    const employeeId = await this.planning.leadingEmployee(row.interactionId);
    if (employeeId === undefined) return null;
    const own = { quota: rule.key, employeeId, day: contact.occurredDay, invitationId: row.id, now };
    const { place } = await this.planning.takePlace(own, rule.quota, [row.id]);
    return place === null ? 'quota_reached' : null;
  }

  private async take({ id }: Row, now: number, expiresAt: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE invitation SET state = 'sent', channel = 'chat', message_channel_id = NULL, reason = NULL, sent_at = ?,
         expires_at = ?, slot_at = NULL, updated_at = ?
       WHERE id = ? AND (state = 'planned' OR (state = 'suppressed' AND reason = 'no_address'))`,
      [now, expiresAt, now, id],
    );
    return changes > 0;
  }

  private async shown(id: string, expiresAt: number, fresh: boolean): Promise<ChatLink> {
    const invitation = await this.invitations.byId(id);
    if (!invitation) throw errors.not_found();
    const survey = await this.surveys.version(invitation.surveyVersionId);
    return {
      status: 'ready',
      invitationId: id,
      url: `${this.config.baseUrl}/s/${this.secretOf(id)}`,
      expiresAt,
      question: promptOf(coreQuestion(survey), invitation.locale, invitation.names),
      fresh,
    };
  }

  /** 256 bits nobody can guess, and the same whenever they are asked for: kept nowhere but as a hash. */
  private secretOf(invitationId: string): string {
    return createHmac('sha256', this.config.secretKey)
      .update(`chat-link:${invitationId}`)
      .digest('base64url');
  }
}

function isOpen({ state, expiresAt }: Row, now: number): boolean {
  return (state === 'sent' || state === 'delivered') && (expiresAt ?? 0) > now;
}
