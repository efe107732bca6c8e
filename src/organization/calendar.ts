/** The organization's calendar: which local day an instant belongs to where the company works. */
import { Injectable } from '@nestjs/common';
import { Clock, localDay } from '../platform/clock';
import { SettingsStore } from '../platform/views';

@Injectable()
export class Calendar {
  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
  ) {}

  /** IANA zone of the organization. */
  async zone(): Promise<string> {
    return (await this.settings.get('organization')).timezone;
  }

  /** Today, `YYYY-MM-DD`. */
  today(): Promise<string> {
    return this.dayOf(this.clock.now());
  }

  /** The local day of an instant (UTC milliseconds), `YYYY-MM-DD`. */
  async dayOf(instant: number): Promise<string> {
    return localDay(instant, await this.zone());
  }
}
