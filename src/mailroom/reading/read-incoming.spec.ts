/** Mails as real systems write them (test/fixtures/incoming), and what they turn out to be. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMail } from './incoming-mail';
import { readIncoming } from './read-incoming';

const folder = join(__dirname, '../../../test/fixtures/incoming');
const ID = '0199f3a0-1b2c-7d3e-8f4a-5b6c7d8e9f00';
const read = (name: string): Promise<IncomingMail> => readIncoming(readFileSync(join(folder, `${name}.eml`)));

/** [mail, kind, code, the address it names] */
const RETURNED: readonly (readonly [string, string, string | null, string | null])[] = [
  ['postfix-user-unknown', 'hard', '5.1.1', 'marta@example.com'],
  ['sendmail-host-unknown', 'hard', '5.1.2', 'marta@exampel.example'],
  ['exim-dsn', 'hard', '5.1.1', 'marta@example.com'],
  ['exim-letter', 'hard', '5.1.1', 'marta@example.com'],
  ['qmail', 'hard', '5.1.1', 'marta@example.com'],
  ['qmail-mailbox-full', 'soft', '5.2.2', 'marta@example.com'],
  ['exchange-2003-ndr', 'hard', '5.1.1', 'marta@example.com'],
  ['exchange-online-not-found', 'hard', '5.1.10', 'marta@example.com'],
  ['exchange-online-mailbox-full', 'soft', '5.2.2', 'marta@example.com'],
  ['microsoft-policy-5.7.515', 'policy', '5.7.515', 'marta@example.com'],
  ['gmail-not-found', 'hard', '5.1.1', 'marta@example.com'],
  ['yahoo-letter', 'hard', '5.1.1', 'marta@example.com'],
  ['amazon-ses', 'hard', '5.1.1', 'marta@example.com'],
  ['lotus-domino', 'hard', '5.1.1', 'marta@example.com'],
  ['barracuda-policy', 'policy', '5.7.1', 'marta@example.com'],
  ['mimecast', 'policy', '5.7.1', 'marta@example.com'],
  ['forwarded-address-gone', 'hard', '5.1.1', 'old.account@provider.example'],
  ['utf8-recipient', 'hard', '5.1.1', 'josé@correo.example'],
];

describe('a mail that came back', () => {
  it.each(RETURNED)('%s is %s (%s)', async (name, kind, status, recipient) => {
    expect(await read(name)).toMatchObject({
      what: 'delivery',
      invitationId: ID,
      reports: [{ action: 'failed', kind, status, recipient }],
    });
  });

  it.each(['postfix-delayed', 'gmail-delayed'])('%s is only late', async (name) => {
    expect(await read(name)).toMatchObject({
      what: 'delivery',
      invitationId: ID,
      reports: [{ action: 'delayed', kind: null }],
    });
  });

  it('a positive report tells that it arrived, by the envelope identifier we gave it', async () => {
    expect(await read('zimbra-positive')).toMatchObject({
      what: 'delivery',
      invitationId: ID,
      reports: [{ action: 'delivered', kind: null, recipient: 'marta@example.com' }],
    });
  });

  it('without the envelope address, the returned mail tells which one it was', async () => {
    const raw = readFileSync(join(folder, 'postfix-user-unknown.eml'), 'utf8');
    const elsewhere = raw.replaceAll(`bounce+${ID}@aguaclara.example`, 'encuestas@aguaclara.example');
    expect(await readIncoming(Buffer.from(elsewhere))).toMatchObject({ what: 'delivery', invitationId: ID });
  });
});

describe('a complaint', () => {
  it.each(['arf-yahoo', 'arf-microsoft-jmrp'])('%s names the invitation', async (name) => {
    expect(await read(name)).toMatchObject({ what: 'complaint', feedback: 'abuse', invitationId: ID });
  });

  it('tells its kind, so that "not spam" is none', async () => {
    expect(await read('arf-not-spam')).toMatchObject({ what: 'complaint', feedback: 'not-spam' });
  });
});

describe('what no person wrote', () => {
  it.each([
    ['auto-gmail-vacation', 'auto_reply'],
    ['auto-outlook-ooo', 'auto_reply'],
    ['auto-subject-only-pt', 'auto_reply'],
    ['auto-null-sender', 'auto_reply'],
    ['challenge-uol', 'challenge'],
    ['challenge-boxbe', 'challenge'],
    ['receipt-mdn', 'receipt'],
    ['newsletter', 'bulk'],
    ['went-in-a-circle', 'own'],
  ])('%s is %s', async (name, what) => {
    expect(await read(name)).toMatchObject({ what });
  });

  it('holiday notes and receipts tell which invitation arrived', async () => {
    for (const name of ['auto-gmail-vacation', 'auto-subject-only-pt', 'receipt-mdn'])
      expect(await read(name)).toMatchObject({ invitationId: ID });
  });
});

describe('a customer’s reply', () => {
  it('is what the customer wrote, without our mail below it', async () => {
    expect(await read('reply-gmail')).toEqual({
      what: 'reply',
      messageId: 'CAFreply1@mail.gmail.example',
      invitationId: ID,
      from: 'marta@example.com',
      subject: 'Re: ¿Cómo le atendió Ana?',
      text: 'Buenas tardes, la fuga sigue igual. ¿Pueden llamarme al 55 1234 5678?\n\nGracias,\nMarta',
      attachments: 0,
      letter: null,
    });
  });

  it('in HTML only is text all the same', async () => {
    expect(await read('reply-outlook-html')).toMatchObject({
      what: 'reply',
      invitationId: ID,
      text: 'Todo bien, gracias. Solo falta el recibo.',
    });
  });

  it('from a telephone, found by the address it was sent to', async () => {
    expect(await read('reply-phone-top')).toMatchObject({
      what: 'reply',
      invitationId: ID,
      subject: 'Re: ¿Cómo le atendió Ana?',
      text: 'No gracias.\n\nEnviado desde mi iPhone',
    });
  });

  it('about a bounce is a reply: customers may quote anything', async () => {
    const raw = readFileSync(join(folder, 'reply-phone-top.eml'), 'latin1').replace(
      'No gracias.',
      'Undelivered mail returned to sender: user unknown 5.1.1',
    );
    expect(await readIncoming(Buffer.from(raw, 'latin1'))).toMatchObject({ what: 'reply' });
  });

  it('never hands on a link that answers or unsubscribes for the customer', async () => {
    for (const file of readdirSync(folder)) {
      const mail = await read(file.replace('.eml', ''));
      expect(JSON.stringify(mail.what === 'reply' ? mail : null)).not.toMatch(/\/(s|u)\/[A-Za-z0-9_-]{12}/);
    }
  });
});

it('a mail to the way out carries its token', async () => {
  expect(await read('way-out')).toMatchObject({
    what: 'unsubscribe',
    token: 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_aBcD1',
  });
});

it('every fixture is something', async () => {
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) expect((await read(file.replace('.eml', ''))).what).not.toBe('unknown');
});
