/** Comments alike: how they are cut into threes, how many each group needs, and how groups grow together. */
import { FEWEST_WORDS, LIKE_AT, likeComments, likeness, normalised, shingles } from './like-comments';

const rows = (...comments: string[]) => comments.map((comment, index) => ({ id: index + 1, comment }));
const idsOf = (groups: readonly (readonly { id: number }[])[]) =>
  groups.map((group) => group.map(({ id }) => id));

test('the marks are those of docs/formulas.md', () => {
  expect([LIKE_AT, FEWEST_WORDS]).toEqual([0.8, 6]);
});

describe('a comment', () => {
  test('loses accents, capitals, signs and pictures, not letters of other scripts or figures', () => {
    expect(normalised('  ¡Muy BIEN, señora!! 😀  Año 2026: ção … ')).toBe('muy bien senora ano 2026 cao');
    expect(normalised('Привет — мир')).toBe('привет мир');
    expect(normalised('😀 !!')).toBe('');
  });

  test('of six words has four threes, of five none', () => {
    expect([...shingles('uno dos tres cuatro cinco seis')]).toEqual([
      'uno dos tres',
      'dos tres cuatro',
      'tres cuatro cinco',
      'cuatro cinco seis',
    ]);
    expect(shingles('uno dos tres cuatro cinco').size).toBe(0);
    expect(shingles('').size).toBe(0);
  });

  test('that repeats itself has each of its threes once', () => {
    expect(shingles('muy muy muy muy muy muy muy').size).toBe(1);
  });
});

test('two comments share what is in both, of what is in either', () => {
  expect(likeness(new Set(['a', 'b', 'c']), new Set(['b', 'c', 'd']))).toBe(0.5);
  expect(likeness(new Set(['a']), new Set(['b']))).toBe(0);
  expect(likeness(new Set(), new Set())).toBe(0);
});

describe('groups', () => {
  /** Eleven words are nine threes; one word added at the end makes ten, of which nine are shared. */
  const BASE = 'la señora que vino resolvió todo muy rápido y con paciencia';

  test('hold whoever is like one of them, though not like all: words are added one by one', () => {
    const grown = [BASE];
    for (const word of ['siempre', 'gracias', 'saludos', 'cordiales']) grown.push(`${grown.at(-1)} ${word}`);
    // First and last share 9 of 13 threes, less than 80 %.
    expect(likeness(shingles(grown[0]!), shingles(grown[4]!))).toBeCloseTo(9 / 13, 12);
    expect(idsOf(likeComments(rows(...grown)))).toEqual([[1, 2, 3, 4, 5]]);
  });

  test('exactly 80 % is alike, less is not', () => {
    // Eight of ten threes in both: two words more at the end of eight threes.
    const eight = 'uno dos tres cuatro cinco seis siete ocho nueve diez';
    const [ten, eleven] = [`${eight} once doce`, `${eight} once doce trece`];
    expect(likeness(shingles(eight), shingles(ten))).toBe(LIKE_AT);
    expect(idsOf(likeComments(rows(eight, ten), 2))).toEqual([[1, 2]]);
    expect(likeComments(rows(eight, eleven), 2)).toEqual([]);
  });

  test('two groups that a later comment connects become one', () => {
    const eight = 'uno dos tres cuatro cinco seis siete ocho nueve diez';
    const [less, more] = [eight, `${eight} once doce trece`];
    const between = `${eight} once doce`;
    expect(idsOf(likeComments(rows(less, less, more, more, between)))).toEqual([[1, 2, 3, 4, 5]]);
    expect(idsOf(likeComments(rows(less, more, less, more), 2))).toEqual([[1, 3], [2, 4]]); // prettier-ignore
  });

  test('come largest first, each with as many as are asked for or more', () => {
    const [one, other] = ['aquí nadie contesta nunca el teléfono', 'el técnico llegó puntual y muy amable'];
    const list = rows(one, other, one, other, other, one, other);
    expect(idsOf(likeComments(list))).toEqual([[2, 4, 5, 7], [1, 3, 6]]); // prettier-ignore
    expect(idsOf(likeComments(list, 4))).toEqual([[2, 4, 5, 7]]);
    expect(likeComments(list, 5)).toEqual([]);
    expect(likeComments([])).toEqual([]);
  });
});
