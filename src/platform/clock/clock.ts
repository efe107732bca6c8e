/**
 * "Now" as something that is handed over. Nothing in the product reads the system's clock except `SystemClock`, so
 * that a test can stand at any instant.
 */
import { type DynamicModule, Injectable, Module } from '@nestjs/common';

export abstract class Clock {
  /** The present instant, in UTC milliseconds since 1970. */
  abstract now(): number;
}

@Injectable()
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}

/** A clock that stands still until it is moved: for tests and seeds. */
export class ManualClock extends Clock {
  constructor(private instant: number) {
    super();
  }

  now(): number {
    return this.instant;
  }

  /** Stands at the given instant (UTC milliseconds, or anything `Date` reads). */
  set(instant: number | string): void {
    const at = typeof instant === 'number' ? instant : Date.parse(instant);
    if (!Number.isFinite(at)) throw new Error(`Not an instant: ${instant}`);
    this.instant = at;
  }

  advance(milliseconds: number): void {
    this.instant += milliseconds;
  }
}

@Module({})
export class ClockModule {
  /** Makes `Clock` available everywhere; without an argument it is the system's. */
  static forRoot(clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}
