import { type Logic, type PublishedSurvey, type Question, type Section } from '../surveys';
import { stepOf } from './answer-steps';

const words = { es: 'x', en: 'x', 'pt-BR': 'x' };
const ifLow = (question: string): Logic => ({
  match: 'all',
  conditions: [{ question, test: 'at_most', value: 2 }],
});

function question(key: string, showIf?: Logic): Question {
  return {
    id: 1,
    key,
    kind: 'csat',
    subject: 'process',
    required: true,
    scale: { min: 1, max: 5 },
    options: [],
    shuffle: false,
    about: 'all',
    ...(showIf && { showIf }),
    texts: { prompt: words },
  };
}

function survey(...sections: (Partial<Section> & { key: string })[]): PublishedSurvey {
  const whole = sections.map((section): Section => ({
    then: [],
    shuffle: false,
    questions: [question(section.key)],
    ...section,
  }));
  return {
    surveyId: 1,
    versionId: 1,
    key: 'test',
    name: 'Test',
    version: 1,
    languages: ['es'],
    questions: whole.flatMap(({ questions }) => questions),
    sections: whole,
  };
}

const at = (asked: PublishedSurvey, key?: string, values = {}) => stepOf(asked, values, key, 'seed');

describe('the steps of a survey', () => {
  it('are counted when nothing depends on an answer', () => {
    const asked = survey({ key: 'a' }, { key: 'b' }, { key: 'c' });
    expect(at(asked, 'b')).toMatchObject({ number: 2, of: 3, back: 'a', last: false, mayEnd: false });
    expect(at(asked, 'c')).toMatchObject({ number: 3, of: 3, back: 'b', last: true, mayEnd: true });
  });

  it('begin at the first page, also for a page that is not on the way', () => {
    const asked = survey({ key: 'a' }, { key: 'b', showIf: ifLow('a') }, { key: 'c' });
    expect(at(asked)).toMatchObject({ number: 1, back: undefined });
    expect(at(asked, 'b', { a: 5 })).toMatchObject({ number: 1 });
    expect(at(asked, 'nothing')).toMatchObject({ number: 1 });
  });

  it('are not counted while an answer can still change their number', () => {
    const asked = survey({ key: 'a' }, { key: 'b', showIf: ifLow('a') }, { key: 'c' });
    expect(at(asked, 'a').of).toBeUndefined();
    expect(at(asked, 'a', { a: 5 }).of).toBeUndefined();
    expect(at(asked, 'b', { a: 1 })).toMatchObject({ number: 2, of: 3 });
    expect(at(asked, 'c', { a: 5 })).toMatchObject({ number: 2, of: 2, back: 'a' });
  });

  it('a jump to the end makes a page the last one, perhaps: what is asked at the end is asked there too', () => {
    const asked = survey({ key: 'a', then: [{ when: ifLow('a'), goTo: 'end' }] }, { key: 'b' });
    expect(at(asked, 'a')).toMatchObject({ of: undefined, last: false, mayEnd: true });
    expect(at(asked, 'b', { a: 4 })).toMatchObject({ of: 2, last: true });
  });

  it('a jump past all that is certain ends it as well', () => {
    const asked = survey(
      { key: 'a', then: [{ when: ifLow('a'), goTo: 'c' }] },
      { key: 'b' },
      { key: 'c', showIf: ifLow('b') },
    );
    expect(at(asked, 'a').mayEnd).toBe(true);
    expect(at(survey({ key: 'a' }, { key: 'b' }, { key: 'c', showIf: ifLow('b') }), 'a').mayEnd).toBe(false);
  });

  it('a page on which every question depends on answers still to be given may fall away', () => {
    const asked = survey({ key: 'a' }, { key: 'b', questions: [question('b', ifLow('a'))] });
    expect(at(asked, 'a')).toMatchObject({ of: undefined, last: false, mayEnd: true });
  });
});

describe('the questions of a page', () => {
  const shownAt = (asked: PublishedSurvey, key: string, values = {}) =>
    at(asked, key, values).asked.map((one) => `${one.question.key} ${one.shown}`);

  it('are left out when earlier pages rule them out, and decided when earlier pages ask for them', () => {
    const asked = survey(
      { key: 'a' },
      { key: 'b', questions: [question('b'), question('why', ifLow('a')), question('more', ifLow('b'))] },
    );
    expect(shownAt(asked, 'b', { a: 5 })).toEqual(['b always', 'more here']);
    expect(shownAt(asked, 'b', { a: 1 })).toEqual(['b always', 'why decided', 'more here']);
  });

  it('follow the same page as far as earlier pages leave it open', () => {
    const both = (match: 'all' | 'any'): Logic => ({
      match,
      conditions: [...ifLow('a').conditions, ...ifLow('b').conditions],
    });
    const asked = (match: 'all' | 'any') =>
      survey({ key: 'a' }, { key: 'b', questions: [question('b'), question('why', both(match))] });
    expect(shownAt(asked('all'), 'b', { a: 1 })).toEqual(['b always', 'why here']);
    expect(shownAt(asked('all'), 'b', { a: 5 })).toEqual(['b always']);
    expect(shownAt(asked('any'), 'b', { a: 1 })).toEqual(['b always', 'why decided']);
    expect(shownAt(asked('any'), 'b', { a: 5 })).toEqual(['b always', 'why here']);
  });

  it('in random order, the first one stays and what follows from a question stays behind it', () => {
    const asked = survey({
      key: 'a',
      shuffle: true,
      questions: [
        question('core'),
        question('one'),
        question('why', ifLow('one')),
        ...['two', 'three', 'four', 'five'].map((key) => question(key)),
      ],
    });
    const orders = new Set<string>();
    for (let customer = 0; customer < 50; customer += 1) {
      const keys = stepOf(asked, {}, 'a', `customer ${customer}`).asked.map((one) => one.question.key);
      expect(keys).toHaveLength(7);
      expect(keys[0]).toBe('core');
      expect(keys.indexOf('why')).toBe(keys.indexOf('one') + 1);
      expect(stepOf(asked, {}, 'a', `customer ${customer}`).asked.map((one) => one.question.key)).toEqual(
        keys,
      );
      orders.add(keys.join());
    }
    expect(orders.size).toBeGreaterThan(20);
  });
});
