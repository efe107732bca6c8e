import { DomainError } from '../platform/errors';
import { DEFAULT_SURVEY } from './default-survey';
import { choicesOf, promptOf, ratingTone, type Question } from './published-survey';
import { fillText, parseSurveyDefinition, publishingFaults } from './survey-definition';

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

  it('a kind of the glossary that cannot be asked yet is kept as a draft and not published', () => {
    const nps = withQuestion({
      key: 'recommend',
      kind: 'nps',
      scale: { min: 0, max: 10 },
      texts: { prompt: text('¿?') },
    });
    expect(publishingFaults(parseSurveyDefinition(nps))).toEqual([
      { code: 'survey_kind_not_askable', question: 'recommend' },
    ]);
    expect(faultsOf(withQuestion({ kind: 'stars' }))[0]?.code).toBe('field_choice');
  });

  it('a survey that starts with a text has nothing to ask in a mail', () => {
    expect(publishingFaults({ questions: [DEFAULT_SURVEY.questions[2]!] })).toEqual([
      { code: 'survey_first_not_rated', question: 'comment' },
    ]);
  });
});

describe('the words of a question', () => {
  const core: Question = { id: 1, ...rating };
  const comment: Question = { id: 3, ...DEFAULT_SURVEY.questions[2]! };

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
