/** What became of requests before Fastify saw them: kept until it answers, and no longer than the request itself. */
import type { IncomingMessage } from 'node:http';

export type Outcome = { readonly body: unknown } | { readonly error: unknown };

const outcomes = new WeakMap<IncomingMessage, Outcome>();

export function keepOutcome(raw: IncomingMessage, outcome: Outcome): void {
  outcomes.set(raw, outcome);
}

/** What a handler already made of the request; undefined for those that Fastify was given first. */
export function outcomeOf(raw: IncomingMessage): Outcome | undefined {
  return outcomes.get(raw);
}
