/**
 * Text for the fonts every PDF reader brings along (WinAnsi): all that Spanish, English and Portuguese are written
 * with. Other letters lose their marks where that leaves one that can be printed; the rest becomes a question mark.
 */

/** What WinAnsi has beyond Latin-1. */
const EXTRAS = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || EXTRAS.has(character);
}

/** The text with nothing in it that the fonts lack; one line. */
export function printable(text: string): string {
  const line = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return [...line]
    .map((character) => {
      if (isPrintable(character)) return character;
      const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
      if (plain !== '' && [...plain].every(isPrintable)) return plain;
      return /\p{Cf}|\p{Cc}|\p{M}/u.test(character) ? '' : '?';
    })
    .join('');
}
