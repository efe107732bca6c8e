/** The fixed order in which small cells are merged: segment, reason, channel, then the smallest others. */
import { type CellSize, DEFAULT_MERGE_RULE, mergeCells, OTHER_CELL } from './merge-cells';

const RULE = { minimumResponses: 10, minimumEmployees: 2 };
/** `n` answers of each of so many people. */
const cell = (name: string, n: number, people = 2): CellSize[] =>
  Array.from({ length: people }, (_, index) => ({ key: `E-${index}`, cell: name, n }));
const merged = (answers: readonly CellSize[]) => Object.fromEntries(mergeCells(answers, RULE));

test('the marks are those of docs/formulas.md', () => {
  expect(DEFAULT_MERGE_RULE).toEqual({ minimumResponses: 30, minimumEmployees: 5 });
  expect(OTHER_CELL).toBe('*');
});

describe('the order', () => {
  test('segments first: what is left of a reason stays with it where together it is enough', () => {
    expect(
      merged([
        ...cell('phone|moving|new', 3),
        ...cell('phone|moving|old', 2),
        ...cell('phone|moving|firm', 20),
        ...cell('phone|billing|new', 20),
      ]),
    ).toEqual({
      'phone|moving|new': 'phone|moving|*',
      'phone|moving|old': 'phone|moving|*',
      'phone|moving|firm': 'phone|moving|firm',
      'phone|billing|new': 'phone|billing|new',
    });
  });

  test('then reasons: remainders of two reasons of a channel meet', () => {
    expect(
      merged([
        ...cell('phone|moving|new', 3),
        ...cell('phone|leak|new', 2),
        ...cell('phone|billing|new', 20),
        ...cell('chat|billing|new', 20),
      ]),
    ).toEqual({
      'phone|moving|new': 'phone|*',
      'phone|leak|new': 'phone|*',
      'phone|billing|new': 'phone|billing|new',
      'chat|billing|new': 'chat|billing|new',
    });
  });

  test('then channels: remainders of two channels meet', () => {
    expect(merged([...cell('phone|moving', 3), ...cell('chat|leak', 2), ...cell('visit|leak', 20)])).toEqual({
      'phone|moving': '*',
      'chat|leak': '*',
      'visit|leak': 'visit|leak',
    });
  });

  test('names of fewer parts are merged at their own level only', () => {
    expect(
      merged([
        ...cell('phone', 3),
        ...cell('mail', 2),
        ...cell('chat|leak', 3),
        ...cell('chat|moving', 3),
        ...cell('visit|leak|new', 20),
      ]),
    ).toEqual({
      phone: '*',
      mail: '*',
      'chat|leak': 'chat|*',
      'chat|moving': 'chat|*',
      'visit|leak|new': 'visit|leak|new',
    });
  });
});

describe('a remainder still too small', () => {
  test('takes in one cell after the other, the smallest first, until it is enough', () => {
    const answers = [...cell('a', 1), ...cell('b', 8), ...cell('c', 7, 2), ...cell('d', 30)];
    // a: 2 answers; b: 16; c: 14; d: 60.
    expect(Object.fromEntries(mergeCells(answers, { ...RULE, minimumResponses: 14 }))).toEqual({
      a: '*',
      b: 'b',
      c: '*',
      d: 'd',
    });
  });

  test('of two as small as each other takes the first in the alphabet', () => {
    expect(merged([...cell('z', 1), ...cell('c', 6), ...cell('b', 6)])).toEqual({ z: '*', c: 'c', b: '*' });
  });

  test('with nothing left to take in stays as it is', () => {
    expect(merged(cell('phone|a', 1))).toEqual({ 'phone|a': '*' });
    expect(merged([])).toEqual({});
  });

  test('of enough answers of too few people takes in others too', () => {
    expect(merged([...cell('a', 100, 1), ...cell('b', 50), ...cell('c', 40)])).toEqual({
      a: '*',
      b: 'b',
      c: '*',
    });
  });
});

describe('enough', () => {
  test('exactly as many answers and people as the rule asks for', () => {
    expect(merged([...cell('a', 5), ...cell('b', 50)])).toEqual({ a: 'a', b: 'b' });
    expect(merged([...cell('a', 4.9), ...cell('b', 50)])).toEqual({ a: '*', b: '*' });
  });

  test('ten tenths of an answer are one, however they are added', () => {
    const tenths = Array.from({ length: 100 }, (_, index) => ({ key: `E-${index % 2}`, cell: 'a', n: 0.1 }));
    expect(merged([...tenths, ...cell('b', 50)])).toEqual({ a: 'a', b: 'b' });
  });

  test('the same person in two small cells of one reason is one person', () => {
    const one = [{ key: 'E-0', cell: 'phone|x', n: 9 }, { key: 'E-0', cell: 'phone|y', n: 9 }]; // prettier-ignore
    const other = [{ key: 'E-0', cell: 'phone|x', n: 9 }, { key: 'E-1', cell: 'phone|y', n: 9 }]; // prettier-ignore
    const rest = [...cell('chat|a', 50), ...cell('chat|b', 60)];
    expect(merged([...one, ...rest])).toMatchObject({ 'phone|x': '*', 'chat|a': '*', 'chat|b': 'chat|b' });
    expect(merged([...other, ...rest])).toMatchObject({
      'phone|x': 'phone|*',
      'phone|y': 'phone|*',
      'chat|a': 'chat|a',
    });
  });
});

test('cells come back sorted, whatever the order of answers', () => {
  const answers = [...cell('c|x', 9), ...cell('a|x', 9), ...cell('b|x', 1), ...cell('a|y', 1)];
  expect([...mergeCells(answers, RULE).keys()]).toEqual(['a|x', 'a|y', 'b|x', 'c|x']);
  expect([...mergeCells([...answers].reverse(), RULE)]).toEqual([...mergeCells(answers, RULE)]);
});
