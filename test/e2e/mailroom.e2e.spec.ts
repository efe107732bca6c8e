/** The hook that mail is left at, and the deliverability page, over HTTP. */
import { generateKeyPairSync } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { authenticate } from 'mailauth';
import { Dns, SystemDns } from '../../src/mailroom/deliverability/dns';
import { publishedKeyOf } from '../../src/mailroom/deliverability/dkim';
import { HookKey } from '../../src/mailroom/hook-key';
import { mailAbout, mailroomOn, type MailroomUnderTest } from '../database/mailroom.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { startDns, type TestDns } from '../support/dns-server';
import { freePort } from '../support/free-port';

const PAGE = '/invitations/deliverability';
const MB = 1024 * 1024;

describeOnBothDatabases('the hook for mail', (kind) => {
  let room: MailroomUnderTest;
  let key: string;
  beforeEach(async () => {
    room = await mailroomOn(kind);
    key = await room.test.get(HookKey).make('cli');
  });
  afterEach(() => room.test.close());
  const leave = (body: Buffer | object, type = 'message/rfc822', to = key) =>
    room.test.http.post(`/hooks/mail/${to}`).set('Content-Type', type).send(body);

  it('takes a raw mail, and JSON with one', async () => {
    const { id } = await room.sent();
    await leave(mailAbout('zimbra-positive', id)).expect(202, { received: true });
    expect(await room.state(id)).toMatchObject({ state: 'delivered' });
    const raw = mailAbout('postfix-user-unknown', id).toString('base64');
    await leave({ raw }, 'application/json').expect(202, { received: true });
    expect(await room.state(id)).toMatchObject({ state: 'bounced', reason: 'hard_bounce' });
  });

  it('answers the same whatever the mail is, and however often it comes', async () => {
    const { id } = await room.sent();
    const mails = [
      mailAbout('qmail', id),
      mailAbout('qmail', id),
      mailAbout('qmail', '0199f3a0-0000-7000-8000-000000000000'),
      mailAbout('newsletter', id),
      Buffer.from('nonsense'),
    ];
    const replies = [];
    for (const mail of mails) replies.push(await leave(mail));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(['202 {"received":true}']),
    );
  });

  it('knows one key only; another one, an older one and none are not there', async () => {
    const { id } = await room.sent();
    const newer = await room.test.get(HookKey).make('cli');
    for (const wrong of [key, 'x'.repeat(43), 'x', '%00', 'a'.repeat(300)]) {
      await leave(mailAbout('qmail', id), 'message/rfc822', wrong).expect(404);
    }
    await leave(mailAbout('qmail', id), 'message/rfc822', newer).expect(202);
    await room.test.get(HookKey).revoke('cli');
    await leave(mailAbout('qmail', id), 'message/rfc822', newer).expect(404);
    const stored = JSON.stringify(await room.test.database.all('SELECT * FROM setting'));
    expect(stored).not.toContain(newer);
  });

  it('takes two megabytes and no more, either way; elsewhere the limit stays', async () => {
    const { id } = await room.sent();
    const head = mailAbout('reply-phone-top', id).toString('latin1');
    const padded = (size: number) => Buffer.from(head + 'x\r\n'.repeat((size - head.length) / 3));
    await leave(padded(2 * MB - 100)).expect(202);
    await leave(padded(2 * MB + 100)).expect(413);
    await leave({ raw: padded(2 * MB - 100).toString('base64') }, 'application/json').expect(202);
    await leave(padded(4 * MB)).expect(413);
    await room.test.http
      .post('/sign-in')
      .set('Content-Type', 'application/json')
      .send({ a: 'x'.repeat(1.5 * MB) })
      .expect(413);
    await room.test.http.post('/sign-in').set('Content-Type', 'message/rfc822').send(head).expect(415);
  });

  it('refuses what is neither', async () => {
    for (const body of [{}, { raw: '' }, { raw: 'ñ' }, { raw: 'aGk=', more: 1 }]) {
      const reply = await leave(body, 'application/json').expect(400);
      expect(reply.body).toMatchObject({ code: 'mail_unreadable' });
    }
    await leave(Buffer.alloc(0)).expect(400);
  });

  it('looking at it does nothing', async () => {
    await room.test.http.get(`/hooks/mail/${key}`).expect(404);
  });
});

