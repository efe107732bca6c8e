/**
 * Which events anybody wants to be told of, for the hot paths: an answer costs no look at the endpoints while there are
 * none. Kept in memory for five seconds, as settings are, so that every node follows a change soon.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Soon } from '../../platform/database';
import type { EventType } from './event-types';

const KEPT_MS = 5000;

@Injectable()
export class WebhookSubscriptions {
  private kept: { readonly until: number; readonly types: ReadonlySet<string> } | undefined;

  constructor(private readonly database: Database) {}

  /** Whether some endpoint that is on may want it: asked again where it is written. */
  isWanted(type: EventType): Soon<boolean> {
    // Elapsed time, not the time of day: a clock that is set back must not keep it alive.
    if (this.kept && this.kept.until > performance.now()) return this.kept.types.has(type);
    return this.read().then((types) => types.has(type));
  }

  /** The endpoints that are on and subscribed to it, as the surrounding transaction sees them. */
  async endpointsFor(type: EventType): Promise<number[]> {
    return (await this.rows()).filter(({ events }) => events.includes(type)).map(({ id }) => id);
  }

  /** After a change, and again once it is durable. */
  forget(): void {
    this.kept = undefined;
    this.database.afterCommit(() => (this.kept = undefined));
  }

  private async read(): Promise<ReadonlySet<string>> {
    const until = performance.now() + KEPT_MS;
    const types = new Set((await this.rows()).flatMap(({ events }) => events));
    this.kept = { until, types };
    return types;
  }

  private async rows(): Promise<{ id: number; events: string[] }[]> {
    const rows = await this.database.all<{ id: number; events: string }>(
      `SELECT id AS "id", events AS "events" FROM webhook_endpoint WHERE state = 'on' ORDER BY id`,
    );
    return rows.map(({ id, events }) => ({ id, events: JSON.parse(events) as string[] }));
  }
}
