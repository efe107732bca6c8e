/**
 * "Now" as something that is handed over. Nothing in the product reads the system's clock except `SystemClock`, so
 * that a test can stand at any instant.
 */
import { type DynamicModule, Global, Injectable, Module } from '@nestjs/common';

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

/** Makes `Clock` available everywhere: the system's, or with `forRoot` the one given. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {
  static forRoot(clock: Clock): DynamicModule {
    return {
      module: GivenClockModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}

@Module({})
class GivenClockModule {}
