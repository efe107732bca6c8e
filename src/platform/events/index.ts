/** The door of the events: typed, in process, inside the publisher's transaction. */
export { EventBus } from './event-bus';
export { EventsModule } from './events.module';
