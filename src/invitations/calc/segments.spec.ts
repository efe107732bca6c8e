import fc from 'fast-check';
import { segmentsOf } from './segments';

describe('the parts of a text message', () => {
  it.each([
    ['', 'gsm7', 0, 0],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    // The euro sign takes two places.
    ['€'.repeat(80), 'gsm7', 160, 1],
    ['€'.repeat(81), 'gsm7', 162, 2],
    // é, ñ, ¿ and ¡ are basic; á, í, ó and ú are not.
    ['¿Qué opinó?', 'ucs2', 11, 1],
    ['¿Qué piensa el señor? ¡Díganos!', 'ucs2', 31, 1],
    ['¿Qué piensa el señor?', 'gsm7', 21, 1],
    ['ó'.repeat(70), 'ucs2', 70, 1],
    ['ó'.repeat(71), 'ucs2', 71, 2],
    ['😀'.repeat(35), 'ucs2', 70, 1],
  ])('%j', (text, encoding, units, segments) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, units, segments });
  });

  it('a character of two places is not split: 152 letters and a euro sign leave one place of the first part empty', () => {
    expect(segmentsOf(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toMatchObject({
      units: 305,
      segments: 2,
      left: 0,
    });
    expect(segmentsOf(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
  });

  it('names the characters that cost, each once', () => {
    expect(segmentsOf('opinión, opinión 😀').costly).toEqual(['ó', '😀']);
    expect(segmentsOf('opinion').costly).toEqual([]);
  });

  it('never takes more places than the parts have, and one more letter never makes fewer parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const { encoding, units, segments } = segmentsOf(text);
        expect(units).toBeLessThanOrEqual(segments * (segments > 1 ? (encoding === 'gsm7' ? 153 : 67) : 160));
        expect(segmentsOf(`${text}a`).segments).toBeGreaterThanOrEqual(segments);
      }),
    );
  });
});
