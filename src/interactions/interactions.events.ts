/** What happens with interactions that other modules have to know. */
import type { Segment } from '../customers';
import type { Channel } from './channels';

/** What became of the question whether to invite the customer. */
export type InvitationDecision =
  { status: 'planned'; id: string; sendAt: number } | { status: 'suppressed'; reason: string; id?: string };

/** A new interaction is on record. Published once per interaction, in the transaction that records it. */
export class InteractionRecorded {
  /** Filled by whoever decides about invitations; goes back to the caller of the intake. */
  decision: InvitationDecision | null = null;

  constructor(
    readonly interactionId: string,
    readonly touchpointId: number,
    /** Null when nobody said who was served. */
    readonly customerId: string | null,
    /** UTC milliseconds. */
    readonly occurredAt: number,
    readonly channel: Channel,
    readonly reason: string,
    readonly segment: Segment,
    /** The survey the touchpoint names; null: the one that serves every touchpoint. */
    readonly surveyKey: string | null,
  ) {}
}
