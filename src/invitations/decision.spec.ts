import { decisionOf, drawOf, judge, NEVER_ASKED, type ContactFacts, type SuppressedReason } from './decision';
import { DEFAULT_INVITATION_RULES, type InvitationRules, InvitationRulesSchema } from './invitation-rules';

const DAY = 86_400_000;
const occurredAt = Date.parse('2026-11-03T17:00:00Z'); // Tuesday, 11:00 in Mexico City
const ordinary: ContactFacts = {
  now: occurredAt + 60_000,
  occurredAt,
  kind: { touchpoint: 'phone-support', channel: 'phone', reason: 'billing', segment: 'repeat' },
  hasAddress: true,
  erased: false,
  internalTest: false,
  machineAddress: false,
  optedOut: false,
  marked: false,
  asked: NEVER_ASKED,
  takesOver: false,
  draw: 0.5,
  zone: 'America/Mexico_City',
};
const rules = DEFAULT_INVITATION_RULES;
const decide = (facts: ContactFacts, of: InvitationRules) =>
  decisionOf(judge(facts, of, { hours: of.quietHours, weekdays: of.quietWeekdays, dayOff: () => false }));
const askedAt = (at: number) => ({ asked: { ...NEVER_ASKED, customer: [at] } });

describe('the decision about a contact', () => {
  it('somebody with an address is asked half an hour after the contact', () => {
    expect(decide(ordinary, rules)).toEqual({ state: 'planned', sendAt: occurredAt + 30 * 60_000 });
  });

  it('a contact that arrives late is asked about at once', () => {
    const now = occurredAt + 2 * DAY;
    expect(decide({ ...ordinary, now }, rules)).toEqual({ state: 'planned', sendAt: now });
  });

  it('an evening contact is asked about in the morning', () => {
    const evening = Date.parse('2026-11-04T02:45:00Z'); // 20:45
    expect(decide({ ...ordinary, occurredAt: evening, now: evening }, rules)).toEqual({
      state: 'planned',
      sendAt: Date.parse('2026-11-04T14:00:00Z'),
    });
  });

  it('without delay and quiet hours the mail leaves at once', () => {
    const at = Date.parse('2026-11-04T09:00:00Z'); // 3:00
    const demo = InvitationRulesSchema.parse({ delayMinutes: 0, quietHours: null });
    expect(decide({ ...ordinary, occurredAt: at, now: at }, demo)).toEqual({ state: 'planned', sendAt: at });
  });

  it.each<[SuppressedReason, Partial<ContactFacts>]>([
    ['erased', { erased: true }],
    ['no_address', { hasAddress: false }],
    ['internal_test', { internalTest: true }],
    ['opted_out', { optedOut: true }],
    ['too_old', { now: occurredAt + 7 * DAY + 1 }],
    ['machine_address', { machineAddress: true }],
    ['spam', { marked: true }],
    ['asked_recently', askedAt(occurredAt - 29 * DAY)],
  ])('%s: nobody is asked', (reason, facts) => {
    expect(decide({ ...ordinary, ...facts }, rules)).toEqual({ state: 'suppressed', reason });
  });

  it('an erased person is erased first of all: no other reason is told about them', () => {
    const facts = { ...ordinary, erased: true, hasAddress: false, optedOut: true };
    expect(decide(facts, rules)).toEqual({ state: 'suppressed', reason: 'erased' });
  });

  it('exactly seven days is not too old, exactly thirty days is not too recent', () => {
    expect(decide({ ...ordinary, now: occurredAt + 7 * DAY }, rules).state).toBe('planned');
    const sendAt = occurredAt + 30 * 60_000;
    expect(decide({ ...ordinary, ...askedAt(sendAt - 30 * DAY) }, rules).state).toBe('planned');
    expect(decide({ ...ordinary, ...askedAt(sendAt - 30 * DAY + 1) }, rules).state).toBe('suppressed');
  });

  it('an invitation that is still to come counts as well', () => {
    expect(decide({ ...ordinary, ...askedAt(occurredAt + DAY) }, rules)).toEqual({
      state: 'suppressed',
      reason: 'asked_recently',
    });
    const unlimited = InvitationRulesSchema.parse({ askAgainDays: 0 });
    expect(decide({ ...ordinary, ...askedAt(occurredAt + DAY) }, unlimited).state).toBe('planned');
  });
});

describe('sampling', () => {
  const sampled = (probability: number) =>
    InvitationRulesSchema.parse({ sampling: { probability, salt: 'autumn' } });

  it('with probability 1 everybody is asked, with 0 nobody', () => {
    expect(decide({ ...ordinary, draw: 1 - 2 ** -48 }, sampled(1)).state).toBe('planned');
    expect(decide({ ...ordinary, draw: 0 }, sampled(0))).toEqual({
      state: 'suppressed',
      reason: 'not_sampled',
    });
  });

  it('the draw is the same every time and another with another salt', () => {
    const id = '0199f2a0-0000-7000-8000-000000000001';
    expect(drawOf(id, 'autumn')).toBe(drawOf(id, 'autumn'));
    expect(drawOf(id, 'autumn')).not.toBe(drawOf(id, 'winter'));
  });

  it('of ten thousand contacts a tenth is drawn at one in ten', () => {
    const drawn = Array.from({ length: 10_000 }, (_, index) => drawOf(`interaction-${index}`, 'autumn'));
    const asked = drawn.filter((draw) => draw < 0.1).length;
    // Binomial(10,000; 0.1): standard deviation 30; five of them.
    expect(Math.abs(asked - 1000)).toBeLessThan(150);
    expect(drawn.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  });
});
