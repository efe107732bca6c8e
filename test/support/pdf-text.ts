/**
 * Reads the words back out of a PDF that pdfkit wrote with fonts of its own: unpacks the streams, learns from each font which glyph is
 * which letter, and follows what the pages draw. What comes out is what a reader's search finds.
 */
import { inflateSync } from 'node:zlib';

interface PdfObject {
  head: string;
  stream: string;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('\nendobj', start);
    const body = text.slice(start, end);
    const at = body.indexOf('stream\n');
    if (at < 0 || !body.startsWith('<<')) {
      found.set(match[1] ?? '', { head: body, stream: '' });
      continue;
    }
    const length = Number(/\/Length (\d+)/.exec(body)?.[1]);
    const bytes = pdf.subarray(start + at + 7, start + at + 7 + length);
    const packed = body.slice(0, at).includes('/FlateDecode');
    found.set(match[1] ?? '', {
      head: body.slice(0, at),
      stream: (packed ? inflateSync(bytes) : bytes).toString('latin1'),
    });
  }
  return found;
}

/** From glyph, as four hexadecimal digits, to letters. */
function lettersOf(cmap: string): Map<string, string> {
  const letters = new Map<string, string>();
  const text = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, from = '', , list = ''] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f]+)>/gi)].forEach(([, hex = ''], index) => {
      const glyph = (parseInt(from, 16) + index).toString(16).padStart(4, '0');
      letters.set(glyph, text(hex));
    });
  }
  return letters;
}

/** The drawn words in their order, one line of drawing a line. Hard spaces are spaces. */
export function pdfText(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const fonts = new Map<string, Map<string, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const cmap = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1];
      if (cmap !== undefined) fonts.set(name, lettersOf(objects.get(cmap)?.stream ?? ''));
    }
  }
  const lines: string[] = [];
  for (const { stream } of objects.values()) {
    if (!stream.includes(' Tf')) continue;
    let letters = new Map<string, string>();
    for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) letters = fonts.get(font) ?? new Map<string, string>();
      if (shown === undefined) continue;
      const glyphs = [...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(
        ([, hex = '']) => hex.match(/.{4}/g) ?? [],
      );
      lines.push(glyphs.map((glyph) => letters.get(glyph.toLowerCase()) ?? '\ufffd').join(''));
    }
  }
  return lines.join('\n').replace(/[\u00a0\u202f]/g, ' ');
}
