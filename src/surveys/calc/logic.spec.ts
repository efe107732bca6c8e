import fc from 'fast-check';
import { onThePath, pathThrough, sectionAfter, shuffled, type AnswerValues } from './logic';

const question = (key: string, showIf?: object) =>
  ({ key, kind: 'csat', ...(showIf && { showIf }) }) as never;
const when = (name: string, test: string, more: object = {}) => ({
  match: 'all' as const,
  conditions: [{ question: name, test, ...more }] as never,
});

const low = when('rating', 'at_most', { value: 2 });
const sections = [
  {
    key: 'core',
    questions: [question('rating'), question('why', low)],
    then: [{ when: when('rating', 'at_least', { value: 5 }), goTo: 'end' }],
  },
  {
    key: 'trouble',
    showIf: low,
    questions: [question('what'), question('other', when('what', 'is_any', { values: ['else'] }))],
  },
  { key: 'closing', questions: [question('recommend')] },
];
const path = (values: AnswerValues) =>
  pathThrough(sections, values).map(
    ({ section, questions }) => `${section.key}:${questions.map(({ key }) => key).join('+')}`,
  );

describe('the way through a questionnaire', () => {
  it('a poor rating is asked what went wrong', () => {
    expect(path({ rating: 1 })).toEqual(['core:rating+why', 'trouble:what', 'closing:recommend']);
  });

  it('what was chosen opens the next question of the same page', () => {
    expect(path({ rating: 1, what: 'else' })[1]).toBe('trouble:what+other');
    expect(path({ rating: 1, what: ['wait', 'else'] })[1]).toBe('trouble:what+other');
  });

  it('a middling rating passes the trouble by, the best one ends at once', () => {
    expect(path({ rating: 3 })).toEqual(['core:rating', 'closing:recommend']);
    expect(path({ rating: 5 })).toEqual(['core:rating']);
  });

  it('without an answer nothing is low and nothing is high', () => {
    expect(path({})).toEqual(['core:rating', 'closing:recommend']);
  });

  it('answers off the path are left out after a change of mind', () => {
    expect(onThePath(sections, { rating: 3, why: 'x', what: 'else', recommend: 4 })).toEqual({
      rating: 3,
      recommend: 4,
    });
  });

  it('an answer to a hidden question opens nothing further', () => {
    const chain = [
      {
        key: 's',
        questions: [
          question('a'),
          question('b', when('a', 'at_most', { value: 2 })),
          question('c', when('b', 'answered')),
        ],
      },
    ];
    expect(pathThrough(chain, { a: 5, b: 1 })[0]!.questions.map(({ key }) => key)).toEqual(['a']);
    expect(pathThrough(chain, { a: 1, b: 1 })[0]!.questions.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('the half of a pair that was perceived decides', () => {
    const pair = [
      { key: 's', questions: [question('speed')] },
      { key: 't', showIf: when('speed', 'at_most', { value: 2 }), questions: [question('more')] },
    ];
    expect(pathThrough(pair, { 'speed.expected': 1, 'speed.perceived': 5 })).toHaveLength(1);
    expect(pathThrough(pair, { 'speed.expected': 5, 'speed.perceived': 1 })).toHaveLength(2);
  });

  it('ends for whatever answers and jumps, and never shows a section twice', () => {
    const keys = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            from: fc.nat(3),
            goTo: fc.constantFrom(...keys, 'end', 'nowhere'),
            at: fc.integer({ min: 1, max: 5 }),
          }),
          { maxLength: 8 },
        ),
        fc.dictionary(fc.constantFrom(...keys), fc.integer({ min: 1, max: 5 })),
        (jumps, values) => {
          const wild = keys.map((key, index) => ({
            key,
            questions: [question(key)],
            then: jumps
              .filter(({ from }) => from === index)
              .map(({ goTo, at }) => ({ when: when(key, 'at_most', { value: at }), goTo })),
          }));
          const way = pathThrough(wild, values).map(({ section }) => section.key);
          expect(new Set(way).size).toBe(way.length);
          expect([...way].sort()).toEqual(way);
        },
      ),
    );
  });

  it('an unknown section has no next but the first', () => {
    expect(sectionAfter(sections, undefined, {})?.key).toBe('core');
  });
});

describe('another order for every customer', () => {
  it('is the same for the same seed and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        expect(shuffled(items, seed)).toEqual(shuffled(items, seed));
        expect([...shuffled(items, seed)].sort()).toEqual([...items].sort());
      }),
    );
  });

  it('gives every option every place about equally often', () => {
    const first = new Map<string, number>();
    for (let n = 0; n < 3000; n += 1) {
      const [one] = shuffled(['a', 'b', 'c'], `customer ${n}`);
      first.set(one!, (first.get(one!) ?? 0) + 1);
    }
    for (const times of first.values()) expect(Math.abs(times - 1000)).toBeLessThan(150);
  });
});
