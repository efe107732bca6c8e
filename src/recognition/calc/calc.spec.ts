/** What may be shown of customers' words, what is suggested to be left out, and who improved. */
import fc from 'fast-check';
import { cutText, displayedText } from './displayed-text';
import { improvedForSure } from './improved';
import { onlyLeavesOut } from './kept-words';
import { namesIn, withoutNames } from './names-in-text';
import { markedPieces, redacted, suggestRedactions } from './redactions';

describe('words on a wall', () => {
  it.each([
    ['a direction override', 'Gracias \u202ealrep\u202c Ana', 'Gracias alrep Ana'],
    ['isolates and marks', '\u2067\u200fHola\u2069 \u061camigos', 'Hola amigos'],
    ['a tower of accents', `Z${'\u0301\u0316\u0334'.repeat(40)}algo`, '\u0179\u0334\u0334\u0334algo'],
    ['a null and a bell', 'Hola\u0000 \u0007Ana', 'Hola Ana'],
    ['blank lines', 'Una\n\n\n\nlínea\u2028más', 'Una línea más'],
    ['no-break and ideographic blanks', 'a\u00a0\u3000 b', 'a b'],
    ['fillers that look empty', 'a\u3164\u115f\u200bb', 'ab'],
    ['a company’s own characters', 'a\ue000\uf8ffb', 'ab'],
    ['half a character', 'a\ud83db', 'ab'],
    ['tags without a flag', 'a\u{e0067}\u{e0062}b', 'ab'],
  ])('without %s', (_, typed, shown) => {
    expect(displayedText(typed)).toBe(shown);
  });

  it.each([
    'Años, niños, ¡qué bien!',
    '🇲🇽 🇧🇷 👩‍👩‍👧‍👦 ❤️ 1️⃣',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'شكرا جزيلا آنا',
    'धन्यवाद एना',
    'Cảm ơn Việt Nam',
    'תּוֹדָה',
    '<script>alert(1)</script>',
  ])('as they are: %s', (typed) => {
    expect(displayedText(typed)).toBe(typed.normalize('NFC'));
  });

  it('any text: the second time changes nothing, and no direction mark or tower is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const shown = displayedText(typed);
        expect(displayedText(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\n]|\p{M}{4}/u);
      }),
    );
  });

  it('are cut between words, and a flag is never cut in two', () => {
    expect(cutText('uno dos tres cuatro cinco', 16)).toBe('uno dos tres…');
    expect(cutText('🇲🇽'.repeat(20), 5)).toBe('🇲🇽🇲🇽🇲🇽🇲🇽…');
    expect(cutText('corto', 16)).toBe('corto');
    expect(cutText('🇲🇽'.repeat(5), 5)).toBe('🇲🇽'.repeat(5));
  });

  it('of ten thousand characters are cut in no time, with one endless family of emoji too', () => {
    const started = performance.now();
    expect([...cutText('a'.repeat(10_000))].length).toBeLessThanOrEqual(280);
    expect(cutText(`👩${'\u200d👩'.repeat(5_000)}`).length).toBeLessThan(300);
    expect(displayedText('e\u0301'.repeat(50_000)).length).toBe(50_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('names of colleagues in a text', () => {
  const people = [
    { name: 'Hugo Salas', publicName: 'hidden' },
    { name: 'Ana Beltrán', publicName: 'first_name' },
    { name: 'Diego Paz', publicName: 'full' },
    { name: 'Luz María de la Paz', publicName: 'hidden' },
  ];

  it.each([
    ['Hugo Salas me ayudó', '••• ••• me ayudó'],
    ['gracias hugo salas', 'gracias ••• •••'],
    ['Gracias a HUGO', 'Gracias a •••'],
    ['El señor Salas', 'El señor •••'],
    ['Ana Beltran es la mejor', 'Ana ••• es la mejor'],
    ['Diego fue amable', 'Diego fue amable'],
    ['me dio paz y luz', 'me dio paz y luz'],
    ['Hay salas de espera limpias', 'Hay salas de espera limpias'],
  ])('%s', (text, shown) => {
    expect(withoutNames(text, people)).toBe(shown);
  });

  it('a name that stands beside the words may stand in them', () => {
    expect(withoutNames('Diego Paz y Hugo', people, ['Diego Paz'])).toBe('Diego Paz y •••');
    const twoAnas = [{ name: 'Ana López', publicName: 'hidden' }];
    expect(withoutNames('Gracias Ana', twoAnas, ['Ana Beltrán'])).toBe('Gracias Ana');
    expect(withoutNames('Gracias Ana', twoAnas)).toBe('Gracias •••');
  });

  it('written small they are a suggestion, not certain', () => {
    expect(namesIn('gracias hugo', people)).toEqual([{ from: 8, to: 12, sure: false }]);
  });
});

describe('suggested redactions', () => {
  const kinds = (text: string) =>
    suggestRedactions(text, []).map(({ from, to, kind }) => `${kind}: ${text.slice(from, to)}`);

  it.each([
    ['Mi página es https://ejemplo.mx/yo?x=1 gracias', ['url: https://ejemplo.mx/yo?x=1']],
    ['Visiten ofertas.com.mx', ['url: ofertas.com.mx']],
    ['Escriba a marta@example.com', ['email: marta@example.com']],
    ['marta (at) example.com', ['email: marta (at) example.com']],
    ['síganme en @marta_ruiz', ['email: @marta_ruiz']],
    ['Llame al 55 1234 5678', ['number: 55 1234 5678']],
    ['Mi contrato 88231', ['number: 88231']],
    ['tarjeta 4111 1111 1111 1111', ['number: 4111 1111 1111 1111']],
    ['٠١٢٣٤٥٦٧٨٩', ['number: ٠١٢٣٤٥٦٧٨٩']],
    ['cinco cinco uno dos tres cuatro cinco', ['number: cinco cinco uno dos tres cuatro cinco']],
    ['Desde 2019 me atienden bien, 24 horas', []],
    ['Esperé dos o tres minutos.', []],
    ['Me cobraban $1,594 y $ 12345 de más', []],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('pieces put together are the text, and followed they leave nothing of it', () => {
    const text = 'Hugo me dio el 55 1234 5678 y www.x.mx.';
    const found = suggestRedactions(text, [{ name: 'Hugo Salas', publicName: 'hidden' }]);
    expect(
      markedPieces(text, found)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
    expect(redacted(text, found)).toBe('••• me dio el ••• y •••');
  });

  it('any text: pieces are complete and in order, in no time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const found = suggestRedactions(text, [{ name: text.slice(0, 12), publicName: 'hidden' }]);
        expect(
          markedPieces(text, found)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
    const started = performance.now();
    for (const unit of ['1 ', 'a.', '@', 'www.', 'dos ', 'a@', '(at) '])
      suggestRedactions(unit.repeat(5_000), []);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('most improved', () => {
  const one = (key: string, score: number | null, sd: number | null, n = 40) => ({ key, n, score, sd });

  it('is who rose by more than chance explains', () => {
    const before = [
      one('a', 70, 2),
      one('b', 70, 2),
      one('c', 70, 2),
      one('d', 70, 2, 10),
      one('e', null, null),
    ];
    const now = [
      one('a', 77, 2),
      one('b', 75, 2),
      one('c', 60, 2),
      one('d', 90, 2),
      one('e', 90, 2),
      one('f', 99, 1),
    ];
    expect(improvedForSure(now, before, 25)).toEqual(['a']);
  });
});

describe('a reviewer', () => {
  it.each([
    ['Gracias a ••• por todo.', true],
    ['Gracias […] por todo', true],
    ['por todo', true],
    ['Gracias a Hugo por todo y más', false],
    ['todo por Gracias', false],
    ['No gracias', false],
  ])('may only leave something out: %s', (edited, allowed) => {
    expect(onlyLeavesOut('Gracias a Hugo por todo.', edited)).toBe(allowed);
  });
});