describeOnBothDatabases('a customer’s reply on the page of its invitation', (kind) => {
  let room: MailroomUnderTest;
  beforeEach(async () => (room = await mailroomOn(kind)));
  afterEach(() => room.test.close());

  it('is read by those who look after everybody, not by leads, and never by who served', async () => {
    const { id } = await room.sent();
    await room.takeIn('reply-gmail', id, (mail) => mail.replace('sigue igual', 'sigue <b>igual</b>'));
    const page = async (viewer: SignedIn) => (await viewer.get(`/invitations/${id}`).expect(200)).text;
    const hr = await page(await room.test.signIn([{ role: 'hr', scope: 'all' }]));
    expect(hr).toContain('la fuga sigue &lt;b&gt;igual&lt;/b&gt;');
    expect(hr).toContain('El cliente respondió por correo');
    const ana = await room.test.database.get<{ id: number }>(
      'SELECT id AS "id" FROM employee ORDER BY id LIMIT 1',
    );
    const served = await page(
      await room.test.signIn([{ role: 'hr', scope: 'all' }], { employeeId: ana?.id ?? 0 }),
    );
    expect(served).not.toContain('la fuga');
    expect(served).toContain('Respuesta del cliente por correo');
  });

  it('stands on the page of the contact it is about, for the same readers', async () => {
    const { id } = await room.sent();
    await room.takeIn('reply-gmail', id);
    const contact = await room.test.database.get<{ interactionId: string }>(
      'SELECT interaction_id AS "interactionId" FROM invitation WHERE id = ?',
      [id],
    );
    const ana = await room.test.database.get<{ id: number }>(
      'SELECT id AS "id" FROM employee ORDER BY id LIMIT 1',
    );
    const page = async (employeeId?: number) => {
      const viewer = await room.test.signIn([{ role: 'hr', scope: 'all' }], { employeeId });
      return (await viewer.get(`/invitations/why?reference=${contact?.interactionId}`).expect(200)).text;
    };
    expect(await page()).toContain('la fuga sigue igual');
    const served = await page(ana?.id);
    expect(served).toContain('Respuesta del cliente por correo');
    expect(served).not.toContain('la fuga');
  });
});

