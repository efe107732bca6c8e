/** Pictures of customers' words: whatever was written stays inside and does nothing. */
import { quotePng, quoteSvg } from './quote-image';

const card = (text: string, caption = 'Marta R. sobre Ana Beltrán, Telefónica') => ({
  text,
  caption,
  organization: 'Agua Clara',
  accent: '#0f5c57',
});
const linesOf = (svg: string) =>
  [...svg.matchAll(/<text x="88" y="([\d.]+)" font-family="Fraunces[^>]*>([^<]*)<\/text>/g)].map(
    ([, y, text]) => ({ y: Number(y), text }),
  );

describe('the picture of a quote', () => {
  it('holds every word in lines that fit', () => {
    const words = 'Me explicó la factura línea por línea y me llamó de vuelta cuando dijo que lo haría.';
    const lines = linesOf(quoteSvg(card(words)));
    expect(lines.map(({ text }) => text).join(' ')).toBe(`“${words}”`);
    expect(lines.every(({ y }) => y > 90 && y < 450)).toBe(true);
  });

  it.each([
    ['markup', '<script>alert(1)</script><image href="x"/>]]>&amp;"\''],
    ['one endless word', 'a'.repeat(3_000)],
    ['ten thousand characters', 'palabra '.repeat(1_250).trim()],
    ['flags', '🇲🇽🇧🇷 gracias 👩‍👩‍👧‍👦'],
    ['Arabic', 'شكرا جزيلا'],
  ])('stays a picture with %s', async (_, text) => {
    const svg = quoteSvg(card(text, `${text.slice(0, 60)} sobre Ana`));
    expect(svg.match(/<(\w+)/g)?.every((tag) => ['<svg', '<title', '<rect', '<text'].includes(tag))).toBe(
      true,
    );
    expect(linesOf(svg).every(({ y }) => y < 460)).toBe(true);
    const png = await quotePng(card(text));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  });
});
