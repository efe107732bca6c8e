/**
 * Whether a contact is about a matter somebody is going to be asked about already. The later one takes the earlier
 * one's place: the customer is asked once, when the matter is settled, and nobody gets a second draw by it.
 */
import type { InvitationRules } from './invitation-rules';

/** The parts of a contact that say what it is about. Both are of the same customer. */
export interface Matter {
  readonly source: string;
  readonly externalId: string;
  readonly touchpointId: number;
  readonly reason: string;
  /** UTC milliseconds. */
  readonly occurredAt: number;
}

export type ContactData = Readonly<Record<string, string | number | boolean | null>>;

export type TakesOver = 'reopened' | 'superseded';

/**
 * - `reopened`: the later contact says so, with `data.reopened: true` about the same reason, or by naming the earlier
 *   one of the same source in `data.reopens`.
 * - `superseded`: where the rules say that any later contact about the same reason at the same touchpoint counts.
 */
export function takesOver(
  later: Matter,
  data: ContactData,
  earlier: Matter,
  mode: InvitationRules['laterContact'],
): TakesOver | null {
  if (later.source === earlier.source && data['reopens'] === earlier.externalId) return 'reopened';
  if (later.occurredAt < earlier.occurredAt || later.reason !== earlier.reason) return null;
  if (data['reopened'] === true) return 'reopened';
  return mode === 'any' && later.touchpointId === earlier.touchpointId ? 'superseded' : null;
}

/** The marks of a contact that are true. */
export function isMarked(data: ContactData, marks: readonly string[]): boolean {
  return marks.some((mark) => data[mark] === true);
}

/** The data of a contact as it is kept. */
export function readData(json: string | null): ContactData {
  return json === null ? {} : (JSON.parse(json) as ContactData);
}
