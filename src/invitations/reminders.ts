/**
 * Mails that remind of one that was not answered. A reminder is planned when the mail before it has left, asks the
 * same questions through the same invitation, and is looked at again before it leaves (`recheck.ts`).
 */
import { Injectable } from '@nestjs/common';
import { Database, newId } from '../platform/database';
import { SettingsStore } from '../platform/views';
import { type Carrier, InvitationStore } from './invitation.store';
import type { InvitationRules } from './invitation-rules';
import type { SendableInvitation } from './open-invitation';
import { PlanningStore } from './planning.store';
import { zoneFor } from './quiet-hours';
import { quietTimes, sendableFrom } from './send-window';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A survey that closes sooner than this after the reminder would be an unkind one. */
const ROOM_TO_ANSWER = DAY;

@Injectable()
export class Reminders {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly store: InvitationStore,
    private readonly planning: PlanningStore,
  ) {}

  /**
   * Plans the reminder that follows a mail that has just left, where the rules want one and the survey stays open long
   * enough. Joins the ambient transaction.
   * @param sent when the mail left and what carried it, and until when the first mail can be answered
   */
  async planNext(
    invitation: SendableInvitation,
    rules: InvitationRules,
    sent: { at: number; step: number; expiresAt: number; by?: Carrier },
  ): Promise<void> {
    const { most, afterDays } = rules.reminders;
    if (sent.step > most) return;
    const { timezone, region } = await this.settings.get('organization');
    const zone = zoneFor(invitation.customerZone, timezone);
    const sendAt = sendableFrom(sent.at + afterDays * DAY, zone, await quietTimes(rules, region));
    if (sendAt > sent.expiresAt - ROOM_TO_ANSWER) return;
    const facts = await this.planning.sendFacts(invitation.invitationId);
    if (!facts) return;
    const id = newId();
    const added = await this.store.add({
      id,
      interactionId: facts.interactionId,
      surveyId: facts.surveyId,
      surveyVersionId: facts.surveyVersionId,
      step: sent.step + 1,
      priority: facts.priority,
      customerId: invitation.customerId,
      ...(sent.by && { by: sent.by }),
      locale: invitation.locale,
      state: 'planned',
      reason: null,
      sendAt,
      expiresAt: Math.min(sendAt + rules.retryHours * HOUR, sent.expiresAt),
      now: sent.at,
    });
    if (added) await this.store.record(id, sent.at, 'planned', { sendAt, step: sent.step + 1 });
  }

  /**
   * Ends what reminds of an invitation that was answered: planned ones are cancelled, sent ones count as answered with
   * it. Joins the ambient transaction.
   */
  async end(invitationId: string, at: number): Promise<void> {
    const ended = await this.database.all<{ id: string; state: string }>(
      `UPDATE invitation SET state = CASE WHEN state = 'planned' THEN 'cancelled' ELSE 'answered' END,
         reason = CASE WHEN state = 'planned' THEN 'answered' ELSE reason END,
         answered_at = CASE WHEN state = 'planned' THEN NULL ELSE CAST(? AS bigint) END, updated_at = ?
       WHERE step > 1 AND state IN ('planned', 'sent', 'delivered', 'expired')
         AND (interaction_id, survey_id) = (SELECT interaction_id, survey_id FROM invitation WHERE id = ?)
       RETURNING id AS "id", state AS "state"`,
      [at, at, invitationId],
    );
    for (const { id, state } of ended)
      await this.store.record(id, at, state, state === 'cancelled' ? { reason: 'answered' } : {});
  }

  /**
   * Cancels what would remind somebody who said that the contact was not theirs, or was served by somebody else. The
   * links that were sent stay open: they may answer after all. Joins the ambient transaction.
   */
  async cancel(invitationId: string, at: number): Promise<void> {
    const cancelled = await this.database.all<{ id: string }>(
      `UPDATE invitation SET state = 'cancelled', reason = 'answered', updated_at = ?
       WHERE step > 1 AND state = 'planned'
         AND (interaction_id, survey_id) = (SELECT interaction_id, survey_id FROM invitation WHERE id = ?)
       RETURNING id AS "id"`,
      [at, invitationId],
    );
    for (const { id } of cancelled) await this.store.record(id, at, 'cancelled', { reason: 'answered' });
  }
}
