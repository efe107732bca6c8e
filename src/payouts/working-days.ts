/** Deadlines in working days: neither Saturdays and Sundays nor the public holidays of the organization's country count. */
import { Injectable } from '@nestjs/common';
import { daysOff } from '../organization';
import { addDays } from '../kernel';
import { SettingsStore } from '../platform/views';

@Injectable()
export class WorkingDays {
  constructor(private readonly settings: SettingsStore) {}

  /**
   * The last day of a deadline: the `count`th working day after a day.
   * @param day local day, `YYYY-MM-DD`; it does not count itself
   */
  async after(day: string, count: number): Promise<string> {
    const { region } = await this.settings.get('organization');
    const isOff = await daysOff({ observe: true, country: null, state: null, extra: [] }, region);
    let last = day;
    for (let left = count; left > 0;) {
      last = addDays(last, 1);
      if (!isWeekend(last) && !isOff(last)) left -= 1;
    }
    return last;
  }
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
