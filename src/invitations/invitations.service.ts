/** What other modules ask of the invitations: which one a link belongs to, and that it was answered. */
import { Injectable } from '@nestjs/common';
import { soon, type Soon } from '../platform/database';
import { SettingsStore } from '../platform/views';
import { invitationRules } from './invitation-rules';
import { InvitationStore } from './invitation.store';
import { type AnswerableInvitation, OpenInvitations } from './open-invitation';
import { Reminders } from './reminders';
import { looksLikeToken, tokenHash } from './tokens';

const DAY = 86_400_000;

@Injectable()
export class Invitations {
  constructor(
    private readonly store: InvitationStore,
    private readonly open: OpenInvitations,
    private readonly settings: SettingsStore,
    private readonly reminders: Reminders,
  ) {}

  /**
   * The invitation an answer link belongs to, in whatever state it is: the caller looks at `expiresAt` and `answeredAt`.
   * @returns null for anything that is no living answer token
   */
  byAnswerToken(token: string): Soon<AnswerableInvitation | null> {
    if (!looksLikeToken(token)) return null;
    // Known before the answer is written: inside its transaction nothing is kept in memory.
    const rules = this.settings.known(invitationRules) ?? this.settings.get(invitationRules);
    return soon(rules, () => soon(this.open.byTokenHash(tokenHash(token)), (found) => found ?? null));
  }

  /**
   * Notes the first answer; joins the ambient transaction. Later corrections change nothing here.
   * @param at UTC milliseconds
   */
  markAnswered(invitationId: string, at: number): Soon<void> {
    // Without reminders, which is usual, the answer path is not held up by looking for them.
    return soon(
      this.settings.known(invitationRules) ?? this.settings.get(invitationRules),
      ({ reminders }) =>
        reminders.most === 0
          ? this.store.noteAnswered(invitationId, at)
          : this.endReminders(invitationId, at),
    );
  }

  private async endReminders(invitationId: string, at: number): Promise<void> {
    if (!(await this.store.markAnswered(invitationId, at))) return;
    await this.store.record(invitationId, at, 'answered');
    await this.reminders.end(invitationId, at);
  }

  /**
   * Notes that the customer objected to the question itself: nobody reminds them of it. Joins the ambient transaction.
   * @param at UTC milliseconds
   */
  async noteObjection(invitationId: string, at: number): Promise<void> {
    await this.reminders.cancel(invitationId, at);
  }

  /**
   * Notes that a planned invitation reached the customer another way, as when the history of an earlier system is
   * brought in: no mail leaves. Joins the ambient transaction.
   * @param at UTC milliseconds
   * @returns false when the invitation is no longer planned
   */
  async noteSent(invitationId: string, at: number): Promise<boolean> {
    const { openDays } = await this.settings.get(invitationRules);
    if (!(await this.store.noteSent(invitationId, at, at + openDays * DAY))) return false;
    await this.store.record(invitationId, at, 'sent', { noted: 1 });
    return true;
  }
}
