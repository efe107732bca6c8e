import fc from 'fast-check';
import { localDay, localTime } from '../platform/clock';
import { daysOff } from '../organization';
import { DEFAULT_INVITATION_RULES } from './invitation-rules';
import { type QuietTimes, quietTimes, sendableFrom, sendableInQuarters } from './send-window';

const at = (iso: string) => Date.parse(iso);
const iso = (instant: number) => new Date(instant).toISOString();
const NIGHT: QuietTimes = { hours: { from: 21, until: 8 }, weekdays: [], dayOff: () => false };
const WORKDAYS: QuietTimes = { ...NIGHT, weekdays: [6, 7] };

describe('quiet days', () => {
  it('Friday evening waits for Monday morning', () => {
    // Friday 6 November 2026, 21:30 in Mexico City.
    expect(iso(sendableFrom(at('2026-11-07T03:30:00Z'), 'America/Mexico_City', WORKDAYS))).toBe(
      '2026-11-09T14:00:00.000Z',
    );
  });

  it('without quiet hours a quiet day ends at midnight', () => {
    const quiet = { ...WORKDAYS, hours: null };
    expect(iso(sendableFrom(at('2026-11-07T18:00:00Z'), 'America/Mexico_City', quiet))).toBe(
      '2026-11-09T06:00:00.000Z',
    );
  });

  it('it is the weekday where the customer is', () => {
    // Sunday 23:30 in Mexico City is Monday 06:30 in Madrid, before eight.
    const instant = at('2026-11-09T05:30:00Z');
    expect(iso(sendableFrom(instant, 'Europe/Madrid', WORKDAYS))).toBe('2026-11-09T07:00:00.000Z');
    expect(iso(sendableFrom(instant, 'America/Mexico_City', WORKDAYS))).toBe('2026-11-09T14:00:00.000Z');
  });

  it('days off in a row are waited out; a year of them is refused', () => {
    const off = { ...NIGHT, dayOff: (day: string) => day >= '2026-12-24' && day <= '2027-01-06' };
    expect(iso(sendableFrom(at('2026-12-24T18:00:00Z'), 'America/Mexico_City', off))).toBe(
      '2027-01-07T14:00:00.000Z',
    );
    expect(() => sendableFrom(0, 'UTC', { ...NIGHT, dayOff: () => true })).toThrow(RangeError);
  });

  it('public holidays are those of the country and, where it has them, the state', async () => {
    const rules = { observe: true, country: null, state: null, extra: ['2026-11-05'] };
    const mexico = await daysOff(rules, 'MX');
    expect(['2026-11-16', '2026-12-25', '2026-11-05', '2026-11-06'].map(mexico)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const texas = await daysOff({ ...rules, country: 'US', state: 'TX' }, 'MX');
    expect(['2026-07-03', '2026-11-26', '2026-11-16'].map(texas)).toEqual([true, true, false]);
    const madrid = await daysOff({ ...rules, country: 'ES', state: 'MD' }, 'MX');
    expect([madrid('2026-05-02'), madrid('2026-10-12')]).toEqual([true, true]);
    const off = await daysOff({ ...rules, observe: false }, 'MX');
    expect([off('2026-12-25'), off('2026-11-05')]).toEqual([false, true]);
    const times = await quietTimes({ ...DEFAULT_INVITATION_RULES, holidays: rules }, 'MX');
    expect(times.dayOff('2026-12-25')).toBe(true);
  });
});

/** Every zone's days of change: when the clocks go, and what eight in the morning is in UTC the day before, on it and after. */
describe('days on which the clocks change', () => {
  it.each([
    ['America/New_York', '2026-03-08', '12:00', '12:00', '2026-03-07T13:00:00.000Z'],
    ['America/New_York', '2026-11-01', '13:00', '13:00', '2026-10-31T12:00:00.000Z'],
    ['Europe/Madrid', '2026-03-29', '06:00', '06:00', '2026-03-28T07:00:00.000Z'],
    ['Europe/Madrid', '2026-10-25', '07:00', '07:00', '2026-10-24T06:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '21:00', '21:00', '2026-10-02T21:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05', '21:30', '21:30', '2026-04-03T21:00:00.000Z'],
  ])('%s on %s: the morning is eight on the wall', (zone, day, on, after, before) => {
    const eightOn = (local: string, utc: string) => {
      // In Australia eight in the morning is the evening before in UTC.
      const shift = zone.startsWith('Australia') ? -1 : 0;
      const date = new Date(Date.parse(`${local}T00:00:00Z`) + shift * 86_400_000).toISOString().slice(0, 10);
      return `${date}T${utc}:00.000Z`;
    };
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const [previousMorning, morning, nextMorning] = [before, eightOn(day, on), eightOn(next, after)].map(at);
    // From late in the evening before until eight of the day, through the change.
    for (let instant = (morning ?? 0) - 9.9 * 3_600_000; instant < (morning ?? 0); instant += 600_000) {
      expect(iso(sendableFrom(instant, zone, NIGHT))).toBe(iso(morning ?? 0));
    }
    expect(localTime(previousMorning ?? 0, zone)).toMatchObject({ hour: 8, minute: 0 });
    expect(iso(sendableFrom((nextMorning ?? 0) - 3_600_000, zone, NIGHT))).toBe(iso(nextMorning ?? 0));
    const quietThen = { ...NIGHT, dayOff: (local: string) => local === day };
    expect(iso(sendableFrom(morning ?? 0, zone, quietThen))).toBe(iso(nextMorning ?? 0));
  });

  it('Mexico City changes no clocks since 2022: eight is 14:00 UTC all year', () => {
    for (const day of ['2026-04-05', '2026-07-01', '2026-10-25', '2026-12-01']) {
      expect(iso(sendableFrom(at(`${day}T12:00:00Z`), 'America/Mexico_City', NIGHT))).toBe(
        `${day}T14:00:00.000Z`,
      );
    }
    // In 2022 it still did.
    expect(iso(sendableFrom(at('2022-07-01T12:00:00Z'), 'America/Mexico_City', NIGHT))).toBe(
      '2022-07-01T13:00:00.000Z',
    );
  });

  it('an hour that comes twice is quiet both times, and open both times', () => {
    const fromTwo = { ...NIGHT, hours: { from: 1, until: 2 } };
    // 1 November 2026 in New York: 01:30 at 05:30 and again at 06:30 UTC.
    for (const instant of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']) {
      expect(iso(sendableFrom(at(instant), 'America/New_York', fromTwo))).toBe('2026-11-01T07:00:00.000Z');
    }
    const untilOne = { ...NIGHT, hours: { from: 0, until: 1 } };
    for (const instant of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']) {
      expect(iso(sendableFrom(at(instant), 'America/New_York', untilOne))).toBe(iso(at(instant)));
    }
  });

  it('at any instant, in any zone, with any quiet times: never quiet, never earlier, and the first that will do', () => {
    const zones = [
      'America/New_York',
      'Europe/Madrid',
      'America/Mexico_City',
      'Australia/Lord_Howe',
      'America/Santiago',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 23 }),
        fc.subarray([1, 2, 3, 4, 5, 6, 7], { maxLength: 6 }),
        fc.integer({ min: 1, max: 28 }),
        (instant, zone, from, until, weekdays, dayOfMonth) => {
          const dayOff = (day: string) => Number(day.slice(8)) === dayOfMonth;
          const isQuiet = (when: number) => {
            const { hour, weekday } = localTime(when, zone);
            const inHours =
              from === until
                ? false
                : from > until
                  ? hour >= from || hour < until
                  : hour >= from && hour < until;
            return inHours || weekdays.includes(weekday) || dayOff(localDay(when, zone));
          };
          const quiet = { hours: { from, until }, weekdays, dayOff };
          const found = sendableFrom(instant, zone, quiet);
          // Whoever asks for many instants at once is told the same.
          const many = sendableInQuarters(quiet);
          for (const later of [0, 1, 899_999, 900_000])
            expect(many(instant + later, zone)).toBe(sendableFrom(instant + later, zone, quiet));
          expect(found).toBeGreaterThanOrEqual(instant);
          expect(isQuiet(found)).toBe(false);
          // Every half hour before it was quiet.
          for (let when = instant; when < found; when += 1_800_000) expect(isQuiet(when)).toBe(true);
        },
      ),
      { numRuns: 300, examples: [[1741334400000, 'America/New_York', 3, 2, [6], 1]] },
    );
  });
});
