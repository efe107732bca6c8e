/** The answer link that another program shows: the rules of a mail, one link, the same one again. */
import { Suppressions } from '../../src/customers';
import { DEFAULT_INVITATION_RULES, Invitations } from '../../src/invitations';
import { ChatLinks } from '../../src/invitations/channels/chat-links';
import { describeOnBothDatabases } from '../support';
import { DAY, MINUTE, NOON } from './invitations.fixture';
import { messagesOn, type MessagesUnderTest } from './messages.fixture';

describeOnBothDatabases('a link for a chat', (kind) => {
  let test: MessagesUnderTest;
  beforeEach(async () => (test = await messagesOn(kind)));
  afterEach(() => test.close());

  const link = (contact: string) => test.get(ChatLinks).linkFor(contact);
  const chatter = async (customer: Record<string, unknown> = {}, change: Record<string, unknown> = {}) =>
    (await test.contact(change, { email: null, phone: null, ...customer })).id;

  it('is there at once, works, and takes the place of the mail', async () => {
    await test.prefer(true, 'another-touchpoint');
    const { id } = await test.contact();
    const given = await link(id);
    expect(given).toMatchObject({
      status: 'ready',
      fresh: true,
      question: '¿Cómo le atendió Ana?',
      expiresAt: NOON + 14 * DAY,
    });
    const token = given.status === 'ready' ? given.url.split('/s/')[1] : '';
    expect(await test.get(Invitations).byAnswerToken(token ?? '')).toMatchObject({
      channel: 'chat',
      state: 'sent',
    });
    await test.work(24 * 60);
    expect(await test.mails()).toEqual([]);
    expect(await test.timeline(id)).toEqual(['planned', 'sent']);
  });

  it('asked for again it is the same, also by ten at once; its secret is kept nowhere', async () => {
    const id = await chatter();
    const all = await Promise.all(Array.from({ length: 10 }, () => link(id)));
    expect(new Set(all.map((one) => (one.status === 'ready' ? one.url : one.reason))).size).toBe(1);
    expect(all.filter((one) => one.status === 'ready' && one.fresh)).toHaveLength(1);
    const secret = all[0]?.status === 'ready' ? (all[0].url.split('/s/')[1] ?? '') : '';
    expect(secret).toMatch(/^[\w-]{43}$/);
    for (const table of ['invitation', 'invitation_token', 'invitation_event'])
      expect(JSON.stringify(await test.database.all(`SELECT * FROM ${table}`))).not.toContain(secret);
  });

  it('needs no address, at night and before the delay', async () => {
    const id = await chatter();
    expect(await test.invitation(id)).toMatchObject({ state: 'suppressed', reason: 'no_address' });
    test.clock.advance(11 * 60 * MINUTE);
    expect(await link(id)).toMatchObject({ status: 'ready' });
    expect(await test.invitation(id)).toMatchObject({ state: 'sent', reason: null });
  });

  it('counts as asking: the next contact of the customer is not asked about', async () => {
    await link(await chatter());
    const next = await chatter();
    expect(await link(next)).toEqual({ status: 'suppressed', reason: 'asked_recently' });
    await test.prefer(true, 'another-touchpoint');
    const { id } = await test.contact();
    expect(await test.invitation(id)).toMatchObject({ state: 'suppressed', reason: 'asked_recently' });
  });

  it.each([
    [
      'opted_out',
      async (id: string) => {
        await test.database.run(`UPDATE customer SET phone = '+525512345678'`);
        await test.get(Suppressions).suppress('+525512345678', 'unsubscribed', 'test');
        return id;
      },
    ],
    [
      'erased',
      async (id: string) => {
        await test.database.run(`UPDATE customer SET erased_at = 1`);
        return id;
      },
    ],
    [
      'too_old',
      (id: string) => {
        test.clock.advance(8 * DAY);
        return Promise.resolve(id);
      },
    ],
    [
      'excluded_reason',
      async () => {
        await test.rules({ excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: ['spam_call'] } });
        return chatter({ externalId: 'C-2' }, { reason: 'spam_call' });
      },
    ],
    [
      'not_sampled',
      async () => {
        await test.rules({
          sampling: { salt: 'pepper-and-salt-16', probability: 0, quota: null, priority: 50 },
        });
        return chatter({ externalId: 'C-2' });
      },
    ],
  ] as const)('the rules say no: %s', async (reason, change) => {
    const id = await change(await chatter());
    const answer = await link(id);
    expect(answer).toEqual({ status: 'suppressed', reason });
    expect(await test.database.all(`SELECT token_hash FROM invitation_token`)).toEqual([]);
  });

  it('a quota holds for those without an address too', async () => {
    await test.rules({
      askAgainDays: 0,
      sampling: {
        salt: 'pepper-and-salt-16',
        probability: 1,
        quota: { most: 2, per: 'month', evenly: false },
        priority: 50,
      },
    });
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await chatter({ externalId: `C-${n}` }));
    const given = [];
    for (const id of [...ids, ...ids]) given.push(await link(id));
    expect(given.map((one) => (one.status === 'ready' ? 'ready' : one.reason))).toEqual([
      'ready', 'ready', 'quota_reached', 'ready', 'ready', 'quota_reached',
    ]); // prettier-ignore
  });

  it('what was asked, answered or expired is not asked again', async () => {
    await test.prefer(true, 'another-touchpoint');
    const { id } = await test.contact();
    await test.work();
    expect(await link(id)).toEqual({ status: 'suppressed', reason: 'already_asked' });
    const chatted = await chatter({ externalId: 'C-2' });
    await link(chatted);
    const { id: invitationId } = await test.invitation(chatted);
    await test.database.transaction(() => test.get(Invitations).markAnswered(invitationId, test.clock.now()));
    expect(await link(chatted)).toEqual({ status: 'suppressed', reason: 'answered' });
    const late = await chatter({ externalId: 'C-3' });
    await link(late);
    await test.work(15 * 24 * 60);
    expect(await link(late)).toEqual({ status: 'suppressed', reason: 'too_late' });
  });

  it('a contact nobody reported has no link', async () => {
    await expect(link('019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10')).rejects.toMatchObject({ code: 'not_found' });
  });
});
