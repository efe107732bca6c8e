/** Time at work: vectors worked out by hand, and what holds for every week, zone and instant. */
import * as fc from 'fast-check';
import { addDays } from '../../kernel';
import { instantAt, localDay, startOfDay } from '../../platform/clock';
import {
  businessTimeBetween,
  type DaySpans,
  laterByBusinessTime,
  openAt,
  opensAfter,
  readWeek,
  spansOfDay,
  type WeekHours,
} from './index';

const HOUR = 3_600_000;
const OFFICE = readWeek('1-5 09:00-18:00') ?? [];
const ALWAYS = readWeek('1-7 00:00-24:00') ?? [];
const NEW_YORK = 'America/New_York';

function work(zone: string, week: readonly WeekHours[], holidays: readonly string[] = []) {
  const spans: DaySpans = (day) =>
    spansOfDay(
      day,
      week,
      (one) => holidays.includes(one),
      (one, time) =>
        time === '24:00' ? startOfDay(addDays(one, 1), zone) : instantAt(`${one}T${time}`, zone),
    );
  const at = (local: string): number => instantAt(local, zone);
  return {
    spans,
    at,
    later: (from: number, ms: number) => laterByBusinessTime(from, ms, localDay(from, zone), spans),
    between: (from: number, until: number) =>
      businessTimeBetween(from, until, localDay(Math.min(from, until), zone), spans),
    open: (from: number) => openAt(from, localDay(from, zone), spans),
    opens: (from: number) => opensAfter(from, localDay(from, zone), spans),
  };
}

describe('time at work', () => {
  const { at, later, between, open, opens } = work('America/Mexico_City', OFFICE, ['2026-11-16']);

  it.each([
    ['within a day', '2026-11-03T10:00', 4, '2026-11-03T14:00'],
    ['over the night', '2026-11-03T16:00', 4, '2026-11-04T11:00'],
    ['over the weekend', '2026-11-06T17:00', 2, '2026-11-09T10:00'],
    ['over a weekend and a holiday', '2026-11-13T17:00', 2, '2026-11-17T10:00'],
    ['from before the day begins', '2026-11-03T03:00', 1, '2026-11-03T10:00'],
    ['from a Sunday', '2026-11-08T12:00', 1, '2026-11-09T10:00'],
    ['up to the last minute of a day', '2026-11-03T09:00', 9, '2026-11-03T18:00'],
    ['a week of work', '2026-11-03T09:00', 45, '2026-11-09T18:00'],
  ])('passes %s', (_, from, hours, expected) => {
    expect(later(at(from), hours * HOUR)).toBe(at(expected));
    expect(between(at(from), at(expected))).toBe(hours * HOUR);
  });

  it('does not pass while nobody is there, and no time takes no time', () => {
    expect(between(at('2026-11-03T18:00'), at('2026-11-04T09:00'))).toBe(0);
    expect(between(at('2026-11-14T00:00'), at('2026-11-17T09:00'))).toBe(0);
    expect(later(at('2026-11-08T03:00'), 0)).toBe(at('2026-11-08T03:00'));
  });

  it('never comes where nobody works', () => {
    const nobody = work('UTC', []);
    expect(nobody.later(0, HOUR)).toBeNull();
    expect(nobody.between(0, 400 * 24 * HOUR)).toBe(0);
    expect([nobody.open(0), nobody.opens(0)]).toEqual([undefined, undefined]);
    expect(work('UTC', OFFICE, everyDay('2026-01-01', 800)).later(Date.UTC(2026, 0, 1), 1)).toBeNull();
  });

  it('tells until when somebody is there, and from when on', () => {
    expect(open(at('2026-11-03T17:59'))?.until).toBe(at('2026-11-03T18:00'));
    expect(open(at('2026-11-03T18:00'))).toBeUndefined();
    expect(opens(at('2026-11-13T18:00'))).toBe(at('2026-11-17T09:00'));
  });

  it('of two shifts goes on after the break, and of a night past midnight', () => {
    const shifts = work(
      'UTC',
      readWeek('1-7 22:00-24:00\n1-7 00:00-06:00\n1 09:00-13:00\n1 14:00-18:00') ?? [],
    );
    expect(shifts.open(shifts.at('2026-11-02T12:00'))?.until).toBe(shifts.at('2026-11-02T13:00'));
    expect(shifts.open(shifts.at('2026-11-03T23:00'))?.until).toBe(shifts.at('2026-11-04T06:00'));
    expect(shifts.later(shifts.at('2026-11-02T12:30'), HOUR)).toBe(shifts.at('2026-11-02T14:30'));
  });

  it('of hours that overlap counts once', () => {
    const doubled = work('UTC', readWeek('1-7 09:00-12:00\n1-7 11:00-13:00') ?? []);
    expect(doubled.between(doubled.at('2026-11-02T00:00'), doubled.at('2026-11-03T00:00'))).toBe(4 * HOUR);
  });
});

