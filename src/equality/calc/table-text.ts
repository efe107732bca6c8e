/** Tables as people export them: comma, semicolon or tab between cells, quotes around what holds one of them (RFC 4180). */

/** Rows of cells, without empty rows; the separator is the one of the first row. Null where a quote is never closed. */
export function cellsOf(text: string): string[][] | null {
  const source = text.replace(/^\uFEFF/, '');
  const head = source.slice(0, source.search(/\r|\n|$/));
  const separator = [';', '\t', ','].find((sign) => head.includes(sign)) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell.trim());
    if (row.some((value) => value !== '')) rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell.trim() === '') [quoted, cell] = [true, ''];
    else if (sign === separator) {
      row.push(cell.trim());
      cell = '';
    } else if (sign === '\n') endRow();
    else if (sign !== '\r') cell += sign;
  }
  if (quoted) return null;
  endRow();
  return rows;
}
