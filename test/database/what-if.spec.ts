/**
 * What the "what would have happened" screen says is what would have happened: months of contacts are lived through for
 * real, each decided about and sent by the product itself under rules drawn at random; afterwards the same rules are asked
 * what they would have done, and say the same, contact for contact and reason for reason.
 */
import fc from 'fast-check';
import { Suppressions } from '../../src/customers';
import { Touchpoints } from '../../src/interactions';
import { DEFAULT_INVITATION_RULES, invitationRules, type InvitationRules } from '../../src/invitations';
import { WhatIfs } from '../../src/invitations/rules/what-if';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { DAY, invitationsOn, type InvitationsUnderTest, MINUTE } from './invitations.fixture';

const HOUR = 60 * MINUTE;
const limit = fc.record({ most: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: 1, max: 12 }) });
const quota = fc.option(
  fc.record({
    most: fc.integer({ min: 1, max: 4 }),
    per: fc.constantFrom('week' as const, 'month' as const),
    evenly: fc.boolean(),
  }),
  { nil: null },
);
const probability = fc.constantFrom(0, 0.4, 0.8, 1, 1);
const priority = fc.constantFrom(20, 50, 90);
const delayMinutes = fc.constantFrom(0, 30, 600, 2880);

const anyRules: fc.Arbitrary<InvitationRules> = fc
  .record({
    delayMinutes,
    quietHours: fc.constantFrom(null, { from: 21, until: 8 }),
    quietWeekdays: fc.constantFrom<number[]>([], [6, 7]),
    askAgainDays: fc.constantFrom(0, 2, 10),
    customerMost: fc.integer({ min: 1, max: 2 }),
    touchpoint: fc.option(limit, { nil: null }),
    account: fc.option(limit, { nil: null }),
    laterContact: fc.constantFrom('reopened' as const, 'any' as const),
    excluded: fc.constantFrom<string[]>([], ['visit']),
    sampling: fc.record({ probability, quota, priority }),
    outage: fc.option(fc.record({ probability, quota, priority, delayMinutes }), { nil: null }),
  })
  .map(({ customerMost, touchpoint, account, excluded, sampling, outage, ...rest }) => ({
    ...DEFAULT_INVITATION_RULES,
    ...rest,
    frequency: { customerMost, touchpoint, account },
    excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: excluded },
    sampling: { ...sampling, salt: 'autumn' },
    rules: outage
      ? [{ key: 'outage', name: 'Averías', touchpoints: [], channels: [], reasons: ['outage'], segments: [], maxAgeDays: null, ...outage }]
      : [],
  })); // prettier-ignore

const anyContact = fc.record({
  after: fc.integer({ min: 1, max: 21 }).map((hours) => hours * HOUR + 7 * MINUTE),
  customer: fc.integer({ min: 0, max: 6 }),
  reason: fc.constantFrom('billing', 'outage', 'visit'),
  touchpoint: fc.constantFrom('phone-support', 'counter'),
  employee: fc.constantFrom('E-1', 'E-2', null),
  data: fc.constantFrom(null, null, null, { reopened: true }, { spam: true }),
});

describeOnBothDatabases('what would have happened', (kind) => {
  let test: InvitationsUnderTest;
  afterEach(() => test.close());

  /** An installation of its own for every draw: what was decided stays decided. */
  async function begin(rules: InvitationRules): Promise<void> {
    test = await invitationsOn(kind);
    await test.get(Touchpoints).upsert('counter', { name: 'Mostrador', channel: 'in_person' }, 'system');
    await test.get(Suppressions).suppress('c1@example.com', 'unsubscribed', 'test');
    await test.get(SettingsStore).set(invitationRules, rules);
  }
  /** Lets time pass as it does: what becomes due on the way leaves when it is due. */
  async function passUntil(instant: number): Promise<void> {
    for (;;) {
      const next = await test.database.get<{ at: number | null }>(
        `SELECT MIN(send_at) AS "at" FROM invitation WHERE state = 'planned'`,
      );
      if (next?.at === undefined || next.at === null || next.at > instant) break;
      test.clock.set(new Date(Math.max(next.at, test.clock.now())).toISOString());
      await test.runner.drain();
    }
    test.clock.set(new Date(instant).toISOString());
    await test.runner.drain();
  }
  /** How many contacts ended how, as the invitations themselves say. */
  async function lived(): Promise<Record<string, number>> {
    const rows = await test.database.all<{ outcome: string; count: number }>(
      `SELECT COALESCE(reason, 'sent') AS "outcome", CAST(COUNT(*) AS bigint) AS "count" FROM invitation GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
  }

  it('is what did happen, whatever the rules and the contacts', async () => {
    const outcomes = new Set<string>();
    const story = fc.tuple(anyRules, fc.array(anyContact, { minLength: 25, maxLength: 30 }));
    for (const [draw, [rules, contacts]] of fc.sample(story, { numRuns: 14, seed: 4217 }).entries()) {
      if (draw > 0) await test.close();
      await begin(rules);
      for (const { after, customer, employee, data, ...contact } of contacts) {
        await passUntil(test.clock.now() + after);
        await test.contact(
          { ...contact, data, participants: employee === null ? [] : [{ employee }] },
          {
            externalId: `C-${customer}`,
            name: null,
            account: `A-${customer % 3}`,
            email: customer === 0 ? null : `c${customer}@example.com`,
          },
        );
      }
      await passUntil(test.clock.now() + 3 * DAY);
      const { contacts: seen, results } = await test.get(WhatIfs).ask([rules]);
      const [result] = results;
      const told = Object.fromEntries((result?.reasons ?? []).map(({ outcome, count }) => [outcome, count]));
      if (result && result.sent > 0) told['sent'] = result.sent;
      const happened = await lived();
      for (const outcome of Object.keys(happened)) outcomes.add(outcome);
      expect({ draw, seen, ...told }).toEqual({ draw, seen: contacts.length, ...happened });
    }
    // What was drawn is of every fate there is.
    expect([...outcomes]).toEqual(
      expect.arrayContaining([
        'asked_at_touchpoint', 'account_asked', 'asked_recently', 'excluded_reason', 'no_address', 'not_sampled',
        'opted_out', 'quota_reached', 'reopened', 'sent', 'spam', 'superseded',
      ]),
    ); // prettier-ignore
  }, 240_000);
});
