/** What other modules ask of the invitations: which one a link belongs to, and that it was answered. */
import { Injectable } from '@nestjs/common';
import { InvitationStore } from './invitation.store';
import { type OpenInvitation, OpenInvitations } from './open-invitation';
import { looksLikeToken, tokenHash } from './tokens';

@Injectable()
export class Invitations {
  constructor(
    private readonly store: InvitationStore,
    private readonly open: OpenInvitations,
  ) {}

  /**
   * The invitation an answer link belongs to, in whatever state it is: the caller looks at `expiresAt` and `answeredAt`.
   * @returns null for anything that is no living answer token
   */
  async byAnswerToken(token: string): Promise<OpenInvitation | null> {
    if (!looksLikeToken(token)) return null;
    return (await this.open.byTokenHash(tokenHash(token))) ?? null;
  }

  /**
   * Notes the first answer; joins the ambient transaction. Later corrections change nothing here.
   * @param at UTC milliseconds
   */
  async markAnswered(invitationId: string, at: number): Promise<void> {
    if (await this.store.markAnswered(invitationId, at)) await this.store.record(invitationId, at, 'answered');
  }
}
