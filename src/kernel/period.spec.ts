import fc from 'fast-check';
import {
  addDays,
  contains,
  coveredDays,
  daysIn,
  formatPeriod,
  monthPeriod,
  overlapDays,
  parsePeriod,
  period,
  previousPeriods,
  quarterPeriod,
  yearPeriod,
} from './period';

describe('period', () => {
  test('a month, a quarter and a year end on the first day after them', () => {
    expect(monthPeriod('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(quarterPeriod('2026-Q3')).toEqual({ from: '2026-07-01', to: '2026-10-01' });
    expect(yearPeriod('2026')).toEqual({ from: '2026-01-01', to: '2027-01-01' });
    expect(parsePeriod('2026-03-16..2026-08-01')).toEqual({ from: '2026-03-16', to: '2026-08-01' });
  });

  test.each(['2026-10', '2026-Q4', '2026', '2026-03-16..2026-08-01'])(
    '%s is written back as it was read',
    (text) => {
      expect(formatPeriod(parsePeriod(text))).toBe(text);
    },
  );

  test.each(['2026-13', '2026-Q5', '26', '', '2026-10-01', 'yesterday'])('"%s" is not a period', (text) => {
    expect(() => parsePeriod(text)).toThrow(expect.objectContaining({ code: 'period.unreadable' }));
  });

  test('a date that does not exist and an empty range are refused', () => {
    expect(() => parsePeriod('2026-02-29..2026-03-01')).toThrow(
      expect.objectContaining({ code: 'period.bad_date' }),
    );
    expect(() => period('2026-03-01', '2026-03-01')).toThrow(
      expect.objectContaining({ code: 'period.empty' }),
    );
  });

  test('leap years count', () => {
    expect(daysIn(yearPeriod('2026'))).toBe(365);
    expect(daysIn(yearPeriod('2028'))).toBe(366);
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  test('the first day belongs to the period, the day after it does not', () => {
    expect(contains(monthPeriod('2026-10'), '2026-10-01')).toBe(true);
    expect(contains(monthPeriod('2026-10'), '2026-10-31')).toBe(true);
    expect(contains(monthPeriod('2026-10'), '2026-11-01')).toBe(false);
  });

  test('hired on 16 March 2026, the employee has 291 days of the year', () => {
    expect(overlapDays(yearPeriod('2026'), period('2026-03-16', '2040-01-01'))).toBe(291);
    expect(overlapDays(monthPeriod('2026-01'), monthPeriod('2026-02'))).toBe(0);
  });

  test('days covered by two overlapping leaves count once', () => {
    const leaves = [
      period('2026-08-10', '2026-08-20'),
      period('2026-08-01', '2026-08-15'),
      period('2026-12-30', '2027-02-01'),
    ];
    expect(coveredDays(yearPeriod('2026'), leaves)).toBe(19 + 2);
  });

  test('the periods before a quarter are quarters, before a fortnight are fortnights', () => {
    expect(previousPeriods(quarterPeriod('2026-Q1'), 2).map(formatPeriod)).toEqual(['2025-Q4', '2025-Q3']);
    expect(previousPeriods(monthPeriod('2026-02'), 2).map(formatPeriod)).toEqual(['2026-01', '2025-12']);
    expect(previousPeriods(period('2026-03-15', '2026-03-29'), 1)).toEqual([
      { from: '2026-03-01', to: '2026-03-15' },
    ]);
  });

  test('every previous period ends where the next one starts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const current = monthPeriod(`${year}-${String(month).padStart(2, '0')}`);
        const [previous, earlier] = previousPeriods(current, 2);
        expect(previous?.to).toBe(current.from);
        expect(earlier?.to).toBe(previous?.from);
      }),
    );
  });
});
