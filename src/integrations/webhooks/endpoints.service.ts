/**
 * Who is told of what happens: endpoints of other programs. Their secrets are shown once and cannot be read again; each
 * change is in the audit, with the host alone, since the rest of an address may be a secret of the receiver.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { objectionTo } from '../../platform/outgoing';
import type { EndpointFacts, EndpointState, OffReason } from './endpoint-input';
import { type Endpoint, EndpointStore } from './endpoint.store';
import { WebhookOutbox } from './outbox';
import { WebhookSubscriptions } from './subscriptions';
import { invalidField, webhookErrors } from './webhooks.errors';

/** How long the secret before is used besides the new one, unless it ends at once. */
export const OLD_SECRET_MS = 24 * 3_600_000;
/** Each event is written once for each of them. */
const MOST_ENDPOINTS = 50;

@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly store: EndpointStore,
    private readonly subscriptions: WebhookSubscriptions,
    private readonly outbox: WebhookOutbox,
  ) {}

  /** @throws not_found */
  async find(id: number): Promise<Endpoint> {
    const found = await this.store.find(id);
    if (!found) throw errors.not_found();
    return found;
  }

  /**
   * @returns the secret, to be shown once
   * @throws validation_failed, webhook_endpoints_full
   */
  async add(facts: EndpointFacts, actor: string): Promise<{ id: number; secret: string }> {
    this.refuseUrl(facts.url);
    return this.database.transaction(async () => {
      await this.refuseTakenName(facts.name, 0);
      const there = await this.database.get<{ n: number }>(
        `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM webhook_endpoint`,
      );
      if ((there?.n ?? 0) >= MOST_ENDPOINTS)
        throw webhookErrors.webhook_endpoints_full({ most: MOST_ENDPOINTS });
      const now = this.clock.now();
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO webhook_endpoint (name, url, events, state, created_at, updated_at)
         VALUES (?, ?, ?, 'on', ?, ?) RETURNING id AS "id"`,
        [facts.name, facts.url, JSON.stringify(facts.events), now, now],
      );
      const id = row?.id ?? 0;
      const secret = await this.store.makeSecret(id, now);
      await this.note('added', id, actor, told(facts));
      this.subscriptions.forget();
      return { id, secret };
    });
  }

  /**
   * @param state where given, it is switched on or off besides
   * @returns false when nothing changed
   * @throws not_found, validation_failed
   */
  async change(
    id: number,
    change: Partial<EndpointFacts>,
    actor: string,
    state?: EndpointState,
  ): Promise<boolean> {
    if (change.url !== undefined) this.refuseUrl(change.url);
    return this.database.transaction(async () => {
      const replaced = await this.replace(id, change, actor);
      const switched = state !== undefined && (await this.switch(id, state, actor));
      return replaced || switched;
    });
  }

  private async replace(id: number, change: Partial<EndpointFacts>, actor: string): Promise<boolean> {
    const before = await this.locked(id);
    const after = { name: before.name, url: before.url, events: [...before.events], ...change };
    await this.refuseTakenName(after.name, id);
    const changed = (['name', 'url', 'events'] as const).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    );
    if (changed.length === 0) return false;
    await this.database.run(
      `UPDATE webhook_endpoint SET name = ?, url = ?, events = ?, updated_at = ? WHERE id = ?`,
      [after.name, after.url, JSON.stringify(after.events), this.clock.now(), id],
    );
    await this.note('changed', id, actor, { changed, from: told(before), to: told(after) });
    this.subscriptions.forget();
    return true;
  }

  /** Switches it on or off by hand. @returns false when it stood so already @throws not_found */
  async switch(id: number, to: EndpointState, actor: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const { state } = await this.locked(id);
      if (state === to) return false;
      if (to === 'off') {
        await this.turnOff(id, 'by_hand', actor);
        return true;
      }
      await this.database.run(
        `UPDATE webhook_endpoint SET state = 'on', off_reason = NULL, failing_since = NULL, updated_at = ? WHERE id = ?`,
        [this.clock.now(), id],
      );
      await this.note('enabled', id, actor, {});
      this.subscriptions.forget();
      return true;
    });
  }

  /** What waits is given up, and can be replayed later. Inside a transaction that holds the endpoint. */
  async turnOff(id: number, reason: OffReason, actor: string): Promise<void> {
    const now = this.clock.now();
    await this.database.run(
      `UPDATE webhook_endpoint SET state = 'off', off_reason = ?, updated_at = ? WHERE id = ?`,
      [reason, now, id],
    );
    // What is in the air is settled by whoever sent it.
    await this.database.run(
      `UPDATE webhook_delivery SET state = 'failed', last_error = 'endpoint_off', next_at = NULL, ended_at = ?
       WHERE endpoint_id = ? AND state = 'waiting' AND (lease_until IS NULL OR lease_until <= ?)`,
      [now, id, now],
    );
    await this.note('disabled', id, actor, { reason });
    this.subscriptions.forget();
  }

  /** With its secrets and all that is known of its deliveries. @returns what it was @throws not_found */
  async remove(id: number, actor: string): Promise<Endpoint> {
    return this.database.transaction(async () => {
      const before = await this.locked(id);
      await this.database.run(`DELETE FROM webhook_delivery WHERE endpoint_id = ?`, [id]);
      await this.database.run(`DELETE FROM webhook_endpoint WHERE id = ?`, [id]);
      await this.note('deleted', id, actor, told(before));
      this.subscriptions.forget();
      return before;
    });
  }

  /**
   * A new secret. The one before is used besides it for a day, so that the receiver can change without losing anything,
   * unless it ends at once because somebody else may know it.
   * @returns the secret, to be shown once
   * @throws not_found
   */
  async rotate(
    id: number,
    endOldNow: boolean,
    actor: string,
  ): Promise<{ secret: string; oldEndsAt: number }> {
    return this.database.transaction(async () => {
      await this.locked(id);
      const oldEndsAt = this.clock.now() + (endOldNow ? 0 : OLD_SECRET_MS);
      const secret = await this.store.makeSecret(id, oldEndsAt);
      await this.note('secret_rotated', id, actor, { endOldNow });
      return { secret, oldEndsAt };
    });
  }

  /** Sends an event that means nothing. @returns the delivery's id @throws not_found, webhook_endpoint_off */
  async test(id: number, actor: string): Promise<string> {
    return this.database.transaction(async () => {
      const { state } = await this.locked(id);
      if (state === 'off') throw webhookErrors.webhook_endpoint_off();
      await this.note('tested', id, actor, {});
      return this.outbox.test(id);
    });
  }

  /** For whoever replays, in the transaction. */
  noteReplay(id: number, deliveryId: string, actor: string): Promise<unknown> {
    return this.note('delivery_replayed', id, actor, { delivery: deliveryId });
  }

  private async locked(id: number): Promise<Endpoint> {
    const found = await this.store.lock(id);
    if (!found) throw errors.not_found();
    return found;
  }

  private refuseUrl(url: string): void {
    const objection = objectionTo(url, this.config.privateHosts);
    if (objection !== null) throw invalidField('/url', `webhook_${objection}`);
  }

  private async refuseTakenName(name: string, exceptId: number): Promise<void> {
    const taken = await this.database.get(`SELECT id FROM webhook_endpoint WHERE name = ? AND id <> ?`, [
      name,
      exceptId,
    ]);
    if (taken) throw invalidField('/name', 'webhook_name_taken');
  }

  private note(verb: string, id: number, actor: string, details: Record<string, unknown>): Promise<unknown> {
    return this.audit.record({
      actor,
      action: `webhook_endpoint.${verb}`,
      subject: `webhook_endpoint:${id}`,
      details,
    });
  }
}

/** What the audit may keep of an endpoint. */
function told({ name, url, events }: Pick<Endpoint, 'name' | 'url' | 'events'>): Record<string, unknown> {
  return { name, host: new URL(url).host, events: [...events] };
}
