/**
 * Whether somebody's contacts are asked about as often as those of colleagues. Touchpoints differ in how often anybody
 * is asked; so the colleagues' share is taken touchpoint by touchpoint and weighted by where the employee served. Pure.
 */
import { type Interval, wilson } from '../../kernel';

/** Contacts of one employee at one touchpoint. */
export interface AskedAt {
  readonly employeeId: number;
  readonly touchpointId: number;
  readonly contacts: number;
  /** Contacts for which an invitation left. */
  readonly invited: number;
}

export interface PeerShare {
  readonly employeeId: number;
  readonly contacts: number;
  readonly invited: number;
  /** invited ÷ contacts. */
  readonly share: number;
  /** What chance alone explains, at 95 % (Wilson). */
  readonly interval: Interval;
  /** Σ contacts here × colleagues' share here ÷ Σ contacts here; null without colleagues anywhere. */
  readonly peers: number | null;
  readonly verdict: 'within' | 'less' | 'more' | 'few';
}

/** With fewer contacts nothing can be said. */
const FEWEST = 20;

/** One line per employee, in the order in which they first appear. */
export function peerShares(rows: readonly AskedAt[]): PeerShare[] {
  const atTouchpoint = new Map<number, { contacts: number; invited: number }>();
  const byEmployee = new Map<number, AskedAt[]>();
  for (const row of rows) {
    const all = atTouchpoint.get(row.touchpointId) ?? { contacts: 0, invited: 0 };
    atTouchpoint.set(row.touchpointId, {
      contacts: all.contacts + row.contacts,
      invited: all.invited + row.invited,
    });
    byEmployee.set(row.employeeId, [...(byEmployee.get(row.employeeId) ?? []), row]);
  }
  return [...byEmployee].map(([employeeId, own]) => {
    const contacts = own.reduce((sum, row) => sum + row.contacts, 0);
    const invited = own.reduce((sum, row) => sum + row.invited, 0);
    const interval = wilson(invited, contacts);
    const compared = own.flatMap((row) => {
      const all = atTouchpoint.get(row.touchpointId) ?? { contacts: 0, invited: 0 };
      const others = all.contacts - row.contacts;
      return others > 0 ? [{ weight: row.contacts, share: (all.invited - row.invited) / others }] : [];
    });
    const weight = compared.reduce((sum, one) => sum + one.weight, 0);
    const peers = weight > 0 ? compared.reduce((sum, one) => sum + one.weight * one.share, 0) / weight : null;
    const share = contacts > 0 ? invited / contacts : 0;
    return {
      employeeId,
      contacts,
      invited,
      share,
      interval,
      peers,
      verdict: verdictOf(contacts, interval, peers),
    };
  });
}

function verdictOf(contacts: number, { low, high }: Interval, peers: number | null): PeerShare['verdict'] {
  if (peers === null || contacts < FEWEST) return 'few';
  if (peers > high) return 'less';
  return peers < low ? 'more' : 'within';
}
