/** Which quarter pages open at. */
import { openingQuarter } from './opening-quarter';

describe('the quarter pages open at', () => {
  it('is the current one from its fifth week on', () => {
    expect(openingQuarter('2026-10-29')).toEqual({ from: '2026-10-01', to: '2027-01-01' });
    expect(openingQuarter('2026-12-31')).toEqual({ from: '2026-10-01', to: '2027-01-01' });
  });

  it('is the one before during the first four weeks, across the turn of the year too', () => {
    expect(openingQuarter('2026-10-28')).toEqual({ from: '2026-07-01', to: '2026-10-01' });
    expect(openingQuarter('2026-01-01')).toEqual({ from: '2025-10-01', to: '2026-01-01' });
  });
});
