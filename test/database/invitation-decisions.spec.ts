/** Every contact is decided about once, in the transaction that records it, with its reason. */
import { Erasure, Suppressions } from '../../src/customers';
import { DEFAULT_INVITATION_RULES, invitationRules, type InvitationRules } from '../../src/invitations';
import { InvitationPlanner } from '../../src/invitations/planner';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { DAY, invitationsOn, type InvitationsUnderTest, MINUTE, NOON } from './invitations.fixture';

describeOnBothDatabases('the decision about an invitation', (kind) => {
  let test: InvitationsUnderTest;
  beforeEach(async () => (test = await invitationsOn(kind)));
  afterEach(() => test.close());

  const rule = async (change: Partial<InvitationRules>) => {
    await test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, ...change });
  };

  it('a contact is planned for half an hour later, and the caller hears it at once', async () => {
    const { id, invitation } = await test.contact();
    const row = await test.invitation(id);
    expect(row).toMatchObject({ state: 'planned', reason: null, sendAt: NOON + 30 * MINUTE, attempts: 0 });
    expect(invitation).toEqual({ status: 'planned', id: row.id, sendAt: NOON + 30 * MINUTE });
    expect(await test.timeline(id)).toEqual(['planned']);
    const event = await test.database.get<{ detail: string }>(
      `SELECT detail AS "detail" FROM invitation_event`,
    );
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ sendAt: NOON + 30 * MINUTE, probability: 1 });
  });

  it('the same contact again is not decided again', async () => {
    const first = await test.contact({ externalId: 'T-same' });
    await test.contact({ externalId: 'T-same' });
    expect(await test.timeline(first.id)).toEqual(['planned']);
  });

  it('an evening contact waits for the morning where the customer is', async () => {
    test.clock.set('2026-11-04T02:50:00Z'); // 20:50 in Mexico City, 03:50 in Madrid
    const here = await test.contact();
    const there = await test.contact(
      {},
      { externalId: 'C-2', email: 'luis@example.com', timezone: 'Europe/Madrid' },
    );
    expect((await test.invitation(here.id)).sendAt).toBe(Date.parse('2026-11-04T14:00:00Z'));
    expect((await test.invitation(there.id)).sendAt).toBe(Date.parse('2026-11-04T07:00:00Z'));
  });

  it('no customer, or a customer without an address', async () => {
    const nobody = await test.contact({}, null);
    const phoneOnly = await test.contact({}, { externalId: 'C-3', email: null });
    for (const { id, invitation } of [nobody, phoneOnly]) {
      expect(await test.invitation(id)).toMatchObject({
        state: 'suppressed',
        reason: 'no_address',
        sendAt: null,
      });
      expect(invitation).toEqual({ status: 'suppressed', reason: 'no_address' });
    }
  });

  it('an address that asked for no more surveys', async () => {
    await test.get(Suppressions).suppress('marta@example.com', 'unsubscribed', 'invitation:x');
    const { id } = await test.contact({}, { email: 'MARTA@Example.com' });
    expect(await test.invitation(id)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
  });

  it('an address of our own people, unless they were served as colleagues', async () => {
    const ana = { externalId: 'C-4', email: 'ana.beltran@aguaclara.example' };
    expect((await test.contact({}, ana)).invitation).toEqual({
      status: 'suppressed',
      reason: 'internal_test',
    });
    const colleague = await test.contact({}, { ...ana, segment: 'internal' });
    expect(colleague.invitation).toMatchObject({ status: 'planned' });
  });

  it('a contact of more than a week ago', async () => {
    const old = await test.contact({ occurredAt: new Date(NOON - 7 * DAY - 1000).toISOString() });
    expect(old.invitation).toEqual({ status: 'suppressed', reason: 'too_old' });
  });

  it('a customer who is asked already is not asked again for thirty days', async () => {
    await test.contact();
    test.clock.advance(DAY);
    expect((await test.contact()).invitation).toEqual({ status: 'suppressed', reason: 'asked_recently' });
    test.clock.advance(29 * DAY + MINUTE);
    expect((await test.contact()).invitation).toMatchObject({ status: 'planned' });
  });

  it('twenty contacts of one customer at the same moment: one is asked about', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => test.contact()));
    const decisions = all.map(({ invitation }) => invitation?.status);
    expect(decisions.filter((status) => status === 'planned')).toHaveLength(1);
    expect(decisions.filter((status) => status === 'suppressed')).toHaveLength(19);
  });

  it('a customer who was erased: the invitation that was planned is cancelled, and no new one is made', async () => {
    const { id } = await test.contact();
    const customer = await test.database.get<{ id: string }>(`SELECT id AS "id" FROM customer`);
    await test.get(Erasure).eraseCustomer(customer?.id ?? '', 'user:1');
    expect(await test.invitation(id)).toMatchObject({ state: 'cancelled', reason: 'erased' });
    const event = {
      interactionId: id,
      touchpointId: 1,
      customerId: customer?.id ?? '',
      surveyKey: null,
      decision: null,
    };
    await test.database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
       SELECT '0199f2a0-0000-7000-8000-00000000000e', source, 'T-late', touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at
       FROM interaction WHERE id = ?`,
      [id],
    );
    const late = { ...event, interactionId: '0199f2a0-0000-7000-8000-00000000000e', occurredAt: NOON, channel: 'phone' as const, reason: 'billing', segment: 'repeat' as const }; // prettier-ignore
    await test.database.transaction(() => test.get(InvitationPlanner).plan(late));
    expect(await test.invitation(late.interactionId)).toMatchObject({
      state: 'suppressed',
      reason: 'erased',
    });
  });

  it('with a probability of one half, the draw of each contact decides and is kept', async () => {
    await rule({
      sampling: { ...DEFAULT_INVITATION_RULES.sampling, probability: 0.5, salt: 'autumn' },
      askAgainDays: 0,
    });
    const all = await Promise.all(Array.from({ length: 40 }, () => test.contact()));
    const drawn = await test.database.all<{ state: string; detail: string }>(
      `SELECT state AS "state", detail AS "detail" FROM invitation_event`,
    );
    expect(drawn).toHaveLength(all.length);
    for (const { state, detail } of drawn) {
      const { draw, probability, reason } = JSON.parse(detail) as {
        draw: number;
        probability: number;
        reason?: string;
      };
      expect(probability).toBe(0.5);
      expect([state, reason]).toEqual(draw < 0.5 ? ['planned', undefined] : ['suppressed', 'not_sampled']);
    }
    expect(new Set(drawn.map(({ state }) => state))).toEqual(new Set(['planned', 'suppressed']));
  });

  it('a decision that fails takes the interaction back with it', async () => {
    await test.database.run(`UPDATE survey_version SET state = 'retired'`);
    await expect(test.contact()).rejects.toThrow('No survey is published');
    expect(await test.database.all(`SELECT id FROM interaction`)).toEqual([]);
  });
});
