import { answeredAt, doubtsAbout, isLateThoughSeen, limitsOf, type Pace } from './index';

const ALONE: Pace = {
  deviceSoon: 1,
  deviceToday: 1,
  networkSoon: 1,
  networkToday: 1,
  collectorSoon: 1,
  lateThoughSeen: false,
};
const NOW = Date.UTC(2026, 10, 3, 18);
const [MINUTE, DAY] = [60_000, 86_400_000];

describe('the pace of answers through an open way in', () => {
  it('one answer is nobody’s trick', () => {
    for (const kind of ['kiosk', 'qr', 'link'] as const)
      for (const personal of [true, false]) expect(doubtsAbout(kind, personal, ALONE)).toEqual([]);
  });

  it('the second answer from one telephone within ten minutes is doubted where somebody gains by it', () => {
    const twice = { ...ALONE, deviceSoon: 2, deviceToday: 2 };
    expect(doubtsAbout('qr', true, twice)).toEqual(['repeated_device']);
    expect(doubtsAbout('qr', false, twice)).toEqual([]);
  });

  it('coming back every hour does not help either', () => {
    expect(doubtsAbout('link', true, { ...ALONE, deviceToday: 3, networkToday: 3 })).toEqual([
      'repeated_device',
    ]);
  });

  it('another browser in the same network is noticed a little later', () => {
    expect(doubtsAbout('qr', true, { ...ALONE, networkSoon: 4 })).toEqual([]);
    expect(doubtsAbout('qr', true, { ...ALONE, networkSoon: 5 })).toEqual(['busy_network']);
    expect(doubtsAbout('qr', true, { ...ALONE, networkToday: 16 })).toEqual(['busy_network']);
  });

  it('everybody at a kiosk is one device in one network: only its own pace tells', () => {
    const busy = { ...ALONE, deviceSoon: 90, networkSoon: 90 };
    expect(doubtsAbout('kiosk', false, { ...busy, collectorSoon: 20 })).toEqual([]);
    expect(doubtsAbout('kiosk', false, { ...busy, collectorSoon: 21 })).toEqual(['busy_collector']);
    expect(doubtsAbout('kiosk', true, { ...busy, collectorSoon: 9 })).toEqual(['busy_collector']);
  });

  it('the limits are tighter where the collector names the employee', () => {
    for (const kind of ['kiosk', 'qr', 'link'] as const) {
      const [one, all] = [limitsOf(kind, true), limitsOf(kind, false)];
      for (const name of Object.keys(one) as (keyof typeof one)[])
        expect(one[name]).toBeLessThanOrEqual(all[name]);
    }
  });
});

describe('when an answer was given', () => {
  it('is now unless the device says so', () => {
    expect(answeredAt(null, NOW)).toBe(NOW);
    expect(answeredAt(NOW - 3 * DAY, NOW)).toBe(NOW - 3 * DAY);
  });

  it('is never in the future, whatever the clock of the device says', () => {
    expect(answeredAt(NOW + DAY, NOW)).toBe(NOW);
  });

  it('thirty days are the limit', () => {
    expect(answeredAt(NOW - 30 * DAY, NOW)).toBe(NOW - 30 * DAY);
    expect(answeredAt(NOW - 30 * DAY - 1, NOW)).toBeNull();
  });

  it('a late answer of a device that was seen since is doubted, one that was kept offline is not', () => {
    const given = NOW - 60 * MINUTE;
    expect(isLateThoughSeen(given, NOW, given - MINUTE)).toBe(false);
    expect(isLateThoughSeen(given, NOW, null)).toBe(false);
    expect(isLateThoughSeen(given, NOW, given + 5 * MINUTE)).toBe(false);
    expect(isLateThoughSeen(given, NOW, given + 11 * MINUTE)).toBe(true);
    expect(isLateThoughSeen(NOW - MINUTE, NOW, NOW)).toBe(false);
  });
});
