/** An endpoint as a form: what was typed, whether or not it is right, and what it means. */
import { parseInput } from '../../platform/errors';
import { type EndpointFacts, zEndpointFacts } from './endpoint-input';
import type { Endpoint } from './endpoint.store';
import { EVENT_TYPES, type EventType } from './event-types';

export interface TypedEndpoint {
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventType[];
}

export const NOTHING_TYPED: TypedEndpoint = { name: '', url: '', events: [] };

/** The name of an event's box. */
export const boxOf = (type: EventType): string => `on.${type}`;

export function typedIn(body: unknown): TypedEndpoint {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name].trim() : '');
  return {
    name: text('name'),
    url: text('url'),
    events: EVENT_TYPES.filter((type) => given[boxOf(type)] === 'on'),
  };
}

/** @throws DomainError `validation_failed` naming each field that is wrong */
export function factsIn(typed: TypedEndpoint): EndpointFacts {
  return parseInput(zEndpointFacts, typed);
}

export function typedFrom({ name, url, events }: Endpoint): TypedEndpoint {
  return { name, url, events };
}
