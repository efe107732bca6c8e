/** The organization's calendar: which local day an instant belongs to where the company works. */
import { Injectable } from '@nestjs/common';
import { Clock, localDay } from '../platform/clock';
import { Config } from '../platform/config';

@Injectable()
export class Calendar {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** IANA zone of the organization. */
  get zone(): string {
    return this.config.timezone;
  }

  /** Today, `YYYY-MM-DD`. */
  today(): string {
    return this.dayOf(this.clock.now());
  }

  /** The local day of an instant (UTC milliseconds), `YYYY-MM-DD`. */
  dayOf(instant: number): string {
    return localDay(instant, this.zone);
  }
}
