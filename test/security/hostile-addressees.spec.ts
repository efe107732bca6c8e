/**
 * Whatever somebody writes into an address, a name or a title, a mail reaches the customer and nobody else, says who it
 * is from, and has the headers it should have and no other. Judged by what a mail server hears (RCPT TO) and by the
 * bytes of the header lines, through the real application.
 */
import fc from 'fast-check';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { SettingsStore } from '../../src/platform/views';
import { bootApp, describeOnBothDatabases, type TestApp } from '../support';
import { type ReceivedMail, smtpSink, type SmtpSink } from '../support/smtp-sink';

const SENDER = 'encuestas@aguaclara.example';
const OURS = 'marta@example.com';
const EVE = 'eve@evil.example';

const HOSTILE_NAMES = [
  `"a@x", b@y`, `Marta" <${EVE}>, "`, `Marta <${EVE}>`, `<${EVE}>`, `${EVE}`, `Marta, ${EVE}`, `Marta; ${EVE}`,
  `Marta\nBcc: ${EVE}`, `Marta\n\n<script>alert(1)</script>`, `undisclosed: ${EVE};`, `Equipo: ${EVE}, x@y;`,
  `(comment <${EVE}>) Marta`, `\\"Marta\\`, `Marta\\`, `"`, `=?utf-8?q?=0d=0aBcc:_${EVE}?=`,
  `=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=`, '=?x?q?', 'مارتا رويز', '\u202eatraM\u202c', '\u2066x\u2069',
  'Ünïcödé Ñandú', '日本語'.repeat(60), '👩‍🔧'.repeat(15), 'x'.repeat(199), `${'x '.repeat(99)}y`, 'a\tb', '%0d%0aBcc:', '-',
  `' OR 1=1`, '{{constructor}}', '${7*7}', '.', '@', '<>', ':;', `Re: Bcc: ${EVE}`, 'Marta <', 'Marta >',
]; // prettier-ignore

/** Texts that are no address of one person. */
const HOSTILE_ADDRESSES = [
  `"a@x, b@y"`, `a@x.example, ${EVE}`, `a@x.example;${EVE}`, `a@x.example ${EVE}`, `Marta <${EVE}>`, `<${EVE}>`,
  `${OURS}\r\nBcc: ${EVE}`, `${OURS}\nRCPT TO:<${EVE}>`, `${OURS}>\r\nRCPT TO:<${EVE}`, `${OURS}%0d%0aBcc:${EVE}`,
  `group: a@x.example, ${EVE};`, `undisclosed-recipients:;`, `marta(${EVE})@example.com`, `marta@example.com (${EVE})`,
  `"${EVE}"@example.com`, `"marta ruiz"@example.com`, `"marta\\"@evil.example,"@example.com`, `@evil.example:${OURS}`,
  `marta@[127.0.0.1]`, `marta@[IPv6:::1]`, `marta@localhost`, `marta@`, `@example.com`, `marta`, '', ' ',
  `marta@@example.com`, `marta@example..com`, `.marta@example.com`, `mar..ta@example.com`, `${'a'.repeat(65)}@${'b'.repeat(250)}.com`,
  `${'a'.repeat(310)}@x.example`, `marta\u0000@example.com`, `marta@example.com\u0000${EVE}`, `mårta@example.com`,
  `\u202emoc.elpmaxe@atram`, `=?utf-8?q?${EVE}?=`, `marta%${EVE.replace('@', '%')}@example.com@evil.example`,
  `marta!${EVE}`, `/dev/null`, `|cat@example.com`, `${OURS}\\a`, `${OURS}/x`, `${OURS}?cc=${EVE.replace('@', '%40')}`, `${OURS}#x`, `marta@ex%61mple.com`, `marta@example.com:25`, `marta@example.com,`, `,marta@example.com`,
]; // prettier-ignore

const EXPECTED_HEADERS = [
  'auto-submitted', 'content-type', 'date', 'from', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'message-id',
  'mime-version', 'subject', 'to', 'x-auto-response-suppress',
]; // prettier-ignore

