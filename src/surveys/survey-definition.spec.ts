import { DomainError } from '../platform/errors';
import { DEFAULT_SURVEY } from './default-survey';
import { choicesOf, promptOf, ratingTone, type Question } from './published-survey';
import { completed, publishingFaults } from './completing';
import { parseSurveyDefinition, parseSurveyDraft } from './survey-definition';
import { fillText } from './survey-words';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const rating = DEFAULT_SURVEY.questions[0]!;

function faultsOf(input: unknown): { pointer: string; code: string }[] {
  try {
    parseSurveyDefinition(input);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return (error.errors ?? []).map(({ pointer, code }) => ({ pointer, code }));
  }
}

const withQuestion = (change: object) => ({ questions: [{ ...rating, ...change }] });

describe('a survey definition', () => {
  it('the survey of an empty installation is accepted and can be published', () => {
    expect(parseSurveyDefinition(DEFAULT_SURVEY)).toEqual(DEFAULT_SURVEY);
    expect(publishingFaults(DEFAULT_SURVEY)).toEqual([]);
  });

  it('an unknown key is refused by its name', () => {
    expect(faultsOf(withQuestion({ weight: 3 }))).toEqual([
      { pointer: '/questions/0/weight', code: 'unknown_field' },
    ]);
  });

  it('a text that is missing in one language is refused', () => {
    const { es, en } = rating.texts.prompt;
    const prompt = { es, en };
    expect(faultsOf(withQuestion({ texts: { ...rating.texts, prompt } }))).toEqual([
      { pointer: '/questions/0/texts/prompt/pt-BR', code: 'field_required' },
    ]);
  });

  it.each(['¿{agent}?', '{{employee}}', '{', 'a } b', '{employee.name}', '{}'])(
    'a text with %j is refused: only whitelisted names are filled in',
    (prompt) => {
      const faults = faultsOf(withQuestion({ texts: { ...rating.texts, prompt: text(prompt) } }));
      expect(faults[0]).toEqual({ pointer: '/questions/0/texts/prompt/es', code: 'survey_text_placeholder' });
    },
  );

  it('the same key twice, a wrong scale and a value without a word are each named', () => {
    expect(faultsOf({ questions: [rating, rating] })).toEqual([
      { pointer: '/questions/1/key', code: 'survey_question_twice' },
    ]);
    expect(faultsOf(withQuestion({ scale: { min: 0, max: 5 } }))[0]?.code).toBe('survey_scale_wrong');
    expect(faultsOf(withQuestion({ scale: undefined }))[0]?.code).toBe('survey_scale_missing');
    const labels = { ...rating.texts.labels, '5': undefined, '6': text('Más') };
    delete labels['5'];
    expect(faultsOf(withQuestion({ texts: { ...rating.texts, labels } })).map((fault) => fault.code)).toEqual(
      ['survey_label_missing', 'survey_label_unknown'],
    );
  });

  it('a long scale needs the words of its two ends', () => {
    const nps = { key: 'recommend', kind: 'nps', scale: { min: 0, max: 10 } };
    const ends = { '0': text('Nada'), '10': text('Mucho') };
    expect(faultsOf(withQuestion({ ...nps, texts: { prompt: text('¿?') } }))[0]?.code).toBe(
      'survey_label_ends',
    );
    expect(faultsOf(withQuestion({ ...nps, texts: { prompt: text('¿?'), labels: ends } }))).toEqual([]);
    expect(faultsOf(withQuestion({ kind: 'stars' }))[0]?.code).toBe('field_choice');
  });

  it('options belong to a choice, two or more, each once, one of them open', () => {
    const choice = (options: unknown) => ({
      questions: [
        {
          key: 'why',
          kind: 'choice',
          subject: 'process',
          required: true,
          options,
          texts: { prompt: text('¿Por qué?') },
        },
      ],
    });
    const option = (key: string, more = {}) => ({ key, text: text(key), ...more });
    expect(faultsOf(choice([option('a'), option('b', { other: true })]))).toEqual([]);
    expect(faultsOf(choice([option('a')]))[0]?.code).toBe('survey_options_few');
    expect(faultsOf(choice([option('a'), option('a')]))[0]).toEqual({
      pointer: '/questions/0/options/1/key',
      code: 'survey_option_twice',
    });
    expect(faultsOf(choice([option('a', { other: true }), option('b', { other: true })]))[0]?.code).toBe(
      'survey_option_others',
    );
    expect(faultsOf(withQuestion({ options: [option('a'), option('b')] }))[0]?.code).toBe(
      'survey_options_unexpected',
    );
  });

  it('one of several employees can be meant only by a rating about the employee, and not each of them in the mail', () => {
    expect(faultsOf(withQuestion({ about: 'lead' }))).toEqual([]);
    expect(faultsOf(withQuestion({ about: 'each' }))[0]?.code).toBe('survey_about_first');
    expect(faultsOf(withQuestion({ about: 'lead', subject: 'process' }))[0]?.code).toBe(
      'survey_about_nobody',
    );
    const second = { ...rating, key: 'second', about: { role: 'technician' } };
    expect(faultsOf({ questions: [rating, second] })).toEqual([]);
  });

  const low = { match: 'all', conditions: [{ question: 'rating', test: 'at_most', value: 2 }] };
  const why = {
    key: 'why',
    kind: 'text',
    subject: 'company',
    required: false,
    texts: { prompt: text('¿Por qué?') },
  };

  it('a condition looks at an earlier question, in a way that question can be answered', () => {
    expect(faultsOf({ questions: [rating, { ...why, showIf: low }] })).toEqual([]);
    expect(
      faultsOf({
        questions: [
          rating,
          { ...why, showIf: { ...low, conditions: [{ question: 'later', test: 'answered' }] } },
        ],
      })[0]?.code,
    ).toBe('survey_logic_not_earlier');
    expect(
      faultsOf({
        questions: [
          rating,
          { ...why, showIf: { ...low, conditions: [{ question: 'rating', test: 'at_most', value: 9 }] } },
        ],
      })[0]?.code,
    ).toBe('survey_logic_unfit');
    expect(faultsOf({ questions: [{ ...rating, showIf: low }] }).map(({ code }) => code)).toContain(
      'survey_first_conditional',
    );
  });

  it('sections hold their questions together and jump ahead only', () => {
    const sections = [{ key: 'one' }, { key: 'two' }, { key: 'three' }];
    const questions = ['one', 'two', 'three'].map((section, index) => ({
      ...rating,
      key: `q${index}`,
      section,
    }));
    const jump = (goTo: string) => [
      {
        key: 'one',
        then: [
          { when: { match: 'all', conditions: [{ question: 'q0', test: 'at_least', value: 4 }] }, goTo },
        ],
      },
      ...sections.slice(1),
    ];
    expect(faultsOf({ sections, questions })).toEqual([]);
    expect(faultsOf({ sections: jump('three'), questions })).toEqual([]);
    expect(faultsOf({ sections: jump('end'), questions })).toEqual([]);
    expect(faultsOf({ sections: jump('one'), questions })[0]?.code).toBe('survey_jump_backwards');
    expect(faultsOf({ sections: jump('nowhere'), questions })[0]?.code).toBe('survey_jump_backwards');
    expect(faultsOf({ sections, questions: [...questions].reverse() })[0]?.code).toBe('survey_section_order');
    expect(faultsOf({ sections, questions: questions.slice(0, 2) })[0]?.code).toBe('survey_section_empty');
    expect(faultsOf({ questions })[0]?.code).toBe('survey_section_unknown');
  });
});

