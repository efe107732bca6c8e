/** Makes the one event bus of the process available to every module. */
import { Global, Module } from '@nestjs/common';
import { EventBus } from './event-bus';

@Global()
@Module({ providers: [EventBus], exports: [EventBus] })
export class EventsModule {}
