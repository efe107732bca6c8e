import fc from 'fast-check';
import { safeNext } from './next-address';

describe('the address to go on to after signing in', () => {
  it.each([
    '/',
    '/me',
    '/teams/3?period=2026-10#answers',
    '/evaluations/2/statements/9',
    '/responses?q=%C3%B1',
  ])('%s is ours and kept', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    '//evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example', 'https://evil.example',
    'http:/evil.example', 'javascript:alert(1)', 'evil.example', '/%2Fevil.example', '/%5Cevil.example',
    '%2F%2Fevil.example', '/\t/evil.example', '/\n/evil.example', '/%09/evil.example', ' //evil.example', '/..//evil.example',
    '/%', '/me\r\nSet-Cookie: a=b', '/sign-in', '/sign-in?next=/me', '', undefined, null, ['/me'], 7,
  ])('%j leads home', (next) => {
    expect(safeNext(next)).toBe('/');
  }); // prettier-ignore

  it('whatever comes in, a browser stays with us', () => {
    const hostile = fc.stringMatching(/^[/\\.:@%?#a-z0-9\t\n ]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string(), fc.webUrl()), (next) => {
        const target = new URL(safeNext(next), 'https://aplauso.example');
        expect(target.origin).toBe('https://aplauso.example');
      }),
      { numRuns: 3000 },
    );
  });
});
