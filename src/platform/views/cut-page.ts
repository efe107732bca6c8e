/**
 * A page cut where it differs from reader to reader. It is rendered once with marks in the place of names and tokens,
 * and cut at the marks; from then on the pieces are joined around each reader's own words, escaped as Handlebars
 * escapes them. Rendering a page costs more than everything else about it.
 */
import Handlebars from 'handlebars';

/** Short texts that a page shows as they are, by name; those that are undefined are absent from the page. */
export type Slots = Readonly<Record<string, string | undefined>>;

/** Characters for private use: no text that was typed on purpose holds them. */
const [OPEN, CLOSE] = ['\ue000', '\ue001'];
const MARK = new RegExp(`${OPEN}(\\w+)${CLOSE}`);

/** The slots with a mark in the place of each text. */
export function marked(slots: Slots): Slots {
  return Object.fromEntries(
    Object.entries(slots).map(([name, text]) => [
      name,
      text === undefined ? undefined : `${OPEN}${name}${CLOSE}`,
    ]),
  );
}

/** Which slots are there, as part of a page's name: a page without a phone number is another page. */
export function presence(slots: Slots): string {
  let present = '';
  for (const name in slots) present += slots[name] === undefined ? '0' : '1';
  return present;
}

export class CutPage {
  private constructor(
    private readonly pieces: readonly string[],
    /** Names of slots: one between each two pieces. */
    private readonly names: readonly string[],
  ) {}

  /**
   * @param html rendered with marks
   * @returns undefined when a mark did not come through whole: such a page cannot be cut
   */
  static of(html: string, slots: Slots): CutPage | undefined {
    const parts = html.split(MARK);
    const pieces = parts.filter((_, index) => index % 2 === 0);
    const names = parts.filter((_, index) => index % 2 === 1);
    const whole = pieces.every((piece) => !piece.includes(OPEN) && !piece.includes(CLOSE));
    return whole && names.every((name) => slots[name] !== undefined) ? new CutPage(pieces, names) : undefined;
  }

  /** The page with a reader's own words. */
  filled(slots: Slots): string {
    const escaped: Record<string, string> = {};
    let html = this.pieces[0] ?? '';
    for (let index = 0; index < this.names.length; index += 1) {
      const name = this.names[index] ?? '';
      html += escaped[name] ??= Handlebars.escapeExpression(slots[name] ?? '');
      html += this.pieces[index + 1] ?? '';
    }
    return html;
  }
}
