import { inflateSync } from 'node:zlib';
import jsQR from 'jsqr';
import { type Poster, posterPdf } from './poster';
import { printable } from './printable-text';
import { qrModules, qrPng, qrSvg } from './qr-code';

const URL = 'https://opina.aguaclara.example/q/7kq2m9xw4hnt';
const POSTER: Poster = {
  size: 'a4',
  language: 'es',
  title: 'Cartel de Mostrador Norte',
  organization: 'Agua Clara',
  accent: '#0f5c57',
  heading: '¿Cómo le atendimos?',
  sentence: 'Cuéntenos en veinte segundos, sin dar su nombre.',
  instruction: 'Apunte aquí la cámara de su teléfono',
  codeMeaning: 'Código que abre la página',
  url: URL,
  place: 'Mostrador Norte',
  footer: 'Su respuesta nos ayuda a mejorar.',
};

/** A picture of one dot. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The page's drawing, unpacked. */
function drawingOf(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/stream\r?\n/g)].flatMap(({ index }) => {
    const start = index + (text.startsWith('stream\r\n', index) ? 8 : 7);
    try {
      return [inflateSync(pdf.subarray(start, text.indexOf('endstream', start))).toString('latin1')];
    } catch {
      return [];
    }
  });
  return streams.find((stream) => / re\b/.test(stream)) ?? '';
}

/** The words of the drawing, from its hexadecimal strings. */
function wordsOf(drawing: string): string {
  return [...drawing.matchAll(/\[([^\]]*)\] TJ/g)]
    .map(([, shown = '']) =>
      [...shown.matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join(' ');
}

/** What a camera sees: black where the drawing has rectangles, on white. */
function photographOf(drawing: string, width: number, height: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [, x, y, w, h] of drawing.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$/gm)) {
    const [left, top, right, bottom] = [Number(x), Number(y), Number(x) + Number(w), Number(y) + Number(h)];
    for (let row = Math.round(top); row < Math.round(bottom); row += 1) {
      for (let column = Math.round(left); column < Math.round(right); column += 1) {
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return pixels;
}

describe('the poster', () => {
  it.each([
    ['a4', 595.28, 841.89],
    ['a5', 419.53, 595.28],
  ] as const)('in %s has that size, its language and its title', async (size, width, height) => {
    const pdf = await posterPdf({ ...POSTER, size });
    const text = pdf.toString('latin1');
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    expect(text).toContain(`/MediaBox [0 0 ${width} ${height}]`);
    expect(text).toContain('/Lang (es)');
    const [, title] = /\/Title (\d+) 0 R/.exec(text) ?? [];
    expect(text).toContain(`\n${title} 0 obj\n(Cartel de Mostrador Norte)`);
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toMatch(/\/Marked true/);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('says what is asked, where it hangs and where to type, and a camera reads the address from it', async () => {
    const drawing = drawingOf(await posterPdf(POSTER));
    const words = wordsOf(drawing);
    for (const part of [
      'Agua Clara',
      '¿Cómo le atendimos?',
      'veinte segundos',
      'opina.aguaclara.example/q/7kq2m9xw4hnt',
      'Mostrador Norte',
    ])
      expect(words).toContain(part);
    expect(jsQR(photographOf(drawing, 596, 842), 596, 842)?.data).toBe(URL);
  });

  it('long and foreign words shrink and lose their marks instead of running off the page', async () => {
    const pdf = await posterPdf({
      ...POSTER,
      organization: 'Compañía Nacional de Agua Potable y Saneamiento de la Región Metropolitana '.repeat(3),
      heading: 'Łódź 😀 Ελλάδα '.repeat(8),
      place: 'M'.repeat(120),
    });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(wordsOf(drawingOf(pdf))).toContain('ódz');
  });

  it('the logo stands in the place of the name and is named for those who hear the file', async () => {
    const logo = { bytes: Buffer.from(DOT, 'base64'), width: 1, height: 1 };
    const pdf = await posterPdf({ ...POSTER, logo });
    expect(pdf.toString('latin1')).toContain('/Alt (Agua Clara)');
    expect(wordsOf(drawingOf(pdf))).not.toContain('Agua Clara');
  });
});

describe('the code alone', () => {
  it('as SVG and PNG holds the address', async () => {
    const modules = qrModules(URL);
    const unit = 4;
    const side = (modules.length + 8) * unit;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    modules.forEach((row, y) =>
      row.forEach((dark, x) => {
        if (!dark) return;
        for (let dy = 0; dy < unit; dy += 1)
          for (let dx = 0; dx < unit; dx += 1) {
            const at = ((y * unit + 16 + dy) * side + x * unit + 16 + dx) * 4;
            pixels.fill(0, at, at + 3);
          }
      }),
    );
    expect(jsQR(pixels, side, side)?.data).toBe(URL);
    expect(await qrSvg(URL)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    expect((await qrPng(URL)).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('printable text', () => {
  it.each([
    ['Señorío de Ñandú — “ção” €5', 'Señorío de Ñandú — “ção” €5'],
    ['Łódź', '?ódz'],
    ['一', '?'],
    ['a\u200db\n c', 'ab c'],
    ['fi ﬁ ½', 'fi fi ½'],
  ])('%j is printed as %j', (text, printed) => {
    expect(printable(text)).toBe(printed);
  });
});
