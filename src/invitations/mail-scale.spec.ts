/** The core question in a mail: rows that fit a phone, words where there is room, one button where it cannot be asked. */
import type { LocaleText } from '../kernel';
import type { Question } from '../surveys';
import { mailScale } from './mail-scale';

const HREF = 'https://aplauso.example/s/token';
const word = (text: string): LocaleText => ({ es: text, en: text, 'pt-BR': text });

function question(
  kind: Question['kind'],
  scale?: [number, number],
  labels: Record<string, string> = {},
): Question {
  return {
    id: 1,
    key: 'rating',
    kind,
    subject: 'company',
    required: true,
    ...(scale && { scale: { min: scale[0], max: scale[1] } }),
    options: [],
    shuffle: false,
    about: 'all',
    texts: {
      prompt: word('?'),
      labels: Object.fromEntries(Object.entries(labels).map(([value, text]) => [value, word(text)])),
    },
  };
}
const WELL = { '1': 'Muy mal', '2': 'Mal', '3': 'Regular', '4': 'Bien', '5': 'Muy bien' };
const scaleOf = (...args: Parameters<typeof question>) => mailScale(question(...args), 'es', HREF);
const shape = (scale: ReturnType<typeof mailScale>) => scale.rows?.map(({ cells }) => cells.length);

describe('the core question in a mail', () => {
  it('of five values stands in one row, each with its word', () => {
    const scale = scaleOf('csat', [1, 5], WELL);
    expect(shape(scale)).toEqual([5]);
    expect(scale.rows?.[0]?.cells[4]).toEqual({
      href: `${HREF}?r=5`,
      number: '5',
      word: 'Muy bien',
      spoken: null,
    });
    expect(scale).toMatchObject({ ends: null, worded: true, joined: false });
    expect(scale.ratings[0]).toEqual({ line: '1 = Muy mal', href: `${HREF}?r=1` });
  });

  it('from 0 to 10 stands in two rows, in columns, with its words at the ends', () => {
    const scale = scaleOf('nps', [0, 10], { '0': 'Nada probable', '10': 'Muy probable' });
    expect(shape(scale)).toEqual([6, 5]);
    expect(scale.rows?.[1]?.blanks).toHaveLength(1);
    expect(scale.ends).toEqual({ low: '0 = Nada probable', high: '10 = Muy probable' });
    expect(scale.rows?.[0]?.cells.map(({ spoken }) => spoken)).toEqual([
      '0, Nada probable', '1/10', '2/10', '3/10', '4/10', '5/10',
    ]); // prettier-ignore
    expect(scale.ratings.map(({ line }) => line).slice(0, 2)).toEqual(['0 = Nada probable', '1']);
  });

  it('of seven values stands in one row whose cells touch', () => {
    const scale = scaleOf('ces', [1, 7], { '1': 'Muy difícil', '7': 'Muy fácil' });
    expect(shape(scale)).toEqual([7]);
    expect(scale.joined).toBe(true);
  });

  it('of a thumb shows words and no numbers', () => {
    const scale = scaleOf('thumbs', [0, 1], { '0': 'No', '1': 'Sí' });
    expect(scale.rows?.[0]?.cells.map(({ number, word: text }) => [number, text])).toEqual([
      [null, 'No'],
      [null, 'Sí'],
    ]);
    expect(scale.ratings).toEqual([
      { line: 'No', href: `${HREF}?r=0` },
      { line: 'Sí', href: `${HREF}?r=1` },
    ]);
  });

  it('of six worded values has words at the ends: under each there is no room', () => {
    const labels = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [String(index), `w${index}`]));
    expect(scaleOf('scale', [0, 5], labels)).toMatchObject({
      ends: { low: '0 = w0', high: '5 = w5' },
      worded: false,
    });
  });

  it.each(['text', 'choice', 'multi_choice'] as const)('of the kind %s is one button', (kind) => {
    expect(scaleOf(kind)).toMatchObject({ rows: null, ratings: [] });
  });

  it('a pair of expected and received is one button: it has two answers', () => {
    expect(scaleOf('expectation', [1, 5], WELL).rows).toBeNull();
  });
});
