import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { authenticate } from 'mailauth';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { ClockModule, ManualClock } from '../../src/platform/clock';
import { ConfigModule, loadConfig } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { createHttpApp, HttpModule } from '../../src/platform/http';
import { I18nModule } from '../../src/platform/i18n';
import { ViewsModule } from '../../src/platform/views';
import { Mailer, MailModule, MailRefused, type OutgoingMail } from '../../src/platform/mail';
import { CapturedMails } from '../../src/platform/mail/captured-mails';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

const START = Date.UTC(2026, 10, 3, 12);
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const invitation: OutgoingMail = {
  to: { name: 'Marta Ruiz', address: 'marta@example.com' },
  subject: '¿Cómo le atendió Ana en su llamada del martes?',
  html: '<html><head></head><body><p>¿Cómo?</p></body></html>',
  text: '¿Cómo?\n',
  headers: {
    'List-Unsubscribe': `<https://aplauso.example/u/${'t'.repeat(60)}>, <mailto:unsubscribe@aplauso.example>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  messageId: '<inv-1@aplauso.example>',
  fromName: 'Agua Clara',
  envelopeFrom: 'bounce+1@aplauso.example',
};

interface Received {
  from: string;
  to: string[];
  raw: Buffer;
  mail: Email;
}

let test: TestDatabase;
beforeEach(async () => (test = await openTestDatabase('sqlite')));
afterEach(() => test.close());

function mailer(environment: Record<string, string>, database = test.database): Mailer {
  const config = loadConfig({
    NODE_ENV: 'test', SECRET_KEY: 'x'.repeat(32), MAIL_FROM: 'Encuestas <encuestas@aplauso.example>', ...environment,
  }); // prettier-ignore
  return new Mailer(config, database, new ManualClock(START));
}

/** Breaks a connection without a word, as a crashing server does. */
function cut(server: SMTPServer, sessionId: string): void {
  for (const connection of server.connections as unknown as Set<{
    session: { id: string };
    _socket: Socket;
  }>) {
    if (connection.session.id === sessionId) connection._socket.destroy();
  }
}

async function refusal(sending: Promise<unknown>): Promise<MailRefused> {
  const error: unknown = await sending.then(() => undefined, (reason: unknown) => reason); // prettier-ignore
  if (!(error instanceof MailRefused)) throw new Error('The mail was not refused.', { cause: error });
  return error;
}

describe('sending through a mail server', () => {
  const received: Received[] = [];
  const opened: { server: SMTPServer; mailer: Mailer }[] = [];

  async function serve(
    options: SMTPServerOptions = {},
    environment: Record<string, string> = {},
  ): Promise<Mailer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const { mailFrom, rcptTo } = session.envelope;
          void PostalMime.parse(raw).then((mail) => {
            received.push({
              from: mailFrom ? mailFrom.address : '',
              to: rcptTo.map((to) => to.address),
              raw,
              mail,
            });
            done(null);
          });
        });
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as AddressInfo;
    const made = mailer({ SMTP_URL: `smtp://127.0.0.1:${port}`, ...environment });
    opened.push({ server, mailer: made });
    return made;
  }

  const refuseRecipient = (code: number, text: string): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error(text), { responseCode: code })),
  });

  afterEach(async () => {
    received.length = 0;
    for (const { server, mailer: made } of opened.splice(0)) {
      made.onApplicationShutdown();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  it('the mail arrives as it was written, and bounces go to their own address', async () => {
    const sender = await serve();
    const sent = await sender.send(invitation);
    expect(sent).toEqual({
      messageId: invitation.messageId,
      response: expect.stringMatching(/^250/) as string,
    });
    const [got] = received;
    expect(got).toMatchObject({
      from: 'bounce+1@aplauso.example',
      to: ['marta@example.com'],
      mail: {
        subject: invitation.subject,
        messageId: invitation.messageId,
        from: { name: 'Agua Clara', address: 'encuestas@aplauso.example' },
        to: [{ name: 'Marta Ruiz', address: 'marta@example.com' }],
        html: expect.stringContaining('<p>¿Cómo?</p>') as string,
        text: expect.stringContaining('¿Cómo?') as string,
      },
    });
    const header = (name: string) => got?.mail.headers.find(({ key }) => key === name)?.value;
    expect(header('list-unsubscribe')).toBe(invitation.headers['List-Unsubscribe']);
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('auto-submitted')).toBe('auto-generated');
    expect(got?.mail.date).toBe('2026-11-03T12:00:00.000Z');
  });

  it('the signature holds and covers the unsubscribe headers', async () => {
    const sender = await serve({}, {
      MAIL_DKIM_DOMAIN: 'aplauso.example', MAIL_DKIM_SELECTOR: 'mail', MAIL_DKIM_PRIVATE_KEY: keys.privateKey,
    }); // prettier-ignore
    await sender.send(invitation);
    const publicKey = `v=DKIM1; k=rsa; p=${keys.publicKey.toString('base64')}`;
    const { dkim } = await authenticate(received[0]?.raw ?? '', {
      trustReceived: false,
      disableArc: true,
      disableBimi: true,
      disableDmarc: true,
      resolver: async (name: string, type: string) => {
        if (type === 'TXT' && name === 'mail._domainkey.aplauso.example') return [[publicKey]];
        throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      },
    });
    expect(dkim.results).toHaveLength(1);
    expect(dkim.results[0]).toMatchObject({ status: { result: 'pass' }, signingDomain: 'aplauso.example' });
    const signed = /\bh=([^;]+);/
      .exec(received[0]?.raw.toString().replace(/\r\n[ \t]+/g, '') ?? '')?.[1]
      ?.toLowerCase()
      .split(':');
    expect(signed).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
    );
  });

  it('a name with line ends adds no header and no recipient', async () => {
    const sender = await serve();
    await sender.send({
      ...invitation,
      to: { name: 'Marta\r\nBcc: eve@example.com', address: 'marta@example.com' },
      fromName: 'Agua\nCc: eve@example.com\u2028',
      subject: 'Hola\r\nBcc: eve@example.com\r\n\r\nbody',
      headers: { 'List-ID': 'x\r\nBcc: eve@example.com' },
    });
    expect(received[0]?.to).toEqual(['marta@example.com']);
    const { mail } = received[0]!;
    expect(mail.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['bcc']));
    expect(mail.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['cc']));
    expect(mail.subject).toBe('Hola Bcc: eve@example.com body');
    expect(mail.to).toEqual([{ name: 'Marta Bcc: eve@example.com', address: 'marta@example.com' }]);
    expect(mail.text).toContain('¿Cómo?');
  });

  it.each([
    'marta@example.com, eve@example.com',
    'Marta <marta@example.com>',
    'marta@example.com\r\nBcc: eve@example.com',
    'marta',
    '',
  ])('%j is no single address and reaches nobody', async (address) => {
    const sender = await serve();
    const refused = await refusal(sender.send({ ...invitation, to: { address } }));
    expect(refused).toMatchObject({
      permanent: true,
      uncertain: false,
      responseCode: null,
      enhancedCode: '5.1.3',
    });
    expect(received).toEqual([]);
  });

  it.each([
    [{ 'Bad Header': 'x' }, invitation.messageId],
    [{ 'X-A\r\nBcc': 'x' }, invitation.messageId],
    [{}, 'no id'],
    [{}, '<a@b>\r\nBcc: eve@example.com'],
  ])('a header or Message-ID that is none is a fault of ours: %j %j', async (headers, messageId) => {
    const sender = await serve();
    await expect(sender.send({ ...invitation, headers, messageId })).rejects.toThrow(
      /header name|Message-ID/,
    );
    expect(received).toEqual([]);
  });

  it('a bounce or reply address that is none is a fault of ours', async () => {
    const sender = await serve();
    await expect(
      sender.send({ ...invitation, envelopeFrom: 'a@b.example> SIZE=1\r\nRCPT TO:<eve@example.com' }),
    ).rejects.toThrow(/name@domain/);
    await expect(sender.send({ ...invitation, replyTo: 'a@b.example, eve@example.com' })).rejects.toThrow(
      /name@domain/,
    );
    expect(received).toEqual([]);
  });

  it('a 5xx for the recipient is permanent and told without the address', async () => {
    const sender = await serve(refuseRecipient(550, '5.1.1 <marta@example.com> unknown'));
    const refused = await refusal(sender.send(invitation));
    expect(refused).toMatchObject({
      permanent: true,
      uncertain: false,
      responseCode: 550,
      enhancedCode: '5.1.1',
    });
    expect(`${refused.message}${refused.stack}`).not.toContain('marta');
  });

  it('a 4xx for the recipient is to be tried later', async () => {
    const sender = await serve(refuseRecipient(450, '4.2.1 mailbox busy'));
    expect(await refusal(sender.send(invitation))).toMatchObject({
      permanent: false, uncertain: false, responseCode: 450, enhancedCode: '4.2.1',
    }); // prettier-ignore
  });

  it('a 5xx after the mail was handed over is permanent and certain', async () => {
    const sender = await serve({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error('5.7.1 policy'), { responseCode: 554 })));
      },
    });
    expect(await refusal(sender.send(invitation))).toMatchObject({
      permanent: true, uncertain: false, responseCode: 554, enhancedCode: '5.7.1',
    }); // prettier-ignore
  });

  it('wrong credentials are our fault and not the address’s', async () => {
    const sender = await serve({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    const { port } = opened[0]!.server.server.address() as AddressInfo;
    sender.onApplicationShutdown();
    const wrong = mailer({ SMTP_URL: `smtp://user:wrong@127.0.0.1:${port}` });
    expect(await refusal(wrong.send(invitation))).toMatchObject({
      permanent: false,
      uncertain: false,
      responseCode: 535,
    });
    wrong.onApplicationShutdown();
  });

  it('a server that is not there is to be tried later', async () => {
    const sender = await serve();
    await new Promise<void>((resolve) => opened[0]!.server.close(() => resolve()));
    expect(await refusal(sender.send(invitation))).toMatchObject({
      permanent: false,
      uncertain: false,
      responseCode: null,
    });
  });

  it('a connection that breaks before the mail was handed over is certain, and to be tried later', async () => {
    const sender = await serve({ onRcptTo: (_address, session) => cut(opened[0]!.server, session.id) });
    expect(await refusal(sender.send(invitation))).toMatchObject({
      permanent: false,
      uncertain: false,
      responseCode: null,
    });
  });

  it('a connection that breaks after the mail was handed over leaves it uncertain, and nothing is sent twice', async () => {
    let taken = 0;
    const sender = await serve({
      onData: (stream, session) => {
        stream.resume();
        stream.on('end', () => {
          taken += 1;
          cut(opened[0]!.server, session.id);
        });
      },
    });
    expect(await refusal(sender.send(invitation))).toMatchObject({
      permanent: false,
      uncertain: true,
      responseCode: null,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(taken).toBe(1);
  });

  it('inside a transaction nothing is sent', async () => {
    const sender = await serve();
    await expect(test.database.transaction(() => sender.send(invitation))).rejects.toThrow(
      /inside a transaction/,
    );
    expect(received).toEqual([]);
  });
});

describeOnBothDatabases('the capture mailbox', (kind) => {
  let stored: TestDatabase;
  beforeEach(async () => (stored = await openTestDatabase(kind)));
  afterEach(() => stored.close());

  it('keeps the mail as it would have gone over the wire, newest first', async () => {
    const sender = mailer({}, stored.database);
    await sender.send(invitation);
    await sender.send({ ...invitation, to: { address: 'luis@example.com' }, subject: 'Segunda' });
    const mails = new CapturedMails(stored.database);
    const [second, first] = await mails.newest(10);
    expect(second).toMatchObject({ subject: 'Segunda', envelopeTo: 'luis@example.com', capturedAt: START });
    expect(await mails.newest(10, second?.id)).toEqual([first]);
    const read = await mails.read(first?.id ?? 0);
    expect(read).toMatchObject({
      subject: invitation.subject,
      from: 'Agua Clara <encuestas@aplauso.example>',
      to: 'Marta Ruiz <marta@example.com>',
      envelopeFrom: 'bounce+1@aplauso.example',
      html: expect.stringContaining('<p>¿Cómo?</p>') as string,
    });
    expect(read?.headers).toContainEqual({
      name: 'List-Unsubscribe-Post',
      value: 'List-Unsubscribe=One-Click',
    });
    expect(read?.raw).toContain('\r\n\r\n');
    expect(await mails.read(9999)).toBeUndefined();
  });

  it('refuses inside a transaction like the real one', async () => {
    const sender = mailer({}, stored.database);
    await expect(stored.database.transaction(() => sender.send(invitation))).rejects.toThrow(
      /inside a transaction/,
    );
  });
});

describe('the mailbox pages', () => {
  let app: NestFastifyApplication;

  async function boot(environment: Record<string, string> = {}): Promise<Mailer> {
    const config = loadConfig({
      NODE_ENV: 'test', SECRET_KEY: 'x'.repeat(32), DATABASE_URL: test.url, ...environment,
    }); // prettier-ignore
    await test.database.close();
    @Module({
      imports: [
        ConfigModule.forRoot(config),
        ClockModule.forRoot(new ManualClock(START)),
        DatabaseModule.forRoot({ entities: [], server: false }),
        I18nModule,
        ViewsModule,
        HttpModule,
        MailModule.forRoot(config),
      ],
    })
    class MailOnly {}
    app = await createHttpApp(MailOnly, { config });
    return app.get(Mailer);
  }
  const get = (url: string) => app.inject({ method: 'GET', url, headers: { 'accept-language': 'es' } });
  afterEach(() => app.close());

  it('an empty mailbox says what to do', async () => {
    await boot();
    const page = await get('/dev/mailbox');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Todavía no hay correos');
  });

  it('a list leads to the mail, and the mail to its looks, text, headers and original', async () => {
    const sender = await boot();
    await sender.send({ ...invitation, subject: '<script>alert(1)</script>' });
    const list = await get('/dev/mailbox');
    expect(list.body).toContain('href="/dev/mailbox/1"');
    expect(list.body).toContain('marta@example.com');
    expect(list.body).not.toContain('<script>alert');

    const page = await get('/dev/mailbox/1');
    expect(page.body).toContain('src="/dev/mailbox/1/html"');
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
    expect((await get('/dev/mailbox/1?view=text')).body).toContain('¿Cómo?');
    expect((await get('/dev/mailbox/1?view=headers')).body).toContain('List-Unsubscribe-Post');
    expect((await get('/dev/mailbox/1?view=raw')).body).toContain('Content-Type: multipart/alternative');

    const raw = await get('/dev/mailbox/1/raw');
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.body).toContain('Message-ID: <inv-1@aplauso.example>');
  });

  it('the mail itself may run nothing, be framed by us, and its links leave the frame', async () => {
    const sender = await boot();
    await sender.send(invitation);
    const { body, headers } = await get('/dev/mailbox/1/html');
    expect(body).toContain('<head><base target="_top"></head>');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'.*sandbox/);
    expect(headers['content-security-policy']).not.toContain('script-src');
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('programs read the same as data', async () => {
    const sender = await boot();
    await sender.send(invitation);
    const { items } = (await get('/dev/mailbox.json')).json<{ items: { id: number }[] }>();
    expect(items).toMatchObject([{ id: 1, envelopeTo: 'marta@example.com', subject: invitation.subject }]);
    expect((await get('/dev/mailbox/1.json')).json()).toMatchObject({
      text: expect.stringContaining('¿Cómo?') as string,
    });
  });

  it.each(['/dev/mailbox/2', '/dev/mailbox/x', '/dev/mailbox/1e3/raw', '/dev/mailbox/2.json'])(
    '%s is not there',
    async (url) => {
      await boot();
      expect((await get(url)).statusCode).toBe(404);
    },
  );

  it('older mails are a page away', async () => {
    const sender = await boot();
    for (let index = 1; index <= 51; index += 1)
      await sender.send({ ...invitation, subject: `Nr. ${index}` });
    expect((await get('/dev/mailbox')).body).toContain('href="/dev/mailbox?before=2"');
    expect((await get('/dev/mailbox?before=2')).body).toContain('Nr. 1');
  });

  it('does not exist where mail is really sent', async () => {
    await boot({ SMTP_URL: 'smtp://127.0.0.1:1' });
    for (const url of ['/dev/mailbox', '/dev/mailbox.json', '/dev/mailbox/1'])
      expect((await get(url)).statusCode).toBe(404);
  });
});