describe('the deliverability page', () => {
  let room: MailroomUnderTest;
  let admin: SignedIn;
  let dns: TestDns;
  let smtp: SMTPServer;
  const inbox: { from: string; to: string; raw: string }[] = [];
  let refusal: { code: number; text: string } | undefined;
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const dkimRecord = `v=DKIM1; k=rsa; p=${publishedKeyOf(privateKey)?.base64}`;
  const ZONE = {
    txt: {
      'aguaclara.example': ['v=spf1 mx ~all'],
      's1._domainkey.aguaclara.example': [dkimRecord],
      '_dmarc.aguaclara.example': ['v=DMARC1; p=none; rua=mailto:d@aguaclara.example'],
    },
    mx: { 'aguaclara.example': ['mx.aguaclara.example'] },
  };

  beforeAll(async () => {
    const port = await freePort();
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (refusal) return done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
          const { mailFrom, rcptTo } = session.envelope;
          inbox.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address).join(),
            raw: Buffer.concat(chunks).toString('latin1'),
          });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(port, '127.0.0.1', resolve));
    dns = await startDns(ZONE);
    room = await mailroomOn('sqlite', {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_DKIM_DOMAIN: 'aguaclara.example',
      MAIL_DKIM_SELECTOR: 's1',
      MAIL_DKIM_PRIVATE_KEY: privateKey,
    });
    (room.test.get(Dns) as SystemDns).useServers([dns.address]);
    admin = await room.test.signIn([{ role: 'admin', scope: 'all' }]);
  });
  afterAll(async () => {
    await room.test.close();
    await dns.close();
    await new Promise<void>((resolve) => smtp.close(resolve));
  });

  it('asks nobody when it is looked at, and everybody when it is told to', async () => {
    const first = await admin.get(PAGE).expect(200);
    expect(first.text).toContain('Aún no se ha revisado.');
    expect(dns.asked).toEqual([]);
    await admin.post(`${PAGE}/checks`).expect(303);
    expect(dns.asked).toEqual(expect.arrayContaining(['aguaclara.example', '_dmarc.aguaclara.example']));
    const page = (await admin.get(PAGE).expect(200)).text;
    expect(page).toContain('Todo está en orden.');
    expect(page).toContain('La clave publicada es la nuestra, de 2048 bits.');
  });

  it('says what is wrong in plain words, with the record to copy', async () => {
    dns.zone = { txt: { 'aguaclara.example': ['v=spf1 +all'] } };
    await admin.post(`${PAGE}/checks`).expect(303);
    const page = (await admin.get(PAGE).expect(200)).text;
    expect(page).toContain('Algunos receptores rechazan o apartan sus correos.');
    expect(page).toContain('<code>v&#x3D;spf1 mx ~all</code>');
    expect(page).toContain('<code>s1._domainkey.aguaclara.example</code>');
    expect(page).toContain(dkimRecord.replaceAll('=', '&#x3D;'));
    expect(page).toContain('<code>_dmarc.aguaclara.example</code>');
    expect(page).toContain('aguaclara.example no recibe correo');
  });

  it('sends a test to oneself by the way of invitations, signed so that others can verify it', async () => {
    dns.zone = ZONE;
    const reply = await admin.post(`${PAGE}/test-mails`).expect(303);
    expect(reply.headers['location']).toBe(PAGE);
    const mail = inbox.at(-1);
    expect(mail?.from).toMatch(/^bounce\+[0-9a-f-]{36}@aguaclara\.example$/);
    expect(mail?.to).toMatch(/@aguaclara\.example$/);
    const { dkim, dmarc } = await authenticate(Buffer.from(mail?.raw ?? '', 'latin1'), {
      trustReceived: false,
      ip: '192.0.2.1',
      sender: mail?.from ?? '',
      disableArc: true,
      disableBimi: true,
      resolver: (name, type) => {
        const records = type === 'TXT' ? ZONE.txt[name as keyof typeof ZONE.txt] : undefined;
        if (!records) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
        return Promise.resolve(records.map((text) => [text]));
      },
    });
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass']);
    expect(dmarc && dmarc.status.result).toBe('pass');
  });

  it('tells the code when the server refuses the test', async () => {
    refusal = { code: 550, text: '5.7.1 not you' };
    const reply = await admin.post(`${PAGE}/test-mails`).expect(303);
    refusal = undefined;
    const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
    expect(Buffer.from(cookie.split('=')[1] ?? '', 'base64url').toString()).toContain(
      'mailroom.test_refused',
    );
  });

  it('shows a new address of the hook once, and only its hash is kept', async () => {
    const made = await admin.post(`${PAGE}/hook-keys`).expect(200);
    const key = /\/hooks\/mail\/([\w-]{43})/.exec(made.text)?.[1] ?? '';
    expect(key).toHaveLength(43);
    expect((await admin.get(PAGE).expect(200)).text).not.toContain(key);
    const { id } = await room.sent('pedro@gmail.com');
    await room.test.http
      .post(`/hooks/mail/${key}`)
      .set('Content-Type', 'message/rfc822')
      .send(mailAbout('arf-yahoo', id))
      .expect(202);
    await admin.post(`${PAGE}/hook-revocations`).expect(303);
    await room.test.http
      .post(`/hooks/mail/${key}`)
      .set('Content-Type', 'message/rfc822')
      .send('x')
      .expect(404);
    const audit = await room.test.database.all<{ action: string }>(
      'SELECT action AS "action" FROM audit_entry ORDER BY seq',
    );
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['mailroom.hook_key_made', 'mailroom.hook_key_revoked']),
    );
  });

  it('counts by receiver what left, came back and was complained about', async () => {
    const { id } = await room.sent('laura@hotmail.com');
    await room.takeIn('barracuda-policy', id);
    // Asked by a message, though an address of hers is known: no mail.
    const message = await room.sent('luisa@gmail.com');
    await room.test.database.run(`UPDATE invitation SET channel = 'sms' WHERE id = ?`, [message.id]);
    const page = (await admin.get(PAGE).expect(200)).text.replace(/\s+/g, ' ');
    const row = (name: string) => new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`).exec(page)?.[1] ?? '';
    expect(row('Gmail')).toMatch(
      />1<.*>0\.0\s?% <span class="soft">\(0\)<.*>100\.00\s?% <span class="soft">\(1\)/,
    );
    expect(row('Outlook y Hotmail')).toMatch(
      />1<.*>100\.0\s?% <span class="soft">\(1\)<.*>0\.00\s?% <span class="soft">\(0\)/,
    );
    expect(row('Todos')).toMatch(/>2</);
    expect(page).toContain('pocos');
  });

  it('tells how far the rules of large receivers are met: signed, way out, complaints, the busiest day', async () => {
    await admin.post(`${PAGE}/checks`).expect(303);
    const { database } = room.test;
    // Three to Yahoo on one day and two on the next, as the organization counts its days: 23:50, and 00:10 of the next.
    const midnight = Date.parse('2026-11-03T06:00:00Z');
    for (const minutes of [-600, -200, -10, 10, 60]) {
      const { id } = await room.sent(`y${minutes + 600}@${minutes > 0 ? 'ymail.com' : 'yahoo.com.mx'}`);
      await database.run('UPDATE invitation SET sent_at = ? WHERE id = ?', [midnight + minutes * 60_000, id]);
    }
    // Hours went by: the session has ended.
    admin = await room.test.signIn([{ role: 'admin', scope: 'all' }]);
    const page = (await admin.get(PAGE).expect(200)).text.replace(/\s+/g, ' ');
    const row = (name: string) => new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`).exec(page)?.[1] ?? '';
    expect(row('SPF, DKIM y DMARC del dominio remitente')).toMatch(/Los tres pasan\..*badge-accent">bien/);
    expect(row('Darse de baja con un toque, cumplido en dos días')).toMatch(
      /firmado, y se cumple en el acto.*bien/,
    );
    expect(row('Quejas por debajo de 0\\.3\\s%')).toMatch(/1 queja de 7 correos en 30 días.*pocos correos/);
    expect(row('Yahoo: el día de más correos en 30 días')).toMatch(/>3\. No hay una cifra publicada.*bien/);
    expect(row('Gmail: el día de más correos en 30 días')).toMatch(/>1 de unos 5,000\..*bien/);
  });

  it('takes what administrators decide, refuses nonsense at its field, and writes an audit entry without the address', async () => {
    const form = {
      forwardTo: 'atencion@aguaclara.example',
      forwardsPerHour: '30',
      softBounces: '3',
      softBounceDays: '14',
      keepRepliesDays: '90',
    };
    const wrong = await admin
      .post(PAGE, { ...form, forwardTo: 'a@x, b@y', softBounces: '0', keepRepliesDays: '' })
      .expect(400);
    expect(wrong.text).toContain('id="error-forwardTo"');
    expect(wrong.text).toContain('id="error-softBounces"');
    expect(wrong.text).toContain('id="error-keepRepliesDays"');
    await admin.post(PAGE, form).expect(303);
    expect((await admin.get(PAGE).expect(200)).text).toContain('value="atencion@aguaclara.example"');
    const last = await room.test.database.get<{ details: string }>(
      'SELECT details AS "details" FROM audit_entry ORDER BY seq DESC LIMIT 1',
    );
    expect(last?.details).toContain('keepRepliesDays');
    expect(last?.details).not.toContain('atencion');
    await admin.post(PAGE, form).expect(303);
    await admin.post(PAGE, { ...form, forwardTo: '' }).expect(303);
  });

  it('of an auditor is to be read, not to be changed', async () => {
    const auditor = await room.test.signIn([{ role: 'auditor', scope: 'all' }]);
    const page = (await auditor.get(PAGE).expect(200)).text;
    expect(page).not.toContain('<form method="post" action="/invitations/deliverability');
    await auditor.post(`${PAGE}/checks`).expect(403);
  });

  it('in each language has words for everything', async () => {
    for (const locale of ['es', 'en', 'pt-BR'] as const) {
      const viewer = await room.test.signIn([{ role: 'admin', scope: 'all' }], { locale });
      expect((await viewer.get(PAGE).expect(200)).text).not.toMatch(/mailroom\.[a-z_]+/);
    }
  });
});
