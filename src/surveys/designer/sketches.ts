/** The templates as they are offered: what each is for, and a picture of what it asks. */
import type { Locale, Tone } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import type { SurveyDraft } from '../survey-shape';
import { fillText, type QuestionKind } from '../survey-words';
import { fromTemplate, TEMPLATE_KEYS } from '../templates';
import { newQuestion } from './starters';

/** Questions drawn; more are counted. */
const DRAWN = 4;

type Names = Parameters<typeof fillText>[1];

interface SketchedQuestion {
  kind: QuestionKind;
  words: string;
  /** One entry for each thing to tap. */
  marks: number[];
}

function sketched(draft: SurveyDraft, locale: Locale, names: Names): SketchedQuestion[] {
  return draft.questions.slice(0, DRAWN).map(({ kind, scale, options = [], texts }) => ({
    kind,
    words: fillText(texts.prompt[locale] ?? '', names),
    marks: Array.from(
      { length: scale ? scale.max - scale.min + 1 : Math.min(3, options.length) },
      (_, at) => at,
    ),
  }));
}

/**
 * @param tone of the organization; the pictures speak in it
 * @param organization its name
 */
export function sketches(tone: Tone, organization: string, locale: Locale, i18n: I18n) {
  const names = { employee: 'Ana', name: 'Marta', organization };
  const drafts: [string, SurveyDraft][] = [
    ...TEMPLATE_KEYS.map((key): [string, SurveyDraft] => [key, fromTemplate(key, tone)]),
    ['none', { questions: [newQuestion('csat', 'rating')] }],
  ];
  return drafts.map(([key, draft], at) => ({
    key,
    name: i18n.text(locale, `designer.template_${key}`),
    text: i18n.text(locale, `designer.template_text_${key}`),
    checked: at === 0,
    isEmpty: key === 'none',
    count: draft.questions.length,
    questions: key === 'none' ? [] : sketched(draft, locale, names),
    more: Math.max(0, draft.questions.length - DRAWN),
  }));
}
