/**
 * Questions that follow from answers on the same page, in a real browser without scripts: what the style sheet leaves
 * visible is what the logic of the questionnaire asks, whatever is chosen, in whatever order conditions build on each
 * other.
 */
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { answerRules } from '../../src/responses/answer-rules';
import { stepOf } from '../../src/responses/answer-steps';
import type { AnswerValue, Condition, Logic, PublishedSurvey, Question, Section } from '../../src/surveys';
import { pathThrough, slotsOf } from '../../src/surveys';
import { openBrowser } from './browser';

const KINDS = ['csat', 'thumbs', 'choice', 'multi_choice', 'text', 'expectation'] as const;
type Kind = (typeof KINDS)[number];
const OPTIONS = ['red', 'green', 'blue'];
const SCALES: Partial<Record<Kind, { min: number; max: number }>> = {
  csat: { min: 1, max: 5 },
  thumbs: { min: 0, max: 1 },
  expectation: { min: 1, max: 3 },
};
const words = { es: 'x', en: 'x', 'pt-BR': 'x' };

function question(index: number, kind: Kind, showIf: Logic | undefined): Question {
  const scale = SCALES[kind];
  const options = kind === 'choice' || kind === 'multi_choice' ? OPTIONS : [];
  return {
    id: index + 1,
    ...(kind === 'expectation' && { expectedId: 100 + index }),
    key: `q${index}`,
    kind,
    subject: 'process',
    required: false,
    ...(scale && { scale }),
    options: options.map((key) => ({ key, text: words, other: false })),
    shuffle: false,
    about: 'all',
    ...(showIf && { showIf }),
    texts: { prompt: words },
  };
}

/** A condition that fits the kind of the question it looks at. */
function condition(on: number, kind: Kind): fc.Arbitrary<Condition> {
  const about = { question: `q${on}` };
  const given = fc.constantFrom('answered' as const, 'not_answered' as const);
  const scale = SCALES[kind];
  const keys = scale
    ? ['1', '2', '0', '3'].filter((key) => Number(key) <= scale.max && Number(key) >= scale.min)
    : OPTIONS;
  const several = fc.record({
    test: fc.constantFrom('is_any' as const, 'is_none' as const),
    values: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }),
  });
  const bounds = fc.record({
    test: fc.constantFrom('at_least' as const, 'at_most' as const),
    value: fc.integer({ min: scale?.min ?? 0, max: scale?.max ?? 0 }),
  });
  const some: fc.Arbitrary<Omit<Condition, 'question'>>[] = [given.map((test) => ({ test }))];
  if (kind !== 'text') some.push(several);
  if (scale) some.push(bounds);
  return fc.oneof(...some).map((one) => ({ ...about, ...one }));
}

interface Case {
  survey: PublishedSurvey;
  values: Record<string, AnswerValue>;
}

const ON_FIRST_PAGE = 2;

/** Two questions on a page before, and up to seven on the page looked at; answers to some of them. */
const cases: fc.Arbitrary<Case> = fc
  .array(fc.constantFrom(...KINDS), { minLength: 4, maxLength: 9 })
  .chain((kinds) =>
    fc.tuple(
      fc.constant(kinds),
      fc.tuple(
        ...kinds.map((_, index) =>
          index <= ON_FIRST_PAGE
            ? fc.constant(undefined)
            : fc.option(
                fc.record({
                  match: fc.constantFrom('all' as const, 'any' as const),
                  conditions: fc.array(
                    fc.nat(index - 1).chain((on) => condition(on, kinds[on] ?? 'text')),
                    { minLength: 1, maxLength: 3 },
                  ),
                }),
                { nil: undefined, freq: 5 },
              ),
        ),
      ),
      fc.tuple(...kinds.map((kind) => answerTo(kind))),
    ),
  )
  .map(([kinds, logic, answers]) => {
    const questions = kinds.map((kind, index) => question(index, kind, logic[index]));
    const section = (key: string, part: Question[]): Section => ({
      key,
      then: [],
      shuffle: false,
      questions: part,
    });
    const survey: PublishedSurvey = {
      surveyId: 1,
      versionId: 1,
      key: 'test',
      name: 'Test',
      version: 1,
      languages: ['es'],
      questions,
      sections: [
        section('a', questions.slice(0, ON_FIRST_PAGE)),
        section('b', questions.slice(ON_FIRST_PAGE)),
      ],
    };
    const values: Record<string, AnswerValue> = {};
    questions.forEach((one, index) => {
      const answer = answers[index];
      if (answer !== undefined)
        values[one.kind === 'expectation' ? `${one.key}.perceived` : one.key] = answer;
    });
    return { survey, values };
  });

