/** Rules of asking on both databases: who is drawn, quotas that hold at once, how often, and which of two gives way. */
import { DEFAULT_INVITATION_RULES, invitationRules, type InvitationRules } from '../../src/invitations';
import { Touchpoints } from '../../src/interactions';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { DAY, invitationsOn, type InvitationsUnderTest, MINUTE, NOON } from './invitations.fixture';

const APPEND_ONLY = { message: expect.stringContaining('append-only') as string };

type Change = Omit<Partial<InvitationRules>, 'rules'> & {
  rules?: (Partial<InvitationRules['rules'][number]> & { key: string })[];
};

describeOnBothDatabases('rules of asking', (kind) => {
  let test: InvitationsUnderTest;
  beforeEach(async () => (test = await invitationsOn(kind)));
  afterEach(() => test.close());

  const set = async (change: Change) => {
    const rules = (change.rules ?? []).map((rule) => ({ name: rule.key, ...rule }));
    const value = { ...DEFAULT_INVITATION_RULES, ...change, rules } as InvitationRules;
    await test.get(SettingsStore).set(invitationRules, value);
  };
  const someone = (number: number) => ({ externalId: `C-${number}`, email: `customer${number}@example.com` });
  const decisionOf = ({ invitation }: Awaited<ReturnType<InvitationsUnderTest['contact']>>) =>
    invitation?.status === 'suppressed' ? invitation.reason : invitation?.status;
  const evidence = async (interactionId: string) => {
    const row = await test.database.get<{ detail: string }>(
      `SELECT e.detail AS "detail" FROM invitation_event e JOIN invitation i ON i.id = e.invitation_id
       WHERE i.interaction_id = ? ORDER BY e.at, e.id LIMIT 1`,
      [interactionId],
    );
    return JSON.parse(row?.detail ?? '{}') as Record<string, unknown>;
  };
  const shop = () =>
    test.get(Touchpoints).upsert('shop', { name: 'Centro de servicio', channel: 'service_center' }, 'system');

  it('rules stored by an earlier version mean what they meant', async () => {
    await test.database.run(`INSERT INTO setting (name, value, updated_at) VALUES ('invitations', ?, 1)`, [
      JSON.stringify({
        delayMinutes: 45,
        quietHours: null,
        askAgainDays: 10,
        sampling: { probability: 1, salt: 'x' },
      }),
    ]);
    const { id } = await test.contact();
    expect((await test.invitation(id)).sendAt).toBe(NOON + 45 * MINUTE);
    expect(decisionOf(await test.contact())).toBe('asked_recently');
  });

  it('the first rule that fits decides, by its own delay and age, and is named with the decision', async () => {
    await set({
      askAgainDays: 0,
      rules: [
        { key: 'payments', reasons: ['payment'], probability: 0 },
        { key: 'phones', channels: ['phone'], delayMinutes: 120, maxAgeDays: 2 },
        { key: 'never', probability: 0 },
      ],
    });
    const phone = await test.contact({}, someone(1));
    expect((await test.invitation(phone.id)).sendAt).toBe(NOON + 120 * MINUTE);
    expect(await evidence(phone.id)).toMatchObject({ rule: 'phones', position: 2, probability: 1 });
    expect(decisionOf(await test.contact({ reason: 'payment' }, someone(2)))).toBe('not_sampled');
    expect(decisionOf(await test.contact({ channel: 'chat' }, someone(3)))).toBe('not_sampled');
    const old = new Date(NOON - 2 * DAY - MINUTE).toISOString();
    expect(decisionOf(await test.contact({ occurredAt: old }, someone(4)))).toBe('too_old');
  });

  it('a decision can be checked against the rules that held then', async () => {
    await set({ delayMinutes: 10 });
    const { id } = await test.contact();
    await set({ delayMinutes: 99 });
    const { rules } = await evidence(id);
    const kept = await test.database.get<{ rules: string }>(
      `SELECT rules AS "rules" FROM invitation_rule_set WHERE hash = ?`,
      [String(rules)],
    );
    expect(JSON.parse(kept?.rules ?? '{}')).toMatchObject({ delayMinutes: 10 });
    await expect(test.database.run(`UPDATE invitation_rule_set SET rules = '{}'`)).rejects.toMatchObject(
      APPEND_ONLY,
    );
  });

  it('a machine, a domain of ours, an excluded reason and spam are asked nothing', async () => {
    await set({
      askAgainDays: 0,
      excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: ['fraud'], internal: ['aguaclara.example', 'test@x.example'] },
    }); // prettier-ignore
    const to = (email: string) => test.contact({}, { externalId: email, email });
    expect(decisionOf(await to('No-Reply@example.com'))).toBe('machine_address');
    expect(decisionOf(await to('mailer-daemon@example.com'))).toBe('machine_address');
    expect(decisionOf(await to('bounces+77@example.com'))).toBe('machine_address');
    expect(decisionOf(await to('info@example.com'))).toBe('planned');
    expect(decisionOf(await to('somebody@it.aguaclara.example'))).toBe('internal_test');
    expect(decisionOf(await to('test@x.example'))).toBe('internal_test');
    expect(decisionOf(await to('somebody@notaguaclara.example'))).toBe('planned');
    expect(decisionOf(await test.contact({ reason: 'fraud' }, someone(1)))).toBe('excluded_reason');
    expect(decisionOf(await test.contact({ data: { spam: true } }, someone(2)))).toBe('spam');
    expect(decisionOf(await test.contact({ data: { spam: false } }, someone(3)))).toBe('planned');
  });

  it('a quota holds per employee and week, however many contacts come at once', async () => {
    await set({
      askAgainDays: 0,
      sampling: { ...DEFAULT_INVITATION_RULES.sampling, quota: { most: 5, per: 'week', evenly: false } },
    });
    const all = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        test.contact({ participants: [{ employee: n % 2 ? 'E-1' : 'E-2' }] }, someone(n)),
      ),
    );
    const decisions = all.map(decisionOf);
    expect(decisions.filter((one) => one === 'planned')).toHaveLength(10);
    expect(decisions.filter((one) => one === 'quota_reached')).toHaveLength(14);
    const places = await test.database.all<{ employee: number; n: number; highest: number }>(
      `SELECT employee_id AS "employee", CAST(COUNT(*) AS integer) AS "n", MAX(place) AS "highest" FROM invitation_quota_place
       GROUP BY employee_id ORDER BY employee_id`,
    );
    expect(places.map(({ n, highest }) => [n, highest])).toEqual([
      [5, 5],
      [5, 5],
    ]);
    test.clock.advance(6 * DAY); // Monday
    expect(decisionOf(await test.contact({}, someone(99)))).toBe('planned');
  });

  it('an even quota gives out by Tuesday what two days of seven are worth', async () => {
    await set({
      askAgainDays: 0,
      sampling: { ...DEFAULT_INVITATION_RULES.sampling, quota: { most: 7, per: 'week', evenly: true } },
    });
    const all = [];
    for (let n = 0; n < 4; n += 1) all.push(decisionOf(await test.contact({}, someone(n))));
    expect(all).toEqual(['planned', 'planned', 'quota_reached', 'quota_reached']);
    test.clock.advance(DAY);
    expect(decisionOf(await test.contact({}, someone(8)))).toBe('planned');
  });

  it('a place is not given back: having an invitation cancelled gains nothing', async () => {
    await set({
      askAgainDays: 0,
      sampling: { ...DEFAULT_INVITATION_RULES.sampling, quota: { most: 1, per: 'month', evenly: false } },
    });
    const { id } = await test.contact({}, someone(1));
    await test.database.run(`UPDATE invitation SET state = 'cancelled' WHERE interaction_id = ?`, [id]);
    expect(decisionOf(await test.contact({}, someone(2)))).toBe('quota_reached');
    expect(await evidence(id)).toMatchObject({
      quotaPeriod: '2026-11',
      quotaTaken: 0,
      quotaAllowed: 1,
      quotaPlace: 1,
    });
    await expect(test.database.run('DELETE FROM invitation_quota_place')).rejects.toMatchObject(APPEND_ONLY);
  });

  it('two invitations in ten days may be allowed, one at each touchpoint', async () => {
    await shop();
    const frequency = { customerMost: 2, touchpoint: { most: 1, days: 20 }, account: null };
    await set({ askAgainDays: 10, frequency });
    expect(decisionOf(await test.contact())).toBe('planned');
    expect(decisionOf(await test.contact())).toBe('asked_at_touchpoint');
    expect(decisionOf(await test.contact({ touchpoint: 'shop' }))).toBe('planned');
    expect(decisionOf(await test.contact({ touchpoint: 'shop' }))).toBe('asked_recently');
    test.clock.advance(11 * DAY);
    expect(decisionOf(await test.contact())).toBe('asked_at_touchpoint');
    test.clock.advance(10 * DAY);
    expect(decisionOf(await test.contact())).toBe('planned');
  });

  it('an account is asked as often as it may be, whoever of it was served, also at once', async () => {
    await set({ frequency: { customerMost: 1, touchpoint: null, account: { most: 2, days: 30 } } });
    const firm = (number: number) => ({ ...someone(number), account: 'A-7' });
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => test.contact({}, firm(n))));
    const decisions = all.map(decisionOf);
    expect(decisions.filter((one) => one === 'planned')).toHaveLength(2);
    expect(decisions.filter((one) => one === 'account_asked')).toHaveLength(6);
    expect(decisionOf(await test.contact({}, { ...someone(50), account: 'A-8' }))).toBe('planned');
  });

  it('what was allowed when it was planned is looked at again when it is sent', async () => {
    await set({ askAgainDays: 0 });
    const first = await test.contact();
    const second = await test.contact();
    await set({
      askAgainDays: 0,
      frequency: { customerMost: 1, touchpoint: { most: 1, days: 30 }, account: null },
    });
    test.clock.advance(31 * MINUTE);
    await test.runner.drain();
    const states = [await test.invitation(first.id), await test.invitation(second.id)];
    expect(states.map(({ state }) => state).sort()).toEqual(['cancelled', 'sent']);
    expect(states.map(({ reason }) => reason)).toContain('asked_at_touchpoint');
  });

  it('of two that compete the more important one stays, and the other says why it left', async () => {
    await set({ rules: [{ key: 'outages', reasons: ['outage'], priority: 80 }] });
    const usual = await test.contact();
    const outage = await test.contact({ reason: 'outage' });
    expect(decisionOf(outage)).toBe('planned');
    expect(await test.invitation(usual.id)).toMatchObject({ state: 'cancelled', reason: 'displaced' });
    expect(decisionOf(await test.contact({ reason: 'outage' }))).toBe('asked_recently');
    expect(decisionOf(await test.contact())).toBe('asked_recently');
    expect(await test.mails()).toHaveLength(0);
  });

  it('what has left is not displaced by anything', async () => {
    await set({ rules: [{ key: 'outages', reasons: ['outage'], priority: 80 }] });
    const usual = await test.contact();
    test.clock.advance(31 * MINUTE);
    await test.runner.drain();
    expect(decisionOf(await test.contact({ reason: 'outage' }))).toBe('asked_recently');
    expect(await test.invitation(usual.id)).toMatchObject({ state: 'sent' });
  });

  it('a matter that is reopened is asked about when it is over, without a second draw', async () => {
    const quota = { most: 1, per: 'week', evenly: false } as const;
    await set({ sampling: { ...DEFAULT_INVITATION_RULES.sampling, quota } });
    const first = await test.contact({ externalId: 'T-500' });
    test.clock.advance(20 * MINUTE);
    const again = await test.contact({ data: { reopened: true } });
    expect(decisionOf(again)).toBe('planned');
    expect(await test.invitation(first.id)).toMatchObject({ state: 'cancelled', reason: 'reopened' });
    test.clock.advance(5 * MINUTE);
    const third = await test.contact({ reason: 'repair', data: { reopens: again.id } });
    expect(decisionOf(third)).toBe('asked_recently');
    const named = await test.contact({ reason: 'repair', data: { reopens: 'T-2' } });
    expect(decisionOf(named)).toBe('planned');
    expect((await test.database.get<{ n: number }>(`SELECT CAST(COUNT(*) AS integer) AS n FROM invitation_quota_place`))?.n).toBe(1); // prettier-ignore
    test.clock.advance(31 * MINUTE);
    await test.runner.drain();
    expect(await test.mails()).toHaveLength(1);
  });

  it('a reopened matter is not asked about even when nobody asks about the reopening', async () => {
    const first = await test.contact();
    const again = await test.contact({
      data: { reopened: true, spam: false },
      occurredAt: new Date(NOON).toISOString(),
    });
    expect(decisionOf(again)).toBe('planned');
    await set({ excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: ['billing'] } });
    const more = await test.contact({ data: { reopened: true } });
    expect(decisionOf(more)).toBe('excluded_reason');
    expect(await test.invitation(first.id)).toMatchObject({ reason: 'reopened' });
    expect(await test.invitation(again.id)).toMatchObject({ state: 'cancelled', reason: 'reopened' });
  });

  it('any later contact about the same may take the place, where the rules say so; spam never does', async () => {
    await set({ laterContact: 'any' });
    const first = await test.contact();
    expect(decisionOf(await test.contact({ data: { spam: true } }))).toBe('spam');
    expect(await test.invitation(first.id)).toMatchObject({ state: 'planned' });
    test.clock.advance(10 * MINUTE);
    const second = await test.contact();
    expect(decisionOf(second)).toBe('planned');
    expect(await test.invitation(first.id)).toMatchObject({ state: 'cancelled', reason: 'superseded' });
    expect(await evidence(second.id)).toMatchObject({ takesOver: (await test.invitation(first.id)).id });
    expect(decisionOf(await test.contact({ reason: 'leak' }))).toBe('asked_recently');
  });

  it('no mail on a quiet weekday or a holiday where the customer is', async () => {
    const { holidays } = DEFAULT_INVITATION_RULES;
    await set({
      askAgainDays: 0,
      quietWeekdays: [6, 7],
      holidays: { ...holidays, observe: true, country: 'MX', extra: ['2026-11-17'] },
    });
    // Friday 13 November 2026, 20:45 in Mexico City; Monday 16 is Revolution Day, Tuesday 17 a day of our own.
    test.clock.set('2026-11-14T02:45:00Z');
    const { id } = await test.contact();
    expect(new Date((await test.invitation(id)).sendAt ?? 0).toISOString()).toBe('2026-11-18T14:00:00.000Z');
  });
});
