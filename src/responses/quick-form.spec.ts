/** The quick reader of forms says what the careful one says, or leaves the form to it. */
import fc from 'fast-check';
import { DomainError } from '../platform/errors';
import type { PublishedSurvey, Question, Server } from '../surveys';
import { readAnswerForm } from './answer-form';
import { quickForm } from './quick-form';

const text = (words: string) => ({ es: words, en: words, 'pt-BR': words });
const question = (id: number, key: string, more: Partial<Question> = {}): Question => ({
  id, key, kind: 'csat', subject: 'employee', required: false, scale: { min: 1, max: 5 }, options: [], shuffle: false,
  about: 'all', texts: { prompt: text('¿?') }, ...more,
}); // prettier-ignore
const surveyOf = (questions: Question[]): PublishedSurvey => ({
  surveyId: 1, versionId: 1, key: 'csat', name: 'csat', version: 1, languages: ['es'], questions,
  sections: [{ key: '', then: [], shuffle: false, questions }],
}); // prettier-ignore

const asked = surveyOf([
  question(1, 'service', { required: true }),
  question(2, 'process', { subject: 'process', about: 'lead' }),
  question(3, 'recommend', { kind: 'nps', scale: { min: 0, max: 10 }, subject: 'company' }),
  question(4, 'speed', { kind: 'expectation', expectedId: 5 }),
  question(6, 'why', { kind: 'text', scale: undefined }),
  question(7, 'more', { kind: 'text', scale: undefined }),
  question(8, 'topic', {
    kind: 'choice', scale: undefined,
    options: [{ key: 'bill', text: text('Cargo'), other: false }, { key: 'other', text: text('Otro'), other: true }],
  }), // prettier-ignore
]);
const servers: Server[] = [
  { id: 12, firstName: 'Ana', role: 'lead' },
  { id: 7, firstName: 'Hugo', role: 'support' },
];

function carefully(body: Record<string, unknown>) {
  try {
    return readAnswerForm(asked, servers, body);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const NAMES = [
  'rating', 'answers[service]', 'answers[process]', 'answers[recommend]', 'answers[speed.expected]',
  'answers[speed.perceived]', 'comment', 'answers[why]', 'answers[more]', 'answers[topic]', 'answers[topic.other]',
  'mayContact', 'contactWhen', 'mayQuote', 'quoteName', 'consents', 'opened', 'website', 'step', 'answers', 'surprise',
  '__proto__', 'constructor',
]; // prettier-ignore
const VALUES = [
  '', '0', '1', '4', '5', '05', '10', '11', '-1', '4.0', ' 4', 'on', 'off', 'yes', 'maybe', 'any', 'evening', 'initial',
  'nobody', 'bill', 'other', 'Muy bien, gracias', ' con espacios ', 'niño\u0301', 'a\u0000b', '\u00ad', '\u200b', '🙂',
  '\ud800', 'x'.repeat(4000), 'x'.repeat(4001), '🙂'.repeat(2001), 'línea\r\notra', '\u00a0\u00a0', '\u0149',
]; // prettier-ignore

describe('reading the forms most customers send', () => {
  it('a rating, another and a word about why are read at once', () => {
    const body = {
      rating: '4',
      'answers[process]': '5',
      comment: 'Me atendió bien',
      opened: 'x',
      mayContact: 'on',
    };
    const form = quickForm(asked, servers, body);
    expect(form).toEqual(carefully(body));
    expect(form?.answers.map(({ key, employeeId }) => [key, employeeId])).toEqual([
      ['service', 0],
      ['process', 12],
      ['why', 0],
    ]);
  });

  it('whatever is sent is read as the careful reader reads it, or left to it', () => {
    const values = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<unknown>(...VALUES) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(4, true, null, ['a', 'b'], { service: '4' }) },
    );
    const bodies = fc
      .array(fc.tuple(fc.constantFrom(...NAMES), values), { maxLength: 6 })
      .map((pairs) => Object.fromEntries([['rating', '4'], ...pairs]) as Record<string, unknown>);
    let read = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        const form = quickForm(asked, servers, body);
        if (!form) return;
        read += 1;
        expect(form).toEqual(carefully(body));
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it('what is wrong or missing, and what is no form, is left to the careful reader', () => {
    for (const body of [
      {},
      { rating: '6' },
      { rating: '4', surprise: 'x' },
      { rating: '4', step: 'a' },
      null,
      [],
    ])
      expect(quickForm(asked, servers, body)).toBeUndefined();
  });

  it('a survey whose way depends on answers, or whose slots depend on who served, is left to it', () => {
    const rated = question(1, 'service');
    const then = question(2, 'why', {
      kind: 'text',
      showIf: { match: 'all', conditions: [{ question: 'service', test: 'at_most', value: 2 }] },
    });
    for (const survey of [
      surveyOf([rated, then]),
      surveyOf([question(1, 'service', { about: 'each' })]),
      { ...asked, sections: [...asked.sections, ...asked.sections] },
    ])
      expect(quickForm(survey, servers, { rating: '4' })).toBeUndefined();
  });
});