function answerTo(kind: Kind): fc.Arbitrary<AnswerValue | undefined> {
  const scale = SCALES[kind];
  if (scale) return fc.option(fc.integer(scale).map(String), { nil: undefined });
  if (kind === 'text') return fc.constantFrom(undefined, 'words');
  if (kind === 'choice') return fc.constantFrom(undefined, ...OPTIONS);
  return fc.option(fc.subarray(OPTIONS, { minLength: 1 }), { nil: undefined });
}

/** The second page as a form, filled in. */
function pageOf({ survey, values }: Case): string {
  const { asked } = stepOf(survey, values, 'b', 'seed');
  const fields = asked.map(({ question: one, shown }) => {
    const inputs = slotsOf(survey, one, []).flatMap(({ field, key }) => {
      const given = values[key];
      if (one.kind === 'text')
        return [`<textarea name="${field}" placeholder=" ">${String(given ?? '')}</textarea>`];
      const keys = one.scale
        ? Array.from({ length: one.scale.max - one.scale.min + 1 }, (_, at) =>
            String((one.scale?.min ?? 0) + at),
          )
        : OPTIONS;
      const chosen = Array.isArray(given) ? (given as string[]) : [String(given ?? '')];
      const type = one.kind === 'multi_choice' ? 'checkbox' : 'radio';
      return keys.map(
        (value) =>
          `<input type="${type}" name="${field}" value="${value}"${chosen.includes(value) ? ' checked' : ''}>`,
      );
    });
    const css = { here: `if-${one.key}`, decided: `on-${one.key}`, always: '' }[shown];
    return `<fieldset id="${one.key}" class="${css}">${inputs.join('')}</fieldset>`;
  });
  return `<form class="answer">${fields.join('')}</form>`;
}

describe('conditions on the same page', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  it('show and hide as the questionnaire says', async () => {
    const rules = fc.sample(cases, { numRuns: 150, seed: 7 });
    let followed = 0;
    for (const one of rules) {
      // The rules belong to the version: they are the same whatever was answered before.
      const css = answerRules(one.survey)?.css ?? '';
      await page.setContent(`<style>${css}</style>${pageOf(one)}`);
      const visible = await page.evaluate<string[]>(
        `[...document.querySelectorAll('fieldset')].filter((one) => one.checkVisibility()).map((one) => one.id)`,
      );
      const path = pathThrough<Question, Section>(one.survey.sections, one.values);
      const wanted = path.find(({ section }) => section.key === 'b')?.questions.map(({ key }) => key) ?? [];
      expect({ css, values: one.values, visible }).toEqual({ css, values: one.values, visible: wanted });
      if (css !== '') followed += 1;
    }
    expect(followed).toBeGreaterThan(80);
  });

  it('conditions upon conditions never make a heavy style sheet', () => {
    const kinds = Array.from({ length: 40 }, (): Kind => 'csat');
    const questions = kinds.map((kind, index) =>
      question(
        index,
        kind,
        index === 0
          ? undefined
          : {
              match: 'any',
              conditions: Array.from({ length: Math.min(5, index) }, (_, back) => ({
                question: `q${index - 1 - back}`,
                test: 'at_least' as const,
                value: 2,
              })),
            },
      ),
    );
    const survey: PublishedSurvey = {
      surveyId: 1,
      versionId: 1,
      key: 'deep',
      name: 'Deep',
      version: 1,
      languages: ['es'],
      questions,
      sections: [{ key: '', then: [], shuffle: false, questions }],
    };
    expect(answerRules(survey)?.css.length).toBeLessThan(35_000);
  });
});
