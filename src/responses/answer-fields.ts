/** What stands in the fields of an answer page: chosen in the mail, answered before, or just typed. */
import {
  allSlots,
  type AnswerValue,
  type AnswerValues,
  canBeAskedInMail,
  choicesOf,
  coreQuestion,
  type PublishedSurvey,
  type Server,
} from '../surveys';
import type { QuoteName } from './calc';

export interface FieldValues {
  /** By slot key; what is written beside an `other` option stands under `<slot key>.other`. */
  readonly values: AnswerValues;
  readonly mayContact: boolean;
  readonly contactWhen: string;
  readonly mayQuote: boolean;
  readonly quoteName: string;
}

/** What was answered before, as it is stored. */
export interface GivenFields {
  readonly values: AnswerValues;
  readonly mayContact: boolean;
  readonly contactWhen?: string | null;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
}

export const NO_FIELDS: FieldValues = {
  values: {},
  mayContact: false,
  contactWhen: 'any',
  mayQuote: false,
  quoteName: 'initial',
};

/** Characters that no keyboard types and no page can carry: most controls, and halves of surrogate pairs. */
const NOT_FOR_PAGES = /(?![\t\n\r])\p{Cc}|\p{Cs}/gu;

/** The key of what is written beside an `other` option. */
export const otherKey = (slot: string): string => `${slot}.other`;

/**
 * The fields of a page, from what was answered before and the rating chosen in the mail, which comes first. One that is not
 * on the scale chooses nothing.
 */
export function corrected(
  survey: PublishedSurvey,
  given: GivenFields,
  rating: string | undefined,
): FieldValues {
  return {
    values: { ...given.values, ...ratedInMail(survey, rating) },
    mayContact: given.mayContact,
    contactWhen: given.contactWhen ?? NO_FIELDS.contactWhen,
    mayQuote: given.mayQuote,
    quoteName: given.mayQuote ? given.quoteName : NO_FIELDS.quoteName,
  };
}

/**
 * The fields as they were sent, whatever stood in them: nothing typed is lost.
 * @param before what other pages of the same survey were answered with
 */
export function retyped(
  survey: PublishedSurvey,
  servers: readonly Server[],
  body: unknown,
  before: FieldValues = NO_FIELDS,
): FieldValues {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const own = (name: string): unknown => (Object.hasOwn(sent, name) ? sent[name] : undefined);
  const text = (name: string): string | undefined => {
    const value = own(name);
    return typeof value === 'string' || typeof value === 'number'
      ? String(value).replace(NOT_FOR_PAGES, '')
      : undefined;
  };
  const step = text('step');
  const section = survey.sections.find(({ key }) => key === step);
  const values: Record<string, AnswerValue> = { ...before.values };
  for (const { key, field, question } of allSlots(survey, servers)) {
    if (section && !section.questions.includes(question)) continue;
    // What stood on this page is what is sent with it: a tick taken away is sent as nothing.
    delete values[key];
    delete values[otherKey(key)];
    const several = question.kind === 'multi_choice' ? listOf(own(field)) : undefined;
    const value = several ?? text(field) ?? text(`answers[${key}]`);
    if (value !== undefined) values[key] = value;
    const other = text(`answers[${otherKey(key)}]`);
    if (other !== undefined) values[otherKey(key)] = other;
  }
  const consents = section === undefined || text('consents') !== undefined;
  return {
    values,
    mayContact: consents ? Boolean(text('mayContact')) : before.mayContact,
    contactWhen: text('contactWhen') ?? before.contactWhen,
    mayQuote: consents ? Boolean(text('mayQuote')) : before.mayQuote,
    quoteName: text('quoteName') ?? before.quoteName,
  };
}

function ratedInMail(survey: PublishedSurvey, rating: string | undefined): AnswerValues {
  const core = coreQuestion(survey);
  const known = canBeAskedInMail(core) && choicesOf(core, 'es').some(({ value }) => String(value) === rating);
  return rating !== undefined && known ? { [core.key]: rating } : {};
}

function listOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string').slice(0, 100)
    : undefined;
}
