/**
 * Answers as they are kept: what stands in which slot of a questionnaire, brought into one order and told apart by
 * what it is: a rating, words, or things chosen from a list.
 */
import { type AnswerValue, type AnswerValues, moodOf, type Question, type Slot } from '../surveys';
import type { RatingFact } from './responses.events';

/** Which slot an answer belongs to. */
export interface AnswerPlace {
  /** Key of the slot: `rating`, `speed.perceived`, `rating2.1`. */
  readonly key: string;
  readonly question: Question;
  /** Row of the question; the halves of a pair have one each. */
  readonly questionId: number;
  readonly part?: 'expected' | 'perceived';
  /** The one of several employees it is about; 0: about nobody in particular. */
  readonly employeeId: number;
}

/** One answer. */
export type Answer = AnswerPlace &
  (
    | { readonly rating: number }
    | { readonly text: string }
    /** Keys of options in the survey's order, and what was written beside the one for something else. */
    | { readonly choices: readonly string[]; readonly other?: string }
  );

/** The rows of one revision, as they are stored. */
export interface StoredAnswers {
  readonly ratings: readonly { questionId: number; aboutEmployeeId: number; rating: number }[];
  /** Null where a text was erased. */
  readonly texts: readonly { questionId: number; text: string | null }[];
  readonly choices: readonly { questionId: number; choice: string }[];
}

export function placeOf({ key, question, questionId, part, employee }: Slot): AnswerPlace {
  return { key, question, questionId, ...(part && { part }), employeeId: employee?.id ?? 0 };
}

/** What the logic of a questionnaire looks at. */
export function valuesOf(answers: readonly Answer[]): Record<string, AnswerValue> {
  return Object.fromEntries(answers.map((answer): [string, AnswerValue] => [answer.key, valueOf(answer)]));
}

function valueOf(answer: Answer): AnswerValue {
  if ('rating' in answer) return answer.rating;
  if ('text' in answer) return answer.text;
  return answer.question.kind === 'choice' ? (answer.choices[0] ?? '') : answer.choices;
}

/** What a form shows of them: the values, and the text beside `other` under `<slot>.other`. */
export function formValuesOf(answers: readonly Answer[]): AnswerValues {
  const values = valuesOf(answers);
  for (const answer of answers) {
    if ('choices' in answer && answer.other !== undefined) values[`${answer.key}.other`] = answer.other;
  }
  return values;
}

/** The stored rows of a revision as answers, in the order of the slots. */
export function answersIn(slots: readonly Slot[], stored: StoredAnswers): Answer[] {
  return slots.flatMap((slot): Answer[] => {
    const place = placeOf(slot);
    const about = (row: { questionId: number }) => row.questionId === place.questionId;
    const text = stored.texts.find(about)?.text ?? undefined;
    if (slot.question.kind === 'text') return text === undefined ? [] : [{ ...place, text }];
    if (slot.question.options.length > 0) {
      const chosen = new Set(stored.choices.filter(about).map(({ choice }) => choice));
      const choices = slot.question.options.flatMap(({ key }) => (chosen.has(key) ? [key] : []));
      return choices.length > 0 ? [{ ...place, choices, ...(text !== undefined && { other: text }) }] : [];
    }
    const row = stored.ratings.find((one) => about(one) && one.aboutEmployeeId === place.employeeId);
    return row ? [{ ...place, rating: row.rating }] : [];
  });
}

/** The ratings by the keys of their rows, as the later modules hear of them. */
export function ratingsOf(answers: readonly Answer[]): RatingFact[] {
  return answers.flatMap((answer): RatingFact[] => {
    if (!('rating' in answer)) return [];
    const { questionId, employeeId, part = '', question, rating } = answer;
    const { kind, subject } = question;
    const key = part === '' ? question.key : `${question.key}.${part}`;
    return [{ questionId, key, kind, subject, part, aboutEmployeeId: employeeId, rating }];
  });
}

/** The words given to open questions, in the order of the survey. */
export function commentsOf(answers: readonly Answer[]): string[] {
  return answers.flatMap((answer) => ('text' in answer ? [answer.text] : []));
}

/** Whether some rating is poor. What was expected beforehand is no verdict on what happened. */
export function hasLowRating(answers: readonly Answer[]): boolean {
  return answers.some((answer) => {
    if (!('rating' in answer) || answer.part === 'expected') return false;
    const { kind, scale } = answer.question;
    return scale !== undefined && moodOf({ kind, rating: answer.rating, ...scale }) === 'low';
  });
}

/** Whether the same things were answered, in whatever order. */
export function sameAnswers(one: readonly Answer[], other: readonly Answer[]): boolean {
  const told = (answers: readonly Answer[]) =>
    answers
      .map((answer) => JSON.stringify([answer.questionId, answer.employeeId, said(answer)]))
      .sort()
      .join('\n');
  return told(one) === told(other);
}

function said(answer: Answer): unknown {
  if ('rating' in answer) return answer.rating;
  return 'text' in answer ? answer.text : [answer.choices, answer.other ?? null];
}
