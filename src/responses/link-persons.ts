/** Whether what came through a link from another page than the answer's was sent by a person. */
import { Injectable } from '@nestjs/common';
import type { OpenInvitation } from '../invitations';
import { Clock } from '../platform/clock';
import { HONEYPOT, stampOf } from './answer-form';
import { judgedPassage, passageOf, type Sending } from './evidence';
import { LinkWatch } from './link-watch';
import { PageStamps } from './page-stamp';

@Injectable()
export class LinkPersons {
  constructor(
    private readonly clock: Clock,
    private readonly stamps: PageStamps,
    private readonly watch: LinkWatch,
  ) {}

  /** What a form behind the link carries in its hidden fields. */
  hidden(token: string): { stamp: string; trap: string } {
    return { stamp: this.stamps.issue(token), trap: HONEYPOT };
  }

  /** Whether the form came from a page of ours. @param body unchecked */
  isFromPage(token: string, body: unknown): boolean {
    return this.stamps.read(token, stampOf(body)) !== null;
  }

  /** @param invitation or another mail with a link, by its id and when it left @param body the form with its hidden fields, unchecked */
  isPerson(
    token: string,
    invitation: Pick<OpenInvitation, 'invitationId' | 'sentAt'>,
    body: unknown,
    sending: Sending,
  ): boolean {
    const passage = passageOf(sending, {
      sentAt: invitation.sentAt,
      stamp: this.stamps.read(token, stampOf(body)),
      openedAt: this.watch.lastOpened(invitation.invitationId),
      repeated: this.watch.lastRepeated(invitation.invitationId),
      signs: this.watch.signs(invitation.invitationId),
      scannerNetwork: false,
      device: null,
    });
    const filled =
      typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[HONEYPOT] : '';
    const honeypotFilled = filled !== undefined && filled !== '';
    const arrival = { receivedAt: this.clock.now(), honeypotFilled, another: false, noted: null };
    return judgedPassage(passage, arrival, []).status === 'confirmed';
  }
}
