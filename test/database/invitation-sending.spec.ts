/** What leaves the house: at most one mail per invitation, whatever the mail server does and whoever dies. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Suppressions } from '../../src/customers';
import { DEFAULT_INVITATION_RULES, Invitations, invitationRules } from '../../src/invitations';
import { InvitationSender } from '../../src/invitations/sender';
import { InvitationStore } from '../../src/invitations/invitation.store';
import { Mailer } from '../../src/platform/mail';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { BASE, DAY, invitationsOn, type InvitationsUnderTest, MINUTE, NOON } from './invitations.fixture';

const signal = new AbortController().signal;
const tokenIn = (raw: string, path: 's' | 'u') =>
  new RegExp(`${BASE}/${path}/([A-Za-z0-9_-]{43})`).exec(raw)?.[1] ?? '';
const read = (raw: string) => PostalMime.parse(raw);
const header = (mail: Email, name: string) =>
  mail.headers.find(({ key }) => key === name.toLowerCase())?.value;
const wordsOf = (mail: Email) => (mail.text ?? '').replace(/\s+/g, ' ');

describeOnBothDatabases('sending invitations', (kind) => {
  let test: InvitationsUnderTest;
  beforeEach(async () => (test = await invitationsOn(kind)));
  afterEach(() => test.close());

  const sendWhenDue = async () => {
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
  };

  it('nothing leaves before its time, then one mail does, and never again', async () => {
    const { id } = await test.contact();
    test.clock.advance(29 * MINUTE);
    await test.runner.drain();
    expect(await test.mails()).toHaveLength(0);
    test.clock.advance(MINUTE);
    await test.runner.drain();
    await test.runner.drain();
    expect(await test.mails()).toHaveLength(1);
    const row = await test.invitation(id);
    expect(row).toMatchObject({ state: 'sent', attempts: 1, leaseUntil: null, lastError: null });
    expect(row.sentAt).toBe(NOON + 30 * MINUTE);
    expect(row.expiresAt).toBe(NOON + 30 * MINUTE + 14 * DAY);
    expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent']);
  });

  it('without delay the mail is on its way when the intake has committed', async () => {
    await test
      .get(SettingsStore)
      .set(invitationRules, { ...DEFAULT_INVITATION_RULES, delayMinutes: 0, quietHours: null });
    const { id } = await test.contact();
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('sent');
  });

  it('the mail says who asks about what, offers five ratings, and behaves as a mail of a list', async () => {
    const { id } = await test.contact({
      participants: [
        { employee: 'E-2', share: 0.3 },
        { employee: 'E-1', share: 0.7 },
      ],
    });
    await sendWhenDue();
    const row = await test.invitation(id);
    const [sent] = await test.mails();
    const raw = sent?.raw ?? '';
    const mail = await read(raw);
    expect(sent?.envelopeTo).toBe('marta@example.com');
    expect(sent?.envelopeFrom).toBe(`bounce+${row.id}@aguaclara.example`);
    expect(mail.subject).toBe('¿Cómo le atendió Ana en su llamada del martes?');
    expect(mail.from).toMatchObject({ name: 'Agua Clara', address: 'encuestas@aguaclara.example' });
    expect(mail.messageId).toBe(`<inv-${row.id}@encuestas.aguaclara.example>`);
    expect(row.messageId).toBe(mail.messageId);
    const text = wordsOf(mail);
    const answer = /\/s\/([\w-]{43})/.exec(mail.text ?? '')?.[1];
    const unsubscribe = /\/u\/([\w-]{43})/.exec(mail.text ?? '')?.[1];
    expect(text).toContain('Marta, ¿cómo le atendió Ana?');
    expect(text).toContain('Su llamada del martes 3 de noviembre, sobre su factura.');
    expect(text).toContain('800 123 4567');
    for (const rating of [1, 2, 3, 4, 5]) {
      expect(mail.text).toContain(`${BASE}/s/${answer}?r=${rating}`);
      expect((mail.html ?? '').replaceAll('&#x3D;', '=')).toContain(`${BASE}/s/${answer}?r=${rating}`);
    }
    expect(header(mail, 'List-Unsubscribe')).toBe(`<${BASE}/u/${unsubscribe}>`);
    expect(header(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(header(mail, 'List-ID')).toBe('<invitations.encuestas.aguaclara.example>');
    expect(header(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(mail, 'X-Auto-Response-Suppress')).toBe('All');
  });

  it('a contact without anybody in particular, an unknown reason and English: the mail still reads well', async () => {
    await test.contact(
      { participants: [], reason: 'zz9', channel: 'in_person' },
      { locale: 'en', name: null },
    );
    await sendWhenDue();
    const mail = await read((await test.mails())[0]?.raw ?? '');
    expect(wordsOf(mail)).toContain('How well did we help you?');
    expect(wordsOf(mail)).toContain('Your visit on Tuesday, November 3.');
    expect(wordsOf(mail)).not.toContain('zz9');
  });

  it('the secrets are in the mail only: the database has their hashes, for one purpose each', async () => {
    await test.contact();
    await sendWhenDue();
    const mail = await read((await test.mails())[0]?.raw ?? '');
    const answer = tokenIn(mail.text ?? '', 's');
    const unsubscribe = tokenIn(mail.text ?? '', 'u');
    expect(answer).not.toBe(unsubscribe);
    const hashes = await test.database.all<{ hash: string }>(
      `SELECT token_hash AS "hash" FROM invitation_token`,
    );
    expect(hashes.map(({ hash }) => hash.length)).toEqual([64, 64]);
    const door = test.get(Invitations);
    expect(await door.byAnswerToken(unsubscribe)).toBeNull();
    expect(await door.byAnswerToken(`${answer.slice(0, -1)}${answer.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(await door.byAnswerToken('../../etc/passwd')).toBeNull();
    expect(await door.byAnswerToken(answer)).toMatchObject({
      state: 'sent',
      channel: 'email',
      locale: 'es',
      sentAt: NOON + 30 * MINUTE,
      expiresAt: NOON + 30 * MINUTE + 14 * DAY,
      customerFirstName: 'Marta',
      employees: [{ firstName: 'Ana', sharePpm: 1_000_000 }],
      names: { employee: 'Ana', name: 'Marta', organization: 'Agua Clara' },
      human: { phone: '800 123 4567', hours: '' },
      contactSentence: 'Su llamada del martes 3 de noviembre, sobre su factura.',
    });
  });

  it('an answer is noted once; an answer faster than the note that the mail was sent stays an answer', async () => {
    const { id } = await test.contact();
    await sendWhenDue();
    const row = await test.invitation(id);
    const door = test.get(Invitations);
    await test.database.transaction(() => door.markAnswered(row.id, NOON + DAY));
    await test.database.transaction(() => door.markAnswered(row.id, NOON + 2 * DAY));
    await test.get(InvitationStore).markSent(row.id, 1, NOON + 40 * MINUTE, NOON + 14 * DAY);
    expect(await test.invitation(id)).toMatchObject({ state: 'answered', answeredAt: NOON + DAY });
    expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent', 'answered']);
  });

  it.each([
    ['opted_out', () => test.get(Suppressions).suppress('marta@example.com', 'unsubscribed', 'test')],
    ['no_address', () => test.database.run(`UPDATE customer SET email = NULL`)],
    ['erased', () => test.database.run(`UPDATE customer SET erased_at = 1`)],
    ['too_late', async () => test.clock.advance(4 * DAY)],
  ])('what changed since the planning counts at the last moment: %s', async (reason, change) => {
    const { id } = await test.contact();
    await change();
    await sendWhenDue();
    expect(await test.invitation(id)).toMatchObject({ state: 'cancelled', reason });
    expect(await test.mails()).toEqual([]);
    expect(await test.database.all(`SELECT token_hash FROM invitation_token`)).toEqual([]);
  });

  it('two that were planned all the same: the second is cancelled when the first has left', async () => {
    const first = await test.contact();
    await test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, askAgainDays: 0 });
    const second = await test.contact();
    await test.get(SettingsStore).set(invitationRules, DEFAULT_INVITATION_RULES);
    await sendWhenDue();
    const rows = [await test.invitation(first.id), await test.invitation(second.id)];
    expect(rows.map(({ state }) => state).sort()).toEqual(['cancelled', 'sent']);
    expect(await test.mails()).toHaveLength(1);
  });

  it('what became due at night, because the sender was down, waits for the morning', async () => {
    const { id } = await test.contact();
    test.clock.set('2026-11-04T05:00:00Z'); // 23:00
    await test.runner.drain();
    expect(await test.invitation(id)).toMatchObject({
      state: 'planned',
      sendAt: Date.parse('2026-11-04T14:00:00Z'),
    });
    expect(await test.mails()).toEqual([]);
  });

  it('five senders at once send thirty invitations once each', async () => {
    const customers = Array.from({ length: 30 }, (_, index) => ({
      externalId: `K-${index}`,
      email: `k${index}@example.com`,
    }));
    for (const customer of customers) await test.contact({}, customer);
    test.clock.advance(30 * MINUTE);
    const sender = test.get(InvitationSender);
    await Promise.all([1, 2, 3, 4, 4].map((lane) => sender.sendDue(lane, signal)));
    const mails = await test.mails();
    expect(new Set(mails.map(({ envelopeTo }) => envelopeTo)).size).toBe(30);
    expect(mails).toHaveLength(30);
  });

  it('a sender that dies between the hand-over and its note: unknown, shown, and never sent again', async () => {
    const { id } = await test.contact();
    test.clock.advance(30 * MINUTE);
    const mailer = test.get(Mailer);
    const send = mailer.send.bind(mailer);
    const dying = jest.spyOn(mailer, 'send').mockImplementation(async (...mail) => {
      await send(...mail);
      throw new Error('the process is gone');
    });
    await expect(test.get(InvitationSender).sendDue(1, signal)).rejects.toThrow('gone');
    dying.mockRestore();
    expect((await test.invitation(id)).state).toBe('sending');
    test.clock.advance(4 * MINUTE);
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('sending');
    for (let hour = 0; hour < 5; hour += 1) {
      test.clock.advance(60 * MINUTE);
      await test.runner.drain();
    }
    const row = await test.invitation(id);
    expect(row).toMatchObject({ state: 'unknown', lastError: 'lease_expired' });
    expect(await test.timeline(id)).toEqual(['planned', 'sending', 'unknown']);
    expect(await test.mails()).toHaveLength(1);
    // The customer may well have got it: the link works, and the answer counts.
    const mail = await read((await test.mails())[0]?.raw ?? '');
    expect(await test.get(Invitations).byAnswerToken(tokenIn(mail.text ?? '', 's'))).toMatchObject({
      state: 'unknown',
    });
    await test.database.transaction(() => test.get(Invitations).markAnswered(row.id, test.clock.now()));
    expect((await test.invitation(id)).state).toBe('answered');
  });

  it('a sender that dies before the hand-over leaves the invitation due, and it is sent once', async () => {
    const { id } = await test.contact();
    test.clock.advance(30 * MINUTE);
    const [claim] = await test.get(InvitationStore).claim(test.clock.now(), test.clock.now() + 5 * MINUTE, 5);
    expect(claim).toBeDefined();
    test.clock.advance(6 * MINUTE);
    await test.runner.drain();
    test.clock.advance(MINUTE);
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('sent');
    expect(await test.mails()).toHaveLength(1);
    // The one that was thought dead wakes up: its lease is not its own any more.
    expect(await test.get(InvitationStore).handOver(claim!, '<inv-x@y>', 1, test.clock.now())).toBe(false);
  });

  it('a mail that cannot be written waits until it can', async () => {
    const { id } = await test.contact();
    const mailer = test.get(Mailer);
    Object.defineProperty(mailer, 'senderAddress', { configurable: true, get: () => { throw new Error('broken'); } }); // prettier-ignore
    await sendWhenDue();
    expect(await test.invitation(id)).toMatchObject({
      state: 'planned',
      lastError: 'composition',
      attempts: 1,
    });
    Reflect.deleteProperty(mailer, 'senderAddress');
    test.clock.advance(10 * MINUTE);
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('sent');
  });

  it('fourteen days without an answer: expired', async () => {
    const { id } = await test.contact();
    await sendWhenDue();
    await test.runner.drain();
    test.clock.advance(14 * DAY - 1);
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('sent');
    test.clock.advance(MINUTE);
    await test.runner.drain();
    expect((await test.invitation(id)).state).toBe('expired');
    expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent', 'expired']);
  });
});

describeOnBothDatabases('sending invitations through a mail server', (kind) => {
  const seen: { messageId: string | undefined; accepted: boolean }[] = [];
  let test: InvitationsUnderTest;
  let server: SMTPServer;
  /** What the server says to the next mails; an empty string accepts. */
  const replies: string[] = [];

  beforeEach(async () => {
    seen.length = 0;
    replies.length = 0;
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void PostalMime.parse(Buffer.concat(chunks)).then(({ messageId }) => {
            const reply = replies.shift() ?? '';
            seen.push({ messageId, accepted: reply === '' });
            const code = Number(reply.slice(0, 3));
            done(reply === '' ? null : Object.assign(new Error(reply.slice(4)), { responseCode: code }));
          });
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as AddressInfo;
    test = await invitationsOn(kind, { SMTP_URL: `smtp://127.0.0.1:${port}` });
  });
  afterEach(async () => {
    await test.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('put off twice, then accepted: the same mail by its Message-ID, sent once', async () => {
    replies.push('451 4.3.0 try again later', '421 4.7.0 too many');
    const { id } = await test.contact();
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
    const first = await test.invitation(id);
    expect(first).toMatchObject({ state: 'planned', attempts: 1, lastError: '451 4.3.0' });
    expect((first.sendAt ?? 0) - test.clock.now()).toBeGreaterThanOrEqual(3 * MINUTE);
    expect((first.sendAt ?? 0) - test.clock.now()).toBeLessThanOrEqual(5 * MINUTE);
    for (let tries = 0; tries < 2; tries += 1) {
      test.clock.advance(10 * MINUTE);
      await test.runner.drain();
    }
    expect(await test.invitation(id)).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
    expect(seen.map(({ accepted }) => accepted)).toEqual([false, false, true]);
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await test.timeline(id)).toEqual([
      'planned',
      'sending',
      'planned',
      'sending',
      'planned',
      'sending',
      'sent',
    ]);
  });

  it('refused for good: bounced, never tried again; an address that does not exist is never written to again', async () => {
    replies.push('550 5.1.1 no such user', '550 5.7.1 your reputation');
    const gone = await test.contact();
    const policy = await test.contact({}, { externalId: 'C-2', email: 'luis@example.com' });
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
    test.clock.advance(DAY);
    await test.runner.drain();
    const rows = [await test.invitation(gone.id), await test.invitation(policy.id)];
    expect(rows.map(({ state }) => state)).toEqual(['bounced', 'bounced']);
    expect(rows.map(({ lastError }) => lastError).sort()).toEqual(['550 5.1.1', '550 5.7.1']);
    expect(seen).toHaveLength(2);
    const suppressions = test.get(Suppressions);
    const suppressed = await Promise.all(
      ['marta@example.com', 'luis@example.com'].map((email) => suppressions.isSuppressed(email)),
    );
    expect(suppressed.filter(Boolean)).toHaveLength(1);
    expect(suppressed[0]).toBe(rows[0]?.lastError === '550 5.1.1');
  });

  it('put off for three days: given up', async () => {
    replies.push(...Array.from({ length: 60 }, () => '451 4.3.0 try again later'));
    const { id } = await test.contact();
    for (let hours = 0; hours < 80; hours += 2) {
      test.clock.advance(120 * MINUTE);
      await test.runner.drain();
    }
    expect(await test.invitation(id)).toMatchObject({ state: 'bounced', reason: 'undeliverable' });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.length).toBeLessThan(40);
  });

  it('no mail server at all: nothing is lost, the invitation waits', async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const { id } = await test.contact();
    test.clock.advance(30 * MINUTE);
    await test.runner.drain();
    expect(await test.invitation(id)).toMatchObject({ state: 'planned', attempts: 1, lastError: 'no_reply' });
  });
});
