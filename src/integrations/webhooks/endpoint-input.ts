/** What is said about an endpoint, by a form or by a program. */
import { z } from 'zod';
import { zText } from '../../platform/errors';
import { EVENT_TYPES } from './event-types';

export const ENDPOINT_STATES = ['on', 'off'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];
/** Somebody did; the receiver said 410; it took nothing for days. */
export const OFF_REASONS = ['by_hand', 'gone', 'failing'] as const;
export type OffReason = (typeof OFF_REASONS)[number];

const zUrl = z
  .string()
  .max(2000)
  .transform((value) => value.trim())
  .refine(isPlainUrl, { params: { code: 'webhook_url' } })
  .describe('With https. Hosts of private networks are refused, but those of `PRIVATE_HOSTS`.');

const zEvents = z
  .array(z.enum(EVENT_TYPES))
  .refine((types) => types.length > 0, { params: { code: 'webhook_events_missing' } })
  .transform((types) => EVENT_TYPES.filter((type) => types.includes(type)))
  .describe('What it is told of.');

export const zEndpointFacts = z.strictObject({
  name: zText(60).describe('What it is called here; each name once.'),
  url: zUrl,
  events: zEvents,
});
export type EndpointFacts = z.output<typeof zEndpointFacts>;

/** A user, a password or a fragment have no place in it; the host is resolved when something is sent. */
function isPlainUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { username, password, hash } = new URL(value);
  return username === '' && password === '' && hash === '';
}
