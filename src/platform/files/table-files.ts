/**
 * Tables as files: CSV and Excel workbooks. What people wrote stays text: no program that opens the file takes a comment or
 * a name for a formula ("CSV injection"). Numbers stay numbers.
 */
import { stringify } from 'csv-stringify/sync';
import writeWorkbook from 'write-excel-file/node';

/** A number with how it is read: a share of 1, or as it is. */
export interface NumberCell {
  readonly value: number;
  readonly as: 'share' | 'number';
}
export type FileCell = string | NumberCell | null;

export interface FileTable {
  /** Short, in the address of the file and on the sheet. */
  readonly key: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FileCell[])[];
}

/** NUL and the other control characters except line feed and tab, marks that show nothing, halves of characters. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\p{Cs}/gu;
/** What a spreadsheet takes for the beginning of a formula, also behind white space, also in full width. */
const FORMULA = /^[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\n]/u;
/** An Excel cell holds no more. */
const LONGEST = 32_000;

/** Text as a spreadsheet may have it: an apostrophe before what it would take for a formula, nothing unseen. */
export function cellText(text: string): string {
  const seen = text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSEEN, '').slice(0, LONGEST);
  return FORMULA.test(seen) ? `'${seen}` : seen;
}

/** RFC 4180 in UTF-8 with the mark that makes Excel read it so; a share is written as a number between 0 and 1. */
export function csvOf({ columns, rows }: FileTable): Buffer {
  const lines = [columns.map(cellText), ...rows.map((row) => row.map(plain))];
  // Every text is quoted: a line feed of its own in an unquoted one would begin a new record.
  return Buffer.from(stringify(lines, { bom: true, record_delimiter: '\r\n', quoted_string: true }));
}

function plain(cell: FileCell): string | number | null {
  if (cell === null) return null;
  return typeof cell === 'string' ? cellText(cell) : cell.value;
}

/** A workbook with a sheet for each table. Texts are typed as texts, and hold no formula all the same. */
export async function workbookOf(tables: readonly FileTable[]): Promise<Buffer> {
  const names = new Set<string>();
  return writeWorkbook(
    tables.map(({ title, columns, rows }) => ({
      sheet: sheetName(title, names),
      data: [
        columns.map((name) => ({ type: String, value: cellText(name), fontWeight: 'bold' as const })),
        ...rows.map((row) =>
          row.map((cell) => {
            if (cell === null) return null;
            if (typeof cell === 'string') return { type: String, value: cellText(cell) };
            return { type: Number, value: cell.value, ...(cell.as === 'share' && { format: '0.0%' }) };
          }),
        ),
      ],
      columns: columns.map((_, index) => ({ width: index === 0 ? 34 : 16 })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

/** Excel's rules: 31 characters, none of its signs, no name twice. */
function sheetName(title: string, taken: Set<string>): string {
  const name =
    cellText(title)
      .replaceAll(/[\\/?*[\]:']/g, ' ')
      .trim()
      .slice(0, 28) || 'Sheet';
  let unique = name;
  for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name} ${number}`;
  taken.add(unique.toLowerCase());
  return unique;
}

/** `attachment` with a name of letters, digits and hyphens: nothing of it can end the header or leave a folder. */
export function attachment(name: string, extension: 'csv' | 'xlsx'): string {
  const safe = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 80);
  return `attachment; filename="${safe || 'aplauso'}.${extension}"`;
}
