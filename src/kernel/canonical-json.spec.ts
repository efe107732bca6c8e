import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

describe('canonical JSON', () => {
  test('members are sorted by code unit, as in the example of RFC 8785 §3.2.3', () => {
    const input = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(input)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  test('numbers, literals and escapes are written as in RFC 8785 §3.2.2', () => {
    const input = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
      literals: [null, true, false],
      string: '\u20ac$\u000f\nA\'B"\\',
    };
    expect(canonicalJson(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\"}',
    );
  });

  test.each([
    [{ a: [1, Number.NaN] }, '$.a[1]'],
    [{ a: undefined }, '$.a'],
    [new Array(1), '$[0]'],
    [[Infinity], '$[0]'],
    [{ when: new Date(0) }, '$.when'],
    [{ n: 1n }, '$.n'],
    [{ s: '\ud800' }, '$.s'],
    [new Map(), '$'],
  ])('what JSON cannot say is refused with its path: case %#', (value, path) => {
    expect(() => canonicalJson(value)).toThrow(
      expect.objectContaining({
        code: 'canonical_json.unsupported',
        details: expect.objectContaining({ path }),
      }),
    );
  });

  test('the order in which members were set does not matter, and the text parses back to the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
