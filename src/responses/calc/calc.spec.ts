import fc from 'fast-check';
import {
  type ArrivalEvidence,
  MACHINE_PAUSE_SECONDS,
  SHORTEST_LOOK_SECONDS,
  SHORTEST_RETURN_SECONDS,
  SIGN_SECONDS,
  SOONEST_HUMAN_SECONDS,
} from './judge';
import {
  clientClass,
  cleanComment,
  commentLength,
  counts,
  isScannerAgent,
  judge,
  LINK_SIGNS,
  maskPersonalData,
  PROVISIONAL_REASONS,
  shownName,
  signsOf,
} from './index';

/** Ten minutes after the mail, after a look at the page. */
const human: ArrivalEvidence = {
  secondsSinceSent: 600,
  secondsOnPage: 12,
  secondsSinceOther: null,
  openedSinceOther: null,
  byGesture: true,
  secondsSinceProvisional: null,
  apartFromProvisional: false,
  honeypotFilled: false,
  signs: [],
  scannerAgent: false,
  scannerNetwork: false,
};
const reasons = (evidence: Partial<ArrivalEvidence>) => judge({ ...human, ...evidence }).reasons;

describe('judging whether an answer is human', () => {
  it('an answer ten minutes after the mail is confirmed', () => {
    expect(judge(human)).toEqual({ status: 'confirmed', reasons: [] });
  });

  it('what is not known speaks for nobody: programs and old pages carry no stamp', () => {
    expect(reasons({ secondsSinceSent: null, secondsOnPage: null, byGesture: false })).toEqual([]);
  });

  it.each([-5, 0, 4.9])('%d seconds after the mail is a scanner', (secondsSinceSent) => {
    expect(judge({ ...human, secondsSinceSent, secondsOnPage: null })).toEqual({
      status: 'provisional',
      reasons: ['implausibly_soon'],
    });
  });

  it('a page that was opened the moment the mail arrived is a scanner’s, however long it waited', () => {
    expect(reasons({ secondsSinceSent: 30, secondsOnPage: 29 })).toEqual(['implausibly_soon']);
    expect(reasons({ secondsSinceSent: 30, secondsOnPage: 20 })).toEqual([]);
  });

  it('the limits themselves are human', () => {
    expect(reasons({ secondsSinceSent: SOONEST_HUMAN_SECONDS, secondsOnPage: null })).toEqual([]);
    expect(reasons({ secondsOnPage: SHORTEST_LOOK_SECONDS })).toEqual([]);
    expect(reasons({ secondsSinceProvisional: MACHINE_PAUSE_SECONDS })).toEqual([]);
  });

  it('nobody presses a button on a page that has hardly appeared', () => {
    expect(reasons({ secondsOnPage: 0.4 })).toEqual(['no_human_interval']);
    expect(reasons({ secondsOnPage: -3 })).toEqual(['no_human_interval']);
  });

  describe('another rating seconds after the first', () => {
    const seconds = SHORTEST_RETURN_SECONDS + 1;

    it('from the same page, or from no page at all, is a scanner sending the form again', () => {
      const again = { secondsSinceOther: seconds, byGesture: false };
      expect(reasons({ ...again, openedSinceOther: false })).toEqual(['resubmitted']);
      expect(reasons({ ...again, openedSinceOther: null })).toEqual(['resubmitted']);
    });

    it('from a page opened since is a person who chose the wrong one and follows the link to change it', () => {
      expect(reasons({ secondsSinceOther: seconds, openedSinceOther: true, secondsOnPage: 2 })).toEqual([]);
    });

    it('from the same page with a press the browser vouches for is a person who went back', () => {
      expect(reasons({ secondsSinceOther: seconds, openedSinceOther: false })).toEqual([]);
      expect(reasons({ secondsSinceOther: SHORTEST_RETURN_SECONDS - 1, openedSinceOther: false })).toEqual([
        'resubmitted',
      ]);
    });

    it('after a while it is a change of mind, from wherever it comes', () => {
      const later = { secondsSinceOther: MACHINE_PAUSE_SECONDS, byGesture: false };
      expect(reasons({ ...later, openedSinceOther: null })).toEqual([]);
    });
  });

  it('right after a machine, only a person at a page of their own is believed', () => {
    expect(reasons({ secondsSinceProvisional: 3 })).toEqual(['follows_machine']);
    expect(reasons({ secondsSinceProvisional: 3, apartFromProvisional: true })).toEqual([]);
  });

  it('what machines did to the link casts doubt on what follows closely, not on the customer hours later', () => {
    const sign = 'many_links_fetched' as const;
    expect(reasons({ signs: [{ sign, secondsAgo: SIGN_SECONDS - 1 }] })).toEqual([sign]);
    expect(reasons({ signs: [{ sign, secondsAgo: SIGN_SECONDS }] })).toEqual([]);
  });

  it('every reason is told', () => {
    expect(
      reasons({
        secondsSinceSent: 1,
        secondsOnPage: 0,
        secondsSinceOther: 0.5,
        byGesture: false,
        secondsSinceProvisional: 0.5,
        honeypotFilled: true,
        signs: LINK_SIGNS.map((sign) => ({ sign, secondsAgo: 1 })),
        scannerAgent: true,
        scannerNetwork: true,
      }),
    ).toEqual(PROVISIONAL_REASONS);
  });

  it('only a confirmed response that nobody excluded counts', () => {
    expect(counts('confirmed', false)).toBe(true);
    expect(counts('confirmed', true)).toBe(false);
    expect(counts('provisional', false)).toBe(false);
    expect(counts('rejected', false)).toBe(false);
    expect(counts('confirmed', false, false)).toBe(false);
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

describe('programs that say what they are', () => {
  it.each([
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'BarracudaCentral/1.0',
    'facebookexternalhit/1.1',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  ])('%s', (agent) => {
    expect(isScannerAgent(agent)).toBe(true);
  });

  it.each([
    undefined,
    'curl/8.5',
    'Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 21 Build/TP1A) Chrome/126.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1',
  ])('%s may be anybody', (agent) => {
    expect(isScannerAgent(agent)).toBe(false);
  });
});

describe('visits to a link', () => {
  const taps = (...seconds: number[]) =>
    seconds.map((at, index) => ({ rating: String(index), at: at * 1000 }));

  it.each([
    ['one rating opened ten times', [0, 0, 0, 0].map((at) => ({ rating: '5', at: at * 1000 })), []],
    ['a slip of the thumb put right', taps(0, 6), []],
    ['two buttons at once', taps(0, 1), ['many_links_fetched']],
    ['three in half a minute', taps(0, 14, 29), ['many_links_fetched']],
    ['three over ten minutes', taps(0, 200, 400), []],
    ['four over ten minutes', taps(0, 200, 400, 599), ['many_links_fetched']],
  ])('%s', (_, ratings, signs) => {
    expect(signsOf({ ratings, heads: [] }, ratings.at(-1)?.at ?? 0)).toEqual(signs);
  });

  it('a gateway that asks once when somebody clicks is no storm', () => {
    const heads = [0, 1, 2, 3, 4].map((second) => second * 1000);
    expect(signsOf({ ratings: [], heads: heads.slice(1) }, 4000)).toEqual([]);
    expect(signsOf({ ratings: [], heads }, 4000)).toEqual(['head_storm']);
    expect(signsOf({ ratings: [], heads }, 40_000)).toEqual([]);
  });
});
