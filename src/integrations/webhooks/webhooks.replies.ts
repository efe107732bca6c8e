/** What programs are told about endpoints and deliveries. */
import { z } from 'zod';
import { shownPage, shownTime } from '../../platform/http';
import { DELIVERY_STATES } from './delivery.store';
import type { ListedDelivery } from './delivery.queries';
import type { Endpoint } from './endpoint.store';
import { ENDPOINT_STATES, OFF_REASONS } from './endpoint-input';
import { EVENT_TYPES } from './event-types';

export const endpointReply = z.object({
  id: z.int(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(EVENT_TYPES)),
  state: z.enum(ENDPOINT_STATES),
  offReason: z
    .enum(OFF_REASONS)
    .nullable()
    .describe('`by_hand`; `gone`: the receiver answered 410; `failing`: it took nothing for three days.'),
  failingSince: shownTime.nullable().describe('The first failure since which nothing was taken.'),
  createdAt: shownTime,
});
export type EndpointReply = z.infer<typeof endpointReply>;
export const endpointPage = shownPage(endpointReply);

export const newSecretReply = z.object({
  secret: z.string().describe('Shown this once.'),
  oldSecretEndsAt: shownTime.describe('Until then events carry the signature of the one before too.'),
});
export const newEndpointReply = endpointReply.extend({ secret: z.string().describe('Shown this once.') });

export const deliveryReply = z.object({
  id: z.uuid(),
  event: z.uuid().describe('The header `webhook-id`, the same at every try.'),
  type: z.string(),
  state: z.enum(DELIVERY_STATES),
  tries: z.int(),
  nextTryAt: shownTime.nullable(),
  lastStatus: z.int().nullable().describe('HTTP status of the last reply; null when there was none.'),
  lastError: z
    .string()
    .nullable()
    .describe('`http_500`, `timeout`, `econnrefused`…; null when it was taken.'),
  lastMs: z.int().nullable(),
  createdAt: shownTime,
  endedAt: shownTime.nullable(),
});
export type DeliveryReply = z.infer<typeof deliveryReply>;
export const deliveryPage = shownPage(deliveryReply);

export const endpointExample: EndpointReply = {
  id: 1,
  name: 'Tickets',
  url: 'https://tickets.aguaclara.example/hooks/aplauso',
  events: ['response.low_rating', 'recovery_case.opened'],
  state: 'on',
  offReason: null,
  failingSince: null,
  createdAt: '2026-11-03T18:00:00.000Z',
};
export const secretExample = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
export const deliveryExample: DeliveryReply = {
  id: '019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11',
  event: '019a5c1e-7b09-7a10-8f3e-0d5e8b7c6a21',
  type: 'recovery_case.opened',
  state: 'delivered',
  tries: 1,
  nextTryAt: null,
  lastStatus: 204,
  lastError: null,
  lastMs: 87,
  createdAt: '2026-11-03T18:00:00.000Z',
  endedAt: '2026-11-03T18:00:00.190Z',
};

export function showEndpoint({ failingSince, createdAt, events, ...rest }: Endpoint): EndpointReply {
  return { ...rest, events: [...events], failingSince: timeOf(failingSince), createdAt: timeOf(createdAt) };
}

export function showDelivery(found: ListedDelivery): DeliveryReply {
  const { id, eventId, type, state, tries, nextAt, lastStatus, lastError, lastMs, createdAt, endedAt } =
    found;
  return {
    id,
    event: eventId,
    type,
    state,
    tries,
    nextTryAt: timeOf(nextAt),
    lastStatus,
    lastError,
    lastMs,
    createdAt: timeOf(createdAt),
    endedAt: timeOf(endedAt),
  };
}

export function timeOf(at: number): string;
export function timeOf(at: number | null): string | null;
export function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
