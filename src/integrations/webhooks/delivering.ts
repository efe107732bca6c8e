/**
 * Sends what is due at one endpoint: claimed in a short transaction, posted outside of any, and what came of it written
 * down in another one, together with the next try. A process that dies in between leaves a claim that lapses, and the
 * event is sent again under the same id: at least once, never lost.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { type JobOutcome, Jobs } from '../../platform/jobs';
import { exchange, NoReply } from '../../platform/outgoing';
import { type ClaimedDelivery, type DeliveryState, DeliveryStore, type TryOutcome } from './delivery.store';
import { type Endpoint, EndpointStore } from './endpoint.store';
import { WebhookEndpoints } from './endpoints.service';
import { EndpointOffMail } from './endpoint-off-mail';
import { FAILING_FOR_MS, waitAfter } from './schedule';
import { signaturesOf } from './signature';
import { deliverWebhooks } from './webhooks.jobs';
import { webhookErrors } from './webhooks.errors';

const TIMEOUT_MS = 15_000;
/** Longer than a try takes, and shorter than the lease of the job that makes it. */
const LEASE_MS = 45_000;
/** In the air at once per endpoint, whoever sends: a slow receiver is not buried, nor does it hold up the others. */
const AT_ONCE = 4;
/** How long what has ended is kept. */
export const KEPT_MS = 30 * 86_400_000;

