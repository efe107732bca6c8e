/** A body put together from pieces says what the whole would have said, in lines any mail server takes. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import PostalMime from 'postal-mime';
import { inOwnDirection } from '../../kernel';
import { bodyHash, filledIn, MailFrame, placeOf, Places } from './mail-body';

const read = ({ contentType, bytes }: { contentType: string; bytes: Buffer }) =>
  PostalMime.parse(Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), bytes]));
/** Line ends of a mail are CRLF; who reads one gets them as LF. */
const plain = (text: string | undefined) => (text ?? '').replace(/\r\n/g, '\n').replace(/\n$/, '');
const words = fc
  .string({ unit: 'binary', maxLength: 200 })
  // Marks would make towers across the pieces.
  .map((text) => inOwnDirection(text.replace(/[\r\n\p{Cc}\p{M}]/gu, ' ')));
const lines = fc.array(words, { maxLength: 6 }).map((all) => all.join('\n'));

describe('the body of a mail', () => {
  it('reads as if it had been written in one go, whatever the words and the values are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(lines, { minLength: 1, maxLength: 5 }),
        fc.array(words, { minLength: 5, maxLength: 5 }),
        async (constants, values) => {
          const places = new Places();
          const held = values.map((value) => places.for(value));
          const text = constants.map((constant, index) => `${constant}${held[index]}`).join('');
          const body = new MailFrame('<p>markup</p>', `${text}.`).filled(places.values);
          const mail = await read(body);
          expect(plain(mail.text)).toBe(plain(`${filledIn(text, places.values)}.`));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('turns nothing around and lets nothing climb, neither in a value nor in the words around it', async () => {
    const places = new Places();
    const name = places.for('\u202eatraM\u202c');
    const body = new MailFrame(`<p>a${'\u0301'.repeat(40)} \u2066${name}</p>`, `\u200f${name}!`);
    const mail = await read(body.filled(places.values));
    expect(plain(mail.html)).toBe('<p>a\u0301\u0301\u0301 atraM</p>');
    expect(plain(mail.text)).toBe('atraM!');
  });

  it('escapes a value where it stands in HTML, and nowhere else', async () => {
    const places = new Places();
    const name = places.for('<b>"Ana" & co</b> = 100 %');
    const body = new MailFrame(`<p title="${name}">${name}</p>`, `${name}!`).filled(places.values);
    const mail = await read(body);
    const escaped = Handlebars.escapeExpression('<b>"Ana" & co</b> = 100 %');
    expect(plain(mail.html)).toBe(`<p title="${escaped}">${escaped}</p>`);
    expect(plain(mail.text)).toBe('<b>"Ana" & co</b> = 100 %!');
  });

  it.each(['', ' led by a space', 'two\nlines', 'a tab at its end\t', 'turned\u2028over'])(
    'what is not plain stays where it stands: %j',
    (value) => {
      const places = new Places();
      expect(places.for(value)).toBe(value);
      expect(places.values).toEqual([]);
    },
  );

  it('no line is longer than RFC 2045 allows, and the form that is signed is that of RFC 6376', () => {
    const places = new Places();
    const value = places.for(`${'ñandú  '.repeat(60)}.`);
    const body = new MailFrame(
      `<p   class="a">${value}  x </p>\n\n`,
      `Hola ${value} \n  \nadiós ${value}`,
    ).filled(places.values);
    const raw = body.bytes.toString('latin1');
    for (const line of raw.split('\r\n').filter((one) => !one.startsWith('Content-')))
      expect(line.length).toBeLessThanOrEqual(76);
    const relaxed = raw
      .split('\r\n')
      .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
      .join('\r\n')
      .replace(/(\r\n)*$/, '\r\n');
    expect(bodyHash(body)).toBe(createHash('sha256').update(relaxed).digest('base64'));
  });

  it('a place without a value is a fault of ours', () => {
    expect(() => new MailFrame(`<p>${placeOf(1)}</p>`, 'text').filled(['only one'])).toThrow(/no value/);
  });
});
