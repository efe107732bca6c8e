/**
 * A draft as it would be asked if it were published now: what is still missing shows as a gap, so that its author sees
 * where. Nothing of it is stored.
 */
import { type Locale, LOCALES, type LocaleText } from '../kernel';
import { assembled, rowsOf, type VersionHead } from './assemble';
import { languagesOf } from './completing';
import type { PublishedSurvey } from './published-survey';
import type { SurveyDefinition } from './survey-definition';
import type { DraftQuestion, DraftText, QuestionDefinition, SurveyDraft } from './survey-shape';
import { hasOptions, isRated, SCALES } from './survey-words';

/** Stands where a text is still to be written. */
const GAP = '…';
const OWN_SCALE = { min: 1, max: 5 } as const;

/** The draft as the mail and the pages would see it. */
export function shownDraft(head: VersionHead, draft: SurveyDraft): PublishedSurvey {
  const definition = withoutGaps(draft);
  const ids = new Map(rowsOf(definition).map(({ key }, index) => [key, index + 1]));
  return assembled(head, definition, ids);
}

function withoutGaps(draft: SurveyDraft): SurveyDefinition {
  const [first = 'es', ...others] = languagesOf(draft);
  const text = (draftText: DraftText): LocaleText => whole(draftText, first, GAP);
  /** A text that may be left out is left out as long as nobody wrote it. */
  const optional = (draftText: DraftText | undefined): LocaleText | undefined =>
    draftText && LOCALES.some((locale) => draftText[locale]) ? whole(draftText, first, '') : undefined;
  const places = new Set(draft.sections?.map(({ key }) => key));
  const last = draft.sections?.at(-1)?.key;
  const question = (one: DraftQuestion): QuestionDefinition => {
    const {
      prompt,
      labels,
      promptWithoutEmployee,
      promptHigh,
      promptLow,
      hint,
      placeholder,
      expected,
      perceived,
    } = one.texts;
    const { key, kind, subject, required, shuffle, about, dimension, showIf } = one;
    const scale = isRated(one.kind) ? (SCALES[one.kind] ?? one.scale ?? OWN_SCALE) : undefined;
    return {
      key,
      kind,
      subject,
      required,
      shuffle,
      about,
      dimension,
      showIf,
      ...(scale && { scale }),
      ...(hasOptions(one.kind) && {
        options: (one.options ?? []).map((option) => ({ ...option, text: text(option.text) })),
      }),
      // A question that stands nowhere yet is asked at the end, rather than not at all.
      ...(last !== undefined && { section: places.has(one.section ?? '') ? one.section : last }),
      texts: {
        prompt: text(prompt),
        ...(labels && {
          labels: Object.fromEntries(Object.entries(labels).map(([value, label]) => [value, text(label)])),
        }),
        ...onlyWritten(
          { promptWithoutEmployee, promptHigh, promptLow, hint, placeholder, expected, perceived },
          optional,
        ),
      },
    };
  };
  return {
    languages: [first, ...others],
    ...(draft.sections && {
      sections: draft.sections.map(({ title, intro, ...section }) => ({
        ...section,
        ...onlyWritten({ title, intro }, optional),
      })),
    }),
    questions: draft.questions.map(question),
  };
}

function whole(draftText: DraftText, first: Locale, gap: string): LocaleText {
  const standIn = draftText[first] || gap;
  return Object.fromEntries(LOCALES.map((locale) => [locale, draftText[locale] || standIn])) as Record<
    Locale,
    string
  >;
}

function onlyWritten<K extends string>(
  texts: Readonly<Record<K, DraftText | undefined>>,
  optional: (text: DraftText | undefined) => LocaleText | undefined,
): Partial<Record<K, LocaleText>> {
  const kept = Object.entries<DraftText | undefined>(texts).flatMap(([name, text]) => {
    const shown = optional(text);
    return shown ? [[name, shown]] : [];
  });
  return Object.fromEntries(kept) as Partial<Record<K, LocaleText>>;
}
