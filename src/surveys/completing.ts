/**
 * From a draft to a survey that can be asked: what is still missing in it, and what stands in for the languages it is
 * not asked in.
 */
import { type Locale, LOCALES } from '../kernel';
import { DomainError, type Fault } from '../platform/errors';
import { parseSurveyDefinition, type SurveyDefinition } from './survey-definition';
import type { SurveyDraft, SurveyShape } from './survey-shape';
import { checkStructure } from './survey-structure';

/** The languages a survey is asked in; the first one is its author's. */
export function languagesOf({ languages }: { languages?: readonly Locale[] | undefined }): readonly Locale[] {
  return languages && languages.length > 0 ? languages : LOCALES;
}

/**
 * The finished definition.
 * @throws DomainError `validation_failed` naming every text that is missing and everything else that is wrong
 */
export function completed(draft: SurveyDraft): SurveyDefinition {
  return parseSurveyDefinition(withTexts(draft, languagesOf(draft)));
}

/** What stands in the way of publishing: missing texts and what does not fit together; empty when nothing does. */
export function publishingFaults(draft: SurveyDraft): readonly Fault[] {
  try {
    completed(draft);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError && error.errors)) throw error;
    // While texts are missing, how the parts fit together was not looked at yet.
    const told = new Set(error.errors.map(({ pointer, code }) => `${code} ${pointer}`));
    const more = structuralFaults(draft).filter(({ pointer, code }) => !told.has(`${code} ${pointer}`));
    return [...error.errors, ...more];
  }
}

/** What does not fit together in a draft, whether or not its texts are written. */
export function structuralFaults(draft: SurveyDraft): readonly Fault[] {
  const faults: Fault[] = [];
  // Texts aside, a draft has the shape of a finished survey, and only their being there is looked at.
  checkStructure(draft as SurveyShape, (code, path, params) =>
    faults.push({
      pointer: path.map((part) => `/${part}`).join(''),
      code,
      params: { field: path.join('.'), ...params },
    }),
  );
  return faults;
}

type Texts = Partial<Record<Locale, string>>;

const isText = (value: object): value is Texts =>
  Object.keys(value).every((key) => (LOCALES as readonly string[]).includes(key));

/** Names of fields that may be left out: empty in every language, they are as good as absent. */
const OPTIONAL_TEXTS: ReadonlySet<string> = new Set([
  'promptWithoutEmployee', 'promptHigh', 'promptLow', 'hint', 'placeholder', 'title', 'intro', 'expected', 'perceived',
]); // prettier-ignore

/** Every text in every language: where the survey is not asked, the author's words stand in and are never shown. */
function withTexts(value: unknown, languages: readonly Locale[], field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, languages));
  if (typeof value !== 'object' || value === null) return value;
  if (TEXT_FIELDS.has(field) && isText(value)) return inEveryLanguage(value, languages, field);
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    withTexts(inner, languages, field === 'labels' ? 'label' : key),
  ]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const TEXT_FIELDS: ReadonlySet<string> = new Set([...OPTIONAL_TEXTS, 'prompt', 'text', 'label']);

function inEveryLanguage(text: Texts, languages: readonly Locale[], field: string): Texts | undefined {
  const written = LOCALES.filter((locale) => (text[locale] ?? '') !== '');
  if (written.length === 0 && OPTIONAL_TEXTS.has(field)) return undefined;
  const standIn = text[languages[0] ?? 'es'] ?? '';
  return Object.fromEntries(
    LOCALES.flatMap((locale): [string, string][] => {
      const own = text[locale] ?? '';
      if (own !== '' || languages.includes(locale)) return [[locale, own]];
      return [[locale, standIn]];
    }),
  );
}
