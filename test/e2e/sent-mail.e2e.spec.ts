/**
 * A mail as its receiver's mail system and mail program see it: taken from a real mail server, from the real
 * application, with every convention that decides whether it is delivered, read and trusted.
 */
import { generateKeyPairSync } from 'node:crypto';
import { authenticate } from 'mailauth';
import { Suppressions } from '../../src/customers';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { HookKey } from '../../src/mailroom/hook-key';
import { Mailroom } from '../../src/mailroom';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { SettingsStore } from '../../src/platform/views';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';
import { verifyDkim } from '../support/dkim-verifier';
import { type ReceivedMail, smtpSink, type SmtpSink } from '../support/smtp-sink';

const BASE = 'https://encuestas.aguaclara.example';
const HOST = 'encuestas.aguaclara.example';
const DOMAIN = 'aguaclara.example';
const MINUTE = 60_000;
const DAY = 86_400_000;
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const PUBLIC_KEY = keys.publicKey.toString('base64');

const headerOf = ({ headers }: ReceivedMail, name: string) =>
  headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value).join('\n'); // prettier-ignore
const htmlOf = ({ mail }: ReceivedMail) =>
  (mail.html ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
const hrefsOf = (got: ReceivedMail) =>
  [...htmlOf(got).matchAll(/\b(?:href|src)="([^"]+)"/g)].map(([, href = '']) => href);

describeOnBothDatabases('a mail that was sent', (kind) => {
  let sink: SmtpSink;
  let test: TestApp;
  let contacts = 0;

  beforeEach(async () => {
    sink = await smtpSink();
    test = await bootApp(kind, {
      env: {
        BASE_URL: BASE,
        SMTP_URL: sink.url,
        MAIL_FROM: `Agua Clara <encuestas@${DOMAIN}>`,
        MAIL_DKIM_DOMAIN: DOMAIN,
        MAIL_DKIM_SELECTOR: 'mail',
        MAIL_DKIM_PRIVATE_KEY: keys.privateKey,
      },
    });
    const settings = test.get(SettingsStore);
    await settings.set('organization', { ...(await settings.get('organization')), name: 'Agua Clara' });
    await settings.set(invitationRules, {
      ...DEFAULT_INVITATION_RULES,
      askAgainDays: 0,
      reminders: { most: 1, afterDays: 4 },
    });
    await test.get(Employees).upsert('E-1', { name: 'Ana Beltrán', hiredOn: '2020-01-01' }, 'system');
    await test
      .get(Touchpoints)
      .upsert('phone', { name: 'Teléfono', channel: 'phone', phone: '800 123 4567' }, 'system');
    await test.work();
  });
  afterEach(async () => {
    await test.close();
    await sink.close();
  });

  /** Records a contact and sends the mail about it. */
  async function asked(change: Record<string, unknown> = {}, customer: Record<string, unknown> = {}) {
    contacts += 1;
    const { id } = await test.get(Interactions).intake(
      parseInput(interactionInput, {
        source: 'crm',
        externalId: `T-${contacts}`,
        touchpoint: 'phone',
        reason: 'billing',
        occurredAt: new Date(test.clock.now()).toISOString(),
        customer: { externalId: 'C-77', name: 'Marta Ruiz', email: 'marta@example.com', locale: 'es', ...customer }, // prettier-ignore
        participants: [{ employee: 'E-1' }],
        ...change,
      }),
    );
    const before = sink.received.length;
    test.clock.advance(30 * MINUTE);
    await test.work();
    expect(sink.received).toHaveLength(before + 1);
    const row = await test.database.get<{ id: string }>(
      'SELECT id AS "id" FROM invitation WHERE interaction_id = ? AND step = 1',
      [id],
    );
    return { got: sink.received.at(-1)!, invitationId: row?.id ?? '' };
  }
  async function reminded() {
    const first = await asked();
    test.clock.advance(4.1 * DAY);
    await test.work();
    expect(sink.received).toHaveLength(2);
    return { first, reminder: sink.received[1]! };
  }

  it('invitation and reminder bear one signature that two verifiers accept, and it covers what receivers act on', async () => {
    const { first, reminder } = await reminded();
    for (const got of [first.got, reminder]) {
      expect(got.headers.filter(({ name }) => name === 'DKIM-Signature')).toHaveLength(1);
      const own = verifyDkim(got.raw, PUBLIC_KEY);
      expect(own).toMatchObject({ valid: true, reason: '', domain: DOMAIN });
      expect(own.signed).toEqual(
        expect.arrayContaining([
          'from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id',
          'auto-submitted', 'mime-version', 'content-type',
        ]),
      ); // prettier-ignore
      const { dkim } = await authenticate(got.raw, {
        trustReceived: false,
        disableArc: true,
        disableBimi: true,
        disableDmarc: true,
        resolver: (name: string) =>
          name === `mail._domainkey.${DOMAIN}`
            ? Promise.resolve([[`v=DKIM1; k=rsa; p=${PUBLIC_KEY}`]])
            : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
      });
      expect(dkim.results).toMatchObject([{ status: { result: 'pass' }, signingDomain: DOMAIN }]);
    }
    expect(verifyDkim(reminder.raw, PUBLIC_KEY).signed).toEqual(
      expect.arrayContaining(['in-reply-to', 'references']),
    );
  });

  it('whoever changes the way out, the sender, the words or a link on the way breaks the signature', async () => {
    const { got } = await asked();
    const text = got.raw.toString('latin1');
    const changes: [RegExp, string, string][] = [
      [/(List-Unsubscribe:\s+<https:\/\/)encuestas/, '$1evil', 'headers'],
      [/(List-Unsubscribe-Post:\s+List-Unsubscribe=)One/, '$1Two', 'headers'],
      [/(From:\s+Agua )Clara/, '$1Turbia', 'headers'],
      [/(Subject:\s)/, '$1Re: ', 'headers'],
      [/<table/, '<tabel', 'body'],
    ];
    for (const [what, to, reason] of changes) {
      const changed = text.replace(what, to);
      expect([String(what), changed === text]).toEqual([String(what), false]);
      expect(verifyDkim(Buffer.from(changed, 'latin1'), PUBLIC_KEY)).toMatchObject({ valid: false, reason });
    }
  });

  it('has two parts that say the same, plain text first, and every link of one is in the other', async () => {
    const { first, reminder } = await reminded();
    for (const got of [first.got, reminder]) {
      expect(headerOf(got, 'content-type')).toMatch(/^multipart\/alternative;/);
      const raw = got.raw.toString('latin1');
      const [plain, html] = ['Content-Type: text/plain', 'Content-Type: text/html'].map((type) =>
        raw.indexOf(type),
      );
      expect(plain).toBeGreaterThan(0);
      expect(html).toBeGreaterThan(plain ?? 0);
      expect(raw.indexOf('Content-Disposition: attachment')).toBe(-1);
      const web = hrefsOf(got).filter((href) => href.startsWith('https:'));
      expect(web).toHaveLength(7);
      for (const href of web) expect((got.mail.text ?? '').split('\n')).toContain(href);
      const inText = (got.mail.text ?? '').match(/https:\S+/g) ?? [];
      expect([...new Set(inText)].sort()).toEqual([...new Set(web)].sort());
      const words = [
        'Marta, ¿cómo le atendió Ana?',
        'sobre su factura',
        '800 123 4567',
        'Muy mal',
        'Muy bien',
      ];
      for (const part of [(got.mail.text ?? '').replace(/\s+/g, ' '), htmlOf(got)])
        expect(words.filter((word) => !part.includes(word))).toEqual([]);
    }
  });

  it('loads nothing, so that nobody learns that it was opened, and every target is ours, without a detour', async () => {
    const { got } = await asked();
    const html = htmlOf(got);
    expect(html).not.toMatch(
      /<img|<link|<script|<iframe|<object|<video|@import|url\(|background=|srcset|ping=/i,
    );
    for (const href of hrefsOf(got).filter((one) => !one.startsWith('tel:'))) {
      const { origin, pathname } = new URL(href);
      expect(origin).toBe(BASE);
      expect(pathname).toMatch(/^\/[su]\/[\w-]{43}$/);
      // The customer is at the place at once: a redirect would be one more way to be watched or misled.
      expect((await test.http.get(href.slice(BASE.length))).status).toBe(200);
    }
  });

  it('says what it is: of a list, by a program, with an address of its own for what comes back', async () => {
    const { got, invitationId } = await asked();
    expect(got.from).toBe(`bounce+${invitationId}@${DOMAIN}`);
    expect(got.to).toEqual(['marta@example.com']);
    expect(got.headers.map(({ name }) => name.toLowerCase()).sort()).toEqual([
      'auto-submitted', 'content-type', 'date', 'dkim-signature', 'from', 'list-id', 'list-unsubscribe',
      'list-unsubscribe-post', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress',
    ]); // prettier-ignore
    expect(headerOf(got, 'auto-submitted')).toBe('auto-generated');
    expect(headerOf(got, 'x-auto-response-suppress')).toBe('All');
    expect(headerOf(got, 'list-id')).toBe(`<invitations.${HOST}>`);
    expect(headerOf(got, 'message-id')).toBe(`<inv-${invitationId}@${HOST}>`);
    expect(headerOf(got, 'list-unsubscribe')).toMatch(new RegExp(`^<${BASE}/u/[\\w-]{43}>$`));
    expect(headerOf(got, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(Math.max(...got.raw.toString('latin1').split('\r\n').map((line) => line.length))).toBeLessThan(998); // prettier-ignore
    expect(got.raw.toString('latin1')).toMatch(/^[\t\r\n\x20-\x7e]*$/);
  });

  it('the mail program’s button ends the subscription: no cookie, no redirect, whatever page it comes from', async () => {
    const { got } = await asked();
    const href = /<([^>]+)>/.exec(headerOf(got, 'list-unsubscribe'))?.[1] ?? '';
    const reply = await test.http
      .post(href.slice(BASE.length))
      .set('Origin', 'https://mail.example')
      .set('Cookie', 'aplauso_session=stolen')
      .type('form')
      .send('List-Unsubscribe=One-Click');
    expect([reply.status, reply.get('Set-Cookie'), reply.get('Location')]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(true);
    test.clock.advance(5 * DAY);
    await test.work();
    expect(sink.received).toHaveLength(1);
  });

  it('the way out by mail is offered where somebody reads it, and a mail to it ends the subscription', async () => {
    await test.get(HookKey).make('user:1');
    const { got } = await asked();
    const [web, mailTo] = headerOf(got, 'list-unsubscribe').split(', ');
    const token = /\/u\/([\w-]{43})>$/.exec(web ?? '')?.[1] ?? '';
    expect(mailTo).toBe(`<mailto:unsubscribe+${token}@${DOMAIN}>`);
    // RFC 5321, 4.5.3.1.1: longer local parts need not be taken.
    expect(`unsubscribe+${token}`.length).toBeLessThanOrEqual(64);
    expect(verifyDkim(got.raw, PUBLIC_KEY).valid).toBe(true);
    const written = `From: Marta <marta@example.com>\r\nTo: unsubscribe+${token}@${DOMAIN}\r\nMessage-ID: <x@example.com>\r\n\r\n`;
    await test.get(Mailroom).takeIn(Buffer.from(written), 'hook');
    expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(true);
    await test.get(HookKey).revoke('user:1');
    const { got: later } = await asked({}, { externalId: 'C-78', email: 'luis@example.com' });
    expect(headerOf(later, 'list-unsubscribe')).not.toContain('mailto:');
  });

  describe('in the customer’s mail program', () => {
    it('an invitation stands beneath the mails of its ticket, and those of one ticket stand together', async () => {
      const messageId = '<8PJ3.91001-reply@support.zendesk.example>';
      const { got } = await asked({ data: { ticket: '91001', messageId } });
      const ticket = headerOf(got, 'references').split(' ')[0] ?? '';
      expect(ticket).toMatch(new RegExp(`^<ticket-[0-9a-f]{32}@${HOST.replaceAll('.', '\\.')}>$`));
      expect(headerOf(got, 'references')).toBe(`${ticket} ${messageId}`);
      expect(headerOf(got, 'in-reply-to')).toBe(messageId);
      expect(headerOf(got, 'references')).not.toContain('91001@');

      const { got: again } = await asked({ data: { ticket: '91001' } });
      expect([headerOf(again, 'in-reply-to'), headerOf(again, 'references')]).toEqual([ticket, ticket]);
      const { got: another } = await asked({ source: 'helpdesk', data: { ticket: '91001' } });
      expect(headerOf(another, 'references')).toMatch(/^<ticket-/);
      expect(headerOf(another, 'references')).not.toBe(ticket);
    });

    it('a reminder stands beneath the first mail, and that beneath the ticket', async () => {
      const messageId = '<a.1@support.example>';
      const { got } = await asked({ data: { messageId } });
      test.clock.advance(4.1 * DAY);
      await test.work();
      const reminder = sink.received.at(-1)!;
      expect(headerOf(reminder, 'in-reply-to')).toBe(headerOf(got, 'message-id'));
      expect(headerOf(reminder, 'references')).toBe(`${messageId} ${headerOf(got, 'message-id')}`);
      expect(headerOf(reminder, 'message-id')).not.toBe(headerOf(got, 'message-id'));
    });

    it('without a ticket nothing is claimed to be answered', async () => {
      const { got } = await asked();
      expect([headerOf(got, 'in-reply-to'), headerOf(got, 'references')]).toEqual(['', '']);
    });

    it('what is no Message-ID goes into no header', async () => {
      const { got } = await asked({ data: { messageId: '<a@b>, <c@d>' } });
      expect([headerOf(got, 'in-reply-to'), headerOf(got, 'references')]).toEqual(['', '']);
    });
  });

  it.each([
    ['es', 'usted', '¿Cómo le atendió Ana', 'Muy bien'],
    ['es', 'tu', '¿Cómo te atendió Ana', 'Muy bien'],
    ['en', 'usted', 'How well did Ana help you', 'Very well'],
    ['pt-BR', 'usted', 'Como foi o atendimento de Ana', 'Ótimo'],
  ] as const)(
    'speaks %s in the form %s, in the subject and in both parts',
    async (locale, tone, question, best) => {
      const settings = test.get(SettingsStore);
      await settings.set('organization', { ...(await settings.get('organization')), tone });
      const { got } = await asked({}, { locale });
      expect(got.mail.subject).toContain(question);
      expect(/<html lang="([^"]+)"/.exec(htmlOf(got))?.[1]).toBe(locale);
      expect(htmlOf(got).includes(best)).toBe(true);
      expect(got.mail.text).toContain(best);
      expect(`${htmlOf(got)}${got.mail.text ?? ''}`).not.toMatch(/\{\{|undefined|\[object|mail\.invitation/);
    },
  );
});
