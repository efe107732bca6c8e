import fc from 'fast-check';
import { normaliseEmail } from './email-address';

describe('a mail address', () => {
  it.each([
    [' Marta@Example.COM ', 'marta@example.com'],
    ['MARTA.RUIZ+boletin@example.com', 'marta.ruiz+boletin@example.com'],
    ['ana@MÜNCHEN.de', 'ana@xn--mnchen-3ya.de'],
    ['ana@mu\u0308nchen.de', 'ana@xn--mnchen-3ya.de'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
  ])('%j is %s', (written, normalised) => {
    expect(normaliseEmail(written)).toBe(normalised);
  });

  it.each([
    '',
    'nobody',
    '@example.com',
    'ana@',
    'ana@exa mple.com',
    'ana@example.com\\b',
    'ana@example.com/b',
    'ana@example.com?b',
    'ana@example.com#b',
    'ana@ex%61mple.com',
    'ana@example.com:25',
  ])('%j stays what it is: no address', (text) => {
    expect(normaliseEmail(text)).toBe(text);
  });

  it('normalised twice is the same', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(normaliseEmail(normaliseEmail(address))).toBe(normaliseEmail(address));
      }),
    );
  });
});