@Injectable()
export class WebhookDelivering {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly endpoints: WebhookEndpoints,
    private readonly store: EndpointStore,
    private readonly deliveries: DeliveryStore,
    private readonly offMail: EndpointOffMail,
  ) {}

  /** Sends until nothing is due. @returns `skipped` when there was nothing, or others are at it */
  async sendDue(endpointId: number, signal: AbortSignal): Promise<JobOutcome> {
    let sent = 0;
    for (;;) {
      const { endpoint, claims } = await this.claim(endpointId);
      if (!endpoint || claims.length === 0) return sent > 0 ? 'success' : 'skipped';
      sent += claims.length;
      await Promise.all(claims.map((claim) => this.send(endpoint, claim)));
      if (signal.aborted) {
        await this.jobs.enqueue(deliverWebhooks, { endpoint: endpointId });
        return 'success';
      }
    }
  }

  /** Finds what nobody works on although it is due. */
  async dispatch(): Promise<JobOutcome> {
    const overdue = await this.deliveries.overdue(this.clock.now());
    for (const endpoint of overdue)
      await this.jobs.enqueue(deliverWebhooks, { endpoint }, { uniqueKey: `overdue:${endpoint}` });
    return overdue.length > 0 ? 'success' : 'skipped';
  }

  async tidy(): Promise<JobOutcome> {
    return (await this.deliveries.forget(this.clock.now() - KEPT_MS)) > 0 ? 'success' : 'skipped';
  }

  /**
   * Sends a delivery once more, with all its tries; one that waits is tried at once.
   * @throws not_found, webhook_endpoint_off, webhook_delivery_under_way
   */
  async replay(endpointId: number, deliveryId: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const endpoint = await this.store.lock(endpointId);
      const there = await this.database.get(
        `SELECT 1 AS "one" FROM webhook_delivery WHERE id = ? AND endpoint_id = ?`,
        [deliveryId, endpointId],
      );
      if (!endpoint || !there) throw errors.not_found();
      if (endpoint.state === 'off') throw webhookErrors.webhook_endpoint_off();
      if (!(await this.deliveries.replay(deliveryId, this.clock.now())))
        throw webhookErrors.webhook_delivery_under_way();
      await this.endpoints.noteReplay(endpointId, deliveryId, actor);
      await this.jobs.enqueue(deliverWebhooks, { endpoint: endpointId });
    });
  }

  /** Nobody claims for the same endpoint meanwhile: else more would be in the air than may be. */
  private claim(endpointId: number): Promise<{ endpoint: Endpoint | undefined; claims: ClaimedDelivery[] }> {
    return this.database.transaction(async () => {
      const endpoint = await this.store.lock(endpointId);
      if (endpoint?.state !== 'on') return { endpoint: undefined, claims: [] };
      const now = this.clock.now();
      const room = AT_ONCE - (await this.deliveries.inTheAir(endpointId, now));
      const claims = room > 0 ? await this.deliveries.claim(endpointId, now, now + LEASE_MS, room) : [];
      return { endpoint, claims };
    });
  }

  private async send(endpoint: Endpoint, delivery: ClaimedDelivery): Promise<void> {
    const startedAt = performance.now();
    const outcome = await this.post(endpoint, delivery);
    const ms = Math.round(performance.now() - startedAt);
    await this.database.transaction(() => this.settle(endpoint.id, delivery, { ...outcome, ms }));
  }

  private async post(
    { id, url }: Endpoint,
    { eventId, body }: ClaimedDelivery,
  ): Promise<Omit<TryOutcome, 'ms'>> {
    this.database.refuseInTransaction('Sending a webhook');
    const secrets = await this.store.secrets(id);
    if (secrets.length === 0) return { status: null, error: 'secret_unreadable' };
    const timestamp = Math.floor(this.clock.now() / 1000);
    try {
      const { status } = await exchange({
        url,
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'Aplauso-Webhooks',
          'webhook-id': eventId,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signaturesOf(secrets, { id: eventId, timestamp, body }),
        },
        body: Buffer.from(body),
        timeoutMs: TIMEOUT_MS,
        privateHosts: this.config.privateHosts,
      });
      return { status, error: status >= 200 && status < 300 ? null : `http_${status}` };
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      return { status: null, error: error.code };
    }
  }

  /** The endpoint may have been changed, switched off or deleted while the request was under way. */
  private async settle(endpointId: number, delivery: ClaimedDelivery, outcome: TryOutcome): Promise<void> {
    const endpoint = await this.store.lock(endpointId);
    if (!endpoint) return;
    const now = this.clock.now();
    const to = this.next(endpoint, delivery, outcome, now);
    if (!(await this.deliveries.settle(delivery, now, outcome, to))) return;
    if (to.nextAt !== null)
      await this.jobs.enqueue(deliverWebhooks, { endpoint: endpointId }, { runAt: to.nextAt });
    if (outcome.error === null) await this.noteFailingSince(endpoint, null);
    else await this.noteFailure(endpoint, outcome, now);
  }

  private next(
    { state, failingSince }: Endpoint,
    { roundTries }: ClaimedDelivery,
    { status, error }: TryOutcome,
    now: number,
  ): { state: DeliveryState; nextAt: number | null } {
    if (error === null) return { state: 'delivered', nextAt: null };
    const wait = waitAfter(roundTries + 1, Math.random());
    const over = state === 'off' || status === 410 || isHopeless(failingSince, now);
    return wait === null || over
      ? { state: 'failed', nextAt: null }
      : { state: 'waiting', nextAt: now + wait };
  }

  private async noteFailure(endpoint: Endpoint, { status }: TryOutcome, now: number): Promise<void> {
    if (endpoint.state === 'off') return;
    const reason = status === 410 ? 'gone' : isHopeless(endpoint.failingSince, now) ? 'failing' : null;
    if (reason === null) return this.noteFailingSince(endpoint, endpoint.failingSince ?? now);
    await this.endpoints.turnOff(endpoint.id, reason, 'system');
    await this.offMail.plan(endpoint.id, reason);
  }

  private async noteFailingSince({ id, failingSince }: Endpoint, since: number | null): Promise<void> {
    if (failingSince !== since)
      await this.database.run(`UPDATE webhook_endpoint SET failing_since = ? WHERE id = ?`, [since, id]);
  }
}

function isHopeless(failingSince: number | null, now: number): boolean {
  return failingSince !== null && now - failingSince >= FAILING_FOR_MS;
}
