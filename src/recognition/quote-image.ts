/**
 * A customer's words as a picture to share: 1200 × 630, the size social networks and mails show. The lines are broken with
 * the measures of the very fonts they are drawn in, so that no word leaves the picture.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import PDFDocument from 'pdfkit';
import { projectRoot } from '../platform/config';

export interface QuoteCard {
  text: string;
  /** Who said it about whom, in finished words. */
  caption: string;
  organization: string;
  /** `#rrggbb` */
  accent: string;
}

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 88;
const PAPER = '#fbfaf7';
const INK = '#1d2433';
const SOFT = '#5b6372';
const JOY = '#8f5500';
/** The largest that fits is taken. */
const SIZES = [68, 60, 52, 46, 40, 35, 31, 27] as const;
const ROOM = 350;
const LEADING = 1.22;
const SERIF = "Fraunces, 'Fraunces Variable', Georgia, serif";
const SANS = "Inter, 'Inter Variable', system-ui, sans-serif";
const FONTS = ['fraunces-regular.ttf', 'inter-regular.ttf', 'inter-semibold.ttf'];

const fontFile = (name: string): string => join(projectRoot(), 'public/fonts', name);
let known: PDFKit.PDFDocument | undefined;

/** The document is never written: it knows how wide words are. */
function widthOf(text: string, font: 'serif' | 'sans', size: number): number {
  if (!known) {
    known = new PDFDocument({ autoFirstPage: false });
    known.registerFont('serif', readFileSync(fontFile('fraunces-regular.ttf')));
    known.registerFont('sans', readFileSync(fontFile('inter-regular.ttf')));
  }
  return known.font(font).fontSize(size).widthOfString(text);
}

/** The picture as SVG. The words are text, nothing else: whatever they hold is escaped. */
export function quoteSvg({ text, caption, organization, accent }: QuoteCard): string {
  const { size, lines } = fitted(text);
  const leading = size * LEADING;
  const top = 96 + (ROOM - lines.length * leading) / 2 + size * 0.82;
  const rows = lines
    .map(
      (line, index) =>
        `<text x="${MARGIN}" y="${round(top + index * leading)}" font-family="${SERIF}" font-size="${size}" fill="${INK}">${escaped(line)}</text>`,
    )
    .join('');
  const place = broken(caption, 'sans', 27, WIDTH - 2 * MARGIN)
    .slice(0, 2)
    .map(
      (line, index) =>
        `<text x="${MARGIN}" y="${490 + index * 36}" font-family="${SANS}" font-size="27" fill="${SOFT}">${escaped(line)}</text>`,
    )
    .join('');
  const [name = ''] = broken(organization, 'sans', 25, 700);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escaped(`“${text}” ${caption}`)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>
<rect x="${MARGIN}" y="66" width="56" height="6" rx="3" fill="${JOY}"/>
${rows}${place}
<text x="${MARGIN}" y="574" font-family="${SANS}" font-size="25" font-weight="600" fill="${/^#[0-9a-f]{6}$/i.test(accent) ? accent : INK}">${escaped(name)}</text>
</svg>
`;
}

/** The same as PNG. */
export async function quotePng(card: QuoteCard): Promise<Buffer> {
  const image = await renderAsync(quoteSvg(card), {
    // Other scripts than ours are drawn with what the machine has.
    font: {
      loadSystemFonts: needsOtherFonts(card),
      fontFiles: FONTS.map(fontFile),
      serifFamily: 'Fraunces',
      sansSerifFamily: 'Inter',
      defaultFontFamily: 'Fraunces',
    },
    fitTo: { mode: 'original' },
  });
  return image.asPng();
}

/** Letters beyond Latin ones, and pictures: our fonts do not hold them. */
function needsOtherFonts({ text, caption, organization }: QuoteCard): boolean {
  return /(?!\p{Script=Latin})\p{L}|\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(
    text + caption + organization,
  );
}

function fitted(text: string): { size: number; lines: string[] } {
  const quoted = `“${text}”`;
  for (const size of SIZES) {
    const lines = broken(quoted, 'serif', size, WIDTH - 2 * MARGIN);
    if (lines.length * size * LEADING <= ROOM) return { size, lines };
  }
  const size = SIZES[SIZES.length - 1] ?? 27;
  const most = Math.floor(ROOM / (size * LEADING));
  const lines = broken(quoted, 'serif', size, WIDTH - 2 * MARGIN).slice(0, most);
  return { size, lines: [...lines.slice(0, -1), `${(lines.at(-1) ?? '').replace(/.{2}$/u, '')}…”`] };
}

/** Lines no wider than `width`: between words, and inside a word only where it alone is too wide. */
function broken(text: string, font: 'serif' | 'sans', size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer, font, size) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const { segment } of new Intl.Segmenter('und').segment(word)) {
      if (widthOf(line + segment, font, size) > width && line !== '') {
        lines.push(line);
        line = '';
      }
      line += segment;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[<>&"']/g, (character) => entities[character] ?? character);
}

const round = (value: number): number => Math.round(value * 10) / 10;
