/** Mail is written by strangers: whatever comes, it is read in bounded time and nothing is thrown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { MAIL_CLASSES } from './incoming-mail';
import { readIncoming } from './read-incoming';

const folder = join(__dirname, '../../../test/fixtures/incoming');
const fixtures = readdirSync(folder).map((file) => readFileSync(join(folder, file)));

async function isRead(raw: Uint8Array): Promise<void> {
  const mail = await readIncoming(raw);
  expect(MAIL_CLASSES).toContain(mail.what);
  const size = JSON.stringify(mail).length;
  expect(size).toBeLessThan(60_000);
}

describe('anything at all', () => {
  it('random bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), isRead), { numRuns: 200 });
  });

  it('random headers over random text', async () => {
    const name = fc.constantFrom(
      'From',
      'To',
      'Subject',
      'Content-Type',
      'Auto-Submitted',
      'Message-ID',
      'References',
      'X',
    );
    const header = fc.tuple(name, fc.string({ unit: 'binary', maxLength: 80 }));
    const mail = fc.tuple(fc.array(header, { maxLength: 20 }), fc.string({ maxLength: 500 }));
    await fc.assert(
      fc.asyncProperty(mail, ([headers, text]) =>
        isRead(
          Buffer.from(`${headers.map(([key, value]) => `${key}: ${value}`).join('\r\n')}\r\n\r\n${text}`),
        ),
      ),
      { numRuns: 200 },
    );
  });

  it('real mails cut off, with bytes changed, or put together', async () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...fixtures),
        fc.constantFrom(...fixtures),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
      )
      .map(([one, other, cut, changes]) => {
        const at = cut % one.length;
        const raw = Buffer.concat([one.subarray(0, at), other.subarray(at % other.length)]);
        for (const [place, byte] of changes) if (raw.length > 0) raw[place % raw.length] = byte;
        return raw;
      });
    await fc.assert(fc.asyncProperty(damaged, isRead), { numRuns: 300 });
  });
});

const head = (type: string, more = '') =>
  `From: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n${more}\r\n`;
const report = (status: string) =>
  `${head('multipart/report; report-type=delivery-status; boundary=b')}--b\r\nContent-Type: message/delivery-status\r\n\r\n${status}\r\n--b--\r\n`;
const REPLY = 'From: a@x.example\r\nSubject: Re: x\r\nContent-Type: text/plain\r\n\r\n';

/** Each makes about `size` bytes of what a hasty reader would read over and over. */
const ADVERSARIAL: Record<string, (size: number) => string> = {
  'one line without an end': (size) => head('text/plain') + 'a'.repeat(size),
  'nothing but at signs': (size) => REPLY + '@'.repeat(size),
  'nothing but line ends': (size) => REPLY + '\r\n'.repeat(size / 2),
  'nothing but quote marks': (size) => REPLY + '>\n'.repeat(size / 2),
  'introductions that never end': (size) => REPLY + 'On a wrote '.repeat(size / 11),
  'introductions in every line': (size) => REPLY + 'On Monday somebody\n'.repeat(size / 19),
  'links in links': (size) => REPLY + 'https://a/'.repeat(size / 10),
  'angle brackets in HTML': (size) => head('text/html') + '<'.repeat(size),
  'open tags in HTML': (size) => head('text/html') + '<div>'.repeat(size / 5),
  'entities in HTML': (size) => head('text/html') + '&amp'.repeat(size / 4),
  'a subject of brackets': (size) => `Subject: ${'[a] Re: '.repeat(Math.min(size, 200_000) / 8)}\r\n${REPLY}`,
  'a header folded for ever': (size) => `Subject: a${'\r\n a'.repeat(Math.min(size, 200_000) / 4)}\r\n\r\n`,
  'thousands of headers': (size) => `${'To: a@x.example\r\n'.repeat(Math.min(size, 200_000) / 17)}\r\n`,
  'thousands of parts': (size) => head('multipart/mixed; boundary=b') + '--b\r\n\r\n'.repeat(size / 7),
  'parts within parts': (size) =>
    Array.from({ length: Math.min(500, size / 60) }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(''),
  'thousands of recipients': (size) => report('Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\n\n'.repeat(size / 70)),
  'a diagnosis folded for ever': (size) => report(`Action: failed\nDiagnostic-Code: smtp;${'\n 5.'.repeat(size / 4)}`),
  'codes that are none': (size) => head('text/plain') + '5.1.'.repeat(size / 4),
  'encoded words': (size) => `From: a@x.example\r\nSubject: ${'=?utf-8?Q?a?= '.repeat(Math.min(size, 200_000) / 14)}\r\n\r\nx`,
  'returned mails in returned mails': (size) =>
    head('message/rfc822') + 'Content-Type: message/rfc822\r\n\r\n'.repeat(size / 32),
}; // prettier-ignore

async function effort(raw: Buffer): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    await isRead(raw);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

describe('a megabyte of mischief', () => {
  it.each(Object.entries(ADVERSARIAL))('%s costs in proportion to its size', async (_, make) => {
    const large = Buffer.from(make(1024 * 1024));
    await isRead(large);
    const [small, whole] = [await effort(Buffer.from(make(128 * 1024))), await effort(large)];
    // Eight times the bytes: in proportion it is a factor of eight, squared it would be sixty-four.
    expect(whole).toBeLessThan(32 * Math.max(small, 2_000));
  });

  it('more than two megabytes are not read to their end', async () => {
    const mail = `${REPLY}${'word '.repeat(600_000)}THE-END`;
    expect(JSON.stringify(await readIncoming(Buffer.from(mail)))).not.toContain('THE-END');
  });
});
