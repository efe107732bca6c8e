/** Customers' replies, as the page of their invitation shows them. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import type { InvitationNote } from '../invitations';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { MailroomStore, type ReplyRow } from './mailroom.store';

@Injectable()
export class Replies {
  constructor(
    private readonly database: Database,
    private readonly i18n: I18n,
    private readonly store: MailroomStore,
  ) {}

  /**
   * A reply is personal: its words are for those whose permission reaches everybody, and never for somebody who served
   * this customer. Others learn that there is one.
   */
  async notes(invitation: { id: string; interactionId: string }, viewer: Viewer): Promise<InvitationNote[]> {
    const replies = await this.store.repliesTo(invitation.id);
    if (replies.length === 0) return [];
    const mayRead =
      viewer.scopeOf('invitations.view') === 'all' && !(await this.tookPart(invitation, viewer));
    return replies.map((reply) => this.note(reply, mayRead, viewer));
  }

  private note(reply: ReplyRow, mayRead: boolean, viewer: Viewer): InvitationNote {
    const say = (key: string, params = {}) => this.i18n.text(viewer.locale, key, params);
    const lines: string[] = [];
    if (!mayRead) lines.push(say('mailroom.reply_hidden'));
    else if (reply.text === null) lines.push(say('mailroom.reply_blanked'));
    else if (reply.text === '') lines.push(say('mailroom.reply_empty'));
    if (reply.fromCustomer === 0) lines.push(say('mailroom.reply_other_address'));
    if (reply.attachments > 0) lines.push(say('mailroom.reply_attachments', { count: reply.attachments }));
    if (reply.forward !== 'none') lines.push(say(`mailroom.reply_forward_${reply.forward}`));
    return {
      at: reply.receivedAt,
      heading: say('mailroom.reply_heading'),
      text: mayRead && reply.text !== '' ? reply.text : null,
      lines,
    };
  }

  private async tookPart({ interactionId }: { interactionId: string }, viewer: Viewer): Promise<boolean> {
    if (viewer.employeeId === null) return false;
    const row = await this.database.get(
      'SELECT 1 AS "found" FROM participation WHERE interaction_id = ? AND employee_id = ?',
      [interactionId, viewer.employeeId],
    );
    return row !== undefined;
  }
}
