/**
 * A published version of a survey, as the mail, the answer page and the scoring see it. It never changes, so it is
 * kept in memory by its id, and answers point at the questions of the version they answered.
 */
import { type Locale, type LocaleText, pickText } from '../kernel';
import { type Jump, type Logic, moodOf } from './calc';
import type { QuestionTexts } from './survey-shape';
import { type About, fillText, type QuestionKind, type QuestionSubject, type TextName } from './survey-words';

export interface Option {
  readonly key: string;
  readonly text: LocaleText;
  /** Chosen by those who want to say something else: a line to write on belongs to it. */
  readonly other: boolean;
}

export interface Question {
  /** Row of the question in this version; for a pair, the row of what was perceived. */
  readonly id: number;
  /** For a pair, the row of what was expected. */
  readonly expectedId?: number;
  readonly key: string;
  readonly kind: QuestionKind;
  readonly subject: QuestionSubject;
  readonly required: boolean;
  /** Inclusive bounds of a rated question. */
  readonly scale?: { readonly min: number; readonly max: number };
  /** What can be chosen; empty for other kinds. */
  readonly options: readonly Option[];
  readonly shuffle: boolean;
  readonly about: About;
  readonly dimension?: string;
  readonly showIf?: Logic;
  readonly texts: QuestionTexts;
}

/** What stands on one page. */
export interface Section {
  readonly key: string;
  readonly title?: LocaleText;
  readonly intro?: LocaleText;
  readonly showIf?: Logic;
  readonly then: readonly Jump[];
  readonly shuffle: boolean;
  readonly questions: readonly Question[];
}

export interface PublishedSurvey {
  readonly surveyId: number;
  readonly versionId: number;
  readonly key: string;
  readonly name: string;
  readonly version: number;
  /** The languages it is asked in, the author's first. */
  readonly languages: readonly Locale[];
  /** In the order they are asked; the first one is the core question, asked in the mail when it is rated. */
  readonly questions: readonly Question[];
  /** The same questions by page; one page, with the key `''`, for a survey without sections. */
  readonly sections: readonly Section[];
}

/** One value of a scale with its word. */
export interface ScaleChoice {
  readonly value: number;
  readonly label: string;
}

export type RatingTone = 'high' | 'low';

/** The question asked first: the one in the mail. */
export function coreQuestion(survey: PublishedSurvey): Question {
  const [first] = survey.questions;
  if (!first) throw new Error(`Version ${survey.versionId} of the survey ${survey.key} asks nothing.`);
  return first;
}

/** How a rating sounds: high, low, or neither. */
export function ratingTone(question: Question, rating: number): RatingTone | undefined {
  if (!question.scale) return undefined;
  const mood = moodOf({ kind: question.kind, rating, ...question.scale });
  return mood === 'middle' ? undefined : mood;
}

/** Whether the values of the core question can stand as links in a mail: every rated kind but a pair. */
export function canBeAskedInMail(question: Question): boolean {
  return question.scale !== undefined && question.kind !== 'expectation';
}

/**
 * What is asked, in the reader's words.
 * @param names `employee` absent: nobody in particular served the customer
 * @param tone how the core question was answered, for questions that follow from it
 */
export function promptOf(
  question: Question,
  locale: Locale,
  names: Partial<Record<TextName, string>>,
  tone?: RatingTone,
): string {
  const { texts } = question;
  const chosen =
    (tone === 'high' ? texts.promptHigh : tone === 'low' ? texts.promptLow : undefined) ?? texts.prompt;
  const needsEmployee = pickText(chosen, locale).includes('{employee}');
  if (!needsEmployee || names.employee) return fillText(pickText(chosen, locale), names);
  // Without words of its own for this case, the question is about the organization: no braces are ever shown.
  return fillText(pickText(texts.promptWithoutEmployee ?? chosen, locale), {
    ...names,
    employee: names.organization ?? '',
  });
}

/** The values of a rated question from low to high, each with its word; empty for a question without a scale. */
export function choicesOf(question: Question, locale: Locale): ScaleChoice[] {
  const { scale } = question;
  if (!scale) return [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, index) => {
    const value = scale.min + index;
    const label: LocaleText | undefined = question.texts.labels?.[String(value)];
    return { value, label: label ? pickText(label, locale) : '' };
  });
}
