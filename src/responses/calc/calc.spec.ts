import fc from 'fast-check';
import { MACHINE_PAUSE_SECONDS, SOONEST_HUMAN_SECONDS } from './judge';
import {
  clientClass,
  cleanComment,
  commentLength,
  counts,
  judge,
  maskPersonalData,
  shownName,
} from './index';

const human = { secondsSinceSent: 600, honeypotFilled: false, secondsSinceProvisional: null };

describe('judging whether an answer is human', () => {
  it('an answer ten minutes after the mail is confirmed', () => {
    expect(judge(human)).toEqual({ status: 'confirmed', reasons: [] });
  });

  it('an answer that was never mailed has nothing to be too soon after', () => {
    expect(judge({ ...human, secondsSinceSent: null }).status).toBe('confirmed');
  });

  it.each([-5, 0, 1.9])('%d seconds after the mail is a scanner', (secondsSinceSent) => {
    expect(judge({ ...human, secondsSinceSent })).toEqual({
      status: 'provisional',
      reasons: ['implausibly_soon'],
    });
  });

  it('the limits themselves are human', () => {
    expect(judge({ ...human, secondsSinceSent: SOONEST_HUMAN_SECONDS }).status).toBe('confirmed');
    expect(judge({ ...human, secondsSinceProvisional: MACHINE_PAUSE_SECONDS }).status).toBe('confirmed');
  });

  it('text in the field nobody sees, right after a provisional answer: every reason is told', () => {
    expect(judge({ secondsSinceSent: 1, honeypotFilled: true, secondsSinceProvisional: 0.5 })).toEqual({
      status: 'provisional',
      reasons: ['implausibly_soon', 'honeypot_filled', 'follows_machine'],
    });
  });

  it('only a confirmed response that nobody excluded counts', () => {
    expect(counts('confirmed', false)).toBe(true);
    expect(counts('confirmed', true)).toBe(false);
    expect(counts('provisional', false)).toBe(false);
    expect(counts('rejected', false)).toBe(false);
  });
});

describe('masking personal data', () => {
  it.each([
    ['Escríbame a marta.ruiz+casa@correo.com.mx por favor', 'Escríbame a •••@••• por favor'],
    ['(juan@ejemplo.mx)', '(•••@•••)'],
    ['Mi tarjeta es 4111 1111 1111 1111.', 'Mi tarjeta es •••• •••• ••••.'],
    ['4111-1111-1111-1111', '•••• •••• ••••'],
    ['Llámenme al 55 1234 5678', 'Llámenme al ••• ••••'],
    ['tel. (55) 1234-5678, gracias', 'tel. ••• ••••, gracias'],
    ['+52 1 55 1234 5678', '••• ••••'],
    ['555.123.4567', '••• ••••'],
    ['١٢٣٤٥٦٧٨٩', '••• ••••'],
    ['５５１２３４５６７８', '••• ••••'],
    ['contrato 4111111111111112', 'contrato ••• ••••'],
  ])('%s', (text, masked) => {
    expect(maskPersonalData(text)).toBe(masked);
  });

  it.each([
    'Me atendió en 5 minutos el 2026-10-11 y el 11-10-2026',
    'Pagué $1,234,567.00 en 12 meses',
    'Un 10 de 10; folio 48213',
    'Síganme en @aguaclara',
    'Llegó a las 10:30 y se fue a las 12:45',
  ])('leaves alone: %s', (text) => {
    expect(maskPersonalData(text)).toBe(text);
  });

  it('once is enough, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(maskPersonalData(maskPersonalData(text))).toBe(maskPersonalData(text));
      }),
    );
  });

  it('no address or number of these shapes survives, wherever it stands', () => {
    const word = fc.constantFrom('hola', 'gracias', '—', '¡', 'ok.', '\n');
    const secret = fc.constantFrom('a.b@c.mx', '5512345678', '4111 1111 1111 1111', '+34 600 11 22 33');
    fc.assert(
      fc.property(fc.array(word), secret, fc.array(word), (before, personal, after) => {
        const masked = maskPersonalData([...before, personal, ...after].join(' '));
        expect(masked).not.toMatch(/c\.mx|\d/);
      }),
    );
  });

  it('text made to be slow is masked at once', () => {
    const started = performance.now();
    for (const hostile of ['1 '.repeat(2000), 'a@'.repeat(2000), '+('.repeat(2000), `${'9'.repeat(3999)}x`]) {
      maskPersonalData(hostile);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('cleaning a comment', () => {
  it('drops NUL, escape codes, direction marks and broken halves of characters, keeps emoji and lines', () => {
    expect(cleanComment('  a\u0000b\u001b[31m\u202etxt\u2066\u200b\ud800 👩‍🔧\r\nfin\t.  ')).toBe(
      'ab[31mtxt 👩‍🔧\nfin\t.',
    );
  });

  it('composes letters and accents', () => {
    expect(cleanComment('Jose\u0301')).toBe('José');
  });

  it('what is kept is always well formed, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const kept = cleanComment(typed);
        expect(() => encodeURIComponent(kept)).not.toThrow();
        expect(cleanComment(kept)).toBe(kept);
        expect(kept.includes(String.fromCharCode(0))).toBe(false);
      }),
    );
  });

  it('counts characters, not halves of them', () => {
    expect(commentLength('a👍é')).toBe(3);
  });
});

describe('the name beside a quote', () => {
  it.each([
    ['full', 'Marta Ruiz Soto'],
    ['first', 'Marta'],
    ['initial', 'Marta R.'],
    ['anonymous', null],
  ] as const)('%s', (choice, shown) => {
    expect(shownName(' Marta  Ruiz Soto ', choice)).toBe(shown);
  });

  it('one word has no initial to add, no name nothing to show', () => {
    expect(shownName('Marta', 'initial')).toBe('Marta');
    expect(shownName(null, 'full')).toBeNull();
    expect(shownName('Ana ángeles', 'initial')).toBe('Ana Á.');
  });
});

describe('the class of a client', () => {
  it('is coarse', () => {
    const chrome =
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36';
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1';
    expect(clientClass(chrome)).toBe('chrome/android');
    expect(clientClass(safari)).toBe('safari/ios');
    expect(clientClass('curl/8.5')).toBe('other/other');
    expect(clientClass(undefined)).toBe('none');
  });
});
