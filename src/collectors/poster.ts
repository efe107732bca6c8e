/**
 * The poster: one sentence that invites, a large code, the address in letters for those who type, and where it hangs.
 * A4 or A5, in one language, drawn sharp at any size; tagged with headings and the meaning of the picture, so that the
 * file can be read aloud too.
 */
import PDFDocument from 'pdfkit';
import { printable } from './printable-text';
import { qrModules, QUIET_ZONE } from './qr-code';

export const POSTER_SIZES = ['a4', 'a5'] as const;
export type PosterSize = (typeof POSTER_SIZES)[number];

/** An image that stands in the place of the organization's name. */
export interface PosterLogo {
  /** PNG or JPEG. */
  readonly bytes: Buffer;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Poster {
  readonly size: PosterSize;
  /** BCP 47. */
  readonly language: string;
  /** In the reader's list of open files. */
  readonly title: string;
  readonly organization: string;
  readonly logo?: PosterLogo | undefined;
  /** `#rrggbb` */
  readonly accent: string;
  /** "¿Cómo le atendimos?" */
  readonly heading: string;
  readonly sentence: string;
  /** What to do with the code. */
  readonly instruction: string;
  /** What the code is, for those who hear the file. */
  readonly codeMeaning: string;
  readonly url: string;
  readonly place: string;
  readonly footer: string;
}

/** Points; an A4 page is 595 × 842, an A5 page has 0.7071 of each side. */
const A4_WIDTH = 595.28;
const INK = '#1d2433';
const SOFT = '#5b6372';
const [REGULAR, BOLD] = ['Helvetica', 'Helvetica-Bold'];

/** The finished file. */
export async function posterPdf(poster: Poster): Promise<Buffer> {
  const doc = new PDFDocument({
    size: poster.size === 'a5' ? 'A5' : 'A4',
    margin: 0,
    lang: poster.language,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: poster.title, Author: poster.organization, Creator: 'Aplauso', Producer: 'Aplauso' },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  draw(doc, poster);
  doc.end();
  return finished;
}

function draw(doc: PDFKit.PDFDocument, poster: Poster): void {
  const unit = doc.page.width / A4_WIDTH;
  const margin = 52 * unit;
  const width = doc.page.width - 2 * margin;
  const root = doc.struct('Document');
  doc.addStructure(root);

  /** Words in the middle, in the largest size from `size` down at which they take at most `lines` lines. */
  const words = (
    tag: 'H1' | 'P',
    text: string,
    top: number,
    look: { size: number; font: string; color: string; lines: number },
  ): number => {
    const line = printable(text);
    if (line === '') return top;
    doc.font(look.font);
    let size = look.size * unit;
    const height = () => doc.fontSize(size).heightOfString(line, { width, align: 'center' });
    while (size > 8 * unit && height() > look.lines * doc.currentLineHeight(true) + 0.5) size *= 0.94;
    const taken = height();
    root.add(
      doc.struct(tag, {}, () => {
        doc.fillColor(look.color).text(line, margin, top, { width, align: 'center' });
      }),
    );
    return top + taken;
  };

  let top = 54 * unit;
  top = poster.logo
    ? drawLogo(doc, root, poster, { logo: poster.logo, top, unit })
    : words('P', poster.organization, top, { size: 22, font: BOLD, color: poster.accent, lines: 2 });
  top = words('H1', poster.heading, top + 34 * unit, { size: 44, font: BOLD, color: INK, lines: 2 });
  top = words('P', poster.sentence, top + 12 * unit, {
    size: 20, font: REGULAR, color: SOFT, lines: 1,
  }); // prettier-ignore

  const side = 350 * unit;
  const codeTop = top + 30 * unit;
  const codeLeft = (doc.page.width - side) / 2;
  root.add(
    doc.struct('Figure', { alt: `${poster.codeMeaning} ${poster.url}` }, () => {
      drawCode(doc, poster.url, codeLeft, codeTop, side);
    }),
  );

  top = words('P', poster.instruction, codeTop + side + 20 * unit, {
    size: 18, font: REGULAR, color: INK, lines: 2,
  }); // prettier-ignore
  top = words('P', shortUrl(poster.url), top + 8 * unit, { size: 20, font: BOLD, color: INK, lines: 1 });
  words('P', poster.place, top + 26 * unit, { size: 16, font: BOLD, color: poster.accent, lines: 2 });
  words('P', poster.footer, doc.page.height - 66 * unit, { size: 11, font: REGULAR, color: SOFT, lines: 2 });
  root.end();
}

function drawLogo(
  doc: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  poster: Poster,
  { logo, top, unit }: { logo: PosterLogo; top: number; unit: number },
): number {
  const height = 64 * unit;
  const scale = Math.min(height / logo.height, (260 * unit) / logo.width);
  const [w, h] = [logo.width * scale, logo.height * scale];
  root.add(
    doc.struct('Figure', { alt: poster.organization }, () => {
      doc.image(logo.bytes, (doc.page.width - w) / 2, top + (height - h) / 2, { width: w, height: h });
    }),
  );
  return top + height;
}

/** One rectangle per run of dark modules: nothing a printer could blur. */
function drawCode(doc: PDFKit.PDFDocument, url: string, left: number, top: number, side: number): void {
  const modules = qrModules(url);
  const unit = side / (modules.length + 2 * QUIET_ZONE);
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end += 1;
      doc.rect(left + (x + QUIET_ZONE) * unit, top + (y + QUIET_ZONE) * unit, (end - x) * unit, unit);
      x = end;
    }
  });
  doc.fill('#000000');
}

/** As people type it. */
export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//, '');
}
