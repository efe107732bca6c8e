/**
 * Events on their way out: a row in the transaction in which the thing happened, and one delivery per endpoint, so that
 * neither is ever there without the other. What is sent later is these rows, as often as it takes.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, newId, type Soon, soon } from '../../platform/database';
import { Jobs } from '../../platform/jobs';
import { bodyOf, type EventData, type EventType, TEST_EVENT } from './event-types';
import { WebhookSubscriptions } from './subscriptions';
import { deliverWebhooks } from './webhooks.jobs';

@Injectable()
export class WebhookOutbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly subscriptions: WebhookSubscriptions,
  ) {}

  /**
   * Writes the event down for everybody who is subscribed to it; nothing, and at once, where nobody is.
   * @param at UTC milliseconds: when it happened
   * @param data looked up only where somebody wants it
   */
  tell(type: EventType, at: number, data: () => Soon<EventData>): Soon<void> {
    return soon(this.subscriptions.isWanted(type), (wanted) =>
      wanted ? this.write(type, at, data) : undefined,
    );
  }

  /** An event by hand for one endpoint. Inside a transaction. @returns the delivery's id */
  async test(endpointId: number): Promise<string> {
    const at = this.clock.now();
    const eventId = await this.event(TEST_EVENT, at, { endpoint: endpointId });
    return this.delivery(endpointId, eventId);
  }

  private async write(type: EventType, at: number, data: () => Soon<EventData>): Promise<void> {
    const endpoints = await this.subscriptions.endpointsFor(type);
    if (endpoints.length === 0) return;
    const eventId = await this.event(type, at, await data());
    for (const endpointId of endpoints) await this.delivery(endpointId, eventId);
  }

  private async event(type: EventType | typeof TEST_EVENT, at: number, data: EventData): Promise<string> {
    const id = newId();
    await this.database.run(`INSERT INTO webhook_event (id, type, body, happened_at) VALUES (?, ?, ?, ?)`, [
      id,
      type,
      bodyOf(type, at, data),
      at,
    ]);
    return id;
  }

  private async delivery(endpointId: number, eventId: string): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    await this.database.run(
      `INSERT INTO webhook_delivery (id, endpoint_id, event_id, state, tries, round_tries, next_at, created_at)
       VALUES (?, ?, ?, 'waiting', 0, 0, ?, ?)`,
      [id, endpointId, eventId, now, now],
    );
    await this.jobs.enqueue(deliverWebhooks, { endpoint: endpointId });
    return id;
  }
}
