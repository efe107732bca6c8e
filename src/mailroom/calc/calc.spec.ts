import { BOUNCE_LIMITS, bulkRules, COMPLAINT_LIMITS, forecast, rateOf } from './index';

describe('a share against its limits', () => {
  it.each([
    [0, 5000, 0, 'good'],
    [4, 5000, 0.0008, 'good'],
    [5, 5000, 0.001, 'care'],
    [14, 5000, 0.0028, 'care'],
    [15, 5000, 0.003, 'bad'],
    [1, 99, 1 / 99, 'few'],
    [0, 0, null, 'few'],
  ])('%i complaints of %i mails', (count, sent, share, verdict) => {
    expect(rateOf(count, sent, COMPLAINT_LIMITS)).toEqual({ share, verdict });
  });

  it.each([
    [19, 'good'],
    [20, 'care'],
    [49, 'care'],
    [50, 'bad'],
  ])('%i bounces of 1,000 mails: %s', (count, verdict) => {
    expect(rateOf(count, 1000, BOUNCE_LIMITS).verdict).toBe(verdict);
  });
});

describe('what is to come', () => {
  // Tuesday 3 November 2026 and Wednesday.
  const days = ['2026-11-03', '2026-11-04'];
  const past = new Map([
    ['2026-10-20', 10], ['2026-10-27', 21], ['2026-10-21', 4], ['2026-10-28', 4],
  ]); // prettier-ignore

  it('is what a weekday usually brings, or what is planned where that is more', () => {
    expect(forecast(days, new Map([['2026-11-03', 3], ['2026-11-04', 9]]), past)).toEqual([
      { day: '2026-11-03', planned: 3, usual: 15.5, expected: 16 },
      { day: '2026-11-04', planned: 9, usual: 4, expected: 9 },
    ]); // prettier-ignore
  });

  it('without a past is what is planned', () => {
    expect(forecast(days, new Map([['2026-11-04', 2]]), new Map())).toEqual([
      { day: '2026-11-03', planned: 0, usual: null, expected: 0 },
      { day: '2026-11-04', planned: 2, usual: null, expected: 2 },
    ]);
  });
});

describe('the rules for bulk senders', () => {
  const facts = { signed: ['good', 'good', 'good'] as const, sent: 10_000, complained: 0, busiest: {} };

  it('the domain is as good as its worst proof, and unknown before anybody looked', () => {
    expect(bulkRules(facts).signed).toBe('good');
    expect(bulkRules({ ...facts, signed: ['good', 'care', 'good'] }).signed).toBe('care');
    expect(bulkRules({ ...facts, signed: ['unknown', 'care', 'good'] }).signed).toBe('unknown');
    expect(bulkRules({ ...facts, signed: ['unknown', 'bad', 'care'] }).signed).toBe('bad');
    expect(bulkRules({ ...facts, signed: [] }).signed).toBe('unknown');
  });

  it('complaints are judged by 0.1 and 0.3 %', () => {
    const of = (complained: number) => bulkRules({ ...facts, complained }).complaints;
    expect([of(9), of(10), of(29), of(30)]).toEqual(['good', 'care', 'care', 'bad']);
    expect(bulkRules({ ...facts, sent: 99, complained: 1 }).complaints).toBe('few');
  });

  it('much mail is no fault, but is told from four fifths of five thousand on', () => {
    expect(bulkRules({ ...facts, busiest: { google: 3999, yahoo: 4000, microsoft: 70_000 } }).volume).toEqual(
      {
        google: 'good',
        yahoo: 'care',
        microsoft: 'care',
      },
    );
  });
});
