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
import { ChatLinks } from '../../src/invitations/channels/chat-links';
import { channelPreferences } from '../../src/invitations/channels/channel-choice';
import { MessageWork } from '../../src/invitations/channels/message-work';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { DAY, MINUTE } from './invitations.fixture';
import { messagesOn, type MessagesUnderTest } from './messages.fixture';

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

/** How a touchpoint asks: by mail, or by messages with or without mail where none arrives. */
const anyWay = fc.constantFrom('mail' as const, 'message_or_mail' as const, 'message' as const);
/** Customers by what they can be reached by: nothing, mail, a number, both; opted out or failing on one of them. */
const CUSTOMERS = Array.from({ length: 6 }, (_, n) => ({
  email: [0, 2, 5].includes(n) ? null : `c${n}@example.com`,
  phone: n >= 2 ? `+52 55 1234 000${n}` : null,
}));

const anyContact = fc.record({
  after: fc.integer({ min: 1, max: 21 }).map((hours) => hours * HOUR + 7 * MINUTE),
  customer: fc.constantFrom(0, 1, 2, 2, 3, 4, 4, 4, 5),
  reason: fc.constantFrom('billing', 'outage', 'visit'),
  touchpoint: fc.constantFrom('phone-support', 'counter'),
  employee: fc.constantFrom('E-1', 'E-2', null),
  data: fc.constantFrom(null, null, { reopened: true }, { reopened: true }, { spam: true }),
  /** Minutes after which a chat program asks for a link; null: none does. */
  chatAfter: fc.constantFrom(null, null, null, 2, 45, 190),
});

/** Installations that are lived through; making one costs most where it is a database of a server. */
const DRAWS = { sqlite: 11, postgres: 4 };

