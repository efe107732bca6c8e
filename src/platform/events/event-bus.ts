/**
 * How an earlier module tells a later one that something happened, without knowing it.
 *
 * Handlers run inside the publisher's transaction, one after the other in the order they were registered: what they
 * write is kept or lost together with what the publisher wrote. Slow work does not belong here; a handler enqueues a job.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Soon } from '../database';

type EventClass<E extends object> = abstract new (...args: never[]) => E;
type Handler<E> = (event: E) => Soon<void>;

@Injectable()
export class EventBus {
  private readonly handlers = new Map<EventClass<object>, Handler<object>[]>();

  constructor(private readonly database: Database) {}

  /** Registers a handler for exactly this class of event; called in `onModuleInit`. */
  on<E extends object>(kind: EventClass<E>, handler: Handler<E>): void {
    const registered = this.handlers.get(kind) ?? [];
    registered.push(handler as Handler<object>);
    this.handlers.set(kind, registered);
  }

  /**
   * Runs every handler of the event's class; done when the last one is, at once when none of them waits for anything.
   * @throws whatever a handler throws: the publisher's transaction is rolled back with it
   * @throws Error outside a transaction, where a failing handler could not undo the publisher's work
   */
  publish(event: object): Soon<void> {
    if (!this.database.inTransaction()) {
      throw new Error(
        `${event.constructor.name} was published outside a transaction. Open one around the change.`,
      );
    }
    return this.runFrom(0, this.handlers.get(event.constructor as EventClass<object>) ?? [], event);
  }

  private runFrom(first: number, handlers: readonly Handler<object>[], event: object): Soon<void> {
    for (let index = first; index < handlers.length; index += 1) {
      const handled = handlers[index]?.(event);
      if (handled) return handled.then(() => this.runFrom(index + 1, handlers, event));
    }
  }
}
