/** What a new question of each kind starts with, so that only its words are left to write. */
import type { LocaleText } from '../../kernel';
import type { DraftQuestion } from '../survey-shape';
import { hasOptions, type QuestionKind, type QuestionSubject, SCALES } from '../survey-words';
import { EASY_ENDS, GOOD, LEVEL, LIKELY, WELL, YES_NO } from '../templates/words';

const LABELS: Partial<Record<QuestionKind, Record<string, LocaleText>>> = {
  csat: WELL,
  nps: LIKELY,
  ces: EASY_ENDS,
  thumbs: YES_NO,
  scale: { '1': GOOD['1'] as LocaleText, '5': GOOD['5'] as LocaleText },
  expectation: LEVEL,
};

/** The keys a question is given, by its kind; never shown to anybody. */
const KEYS: Record<QuestionKind, string> = {
  csat: 'rating',
  nps: 'recommend',
  ces: 'ease',
  scale: 'scale',
  thumbs: 'thumbs',
  choice: 'choice',
  multi_choice: 'choices',
  text: 'comment',
  expectation: 'expectation',
};

/** What a kind usually measures, so that nothing counts for a person by accident. */
const SUBJECTS: Partial<Record<QuestionKind, QuestionSubject>> = { ces: 'process', thumbs: 'process' };

export const EMPTY_TEXT = { es: '', en: '', 'pt-BR': '' };

export const keyOfKind = (kind: QuestionKind): string => KEYS[kind];

/** The parts of a question that depend on its kind. */
export function partsOfKind(kind: QuestionKind): Pick<DraftQuestion, 'scale' | 'options'> & {
  texts: Pick<DraftQuestion['texts'], 'labels' | 'expected' | 'perceived'>;
} {
  const prescribed = SCALES[kind];
  const labels = LABELS[kind];
  return {
    ...(prescribed !== undefined && { scale: { ...(prescribed ?? { min: 1, max: 5 }) } }),
    ...(hasOptions(kind) && {
      options: ['option_1', 'option_2'].map((key) => ({ key, text: { ...EMPTY_TEXT } })),
    }),
    texts: {
      ...(labels && { labels: structuredClone(labels) }),
      ...(kind === 'expectation' && {
        expected: { es: 'Lo esperado', en: 'Expected', 'pt-BR': 'O esperado' },
        perceived: { es: 'Lo recibido', en: 'Received', 'pt-BR': 'O recebido' },
      }),
    },
  };
}

/**
 * A question without its words.
 * @param key one that no other question has
 */
export function newQuestion(kind: QuestionKind, key: string): DraftQuestion {
  const { texts, ...parts } = partsOfKind(kind);
  return {
    key,
    kind,
    subject: SUBJECTS[kind] ?? 'company',
    required: false,
    ...parts,
    texts: { prompt: { ...EMPTY_TEXT }, ...texts },
  };
}
