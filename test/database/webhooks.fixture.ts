/** A company that tells a program on this machine what happens, and the program, which checks what it is told. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookEndpoints } from '../../src/integrations';
import { EVENT_TYPES, type EventType } from '../../src/integrations/webhooks/event-types';
import type { DatabaseKind } from '../support';
import { type FakeProvider, type ProviderRequest, startFakeProvider } from '../support/fake-provider';
import { answeredWorld } from './answered.fixture';

export interface DeliveryRow {
  id: string;
  state: string;
  tries: number;
  status: number | null;
  error: string | null;
  nextAt: number | null;
}

export interface Told {
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** The body of a request, as a receiver reads it. */
export const toldIn = ({ body }: ProviderRequest): Told => JSON.parse(body) as Told;

/**
 * What every receiver does by the rules of Standard Webhooks, with nothing of ours: which of the signatures in the
 * header were made with the secret.
 */
export function validSignatures({ headers, body }: ProviderRequest, secret: string): number {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => {
      const [version, value = ''] = signature.split(',');
      const given = Buffer.from(value, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    }).length;
}

export type WebhooksWorld = Awaited<ReturnType<typeof webhooksWorld>>;

export async function webhooksWorld(
  kind: DatabaseKind,
  env: Record<string, string> = { PRIVATE_HOSTS: '127.0.0.1' },
) {
  const world = await answeredWorld(kind, { env });
  const receiver: FakeProvider = await startFakeProvider();
  const endpoints = world.get(WebhookEndpoints);
  return {
    ...world,
    receiver,
    endpoints,
    subscribe: (events: readonly EventType[] = EVENT_TYPES, name = 'Tickets', url = receiver.url) =>
      endpoints.add({ name, url, events: [...events] }, 'user:1'),
    /** The deliveries, oldest first. */
    deliveries: (endpointId: number): Promise<DeliveryRow[]> =>
      world.database.all(
        `SELECT id AS "id", state AS "state", tries AS "tries", last_status AS "status", last_error AS "error",
           next_at AS "nextAt" FROM webhook_delivery WHERE endpoint_id = ? ORDER BY id`,
        [endpointId],
      ),
    close: async () => {
      await world.close();
      await receiver.close();
    },
  };
}