describe('a draft', () => {
  const draft = parseSurveyDraft({
    languages: ['es', 'en'],
    questions: [
      { ...rating, texts: { ...rating.texts, prompt: { es: '¿Qué tal?' }, hint: { es: '', en: '' } } },
    ],
  });

  it('may lack texts; publishing names each that is missing, and none of the languages it is not asked in', () => {
    expect(publishingFaults(draft).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/questions/0/texts/prompt/en', 'field_required'],
    ]);
  });

  it('completed, it speaks its languages; the author’s words stand in for the others, empty hints are gone', () => {
    const [question] = draft.questions;
    const whole = completed({
      ...draft,
      questions: [
        { ...question!, texts: { ...question!.texts, prompt: { es: '¿Qué tal?', en: 'How was it?' } } },
      ],
    });
    expect(whole.questions[0]!.texts.prompt).toEqual({
      es: '¿Qué tal?',
      en: 'How was it?',
      'pt-BR': '¿Qué tal?',
    });
    expect(whole.questions[0]!.texts).not.toHaveProperty('hint');
  });

  it('still refuses what no survey could ever be', () => {
    expect(() =>
      parseSurveyDraft({ questions: [{ ...rating, texts: { prompt: { es: '{{x}}' } } }] }),
    ).toThrow(DomainError);
    expect(() => parseSurveyDraft({ questions: [{ ...rating, colour: 'red' }] })).toThrow(DomainError);
  });
});

describe('the words of a question', () => {
  const plain = { options: [], shuffle: false, about: 'all' } as const;
  const core: Question = { id: 1, ...rating, ...plain };
  const comment: Question = { id: 3, ...DEFAULT_SURVEY.questions[2]!, ...plain };

  it('name the employee, and nobody when nobody in particular served', () => {
    expect(promptOf(core, 'es', { employee: 'Ana' })).toBe('¿Cómo le atendió Ana?');
    expect(promptOf(core, 'es', {})).toBe('¿Cómo le atendimos?');
    expect(promptOf(core, 'en', { employee: 'Ana' })).toBe('How well did Ana help you?');
  });

  it('follow the rating', () => {
    expect([1, 2, 3, 4, 5].map((value) => ratingTone(core, value))).toEqual([
      'low',
      'low',
      undefined,
      'high',
      'high',
    ]);
    expect(promptOf(comment, 'es', { employee: 'Ana' }, 'high')).toBe('¿Qué hizo Ana que le gustó?');
    expect(promptOf(comment, 'es', {}, 'high')).toBe('¿Qué fue lo que le gustó?');
    expect(promptOf(comment, 'es', { employee: 'Ana' }, 'low')).toBe('¿Qué salió mal?');
    expect(promptOf(comment, 'es', { employee: 'Ana' })).toBe('¿Qué quiere contarnos?');
  });

  it('give every value of the scale its word', () => {
    expect(choicesOf(core, 'es').map(({ value, label }) => `${value} ${label}`)).toEqual([
      '1 Muy mal',
      '2 Mal',
      '3 Regular',
      '4 Bien',
      '5 Muy bien',
    ]);
    expect(choicesOf(comment, 'es')).toEqual([]);
  });

  it('a name that looks like a placeholder stays a name', () => {
    expect(fillText('¿{employee}, {name}?', { employee: '{name}', name: 'Marta' })).toBe('¿{name}, Marta?');
    expect(fillText('{constructor} {organization}', { organization: 'Agua Clara' })).toBe(
      '{constructor} Agua Clara',
    );
  });
});
