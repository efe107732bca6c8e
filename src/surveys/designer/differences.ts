/** What a version asks that the one before did not: for the author before publishing, and for readers of old answers. */
import { LOCALES, type Locale } from '../../kernel';
import { languagesOf } from '../completing';
import type { DraftQuestion, DraftText, SurveyDraft } from '../survey-shape';

export interface Reworded {
  locale: Locale;
  before: string;
  after: string;
}

export interface QuestionDifference {
  key: string;
  change: 'added' | 'removed' | 'changed';
  /** The question's words, of the version in which it stands last. */
  prompt: DraftText;
  /** Texts that read differently, the question itself first. */
  reworded: Reworded[];
  /** Parts that are set differently: `kind`, `subject`, `required`, `scale`, `options`, `about`, `dimension`, `showIf`. */
  settings: string[];
}

export interface Differences {
  questions: QuestionDifference[];
  /** Whether questions that stayed are asked in another order. */
  reordered: boolean;
  /** Whether pages, their words or the ways between them changed. */
  sections: boolean;
  languagesAdded: Locale[];
  languagesRemoved: Locale[];
  /** Nothing of all that. */
  same: boolean;
}

const SETTINGS = ['kind', 'subject', 'required', 'scale', 'about', 'dimension', 'showIf', 'shuffle'] as const;

/** Of `after` against `before`; both may be drafts. Only languages both are asked in are compared word by word. */
export function differencesOf(before: SurveyDraft, after: SurveyDraft): Differences {
  const [spoken, speaking] = [languagesOf(before), languagesOf(after)];
  const common = speaking.filter((locale) => spoken.includes(locale));
  const old = new Map(before.questions.map((question) => [question.key, question]));
  const now = new Set(after.questions.map(({ key }) => key));
  const questions = [
    ...after.questions.flatMap((question): QuestionDifference[] => {
      const earlier = old.get(question.key);
      if (!earlier) return [bare(question, 'added')];
      const reworded = rewordedOf(textsOf(earlier), textsOf(question), common);
      const settings = settingsOf(earlier, question);
      if (reworded.length === 0 && settings.length === 0) return [];
      return [{ ...bare(question, 'changed'), reworded, settings }];
    }),
    ...before.questions.filter(({ key }) => !now.has(key)).map((question) => bare(question, 'removed')),
  ];
  const kept = (from: SurveyDraft, other: ReadonlySet<string> | ReadonlyMap<string, unknown>) =>
    from.questions.map(({ key }) => key).filter((key) => other.has(key));
  const reordered = kept(before, now).join() !== kept(after, old).join();
  const sections = sectionsText(before, common) !== sectionsText(after, common);
  const languagesAdded = speaking.filter((locale) => !spoken.includes(locale));
  const languagesRemoved = spoken.filter((locale) => !speaking.includes(locale));
  const changes = questions.length + languagesAdded.length + languagesRemoved.length;
  const same = changes === 0 && !reordered && !sections;
  return { questions, reordered, sections, languagesAdded, languagesRemoved, same };
}

function bare(question: DraftQuestion, change: QuestionDifference['change']): QuestionDifference {
  return { key: question.key, change, prompt: question.texts.prompt, reworded: [], settings: [] };
}

/** Every text of a question by the place it has. */
function textsOf({ texts, options = [] }: DraftQuestion): Map<string, DraftText> {
  const { labels = {}, ...words } = texts;
  return new Map<string, DraftText>([
    ...Object.entries(words),
    ...Object.entries(labels).map(([value, label]): [string, DraftText] => [`label ${value}`, label]),
    ...options.map((option): [string, DraftText] => [`option ${option.key}`, option.text]),
  ]);
}

function rewordedOf(
  before: ReadonlyMap<string, DraftText>,
  after: ReadonlyMap<string, DraftText>,
  locales: readonly Locale[],
): Reworded[] {
  // Options and values that came or went are settings; optional texts that came or went are words.
  const places = [...new Set([...after.keys(), ...before.keys()])].filter(
    (place) => !/^(option|label) /.test(place) || (before.has(place) && after.has(place)),
  );
  return places.flatMap((place) =>
    locales.flatMap((locale): Reworded[] => {
      const [was, is] = [before.get(place)?.[locale] ?? '', after.get(place)?.[locale] ?? ''];
      return was === is ? [] : [{ locale, before: was, after: is }];
    }),
  );
}

function settingsOf(before: DraftQuestion, after: DraftQuestion): string[] {
  const changed: string[] = SETTINGS.filter((name) => canonical(before[name]) !== canonical(after[name]));
  const options = ({ options = [] }: DraftQuestion) =>
    options.map(({ key, other }) => `${key}${other ? '+' : ''}`).join();
  if (options(before) !== options(after)) changed.push('options');
  return changed;
}

/** Absent and off are the same. */
const canonical = (value: unknown): string => JSON.stringify(value || null);

function sectionsText({ sections = [], questions }: SurveyDraft, locales: readonly Locale[]): string {
  const words = (text: DraftText | undefined) => locales.map((locale) => text?.[locale] ?? '');
  return JSON.stringify(
    sections.map(({ key, title, intro, showIf, then, shuffle }) => [
      words(title),
      words(intro),
      showIf ?? null,
      then ?? [],
      shuffle ?? false,
      questions.filter(({ section }) => section === key).length,
    ]),
  );
}

/** The languages of a definition in their usual order, for lists. */
export const inUsualOrder = (locales: readonly Locale[]): Locale[] =>
  LOCALES.filter((locale) => locales.includes(locale));
