import fc from 'fast-check';
import { localDay, localTime } from '../platform/clock';
import { outsideQuietHours, zoneFor } from './quiet-hours';

const NIGHT = { from: 21, until: 8 };
const at = (iso: string) => Date.parse(iso);
const iso = (instant: number) => new Date(instant).toISOString();

describe('quiet hours', () => {
  it('an afternoon is left alone, to the millisecond', () => {
    const afternoon = at('2026-11-03T21:15:07.123Z'); // 15:15 in Mexico City
    expect(outsideQuietHours(afternoon, 'America/Mexico_City', NIGHT)).toBe(afternoon);
  });

  it('the last minute before nine at night may still be used, nine may not', () => {
    const last = at('2026-11-04T02:59:59.999Z');
    expect(outsideQuietHours(last, 'America/Mexico_City', NIGHT)).toBe(last);
    expect(iso(outsideQuietHours(last + 1, 'America/Mexico_City', NIGHT))).toBe('2026-11-04T14:00:00.000Z');
  });

  it('before eight in the morning waits for eight of the same day', () => {
    expect(iso(outsideQuietHours(at('2026-11-04T13:59:00Z'), 'America/Mexico_City', NIGHT))).toBe(
      '2026-11-04T14:00:00.000Z',
    );
  });

  it('the same instant is night in Madrid and afternoon in Mexico', () => {
    const instant = at('2026-11-03T22:00:00Z');
    expect(iso(outsideQuietHours(instant, 'Europe/Madrid', NIGHT))).toBe('2026-11-04T07:00:00.000Z');
    expect(outsideQuietHours(instant, 'America/Mexico_City', NIGHT)).toBe(instant);
  });

  it('the night clocks go forward in Madrid is an hour shorter and still ends at eight', () => {
    // 29 March 2026, 02:00 → 03:00: eight in the morning is 06:00 UTC, not 07:00.
    expect(iso(outsideQuietHours(at('2026-03-28T20:30:00Z'), 'Europe/Madrid', NIGHT))).toBe(
      '2026-03-29T06:00:00.000Z',
    );
  });

  it('the night clocks go back in Madrid is an hour longer and still ends at eight', () => {
    // 25 October 2026, 03:00 → 02:00: eight in the morning is 07:00 UTC.
    expect(iso(outsideQuietHours(at('2026-10-24T20:30:00Z'), 'Europe/Madrid', NIGHT))).toBe(
      '2026-10-25T07:00:00.000Z',
    );
    // Both two o'clocks of that night are quiet.
    for (const twoOClock of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
      expect(iso(outsideQuietHours(at(twoOClock), 'Europe/Madrid', NIGHT))).toBe('2026-10-25T07:00:00.000Z');
    }
  });

  it('in Santiago, where the clocks skip midnight, the morning is eight on the wall', () => {
    // 6 September 2026, 00:00 → 01:00.
    expect(iso(outsideQuietHours(at('2026-09-06T01:30:00Z'), 'America/Santiago', NIGHT))).toBe(
      '2026-09-06T11:00:00.000Z',
    );
  });

  it('where the only hour that is not quiet is the one the clocks skip, the next day has it', () => {
    // 9 March 2025 has no two o'clock in New York, and three is quiet again: two on the tenth, 06:00 UTC.
    expect(
      iso(outsideQuietHours(at('2025-03-08T12:00:00Z'), 'America/New_York', { from: 3, until: 2 })),
    ).toBe('2025-03-10T06:00:00.000Z');
  });

  it('an end of the night that the clocks skip is the first instant that exists', () => {
    // Quiet until two on the day two o'clock does not exist in Madrid: three, which is 01:00 UTC.
    expect(iso(outsideQuietHours(at('2026-03-29T00:30:00Z'), 'Europe/Madrid', { from: 22, until: 2 }))).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('a rest at noon does not span midnight', () => {
    const rest = { from: 13, until: 15 };
    expect(iso(outsideQuietHours(at('2026-11-03T19:30:00Z'), 'America/Mexico_City', rest))).toBe(
      '2026-11-03T21:00:00.000Z',
    );
    const night = at('2026-11-04T05:00:00Z');
    expect(outsideQuietHours(night, 'America/Mexico_City', rest)).toBe(night);
  });

  it('switched off, every hour will do', () => {
    const night = at('2026-11-04T09:00:00Z');
    expect(outsideQuietHours(night, 'America/Mexico_City', null)).toBe(night);
    expect(outsideQuietHours(night, 'America/Mexico_City', { from: 8, until: 8 })).toBe(night);
  });

  it('at any instant of ten years, in any zone: never quiet, never earlier, never later than the next morning', () => {
    const zones = [
      'America/Santiago',
      'Europe/Madrid',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        fc.constantFrom(...zones),
        (instant, zone) => {
          const moved = outsideQuietHours(instant, zone, NIGHT);
          const { hour, minute } = localTime(moved, zone);
          expect(hour).toBeGreaterThanOrEqual(8);
          expect(hour).toBeLessThan(21);
          expect(moved).toBeGreaterThanOrEqual(instant);
          if (moved > instant) {
            expect([hour, minute]).toEqual([8, 0]);
            expect(moved - instant).toBeLessThanOrEqual(12 * 3_600_000);
            expect(localDay(moved, zone) >= localDay(instant, zone)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the zone of a customer', () => {
  it('is their own where it exists, else the organization’s', () => {
    expect(zoneFor('Europe/Madrid', 'America/Mexico_City')).toBe('Europe/Madrid');
    expect(zoneFor(null, 'America/Mexico_City')).toBe('America/Mexico_City');
    expect(zoneFor('Nowhere/City', 'America/Mexico_City')).toBe('America/Mexico_City');
  });
});
