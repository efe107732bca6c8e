/** Words that somebody may type to break what shows them, or to be read where they should not be. */

/** Stands in all of them: where they must not be, neither must this. */
export const MARK = 'PalabrasDelCliente';

export const HOSTILE_WORDS: Readonly<Record<string, string>> = {
  script: `${MARK} <script>alert(1)</script><img src=x onerror=alert(2)> {{constructor}} {name, plural, other {x}}`,
  'ten thousand characters': `${MARK} ${'palabra '.repeat(1250)}`,
  'ten thousand letters without a blank': `${MARK}${'x'.repeat(10_000)}`,
  'pictures where the limit cuts': `${MARK} ${'👩‍👩‍👧‍👦🇲🇽'.repeat(700)}`,
  'a turned direction': `${MARK} \u202eodnum le odot\u202c \u2066x\u2069 \u200fy`,
  towers: `${MARK} Z${'\u0351\u0318\u0320'.repeat(120)}a`,
  flags: `${MARK} 🇲🇽🇧🇷🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 👩‍🔧`,
  'telephone numbers': `${MARK} llame al 55 1234 5678 o al +52 (55) 8765-4321, marta@example.com`,
  'ends of lines and headers': `${MARK}\r\nBcc: eve@evil.example\r\n\r\n.\r\n-- \r\n=?utf-8?q?Bcc=3A?=`,
};

/** What turns the words beside it, or climbs out of its line. */
export const TURNS_OR_CLIMBS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{M}{4}/u;
