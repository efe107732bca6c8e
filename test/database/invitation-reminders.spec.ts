/** Mails that remind: when, how many, threaded under the first one, and never where they would be unwelcome. */
import PostalMime from 'postal-mime';
import { Erasure, Suppressions } from '../../src/customers';
import {
  DEFAULT_INVITATION_RULES,
  Invitations,
  invitationRules,
  type InvitationRules,
} from '../../src/invitations';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { BASE, DAY, invitationsOn, type InvitationsUnderTest, MINUTE } from './invitations.fixture';

describeOnBothDatabases('reminders', (kind) => {
  let test: InvitationsUnderTest;
  beforeEach(async () => {
    test = await invitationsOn(kind);
    await rule({ reminders: { most: 2, afterDays: 4 } });
  });
  afterEach(() => test.close());

  const rule = async (change: Partial<InvitationRules>) => {
    await test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, ...change });
  };
  const asked = async () => {
    const { id } = await test.contact();
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
    expect(await test.mails()).toHaveLength(1);
    return id;
  };
  const steps = (interactionId: string) =>
    test.database.all<{ id: string; step: number; state: string; reason: string | null; sendAt: number }>(
      `SELECT id AS "id", step AS "step", state AS "state", reason AS "reason", send_at AS "sendAt"
       FROM invitation WHERE interaction_id = ? ORDER BY step`,
      [interactionId],
    );
  const after = async (days: number) => {
    test.clock.advance(days * DAY);
    await test.runner.drain();
  };
  const read = async () => Promise.all((await test.mails()).map(({ raw }) => PostalMime.parse(raw)));
  const header = (mail: Awaited<ReturnType<typeof read>>[number] | undefined, name: string) =>
    mail?.headers.find(({ key }) => key === name)?.value;
  const answerLink = (text: string | undefined) =>
    new RegExp(`${BASE}/s/([\\w-]{43})`).exec(text ?? '')?.[1] ?? '';

  it('two reminders, four days apart, under the first mail and with a subject that says so; then no more', async () => {
    const id = await asked();
    await after(3.9);
    expect(await test.mails()).toHaveLength(1);
    await after(0.2);
    await after(4);
    await after(30);
    const mails = await read();
    expect(mails).toHaveLength(3);
    const [first, second, third] = mails;
    expect(second?.subject).toBe(`Recordatorio: ${first?.subject ?? ''}`);
    for (const reminder of [second, third]) {
      expect(header(reminder, 'in-reply-to')).toBe(header(first, 'message-id'));
      expect(header(reminder, 'references')).toBe(header(first, 'message-id'));
      expect(reminder?.text).toContain('Es un recordatorio');
    }
    expect(new Set(mails.map((mail) => header(mail, 'message-id'))).size).toBe(3);
    expect((await steps(id)).map(({ step, state }) => [step, state])).toEqual([
      [1, 'expired'],
      [2, 'expired'],
      [3, 'expired'],
    ]);
  });

  it('a reminder leads to the first invitation: one answer, whichever mail it comes from', async () => {
    await asked();
    await after(4.1);
    const mails = await read();
    const invitations = test.get(Invitations);
    const [one, two] = await Promise.all(
      mails.map(async (mail) => invitations.byAnswerToken(answerLink(mail.text))),
    );
    expect(one?.invitationId).toBeDefined();
    expect(two?.invitationId).toBe(one?.invitationId);
    expect(two?.expiresAt).toBe(one?.expiresAt);
  });

  it('after an answer no reminder leaves, and the one that left is answered with it', async () => {
    const id = await asked();
    await after(4.1);
    const [first] = await steps(id);
    await test.database.transaction(() =>
      test.get(Invitations).markAnswered(first?.id ?? '', test.clock.now()),
    );
    expect((await steps(id)).map(({ state, reason }) => [state, reason])).toEqual([
      ['answered', null],
      ['answered', null],
      ['cancelled', 'answered'],
    ]);
    await after(9);
    expect(await test.mails()).toHaveLength(2);
  });

  it.each([
    ['opted_out', () => test.get(Suppressions).suppress('marta@example.com', 'unsubscribed', 'x')],
    [
      'wrong_person',
      (id: string) =>
        test.database.run(
          `INSERT INTO data_quality_note (id, interaction_id, kind, state, opened_at) VALUES ('n1', ?, 'wrong_person', 'open', 1)`,
          [id],
        ),
    ],
    [
      'erased',
      async () => {
        const customer = await test.database.get<{ id: string }>(`SELECT id AS "id" FROM customer`);
        return test.get(Erasure).eraseCustomer(customer?.id ?? '', 'user:1');
      },
    ],
    ['reopened', () => test.contact({ data: { reopened: true } })],
  ] as const)('what is known when it would leave counts: %s', async (reason, happens) => {
    const id = await asked();
    await happens(id);
    await after(5);
    const reminder = (await steps(id))[1];
    expect(reminder).toMatchObject({ step: 2, state: 'cancelled', reason });
    expect(await test.mails()).toHaveLength(1);
  });

  it('a reminder waits for the morning, and is not sent when the survey is about to close', async () => {
    await rule({ reminders: { most: 2, afterDays: 4 }, openDays: 6 });
    test.clock.set('2026-11-04T01:00:00Z'); // 19:00 in Mexico City
    const id = await asked();
    await rule({ reminders: { most: 2, afterDays: 4 }, openDays: 6, quietHours: { from: 18, until: 9 } });
    await after(4);
    expect(await test.mails()).toHaveLength(1);
    expect(new Date((await steps(id))[1]?.sendAt ?? 0).toISOString()).toBe('2026-11-08T15:00:00.000Z');
    await after(0.6);
    expect(await test.mails()).toHaveLength(2);
    expect(await steps(id)).toHaveLength(2);
  });

  it('a reminder is not counted as asking again', async () => {
    await rule({ reminders: { most: 1, afterDays: 4 }, askAgainDays: 20 });
    await asked();
    await after(5);
    test.clock.advance(16 * DAY);
    expect((await test.contact()).invitation).toMatchObject({ status: 'planned' });
  });
});
