/** What the pages about webhooks show, in finished words. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Clock } from '../../platform/clock';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { KEPT_MS } from './delivering';
import { DeliveryQueries, type ListedDelivery } from './delivery.queries';
import { boxOf, type TypedEndpoint } from './endpoint-form';
import { type Endpoint, EndpointStore } from './endpoint.store';
import { EVENT_TYPES } from './event-types';

export const PAGE = '/settings/webhooks';
const DAY = 86_400_000;
const LISTED = 25;
/** More than there can be. */
const ALL = 1000;

export interface ShownBesides {
  readonly problem?: DomainError;
  /** A secret that was just made. */
  readonly secret?: string;
  /** The list goes on before this delivery. */
  readonly before?: string;
}

@Injectable()
export class WebhookPage {
  constructor(
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly store: EndpointStore,
    private readonly queries: DeliveryQueries,
  ) {}

  async list(viewer: Viewer) {
    const traffic = await this.queries.traffic(this.clock.now() - DAY);
    const endpoints = await this.store.list(0, ALL);
    return {
      endpoints: endpoints.map((endpoint) => ({
        ...this.named(endpoint, viewer),
        count: endpoint.events.length,
        ...(traffic.get(endpoint.id) ?? { delivered: 0, failed: 0, waiting: 0 }),
      })),
    };
  }

  /** The form; with an endpoint, also its deliveries and what can be done with it. */
  async one(
    viewer: Viewer,
    typed: TypedEndpoint,
    endpoint: Endpoint | undefined,
    { problem, secret, before = '' }: ShownBesides,
  ) {
    const say = (key: string, params = {}) => this.i18n.text(viewer.locale, `webhooks.${key}`, params);
    const labels = {
      name: say('name'),
      url: say('url'),
      events: say('events'),
      confirm: say('delete_confirm'),
    };
    return {
      typed,
      label: labels,
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, labels),
      boxes: EVENT_TYPES.map((type) => ({
        name: boxOf(type),
        label: say(wordOf(type)),
        hint: type,
        checked: typed.events.includes(type),
      })),
      action: endpoint ? `${PAGE}/${endpoint.id}` : PAGE,
      secret: secret ?? null,
      ...(endpoint && {
        endpoint: this.named(endpoint, viewer),
        oldSecretEndsAt: await this.store.oldSecretEndsAt(endpoint.id),
        days: KEPT_MS / DAY,
        ...(await this.page(endpoint.id, before, viewer)),
      }),
    };
  }

  /** One delivery with what is sent and every try; undefined when it is not the endpoint's. */
  async delivery(endpoint: Endpoint, id: string, viewer: Viewer) {
    const found = await this.queries.find(endpoint.id, id);
    if (!found) return undefined;
    return {
      endpoint: this.named(endpoint, viewer),
      delivery: this.line(endpoint.id, found, viewer),
      eventId: found.eventId,
      body: JSON.stringify(JSON.parse(found.body), null, 2),
      tries: (await this.queries.tries(id)).map(({ ms, ...rest }) => ({
        ...rest,
        ok: rest.error === null,
        reply: rest.error ?? String(rest.status),
        took: this.took(ms, viewer),
      })),
    };
  }

  private async page(endpointId: number, before: string, viewer: Viewer) {
    const rows = await this.queries.list(endpointId, null, before, LISTED + 1);
    const shown = rows.slice(0, LISTED);
    const last = shown.at(-1);
    return {
      deliveries: shown.map((row) => this.line(endpointId, row, viewer)),
      olderHref: rows.length > LISTED && last ? `${PAGE}/${endpointId}?before=${last.id}#deliveries` : null,
      newestHref: before === '' ? null : `${PAGE}/${endpointId}#deliveries`,
    };
  }

  private line(endpointId: number, row: ListedDelivery, viewer: Viewer) {
    const say = (key: string) => this.i18n.text(viewer.locale, `webhooks.${key}`);
    const { id, type, state, tries, createdAt, nextAt, lastStatus, lastError, lastMs } = row;
    return {
      id,
      href: `${PAGE}/${endpointId}/deliveries/${id}`,
      type,
      event: say(wordOf(type)),
      state: say(`state_${state}`),
      isFailed: state === 'failed',
      tries,
      createdAt,
      nextAt: tries > 0 ? nextAt : null,
      reply: lastError ?? (lastStatus === null ? '' : String(lastStatus)),
      took: lastMs === null ? '' : this.took(lastMs, viewer),
    };
  }

  private took(ms: number, { locale }: Viewer): string {
    return this.i18n.text(locale, 'webhooks.ms', { ms: this.i18n.formatsFor(locale).number(ms) });
  }

  private named({ id, name, url, state, offReason, failingSince }: Endpoint, { locale }: Viewer) {
    return {
      id,
      name,
      host: new URL(url).host,
      href: `${PAGE}/${id}`,
      isOn: state === 'on',
      failingSince,
      off: state === 'off' ? this.i18n.text(locale, `webhooks.off_${offReason ?? 'by_hand'}`) : null,
    };
  }
}

const wordOf = (type: string): string => `event_${type.replaceAll('.', '_')}`;
