import { ManualClock, localDay, localTime, startOfDay } from './index';

describe('local days', () => {
  it('an evening in Mexico is already tomorrow in UTC', () => {
    const evening = Date.parse('2026-11-04T02:30:00Z');
    expect(localDay(evening, 'America/Mexico_City')).toBe('2026-11-03');
    expect(localDay(evening, 'UTC')).toBe('2026-11-04');
    expect(localTime(evening, 'America/Mexico_City')).toEqual({ hour: 20, minute: 30, weekday: 2 });
  });

  it('a day starts at the first instant that exists where daylight saving skips midnight', () => {
    // Santiago went from 24:00 on 7 September 2024 straight to 01:00 on the 8th.
    const start = startOfDay('2024-09-08', 'America/Santiago');
    expect(new Date(start).toISOString()).toBe('2024-09-08T04:00:00.000Z');
    expect(localDay(start, 'America/Santiago')).toBe('2024-09-08');
  });

  it('the day of the start of a day is that day', () => {
    for (const zone of ['America/Mexico_City', 'Europe/Madrid', 'America/Sao_Paulo', 'Asia/Kathmandu']) {
      for (const day of ['2026-01-01', '2026-03-29', '2026-10-25', '2024-02-29']) {
        expect(localDay(startOfDay(day, zone), zone)).toBe(day);
      }
    }
  });

  it('a day or a zone that does not exist is refused', () => {
    expect(() => startOfDay('2026-02-30', 'UTC')).toThrow(RangeError);
    expect(() => localDay(0, 'Nowhere/City')).toThrow(RangeError);
    expect(() => localDay(Number.NaN, 'UTC')).toThrow(RangeError);
  });
});

describe('a manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(500);
    expect(clock.now()).toBe(1500);
    clock.set('2026-11-02T15:04:00Z');
    expect(clock.now()).toBe(1793631840000);
    expect(() => clock.set('yesterday')).toThrow('Not an instant');
  });
});
