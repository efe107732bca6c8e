/** Lines of codes: what was written is what is read, from one text or row by row. */
import { ratingsOf } from './calc';
import { codingOf, readRows, rowsIn, tableFrom, type CodedRow } from './coded-counts';

const CODING = codingOf([
  { id: 3, min: 1, max: 5 },
  { id: 7, min: 0, max: 10 },
]);
const CELLS = [
  { id: 1, channel: 'phone', reason: 'billing' },
  { id: 12, channel: 'chat', reason: 'outage' },
];
const code = (cell: number, question: number, rating: number): string =>
  String((cell * CODING.numbers + question) * CODING.ratings + rating);
const asText = (rows: readonly CodedRow[]): string =>
  rows
    .map(({ unit, peerGroup, answers, counts }) => [unit, peerGroup ?? '', answers, counts].join('\u001f'))
    .join('\u001e');

const ROWS: CodedRow[] = [
  { unit: 'E-2', peerGroup: 'agent', answers: 1, counts: `${code(1, 3, 5)},${code(1, 3, 5)},${code(12, 7, 0)} 250000` },
  { unit: 'Ñ "1" | 2, 3', peerGroup: null, answers: 1, counts: code(12, 3, 1) },
  { unit: 'E-1', peerGroup: 'agent', answers: 1, counts: `${code(1, 3, 4)} 600000,${code(1, 3, 4)}` },
  // Once more the answers of a customer who answered twice: two thirds of each are left.
  { unit: 'E-2', peerGroup: 'agent', answers: 2, counts: `${code(1, 3, 5)},${code(1, 3, 5)}` },
]; // prettier-ignore

describe('lines of codes', () => {
  it.each([
    ['row by row', () => readRows(ROWS)],
    ['in one text', () => rowsIn(asText(ROWS))],
    ['in two texts', () => [ROWS.slice(0, 2), ROWS.slice(2)].flatMap((rows) => rowsIn(asText(rows)))],
  ])('read %s are what was given, by employee, cell, scale and rating', (_how, read) => {
    const table = tableFrom(read(), CODING, CELLS);
    expect(table.givenPpm).toBe(2_250_000 + 1_000_000 + 1_600_000);
    const given = ratingsOf(table).map(({ key, peerGroup, cells }) => [
      key,
      peerGroup,
      ...cells.map(({ cell, counts }) => `${cell} ${counts.weights.join(' ')}`),
    ]);
    expect(given).toEqual([
      ['E-1', 'agent', 'phone|billing 0 0 0 1600000 0'],
      ['E-2', 'agent', 'chat|outage 250000 0 0 0 0 0 0 0 0 0 0', 'phone|billing 0 0 0 0 1333333'],
      ['Ñ "1" | 2, 3', 'all', 'chat|outage 1000000 0 0 0 0'],
    ]);
  });

  it('that are none give nobody', () => {
    expect(rowsIn(null)).toEqual([]);
    expect(ratingsOf(tableFrom(readRows([]), CODING, CELLS))).toEqual([]);
  });

  it.each(['E-1', 'E-1\u001fagent', 'E-1\u001fagent\u001f1', '\u001f\u001f'])(
    'that are broken off (%j) are refused',
    (text) => {
      expect(() => rowsIn(text)).toThrow('not complete');
    },
  );
});
