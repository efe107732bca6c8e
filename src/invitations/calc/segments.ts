/**
 * How many parts a text message is sent in, and paid for. A text of the basic alphabet (3GPP TS 23.038, 6.2.1) has 160
 * places, some characters taking two; any other character makes it UCS-2 with 70. A longer text gives some places of
 * each part to the joint: 153 and 67 are left. A character is never split between two parts.
 */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Sent as two: an escape and the character. */
const EXTENDED = new Set('\f^{}\\[~]|€');

export interface Segments {
  readonly encoding: 'gsm7' | 'ucs2';
  /** Places taken: septets or UTF-16 units. */
  readonly units: number;
  readonly segments: number;
  /** Places left in the last part. */
  readonly left: number;
  /** The characters that make the text UCS-2, each once. */
  readonly costly: readonly string[];
}

const SIZES = { gsm7: { one: 160, many: 153 }, ucs2: { one: 70, many: 67 } } as const;

export function segmentsOf(text: string): Segments {
  const characters = [...text];
  const costly = [...new Set(characters.filter((one) => !BASIC.has(one) && !EXTENDED.has(one)))];
  const encoding = costly.length > 0 ? 'ucs2' : 'gsm7';
  const widthOf = (one: string) => (encoding === 'ucs2' ? one.length : EXTENDED.has(one) ? 2 : 1);
  const units = characters.reduce((sum, one) => sum + widthOf(one), 0);
  const { one, many } = SIZES[encoding];
  if (units <= one) return { encoding, units, segments: units === 0 ? 0 : 1, left: one - units, costly };
  let segments = 1;
  let used = 0;
  for (const character of characters) {
    const width = widthOf(character);
    if (used + width > many) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return { encoding, units, segments, left: many - used, costly };
}