describeOnBothDatabases('what would have happened', (kind) => {
  let test: MessagesUnderTest;
  afterEach(() => test.close());

  /** An installation of its own for every draw: what was decided stays decided. */
  async function begin(rules: InvitationRules, way: 'mail' | 'message_or_mail' | 'message'): Promise<void> {
    test = await messagesOn(kind);
    await test.get(Touchpoints).upsert('counter', { name: 'Mostrador', channel: 'in_person' }, 'system');
    await test.get(Suppressions).suppress('c1@example.com', 'unsubscribed', 'test');
    await test.get(Suppressions).suppress('+525512340003', 'bounced', 'test');
    await test.get(Suppressions).suppress('+525512340005', 'manual', 'test');
    await test.get(SettingsStore).set(invitationRules, rules);
    if (way === 'mail') await test.get(SettingsStore).set(channelPreferences, { preferences: [] });
    else await test.prefer(way === 'message_or_mail');
  }
  /** Lets time pass as it does: what becomes due on the way leaves when it is due. */
  async function passUntil(instant: number): Promise<void> {
    for (;;) {
      const next = await test.database.get<{ at: number | null }>(
        `SELECT MIN(send_at) AS "at" FROM invitation WHERE state = 'planned'`,
      );
      if (next?.at === undefined || next.at === null || next.at > instant) break;
      test.clock.set(new Date(Math.max(next.at, test.clock.now())).toISOString());
      // The schedule comes round every ten seconds: here it does at once.
      await test.get(MessageWork).dispatch();
      await test.runner.drain();
    }
    test.clock.set(new Date(instant).toISOString());
    await test.runner.drain();
  }
  /** How many contacts ended how, and how many were asked which way, as the invitations themselves say. */
  async function lived(): Promise<Record<string, number>> {
    const rows = await test.database.all<{ outcome: string; count: number }>(
      `SELECT COALESCE(reason, 'sent') AS "outcome", CAST(COUNT(*) AS bigint) AS "count" FROM invitation GROUP BY 1`,
    );
    const ways = await test.database.all<{ outcome: string; count: number }>(
      `SELECT 'by ' || channel AS "outcome", CAST(COUNT(*) AS bigint) AS "count" FROM invitation
       WHERE reason IS NULL GROUP BY 1`,
    );
    return Object.fromEntries([...rows, ...ways].map(({ outcome, count }) => [outcome, count]));
  }
  async function told(rules: InvitationRules): Promise<Record<string, number>> {
    const { contacts, results } = await test.get(WhatIfs).ask([rules]);
    const [result] = results;
    const reasons = (result?.reasons ?? []).map(({ outcome, count }) => [outcome, count] as const);
    const ways = (result?.ways ?? []).map(({ way, sent }) => [`by ${way}`, sent] as const);
    return {
      seen: contacts,
      ...Object.fromEntries([...reasons, ...ways]),
      ...(result && result.sent > 0 && { sent: result.sent }),
    };
  }

  it('is what did happen, whatever the rules, the contacts and the ways of asking', async () => {
    const outcomes = new Set<string>();
    const story = fc.tuple(anyRules, anyWay, fc.array(anyContact, { minLength: 25, maxLength: 30 }));
    for (const [draw, [rules, way, contacts]] of fc
      .sample(story, { numRuns: DRAWS[kind], seed: 11 })
      .entries()) {
      if (draw > 0) await test.close();
      await begin(rules, way);
      const links: { at: number; id: string }[] = [];
      const askUntil = async (instant: number) => {
        for (const link of links.splice(0).sort((a, b) => a.at - b.at)) {
          if (link.at >= instant) {
            links.push(link);
            continue;
          }
          await passUntil(link.at);
          await test.get(ChatLinks).linkFor(link.id);
        }
        await passUntil(instant);
      };
      for (const { after, customer, employee, data, chatAfter, ...contact } of contacts) {
        await askUntil(test.clock.now() + after);
        const { id } = await test.contact(
          { ...contact, data, participants: employee === null ? [] : [{ employee }] },
          { externalId: `C-${customer}`, name: null, account: `A-${customer % 3}`, ...CUSTOMERS[customer] },
        );
        if (chatAfter !== null) links.push({ at: test.clock.now() + chatAfter * MINUTE + 11, id });
      }
      await askUntil(test.clock.now() + 3 * DAY);
      const happened = await lived();
      for (const outcome of Object.keys(happened)) outcomes.add(outcome);
      expect({ draw, ...(await told(rules)) }).toEqual({ draw, seen: contacts.length, ...happened });
    }
    if (kind === 'postgres') return;
    // What was drawn is of every fate there is.
    expect([...outcomes]).toEqual(
      expect.arrayContaining([
        'asked_at_touchpoint', 'account_asked', 'asked_recently', 'excluded_reason', 'no_address', 'not_sampled',
        'opted_out', 'quota_reached', 'reopened', 'sent', 'spam', 'superseded', 'by email', 'by sms', 'by chat',
      ]),
    ); // prettier-ignore
  });

  it('knows of links that were refused: other rules would have given them', async () => {
    await begin({ ...DEFAULT_INVITATION_RULES, askAgainDays: 30 }, 'mail');
    const nobody = { externalId: 'C-0', email: null, phone: null };
    const first = await test.contact({}, nobody);
    expect(await test.get(ChatLinks).linkFor(first.id)).toMatchObject({ status: 'ready' });
    test.clock.advance(DAY);
    const second = await test.contact({}, nobody);
    test.clock.advance(MINUTE);
    for (let times = 0; times < 3; times += 1)
      expect(await test.get(ChatLinks).linkFor(second.id)).toEqual({
        status: 'suppressed',
        reason: 'asked_recently',
      });
    expect(await test.timeline(second.id)).toEqual(['suppressed', 'link_refused']);
    test.clock.advance(MINUTE);
    expect(await told({ ...DEFAULT_INVITATION_RULES, askAgainDays: 30 })).toMatchObject({ 'by chat': 1 });
    expect(await told({ ...DEFAULT_INVITATION_RULES, askAgainDays: 1 })).toMatchObject({ 'by chat': 2 });
  });
});
