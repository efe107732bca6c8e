/**
 * Whether a customer may still be asked at the moment of asking: what was right when it was planned may have changed by
 * opt-outs, answers and later contacts. How often they were asked is counted elsewhere. Pure: the senders use it on what
 * is on record, the what-if on a month that was lived through again.
 */
import type { Reach } from '../customers';
import type { CancelledReason } from './decision';
import type { InvitationState } from './invitation-states';
import type { TakesOver } from './later-contact';

export interface SecondLook {
  /** `chat`: the customer is there already, and needs no address. */
  readonly way: 'mail' | 'message' | 'chat';
  readonly erased: boolean;
  /** False when nobody knows who was served. */
  readonly known: boolean;
  /** One of our own people, and not as a customer. */
  readonly internal: boolean;
  /** The address, or the number, that is used; for a chat the first there is. */
  readonly hasAddress: boolean;
  /** Nobody reads what is sent to the mail address. */
  readonly machineAddress: boolean;
  readonly reach: Reach;
  readonly answered: boolean;
  /** The customer said that the contact was not theirs. */
  readonly noted: boolean;
  readonly tooLate: boolean;
  /** What became of the first mail a reminder reminds of; null for a first one. */
  readonly firstState: InvitationState | null;
  /** A later contact about the same matter. */
  readonly takenOver: TakesOver | null;
}

/** The first reason against asking now; null when nothing speaks against it but, perhaps, how often they were asked. */
export function againstAskingNow(look: SecondLook): CancelledReason | null {
  if (look.erased) return 'erased';
  if (!look.known && look.way !== 'chat') return 'no_address';
  if (look.internal) return 'internal_test';
  const unreachable = look.way === 'chat' ? unwanted(look) : unreached(look);
  if (unreachable !== null) return unreachable;
  if (look.answered || look.firstState === 'answered') return 'answered';
  if (look.noted) return 'wrong_person';
  if (look.tooLate || look.firstState === 'expired') return 'too_late';
  if (look.firstState !== null && look.firstState !== 'sent' && look.firstState !== 'delivered')
    return 'undeliverable';
  return look.takenOver;
}

/** Who wants no mail gets no message either, and the other way round. */
function unreached({ way, hasAddress, machineAddress, reach }: SecondLook): CancelledReason | null {
  if (!hasAddress) return 'no_address';
  if (way === 'mail' && machineAddress) return 'machine_address';
  if (reach === 'fails' && way === 'message') return 'number_fails';
  return reach === 'free' ? null : 'opted_out';
}

/** Whether the person wants nothing from us, wherever they said so. */
function unwanted({ reach }: SecondLook): CancelledReason | null {
  return reach === 'unwanted' ? 'opted_out' : null;
}
