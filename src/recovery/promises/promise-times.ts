/**
 * When those who promised something are reminded: in working time, never later than the setting says. A promise itself
 * knows neither holidays nor office hours: the customer was told a day and a minute.
 */
import { z } from 'zod';
import { addDays } from '../../kernel';
import { instantAt, localDay, localTime } from '../../platform/clock';
import { defineSetting } from '../../platform/views';

export interface PromiseSettings {
  /** How many minutes before it is due somebody is reminded. */
  remindMinutes: number[];
  /** Working hours, 0–24; a reminder outside of them comes in the last one before. */
  workFrom: number;
  workUntil: number;
}

export const promiseSetting = defineSetting<PromiseSettings>({
  name: 'promises',
  schema: z
    .strictObject({
      remindMinutes: z.array(z.int().min(5).max(20_160)).max(5),
      workFrom: z.int().min(0).max(23),
      workUntil: z.int().min(1).max(24),
    })
    .refine(({ workFrom, workUntil }) => workFrom < workUntil),
  defaults: () => ({ remindMinutes: [1440, 60], workFrom: 8, workUntil: 19 }),
});

/** Where and when the organization works. */
export interface WorkingTime extends Pick<PromiseSettings, 'workFrom' | 'workUntil'> {
  readonly zone: string;
  /** Whether nobody works on a local day: weekends and public holidays. */
  readonly isOff: (day: string) => boolean;
}

const MINUTE = 60_000;
/** No organization rests for longer; a calendar without working days must not be searched for ever. */
const MOST_DAYS_OFF = 31;

/**
 * The reminders of a promise, earliest first. One that falls into the night, a weekend or a holiday comes in the last
 * working hour before; where that was before the promise was made, it comes at its own minute after all. One whose
 * minute was over when the promise was made does not come.
 */
export function reminderTimes(
  { madeAt, dueAt }: { madeAt: number; dueAt: number },
  remindMinutes: readonly number[],
  work: WorkingTime,
): number[] {
  const times = remindMinutes.flatMap((minutes) => {
    const plain = dueAt - minutes * MINUTE;
    if (plain <= madeAt) return [];
    const moved = workingMinute(plain, work);
    return [moved > madeAt ? moved : plain];
  });
  return [...new Set(times)].sort((one, other) => one - other);
}

/** The instant itself in working time, else the beginning of the last working hour before it. */
function workingMinute(at: number, { zone, isOff, workFrom, workUntil }: WorkingTime): number {
  const day = localDay(at, zone);
  const { hour } = localTime(at, zone);
  if (!isOff(day) && hour >= workFrom && hour < workUntil) return at;
  let last = !isOff(day) && hour >= workUntil ? day : addDays(day, -1);
  for (let days = 0; isOff(last) && days < MOST_DAYS_OFF; days += 1) last = addDays(last, -1);
  return instantAt(`${last}T${String(workUntil - 1).padStart(2, '0')}:00`, zone);
}

export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
