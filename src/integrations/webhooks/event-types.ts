/** What programs can be told of: names that stay, and the one that only tries out an endpoint. */
export const EVENT_TYPES = [
  'response.recorded',
  'response.low_rating',
  'recovery_case.opened',
  'recovery_case.resolved',
  'promise.broken',
  'evaluation.published',
  'recognition.awarded',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent by hand to one endpoint, whatever it is subscribed to. */
export const TEST_EVENT = 'webhook.test';

/** Identifiers, states and instants; never a customer's address or words, nor pay. */
export type EventData = Readonly<Record<string, unknown>>;

/** The body as it is sent, every time the same bytes: Standard Webhooks asks for `type`, `timestamp` and `data`. */
export function bodyOf(type: EventType | typeof TEST_EVENT, at: number, data: EventData): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}
