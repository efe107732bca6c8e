/** A draft's texts side by side: which there are, which a language still lacks, and the form that fills them in. */
import { LOCALES, type Locale } from '../../kernel';
import { languagesOf } from '../completing';
import type { TextPlace } from '../calc';
import type { DraftQuestion, DraftText, SurveyDraft } from '../survey-shape';
import { TEXT_LIMITS } from '../survey-words';
import { type Fields, type Open, panelName, textFrom } from './draft-form';
import type { DraftSection } from './draft-logic';

/** One text of a question or a section, in every language. */
export interface TranslatedText {
  /** Where it stands: `texts.prompt`, `options.0.text`. */
  path: string;
  text: DraftText;
  limit: number;
  place: TextPlace;
}

export interface TranslatedThing {
  open: Open;
  name: string;
  texts: TranslatedText[];
}

const WORDS = [
  ['prompt', 'prompt', TEXT_LIMITS.prompt],
  ['promptHigh', 'prompt', TEXT_LIMITS.prompt],
  ['promptLow', 'prompt', TEXT_LIMITS.prompt],
  ['promptWithoutEmployee', 'prompt', TEXT_LIMITS.prompt],
  ['hint', 'hint', TEXT_LIMITS.hint],
  ['placeholder', 'placeholder', TEXT_LIMITS.prompt],
  ['expected', 'label', TEXT_LIMITS.label],
  ['perceived', 'label', TEXT_LIMITS.label],
] as const;

const isWritten = (text: DraftText | undefined): text is DraftText =>
  text !== undefined && LOCALES.some((locale) => (text[locale] ?? '') !== '');

/** Everything there is to translate, in the order it is asked. What nobody wrote in any language may stay away. */
export function translatedThings(draft: SurveyDraft): TranslatedThing[] {
  const questions = (section?: string) =>
    draft.questions.filter((one) => section === undefined || one.section === section).map(questionTexts);
  if (!draft.sections?.length) return questions();
  return draft.sections.flatMap((section) => {
    const own = sectionTexts(section);
    return [...(own.texts.length > 0 ? [own] : []), ...questions(section.key)];
  });
}

function questionTexts(question: DraftQuestion): TranslatedThing {
  const open: Open = { type: 'question', key: question.key };
  const words = WORDS.flatMap(([name, place, limit]): TranslatedText[] => {
    const text = question.texts[name];
    if (name !== 'prompt' && !isWritten(text)) return [];
    return [{ path: `texts.${name}`, text: text ?? {}, limit, place }];
  });
  const labels = Object.entries(question.texts.labels ?? {}).map(([value, text]): TranslatedText => ({
    path: `texts.labels.${value}`,
    text,
    limit: TEXT_LIMITS.label,
    place: 'label',
  }));
  const options = (question.options ?? []).map(({ text }, index): TranslatedText => ({
    path: `options.${index}.text`,
    text,
    limit: TEXT_LIMITS.option,
    place: 'option',
  }));
  return { open, name: panelName(open), texts: [...words, ...labels, ...options] };
}

function sectionTexts({ key, title, intro }: DraftSection): TranslatedThing {
  const open: Open = { type: 'section', key };
  const texts: TranslatedText[] = [
    ...(isWritten(title)
      ? [{ path: 'title', text: title, limit: TEXT_LIMITS.title, place: 'title' as const }]
      : []),
    ...(isWritten(intro)
      ? [{ path: 'intro', text: intro, limit: TEXT_LIMITS.hint, place: 'intro' as const }]
      : []),
  ];
  return { open, name: panelName(open), texts };
}

/** How many texts each language the survey is asked in lacks, of how many. */
export function countMissing(draft: SurveyDraft): { locale: Locale; missing: number; total: number }[] {
  const texts = translatedThings(draft).flatMap((thing) => thing.texts);
  return languagesOf(draft).map((locale) => ({
    locale,
    total: texts.length,
    missing: texts.filter(({ text }) => (text[locale] ?? '') === '').length,
  }));
}

/** The draft with the texts of one question or section as the form has them; what it does not name stays. */
export function withTranslations(draft: SurveyDraft, open: Open, fields: Fields): SurveyDraft {
  if (open.type === 'survey') return draft;
  const typed = (path: string, text: DraftText): DraftText => textFrom(text, fields, path);
  if (open.type === 'section') {
    const sections = draft.sections?.map((section) =>
      section.key === open.key
        ? {
            ...section,
            ...(section.title && { title: typed('title', section.title) }),
            ...(section.intro && { intro: typed('intro', section.intro) }),
          }
        : section,
    );
    return { ...draft, ...(sections && { sections }) };
  }
  const questions = draft.questions.map((question) => {
    if (question.key !== open.key) return question;
    const texts: DraftQuestion['texts'] = { ...question.texts };
    for (const [name] of WORDS) {
      const text = texts[name];
      if (text) texts[name] = typed(`texts.${name}`, text);
    }
    if (texts.labels) {
      texts.labels = Object.fromEntries(
        Object.entries(texts.labels).map(([value, text]) => [value, typed(`texts.labels.${value}`, text)]),
      );
    }
    const options = question.options?.map((option, index) => ({
      ...option,
      text: typed(`options.${index}.text`, option.text),
    }));
    return { ...question, texts, ...(options && { options }) };
  });
  return { ...draft, questions };
}