/** An address with or without a name before it: bare words, a quoted text, or encoded words. Nothing else. */
const ONE_MAILBOX =
  /^(?:(?:"(?:[^"\\]|\\[\x20-\x7e])*"|[\w!#$%&'*+/=?^`{|}~ -]+|=\?[\w-]+\?[QB]\?[^?\s]*\?=(?: =\?[\w-]+\?[QB]\?[^?\s]*\?=)*) )?<?([^\s<>@,;:()"]+@[^\s<>@,;:()"]+)>?$/i;

describeOnBothDatabases('hostile names and addresses', (kind) => {
  let sink: SmtpSink;
  let test: TestApp;
  let key = '';
  let contacts = 0;

  beforeAll(async () => {
    sink = await smtpSink();
    test = await bootApp(kind, { env: { SMTP_URL: sink.url, MAIL_FROM: `Agua Clara <${SENDER}>` } });
    await test.get(SettingsStore).set(invitationRules, {
      ...DEFAULT_INVITATION_RULES,
      delayMinutes: 0,
      quietHours: null,
      askAgainDays: 0,
      excluded: { ...DEFAULT_INVITATION_RULES.excluded, machines: [] },
    });
    key = await test.apiKey();
    await test.work();
  });
  beforeEach(async () => {
    sink.received.length = 0;
    await named({});
  });
  afterAll(async () => {
    await test.close();
    await sink.close();
  });

  /** Sets every name a mail shows. */
  async function named({ employee = 'Ana', touchpoint = 'Teléfono', organization = 'Agua Clara', fromName = '' }) {
    const settings = test.get(SettingsStore);
    const own = await settings.get('organization');
    await settings.set('organization', { ...own, name: organization, mailFromName: fromName });
    await test.get(Employees).upsert('E-1', { name: employee, hiredOn: '2020-01-01' }, 'system');
    await test.get(Touchpoints).upsert('phone', { name: touchpoint, channel: 'phone' }, 'system');
  } // prettier-ignore
  const report = (customer: Record<string, unknown>) => {
    contacts += 1;
    return {
      source: 'crm',
      externalId: `T-${contacts}`,
      touchpoint: 'phone',
      reason: 'billing',
      occurredAt: new Date(test.clock.now()).toISOString(),
      customer: { externalId: `C-${contacts}`, name: 'Marta Ruiz', email: OURS, locale: 'es', ...customer },
      participants: [{ employee: 'E-1' }],
    };
  };
  async function asked(customer: Record<string, unknown> = {}): Promise<ReceivedMail> {
    const before = sink.received.length;
    await test.get(Interactions).intake(parseInput(interactionInput, report(customer)));
    await test.work();
    expect(sink.received).toHaveLength(before + 1);
    return sink.received.at(-1)!;
  }
  /** Who got it, who it says it is for and from, and that nothing was smuggled in. */
  function reachesOnly(got: ReceivedMail, address: string): void {
    expect(got.to).toEqual([address]);
    expect(got.from).toMatch(/^bounce\+[0-9a-f-]{36}@aguaclara\.example$/);
    expect(got.headers.map(({ name }) => name.toLowerCase()).sort()).toEqual(EXPECTED_HEADERS);
    const header = (name: string) => got.headers.find((one) => one.name.toLowerCase() === name)?.value ?? '';
    expect([header('to'), ONE_MAILBOX.exec(header('to'))?.[1]]).toEqual([header('to'), address]);
    expect([header('from'), ONE_MAILBOX.exec(header('from'))?.[1]]).toEqual([header('from'), SENDER]);
    expect(got.mail.to?.map((one) => one.address)).toEqual([address]);
    expect(got.mail.from).toMatchObject({ address: SENDER });
    expect(`${got.mail.subject}${got.mail.to?.[0]?.name}${got.mail.from?.name}`).not.toMatch(/[\r\n\0]/);
    // Nothing of it leaves the header lines, or makes one too long for a mail server (RFC 5322, 2.1.1).
    const raw = got.raw.toString('latin1');
    expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998);
    expect((got.mail.html ?? '').replace(/<!--[\s\S]*?-->/g, '')).not.toMatch(/<script|<img|onerror=/);
  }

  it.each(HOSTILE_NAMES)('%j as the name of everything in the mail', async (name) => {
    await named({ employee: name, touchpoint: name.slice(0, 120), organization: name.slice(0, 80), fromName: name.slice(0, 80) }); // prettier-ignore
    // English subjects are plain ASCII, which is written as it is; Spanish ones are encoded.
    for (const locale of ['es', 'en']) reachesOnly(await asked({ name, locale }), OURS);
  });

  it('any names: the mail reaches its customer and nobody else', async () => {
    const anyName = fc
      .oneof(
        fc.constantFrom(...HOSTILE_NAMES),
        fc.string({ unit: 'grapheme', maxLength: 120 }),
        fc.string({ unit: 'binary-ascii', maxLength: 80 }),
        fc.array(fc.constantFrom('"', '\\', '<', '>', ',', ';', ':', '@', '(', ')', '\n', '=?', '?=', EVE, 'Bcc: ', ' ', 'ñ', '\u202e'), { maxLength: 20 }).map((parts) => parts.join('')),
      )
      // What the forms refuse (control characters, nothing at all) never gets this far.
      .map((name) => name.replace(/[^\P{Cc}\n\t]|[\u2028\u2029]|\p{Cs}/gu, '').normalize('NFC').trim().slice(0, 80) || 'x'); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyName, anyName, anyName, anyName, async (customer, employee, organization, fromName) => {
        await named({ employee, organization, fromName, touchpoint: organization });
        reachesOnly(await asked({ name: customer }), OURS);
      }),
      { numRuns: 60 },
    );
  }); // prettier-ignore

  it('a name is shown as it was written, on one line, and turns nothing around', async () => {
    await named({ fromName: 'Agua "Clara", S.A. <x@y>', organization: 'Agua Clara' });
    const got = await asked({ name: '=?utf-8?q?Bcc=3A?= \u202eMarta\u202c\nRuiz' });
    expect(got.mail.to).toEqual([{ name: '= ?utf-8?q?Bcc=3A?= Marta Ruiz', address: OURS }]);
    expect(got.mail.from?.name).toBe('Agua "Clara", S.A. <x@y>');
  });

  it.each(HOSTILE_ADDRESSES)('%j is refused where it comes in, and nobody is written to', async (email) => {
    const reply = await test.http
      .post('/api/v1/interactions')
      .set('Authorization', `Bearer ${key}`)
      .send(report({ email }));
    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.body)).toContain('/customer/email');
    await test.work();
    expect(sink.received).toEqual([]);
  });

  it('any text as an address: one mail to that one address, or none', async () => {
    const piece = fc.constantFrom('a', 'marta', '@', '@', '.', '"', '\\', '<', '>', ',', ';', ':', ' ', '\r\n', '\0', '(', ')', '+', 'example.com', EVE, 'ñ', '\u202e', 'Bcc:', '=?utf-8?q?', '?='); // prettier-ignore
    const local = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const anyAddress = fc.oneof(
      local,
      local.map((text) => `${text}@example.com`),
      fc.emailAddress(),
      fc.emailAddress({ size: 'large' }),
    );
    await fc.assert(
      fc.asyncProperty(anyAddress, async (email) => {
        const before = sink.received.length;
        const reply = await test.http
          .post('/api/v1/interactions')
          .set('Authorization', `Bearer ${key}`)
          .send(report({ email }));
        await test.work();
        const after = sink.received.slice(before);
        if (reply.status === 400) return expect(after).toEqual([]);
        expect(after).toHaveLength(1);
        reachesOnly(after[0]!, email.trim().toLowerCase());
      }),
      { numRuns: 80 },
    );
  });

  it.each([
    ['marta@münchen.example', 'marta@xn--mnchen-3ya.example'],
    // What is seen is what is written to: the invisible space is gone from both.
    ['marta@exam\u200bple.com', 'marta@example.com'],
    ['MARTA@ПРИМЕР.example', 'marta@xn--e1afmkfd.example'],
    ['Marta+factura_1@Example.COM', 'marta+factura_1@example.com'],
    ["o'hara@example.com", "o'hara@example.com"],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is a good address and is written to as %s', async (email, address) => {
    reachesOnly(await asked({ email }), address);
  });

  it('an address that got into the database by another way reaches nobody, and says why', async () => {
    for (const email of HOSTILE_ADDRESSES.filter((one) => one.trim() !== '' && !one.includes('\0') && one.length <= 254)) {
      const made = await test.get(Interactions).intake(parseInput(interactionInput, report({})));
      await test.database.run('UPDATE customer SET email = ? WHERE external_id = ?', [email, `C-${contacts}`]);
      await test.work();
      const row = await test.database.get<{ state: string; reason: string; error: string | null }>(
        'SELECT state AS "state", reason AS "reason", last_error AS "error" FROM invitation WHERE interaction_id = ?',
        [made.id],
      );
      expect([email, row]).toEqual([email, { state: 'bounced', reason: 'refused', error: '5.1.3' }]);
      await test.database.run('UPDATE customer SET email = NULL WHERE external_id = ?', [`C-${contacts}`]);
    }
    expect(sink.received).toEqual([]);
  }); // prettier-ignore
});
