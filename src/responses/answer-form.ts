/**
 * Reads what a customer sent from the answer page: which fields a survey version has, and what may stand in them.
 *
 * The core question is `rating` and the first open question `comment`; any question can also be named
 * `answers[<question key>]`. Everything else on the form is refused by name.
 */
import { z, type ZodType } from 'zod';
import { parseInput } from '../platform/errors';
import { coreQuestion, type PublishedSurvey, type Question } from '../surveys';
import { COMMENT_LIMIT, cleanComment, commentLength, QUOTE_NAMES, type QuoteName } from './calc';

/** The field no person sees; text in it betrays a program that fills in everything. */
export const HONEYPOT = 'website';

/** One answer as it is stored: a rating or a text, never both. */
export type Answer =
  | { readonly question: Question; readonly rating: number }
  | { readonly question: Question; readonly text: string };

export interface AnswerForm {
  /** In the order of the survey; questions left open are absent. */
  readonly answers: readonly Answer[];
  readonly mayContact: boolean;
  readonly mayQuote: boolean;
  /** Null when the form does not say. */
  readonly quoteName: QuoteName | null;
  readonly honeypotFilled: boolean;
}

/** What a form calls a question: `rating`, `comment` or `answers[key]`. */
export function fieldOf(survey: PublishedSurvey, question: Question): string {
  if (question === coreQuestion(survey)) return 'rating';
  if (question === commentQuestion(survey)) return 'comment';
  return `answers[${question.key}]`;
}

/** The same field as the list of problems names it, and the end of its id: `rating`, `comment`, `answers.key`. */
export function problemFieldOf(survey: PublishedSurvey, question: Question): string {
  const field = fieldOf(survey, question);
  return field.startsWith('answers[') ? `answers.${question.key}` : field;
}

export function commentQuestion(survey: PublishedSurvey): Question | undefined {
  return survey.questions.find((question) => question.kind === 'text');
}

/**
 * The answers in a form, as `application/x-www-form-urlencoded` (or the same names in JSON).
 * @throws DomainError `validation_failed` naming every field that is wrong
 */
export function readAnswerForm(survey: PublishedSurvey, body: unknown): AnswerForm {
  const form = parseInput(schemaOf(survey), gathered(survey, body)) as Record<string, unknown>;
  const named = (form.answers ?? {}) as Record<string, unknown>;
  const answers = survey.questions.flatMap((question): Answer[] => {
    const field = fieldOf(survey, question);
    const value = field.startsWith('answers[') ? named[question.key] : form[field];
    if (typeof value === 'number') return [{ question, rating: value }];
    return typeof value === 'string' ? [{ question, text: value }] : [];
  });
  return {
    answers,
    mayContact: form.mayContact === true,
    mayQuote: form.mayQuote === true,
    quoteName: (form.quoteName as QuoteName | undefined) ?? null,
    honeypotFilled: typeof form[HONEYPOT] === 'string' && form[HONEYPOT] !== '',
  };
}

const schemas = new WeakMap<PublishedSurvey, ZodType>();

function schemaOf(survey: PublishedSurvey): ZodType {
  const kept = schemas.get(survey);
  if (kept) return kept;
  const top: Record<string, ZodType> = {
    mayContact: zChecked,
    mayQuote: zChecked,
    quoteName: zBlank.or(z.enum(QUOTE_NAMES)).optional(),
    [HONEYPOT]: z.string().optional(),
  };
  const named: Record<string, ZodType> = {};
  for (const question of survey.questions) {
    const field = fieldOf(survey, question);
    (field.startsWith('answers[') ? named : top)[field.startsWith('answers[') ? question.key : field] =
      zAnswer(question);
  }
  const schema = z.strictObject({ ...top, answers: z.strictObject(named) });
  schemas.set(survey, schema);
  return schema;
}

const zBlank = z.literal('').transform(() => undefined);

/** A tick box: sent when it is ticked. */
const zChecked = z
  .union([z.boolean(), z.enum(['on', 'true', '1', 'yes', '', 'off', 'false', '0', 'no'])])
  .optional()
  .transform((value) => value === true || ['on', 'true', '1', 'yes'].includes(String(value)));

function zAnswer(question: Question): ZodType {
  return question.kind === 'text' ? zComment(question) : zRating(question);
}

function zComment(question: Question): ZodType {
  return z
    .string()
    .optional()
    .transform((typed) => cleanComment(typed ?? ''))
    .refine((text) => text !== '' || !question.required, { params: { code: 'answer_missing' } })
    .refine((text) => commentLength(text) <= COMMENT_LIMIT, {
      params: { code: 'answer_too_long', limit: COMMENT_LIMIT },
    })
    .transform((text) => (text === '' ? undefined : text));
}

function zRating(question: Question): ZodType {
  const { min, max } = question.scale ?? { min: 1, max: 5 };
  return z
    .union([z.string(), z.number()])
    .optional()
    .transform((chosen) => (chosen === '' ? undefined : chosen))
    .refine((chosen) => chosen !== undefined || !question.required, { params: { code: 'answer_missing' } })
    .refine((chosen) => chosen === undefined || onScale(String(chosen), min, max), {
      params: { code: 'answer_not_on_scale', min, max },
    })
    .transform((chosen) => (chosen === undefined ? undefined : Number(chosen)));
}

function onScale(chosen: string, min: number, max: number): boolean {
  return /^\d{1,2}$/.test(chosen) && Number(chosen) >= min && Number(chosen) <= max;
}

/** `answers[key]` and `answers: { key }` brought together, and each question under the one name its field has. */
function gathered(survey: PublishedSurvey, body: unknown): Record<string, unknown> {
  const sent = isRecord(body) ? body : {};
  const top: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const named: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(sent)) {
    const key = /^answers\[([^[\]]*)\]$/.exec(name)?.[1];
    if (key !== undefined) named[key] = value;
    else if (name === 'answers' && isRecord(value)) Object.assign(named, value);
    else top[name] = value;
  }
  for (const question of survey.questions) {
    const field = fieldOf(survey, question);
    if (field.startsWith('answers[') || !(question.key in named)) continue;
    top[field] ??= named[question.key];
    if (top[field] === named[question.key]) delete named[question.key];
  }
  return { ...top, answers: { ...named } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
