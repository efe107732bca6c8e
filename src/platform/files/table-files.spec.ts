/** Files people take away: what customers and colleagues wrote is never a formula, and numbers are the numbers. */
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { attachment, cellText, csvOf, type FileTable, workbookOf } from './index';

const table = (rows: FileTable['rows'], columns = ['a', 'b']): FileTable => ({
  key: 't',
  title: 'Tabla',
  columns,
  rows,
});

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let [cell, quoted] = ['', false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === ',' || sign === '\n') {
      rows.at(-1)!.push(cell);
      cell = '';
      if (sign === '\n') rows.push([]);
    } else if (sign !== '\r') cell += sign;
  }
  return rows.slice(0, -1);
}

/** The parts of a workbook by name, read from the list at its end. */
function unzipped(file: Buffer): Map<string, string> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const parts = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameSize, extra, comment, from] = [
      file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt16LE(at + 28), file.readUInt16LE(at + 30),
      file.readUInt16LE(at + 32), file.readUInt32LE(at + 42),
    ]; // prettier-ignore
    const name = file.toString('utf8', at + 46, at + 46 + nameSize);
    const begin = from + 30 + file.readUInt16LE(from + 26) + file.readUInt16LE(from + 28);
    const content = file.subarray(begin, begin + size);
    parts.set(name, (method === 0 ? content : inflateRawSync(content)).toString('utf8'));
    at += 46 + nameSize + extra + comment;
  }
  return parts;
}

const DANGER = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\0',
  '＝',
  '＋',
  '－',
  '＠',
  ' =',
  '\u00a0=',
  '\ufeff=',
  '\u200b@',
  '\0=',
];
const hostile = fc
  .tuple(
    fc.constantFrom('', ...DANGER),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\r\n=1+1', '";=cmd|', ',"'),
  )
  .map((parts) => parts.join(''));
/** How a formula begins, for any spreadsheet that forgives white space and width. */
const IS_FORMULA = /^[\s\u00a0\u3000\ufeff\u200b]*[=+\-@＝＋－＠]|^[\t\r\n\0]/u;

describe('a text in a file', () => {
  it.each(DANGER.map((start) => [JSON.stringify(start), start]))(
    'beginning with %s is no formula',
    (_, start) => {
      expect(IS_FORMULA.test(cellText(`${start}HYPERLINK("http://evil.example";"ver")`))).toBe(false);
    },
  );

  it('that is harmless stays as it was written', () => {
    for (const text of ['Ana Beltrán', 'Teléfono · fuga', '5 de 5', '“gracias”', '1 = 1'])
      expect(cellText(text)).toBe(text);
  });

  it('whatever it is, no cell of a CSV file begins a formula, and every text keeps its place', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 6 }), (rows) => {
        const read = readCsv(
          csvOf(table(rows))
            .toString('utf8')
            .replace(/^\ufeff/, ''),
        );
        expect(read).toHaveLength(rows.length + 1);
        for (const [index, row] of rows.entries()) {
          const cells = read[index + 1]!;
          expect(cells).toEqual(row.map(cellText));
          expect(cells.some((cell) => IS_FORMULA.test(cell))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('whatever it is, a workbook holds it as a text and no formula', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 4 }), async (rows) => {
        const parts = unzipped(await workbookOf([table(rows)]));
        const sheet = [...parts].find(([name]) => name.includes('worksheets/sheet1'))![1];
        expect(sheet).not.toMatch(/<f[ >]/);
        const strings = [...parts]
          .filter(([name]) => /sharedStrings|worksheets/.test(name))
          .map(([, text]) => text)
          .join('');
        for (const [, text] of strings.matchAll(/<t[^>]*>([^<]*)<\/t>/g))
          expect(IS_FORMULA.test(text!)).toBe(false);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('numbers', () => {
  const rows = [
    ['a', { value: -4.25, as: 'number' as const }],
    ['b', { value: 0.7722, as: 'share' as const }],
    ['c', null],
  ];

  it('stay numbers in CSV, the negative ones too', () => {
    expect(
      readCsv(
        csvOf(table(rows as FileTable['rows']))
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ),
    ).toEqual([
      ['a', 'b'],
      ['a', '-4.25'],
      ['b', '0.7722'],
      ['c', ''],
    ]);
  });

  it('stay numbers in a workbook', async () => {
    const sheet = [...unzipped(await workbookOf([table(rows as FileTable['rows'])]))].find(([name]) =>
      name.includes('sheet1'),
    )![1];
    expect(sheet).toContain('<v>-4.25</v>');
    expect(sheet).toContain('<v>0.7722</v>');
  });

  it('every table has a sheet of its own, whatever its title', async () => {
    const twice = [table([]), table([]), { ...table([]), title: 'Motivo: [a/b]?*' }];
    const book = unzipped(await workbookOf(twice)).get('xl/workbook.xml')!;
    expect([...book.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'Tabla',
      'Tabla 2',
      'Motivo   a b',
    ]);
  });
});

describe('the name of a file', () => {
  it('cannot end the header or leave its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(attachment(name, 'csv')).toMatch(
          /^attachment; filename="[a-z0-9]([a-z0-9-]*[a-z0-9])?\.csv"$/,
        );
      }),
    );
    expect(attachment('../../Año "2026"\r\nSet-Cookie: a', 'xlsx')).toBe(
      'attachment; filename="an-o-2026-set-cookie-a.xlsx"',
    );
  });
});
