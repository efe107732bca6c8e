/** When those who promised something are reminded, and which minute a written time is. */
import fc from 'fast-check';
import { instantAt, localDay, localTime } from '../../platform/clock';
import { readDue } from './promise-due';
import { stateOf } from './promise-states';
import { isWeekend, reminderTimes, type WorkingTime } from './promise-times';

const MEXICO: WorkingTime = {
  zone: 'America/Mexico_City',
  workFrom: 8,
  workUntil: 19,
  isOff: (day) => isWeekend(day) || day === '2026-11-16',
};
const NEW_YORK: WorkingTime = { ...MEXICO, zone: 'America/New_York', isOff: () => false };
const inMexico = (local: string) => instantAt(local, MEXICO.zone);
const iso = (instant: number) => new Date(instant).toISOString();
const reminders = (madeAt: string, dueAt: string, minutes = [1440, 60]) =>
  reminderTimes({ madeAt: inMexico(madeAt), dueAt: inMexico(dueAt) }, minutes, MEXICO).map((at) =>
    iso(at).slice(0, 16),
  );

describe('a promise is due', () => {
  it('at the minute the clocks of the organization show', () => {
    expect(iso(readDue('2026-11-04T17:00', 'America/Mexico_City'))).toBe('2026-11-04T23:00:00.000Z');
    expect(iso(readDue('2026-07-04T17:00', 'America/New_York'))).toBe('2026-07-04T21:00:00.000Z');
  });

  it('at the leap, when the clocks leap over its minute', () => {
    // 02:00 becomes 03:00 on 8 March.
    const due = readDue('2026-03-08T02:30', 'America/New_York');
    expect(iso(due)).toBe('2026-03-08T07:00:00.000Z');
    expect(localTime(due, 'America/New_York')).toMatchObject({ hour: 3, minute: 0 });
    expect(iso(readDue('2026-03-08T01:59', 'America/New_York'))).toBe('2026-03-08T06:59:00.000Z');
    expect(iso(readDue('2026-03-08T03:00', 'America/New_York'))).toBe('2026-03-08T07:00:00.000Z');
  });

  it('the first of two times, when the clocks are put back over its minute', () => {
    expect(iso(readDue('2026-11-01T01:30', 'America/New_York'))).toBe('2026-11-01T05:30:00.000Z');
    expect(iso(readDue('2026-11-01T02:00', 'America/New_York'))).toBe('2026-11-01T07:00:00.000Z');
    // Half an hour only, on Lord Howe.
    expect(iso(readDue('2026-04-05T01:45', 'Australia/Lord_Howe'))).toBe('2026-04-04T14:45:00.000Z');
  });

  it('where midnight does not exist, at the first instant of the day', () => {
    expect(iso(readDue('2024-09-08T00:00', 'America/Santiago'))).toBe('2024-09-08T04:00:00.000Z');
  });

  it('at no time that is none', () => {
    for (const none of ['', 'mañana', '2026-02-30T10:00', '2026-11-04T25:00', '2026-11-04'])
      expect(() => readDue(none, 'America/Mexico_City')).toThrow('promise_due_unreadable');
  });

  it('never later than any minute those words could mean', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2025, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 }),
        fc.constantFrom(
          'America/New_York',
          'Europe/Madrid',
          'America/Santiago',
          'Australia/Lord_Howe',
          'UTC',
        ),
        (minute, zone) => {
          const at = minute * 60_000;
          const { hour, minute: shown } = localTime(at, zone);
          const two = (value: number) => String(value).padStart(2, '0');
          const read = readDue(`${localDay(at, zone)}T${two(hour)}:${two(shown)}`, zone);
          expect(at - read === 0 || at - read === 3_600_000 || at - read === 1_800_000).toBe(true);
        },
      ),
    );
  });
});

describe('reminders come', () => {
  it('a day and an hour before', () => {
    expect(reminders('2026-11-02T09:00', '2026-11-05T17:00')).toEqual([
      '2026-11-04T23:00',
      '2026-11-05T22:00',
    ]);
  });

  it('only as far as their minute is still to come', () => {
    expect(reminders('2026-11-05T12:00', '2026-11-05T17:00')).toEqual(['2026-11-05T22:00']);
    expect(reminders('2026-11-05T16:30', '2026-11-05T17:00')).toEqual([]);
    expect(reminders('2026-11-02T09:00', '2026-11-05T17:00', [])).toEqual([]);
  });

  it('in the last working hour before a night, a weekend and a holiday', () => {
    // Due on Tuesday at 9: a day before is the holiday Monday, an hour before is 8 o’clock.
    expect(reminders('2026-11-12T10:00', '2026-11-17T09:00')).toEqual([
      '2026-11-14T00:00',
      '2026-11-17T14:00',
    ]);
    expect(reminders('2026-11-03T10:00', '2026-11-05T22:00')).toEqual([
      '2026-11-05T00:00',
      '2026-11-06T00:00',
    ]);
    expect(reminders('2026-11-03T10:00', '2026-11-05T06:00', [60])).toEqual(['2026-11-05T00:00']);
  });

  it('at their own minute where that was before the promise was made', () => {
    // Made on a Saturday for Sunday evening.
    expect(reminders('2026-11-07T10:00', '2026-11-08T20:00')).toEqual([
      '2026-11-08T02:00',
      '2026-11-09T01:00',
    ]);
  });

  it('once where two of them fall together', () => {
    expect(reminders('2026-11-10T10:00', '2026-11-16T12:00')).toEqual(['2026-11-14T00:00']);
  });

  it('so many real minutes before, though the clocks change in between', () => {
    const madeAt = instantAt('2026-03-05T10:00', NEW_YORK.zone);
    const dueAt = instantAt('2026-03-08T12:00', NEW_YORK.zone);
    const [day] = reminderTimes({ madeAt, dueAt }, [1440], NEW_YORK);
    expect(day).toBe(dueAt - 24 * 3_600_000);
    expect(localTime(day ?? 0, NEW_YORK.zone).hour).toBe(11);
  });

  it('after the promise and before it is due, whatever its times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 1, max: 40_000 }),
        (start, length) => {
          const madeAt = inMexico('2026-01-01T00:00') + start * 60_000;
          const dueAt = madeAt + length * 60_000;
          for (const at of reminderTimes({ madeAt, dueAt }, [1440, 60, 5], MEXICO)) {
            expect(at).toBeGreaterThan(madeAt);
            expect(at).toBeLessThan(dueAt);
          }
        },
      ),
    );
  });
});

describe('a promise is', () => {
  const times = { dueAt: 1000, keptAt: null, customerWord: null };
  it('open until its minute, and broken from then on', () => {
    expect([999, 1000, 1001].map((now) => stateOf(times, now))).toEqual(['open', 'broken', 'broken']);
  });

  it('kept when it was before its minute, and broken when it was late', () => {
    expect([999, 1000].map((keptAt) => stateOf({ ...times, keptAt }, 5000))).toEqual(['kept', 'broken']);
  });

  it('kept on the customer’s word where nobody marked it', () => {
    expect(stateOf({ ...times, customerWord: 'kept' }, 5000)).toBe('kept');
    expect(stateOf({ ...times, customerWord: 'kept', keptAt: 2000 }, 5000)).toBe('broken');
  });
});