describe('where the clocks change', () => {
  // New York 2026: 02:00 leaps to 03:00 on 8 March, 02:00 is 01:00 again on 1 November.
  const round = work(NEW_YORK, ALWAYS);

  it.each([
    ['put forward: 23 hours', '2026-03-08', 23],
    ['put back: 25 hours', '2026-11-01', 25],
    ['left alone: 24 hours', '2026-11-02', 24],
  ])('a day around the clock on which they are %s', (_, day, hours) => {
    const [from, until] = [startOfDay(day, NEW_YORK), startOfDay(addDays(day, 1), NEW_YORK)];
    expect(round.between(from, until)).toBe(hours * HOUR);
    expect(round.later(from, hours * HOUR)).toBe(until);
  });

  it('hours by day stay as long as they are, whatever the night was', () => {
    const office = work(NEW_YORK, readWeek('1-7 09:00-18:00') ?? []);
    for (const [before, after] of [
      ['2026-03-07', '2026-03-08'],
      ['2026-10-31', '2026-11-01'],
    ] as const)
      expect(office.later(office.at(`${before}T17:00`), 2 * HOUR)).toBe(office.at(`${after}T10:00`));
  });

  it('a night shift is an hour shorter or longer', () => {
    const night = work(NEW_YORK, readWeek('1-7 00:00-06:00') ?? []);
    const length = (day: string) => night.between(startOfDay(day, NEW_YORK), night.at(`${day}T12:00`)) / HOUR;
    expect(['2026-03-07', '2026-03-08', '2026-11-01'].map(length)).toEqual([6, 5, 7]);
  });

  it('hours that are leapt over are none', () => {
    const leapt = work(NEW_YORK, readWeek('7 02:00-03:00') ?? []);
    expect(leapt.spans('2026-03-08')).toEqual([]);
    expect(leapt.later(leapt.at('2026-03-07T12:00'), HOUR)).toBe(leapt.at('2026-03-15T03:00'));
  });

  it('midnight may be leapt over', () => {
    // Santiago went from 24:00 on 7 September 2024 straight to 01:00 on the 8th.
    const santiago = work('America/Santiago', ALWAYS);
    expect(santiago.between(santiago.at('2024-09-07T12:00'), santiago.at('2024-09-08T12:00'))).toBe(
      23 * HOUR,
    );
  });
});

describe('for every week, zone and instant', () => {
  const zone = fc.constantFrom(
    NEW_YORK,
    'Europe/Madrid',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  );
  const hours = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 48 }))
    .filter(([, from, until]) => from < until)
    .map(([weekday, from, until]): WeekHours => ({ weekday, from: half(from), until: half(until) }));
  const week = fc.array(hours, { minLength: 1, maxLength: 8 });
  const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  const length = fc.integer({ min: 1, max: 60 * HOUR });
  const holidays = fc.array(
    fc.integer({ min: 0, max: 380 }).map((day) => addDays('2026-01-01', day)),
    { maxLength: 30 },
  );

  it('as much lies between as was added, it ends at work, and never before it began', () => {
    fc.assert(
      fc.property(zone, week, holidays, instant, length, (place, hoursOf, off, from, ms) => {
        const { later, between, open } = work(place, hoursOf, off);
        const end = later(from, ms);
        if (end === null) return;
        expect(end).toBeGreaterThanOrEqual(from + ms);
        expect(between(from, end)).toBe(ms);
        expect(open(end - 1)).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('two steps come as far as one', () => {
    fc.assert(
      fc.property(zone, week, instant, length, length, (place, hoursOf, from, one, other) => {
        const { later } = work(place, hoursOf);
        const half = later(from, one);
        const whole = later(from, one + other);
        // Beyond a year nothing is looked for.
        if (half !== null && whole !== null) expect(later(half, other)).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('adds up over any instant between, and backwards is the same with a minus', () => {
    fc.assert(
      fc.property(zone, week, holidays, fc.tuple(instant, instant, instant), (place, hoursOf, off, three) => {
        const [a = 0, b = 0, c = 0] = [...three].sort((one, other) => one - other);
        const { between } = work(place, hoursOf, off);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(between(c, a) + between(a, c)).toBe(0);
        expect(between(a, c)).toBeLessThanOrEqual(c - a);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a week as it is typed', () => {
  it('is read line by line', () => {
    expect(readWeek(' 1-2 9:00 - 18:00\n\n6 09:00–14:00')).toEqual([
      { weekday: 1, from: '09:00', until: '18:00' },
      { weekday: 2, from: '09:00', until: '18:00' },
      { weekday: 6, from: '09:00', until: '14:00' },
    ]);
    expect(readWeek('')).toEqual([]);
  });

  it.each([
    '8 09:00-10:00',
    '5-1 09:00-10:00',
    '1 10:00-09:00',
    '1 09:00-25:00',
    '1 09:60-10:00',
    'lunes',
    '1 24:00-24:00',
  ])('is refused as a whole for %s', (line) => {
    expect(readWeek(`1 09:00-10:00\n${line}`)).toBeUndefined();
  });
});

function everyDay(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => addDays(first, nth));
}

function half(count: number): string {
  return `${String(Math.floor(count / 2)).padStart(2, '0')}:${count % 2 ? '30' : '00'}`;
}
