/**
 * A published version of a survey, as the mail, the answer page and the scoring see it. It never changes, so it is
 * kept in memory by its id, and answers point at the questions of the version they answered.
 */
import { type Locale, type LocaleText, pickText } from '../kernel';
import {
  fillText,
  type QuestionKind,
  type QuestionSubject,
  type QuestionTexts,
  type TextName,
} from './survey-definition';

export interface Question {
  /** Row of the question in this version. */
  readonly id: number;
  readonly key: string;
  readonly kind: QuestionKind;
  readonly subject: QuestionSubject;
  readonly required: boolean;
  /** Inclusive bounds of a rated question. */
  readonly scale?: { readonly min: number; readonly max: number };
  readonly texts: QuestionTexts;
}

export interface PublishedSurvey {
  readonly surveyId: number;
  readonly versionId: number;
  readonly key: string;
  readonly name: string;
  readonly version: number;
  /** In the order they are asked; the first one is the core question, asked in the mail. */
  readonly questions: readonly Question[];
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

/** How a rating sounds: one of the top two (`high`), one of the bottom two (`low`), or neither. */
export function ratingTone(question: Question, rating: number): RatingTone | undefined {
  if (!question.scale) return undefined;
  if (rating >= question.scale.max - 1) return 'high';
  return rating <= question.scale.min + 1 ? 'low' : undefined;
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
  const text = needsEmployee && !names.employee ? (texts.promptWithoutEmployee ?? chosen) : chosen;
  return fillText(pickText(text, locale), names);
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
