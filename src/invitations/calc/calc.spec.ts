import fc from 'fast-check';
import {
  allowedOn,
  countWithin,
  displacedFor,
  fits,
  isAutomated,
  isListed,
  isTooMany,
  MACHINE_LOCAL_PARTS,
  quotaDay,
  ruleFor,
  type SamplingRule,
} from './index';

const DAY = 86_400_000;
const contact = { touchpoint: 'phone', channel: 'phone', reason: 'billing', segment: 'repeat' };
const blank: SamplingRule = {
  key: 'any',
  name: 'Any',
  touchpoints: [],
  channels: [],
  reasons: [],
  segments: [],
  probability: 1,
  quota: null,
  priority: 50,
  delayMinutes: null,
  maxAgeDays: null,
};
const otherwise = { probability: 0.5, quota: null, priority: 50, delayMinutes: 30, maxAgeDays: 7 };

describe('the rule for a contact', () => {
  it('is the first that fits; an empty list of conditions fits everything', () => {
    const rules = [
      { ...blank, key: 'chat', channels: ['chat'] },
      { ...blank, key: 'bills', reasons: ['payment', 'billing'], delayMinutes: 60 },
      blank,
    ];
    expect(ruleFor(rules, otherwise, contact)).toMatchObject({
      key: 'bills',
      position: 2,
      delayMinutes: 60,
      maxAgeDays: 7,
    });
    expect(ruleFor(rules, otherwise, { ...contact, reason: 'leak' })).toMatchObject({
      key: 'any',
      position: 3,
    });
    expect(ruleFor([], otherwise, contact)).toEqual({ key: '', position: 0, ...otherwise });
  });

  it('every condition has to hold', () => {
    for (const field of ['touchpoints', 'channels', 'reasons', 'segments'] as const) {
      expect(fits({ ...blank, [field]: ['something-else'] }, contact)).toBe(false);
    }
  });

  it('moving a rule that does not fit changes nothing', () => {
    const word = fc.constantFrom('phone', 'chat', 'billing', 'leak');
    const anyRule = fc.record({
      key: fc.uuid(),
      channels: fc.array(word, { maxLength: 2 }),
      reasons: fc.array(word, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), (parts) => {
        const rules = parts.map((part) => ({ ...blank, ...part }));
        const kept = rules.filter((rule) => fits(rule, contact));
        expect(ruleFor(rules, otherwise, contact).key).toBe(ruleFor(kept, otherwise, contact).key);
      }),
    );
  });
});

describe('quotas', () => {
  it('a week begins on Monday and belongs to the year of its Thursday', () => {
    expect(quotaDay('2026-11-03', 'week')).toEqual({ period: '2026-W45', nth: 2, days: 7 });
    expect(quotaDay('2027-01-03', 'week')).toEqual({ period: '2026-W53', nth: 7, days: 7 });
    expect(quotaDay('2027-01-04', 'week')).toEqual({ period: '2027-W01', nth: 1, days: 7 });
    expect(quotaDay('2024-12-30', 'week').period).toBe('2025-W01');
  });

  it('a month has the days it has', () => {
    expect(quotaDay('2026-02-28', 'month')).toEqual({ period: '2026-02', nth: 28, days: 28 });
    expect(quotaDay('2028-02-29', 'month')).toEqual({ period: '2028-02', nth: 29, days: 29 });
    expect(quotaDay('2026-12-31', 'month')).toEqual({ period: '2026-12', nth: 31, days: 31 });
  });

  it('an even quota grows day by day, never shrinks, and is whole on the last day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('week' as const, 'month' as const),
        (most, per) => {
          const quota = { most, per, evenly: true };
          const start = per === 'week' ? Date.UTC(2026, 10, 2) : Date.UTC(2026, 10, 1);
          const days = per === 'week' ? 7 : 30;
          const allowed = Array.from({ length: days }, (_, n) =>
            allowedOn(quota, quotaDay(new Date(start + n * DAY).toISOString().slice(0, 10), per)),
          );
          expect(allowed.at(-1)).toBe(most);
          expect(allowed[0]).toBeGreaterThanOrEqual(1);
          expect(allowed).toEqual([...allowed].sort((a, b) => a - b));
        },
      ),
    );
    expect(allowedOn({ most: 8, per: 'week', evenly: false }, quotaDay('2026-11-02', 'week'))).toBe(8);
  });
});

describe('contact frequency', () => {
  it('exactly so many days later is late enough', () => {
    const limit = { most: 1, days: 30 };
    expect(isTooMany([0], 30 * DAY - 1, limit)).toBe(true);
    expect(isTooMany([0], 30 * DAY, limit)).toBe(false);
    expect(isTooMany([0], 5, null)).toBe(false);
    expect(countWithin([0, 10, 20 * DAY], 21 * DAY, 2)).toBe(1);
  });

  it('however contacts come, no window of that length ever holds more than the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 120 * 24 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (hours, most, days) => {
          const asked: number[] = [];
          for (const hour of hours) {
            const at = hour * 3_600_000;
            if (!isTooMany(asked, at, { most, days })) asked.push(at);
          }
          for (const start of asked) {
            expect(asked.filter((at) => at >= start && at < start + days * DAY).length).toBeLessThanOrEqual(
              most,
            );
          }
        },
      ),
    );
  });
});

describe('which invitation gives way', () => {
  const planned = (id: string, priority: number, at: number) => ({ id, priority, at });

  it('none of the same or a higher priority', () => {
    expect(displacedFor([planned('a', 50, 1), planned('b', 70, 2)], 50, () => true)).toBeNull();
  });

  it('the least important first, of equals the later one, and no more than needed', () => {
    const list = [planned('a', 20, 1), planned('b', 10, 2), planned('c', 10, 3)];
    const names = (found: { id: string }[] | null) => found?.map(({ id }) => id);
    expect(names(displacedFor(list, 60, (gone) => gone.size >= 1))).toEqual(['c']);
    expect(names(displacedFor(list, 60, (gone) => gone.size >= 2))).toEqual(['c', 'b']);
    expect(names(displacedFor(list, 60, (gone) => gone.has('a')))).toEqual(['a']);
    expect(displacedFor(list, 60, () => false)).toBeNull();
  });
});

describe('addresses nobody reads', () => {
  it('are told by the part before the @, with or without a note for themselves', () => {
    for (const local of ['no-reply', 'noreply', 'mailer-daemon', 'bounce', 'bounces+t-17', 'postmaster']) {
      expect(isAutomated(`${local}@example.com`, MACHINE_LOCAL_PARTS)).toBe(true);
    }
    for (const local of ['info', 'ana', 'noreplyana', 'ana+noreply', '+noreply', '']) {
      expect(isAutomated(`${local}@example.com`, MACHINE_LOCAL_PARTS)).toBe(false);
    }
  });

  it('ours are told by address, domain and what is below it, and by nothing that only looks alike', () => {
    const ours = ['ana@example.com', 'agua.example', '@luz.example'];
    for (const address of [
      'ana@example.com',
      'x@agua.example',
      'x@it.agua.example',
      'x@luz.example',
      'x@a.luz.example',
    ]) {
      expect(isListed(address, ours)).toBe(true);
    }
    for (const address of [
      'eva@example.com',
      'x@miagua.example',
      'x@agua.example.com',
      'agua.example@x.example',
    ]) {
      expect(isListed(address, ours)).toBe(false);
    }
  });
});
