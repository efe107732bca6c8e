import { bounceKind, enhancedStatusIn, isTelling } from './enhanced-status';

describe('an enhanced status code', () => {
  it.each([
    ['550 5.1.1 <a@b>: unknown', '5.1.1'],
    ['smtp;550 5.1.10 RESOLVER', '5.1.10'],
    ['<exch01.corp.example #5.1.1>', '5.1.1'],
    ['(#4.4.1)', '4.4.1'],
    ['2.0.0', '2.0.0'],
    ['5.07.1', '5.7.1'],
  ])('is found in %j', (text, code) => expect(enhancedStatusIn(text)).toBe(code));

  it.each(['host [5.1.1.7]', 'version 15.1.1', '10.5.1.1', '5.1', '3.1.1', '5.1.1234', ''])(
    'is not seen in %j',
    (text) => expect(enhancedStatusIn(text)).toBeNull(),
  );

  it('of zeros tells nothing', () => {
    expect(['5.0.0', '4.0.0', null].map(isTelling)).toEqual([false, false, false]);
    expect(isTelling('5.2.0')).toBe(true);
  });
});

describe('what a code says about the address', () => {
  it.each([
    ['5.1.1', 'hard'], ['5.1.0', 'hard'], ['5.1.2', 'hard'], ['5.1.3', 'hard'], ['5.1.6', 'hard'], ['5.1.10', 'hard'],
    // About the sender, although the subject is "address".
    ['5.1.7', 'policy'], ['5.1.8', 'policy'],
    // Our mail was not wanted: the address is as good as before.
    ['5.7.1', 'policy'], ['5.7.26', 'policy'], ['5.7.515', 'policy'], ['4.7.0', 'policy'], ['5.6.1', 'policy'], ['5.3.4', 'policy'], ['5.5.2', 'policy'],
    // Full, disabled, unreachable, too busy, unknown.
    ['5.2.2', 'soft'], ['5.2.1', 'soft'], ['4.2.2', 'soft'], ['4.4.7', 'soft'], ['5.4.1', 'soft'], ['4.1.1', 'soft'], ['5.0.0', 'soft'], [null, 'soft'],
  ])('%s is %s', (status, kind) => expect(bounceKind(status)).toBe(kind)); // prettier-ignore
});
