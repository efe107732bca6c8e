/** What the answer page shows: the questions in the customer's words, what was chosen or typed, and what was wrong. */
import { pickText, type Locale } from '../kernel';
import type { OpenInvitation } from '../invitations';
import type { DomainError } from '../platform/errors';
import { type I18n, type Problems, problemsOf } from '../platform/i18n';
import {
  choicesOf,
  commentQuestion,
  coreQuestion,
  type Mood,
  moodOf,
  promptOf,
  type PublishedSurvey,
  type Question,
  slotsOf,
} from '../surveys';
import { HONEYPOT, problemFieldOf as problemFieldOfSlot } from './answer-form';
import { COMMENT_LIMIT, QUOTE_NAMES, type QuoteName, shownName } from './calc';
import type { GivenAnswers } from './responses.service';

/** What stands in the fields: chosen in the mail, answered before, or just typed. */
export interface FieldValues {
  /** By question key. */
  readonly values: Readonly<Record<string, string>>;
  readonly mayContact: boolean;
  readonly mayQuote: boolean;
  readonly quoteName: string;
}

export interface AnswerPage {
  readonly token: string;
  readonly locale: Locale;
  readonly invitation: OpenInvitation;
  readonly survey: PublishedSurvey;
  readonly fields: FieldValues;
  /** Until when an answer given before can be corrected; absent on the first answer. */
  readonly changeableUntil?: number;
  readonly error?: DomainError;
}

const slotOf = (survey: PublishedSurvey, question: Question) =>
  slotsOf(survey, question, [])[0] ?? { key: question.key, field: `answers[${question.key}]` };
const fieldOf = (survey: PublishedSurvey, question: Question) => slotOf(survey, question).field;
const problemFieldOf = (survey: PublishedSurvey, question: Question) =>
  problemFieldOfSlot(slotOf(survey, question));

const EMPTY: FieldValues = { values: {}, mayContact: false, mayQuote: false, quoteName: 'initial' };

/** The fields of a page opened from a rating button, or plainly. A rating that is not on the scale chooses nothing. */
export function preselected(survey: PublishedSurvey, rating: string | undefined): FieldValues {
  return rating === undefined ? EMPTY : { ...EMPTY, values: { [coreQuestion(survey).key]: rating } };
}

/** The fields of a page on which an answer is corrected; a rating chosen in the mail comes before the one given. */
export function corrected(
  survey: PublishedSurvey,
  given: GivenAnswers,
  rating: string | undefined,
): FieldValues {
  const before = Object.fromEntries(Object.entries(given.values).map(([key, value]) => [key, String(value)]));
  return {
    values: { ...before, ...preselected(survey, rating).values },
    mayContact: given.mayContact,
    mayQuote: given.mayQuote,
    quoteName: given.mayQuote ? given.quoteName : EMPTY.quoteName,
  };
}

/** The fields as they were sent, whatever stood in them: nothing typed is lost. */
export function retyped(survey: PublishedSurvey, body: unknown): FieldValues {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const values: Record<string, string> = {};
  for (const question of survey.questions) {
    const value = text(fieldOf(survey, question)) ?? text(`answers[${question.key}]`);
    if (value !== undefined) values[question.key] = value;
  }
  return {
    values,
    mayContact: Boolean(text('mayContact')),
    mayQuote: Boolean(text('mayQuote')),
    quoteName: text('quoteName') ?? EMPTY.quoteName,
  };
}

/** The model of `views/responses/answer.hbs`. */
export function answerModel(page: AnswerPage, i18n: I18n) {
  const { survey, invitation, locale, fields, error } = page;
  const labels = Object.fromEntries(
    survey.questions.map((question) => [
      problemFieldOf(survey, question),
      promptOf(question, locale, invitation.names),
    ]),
  );
  const problems = error && problemsOf(error, i18n, locale, labels);
  return {
    action: `/s/${page.token}${locale === invitation.locale ? '' : `?lang=${locale}`}`,
    changeableUntil:
      page.changeableUntil === undefined
        ? undefined
        : i18n.formatsFor(locale).instant(page.changeableUntil, 'short'),
    problems: problems && problems.list.length > 0 ? problems.list : undefined,
    mood: moodAt(coreQuestion(survey), fields.values[coreQuestion(survey).key]) ?? 'none',
    questions: inAskingOrder(survey).map((question) => questionModel(page, question, problems)),
    mayContact: fields.mayContact,
    mayQuote: fields.mayQuote,
    quote: commentQuestion(survey) && { names: quoteNames(invitation.customerName, fields.quoteName) },
    trap: HONEYPOT,
    sendKey: page.changeableUntil === undefined ? 'responses.send_first' : 'responses.send_again',
    ...frameModel(page, fields.values[coreQuestion(survey).key]),
  };
}

/** Around every page of a link: other languages, who reads the answer, where a person can be reached. */
export function frameModel(
  { invitation, locale, token }: Pick<AnswerPage, 'invitation' | 'locale' | 'token'>,
  rating?: string,
) {
  const { phone, hours } = invitation.human;
  const chosen = rating === undefined ? '' : `&r=${encodeURIComponent(rating)}`;
  return {
    employee: invitation.names.employee,
    phone: phone || undefined,
    phoneHref: phone ? `tel:${phone.replace(/[^\d+]/g, '')}` : undefined,
    // The hours are words in the invitation's language.
    hours: (locale === invitation.locale && hours) || undefined,
    languages: (['es', 'en', 'pt-BR'] as const)
      .filter((other) => other !== locale)
      .map((other) => ({
        locale: other,
        key: `responses.language_${other}`,
        href: `/s/${token}?lang=${other}${chosen}`,
      })),
  };
}

/** As the author ordered them; but a comment whose words follow from the core question stands right below it. */
function inAskingOrder(survey: PublishedSurvey): Question[] {
  const core = coreQuestion(survey);
  const comment = commentQuestion(survey);
  const follows = comment && (comment.texts.promptHigh ?? comment.texts.promptLow) ? [comment] : [];
  return [core, ...follows, ...survey.questions.filter((one) => one !== core && !follows.includes(one))];
}

function questionModel(page: AnswerPage, question: Question, problems: Problems | undefined) {
  const { survey, invitation, locale, fields } = page;
  const core = question === coreQuestion(survey);
  const name = problemFieldOf(survey, question);
  const id = `field-${name}`;
  const error = problems?.byField[name];
  const hint = question.texts.hint && pickText(question.texts.hint, locale);
  const contact = core && locale === invitation.locale ? invitation.contactSentence : undefined;
  const value = fields.values[question.key];
  const describedBy = [contact && `${id}-contact`, hint && `${id}-hint`, error && `${id}-problem`].filter(
    Boolean,
  );
  const prompt = promptOf(question, locale, invitation.names);
  const choices = choicesOf(question, locale).map((choice, index) => ({
    ...choice,
    id: index === 0 ? id : `${id}-${choice.value}`,
    checked: String(choice.value) === value,
    mood: moodAt(question, String(choice.value)),
  }));
  return {
    id,
    core,
    field: fieldOf(survey, question),
    prompt,
    prompts: [
      { mood: 'middle', text: prompt },
      { mood: 'high', text: promptOf(question, locale, invitation.names, 'high') },
      { mood: 'low', text: promptOf(question, locale, invitation.names, 'low') },
    ],
    hint,
    contact,
    error,
    required: question.required,
    describedBy: describedBy.join(' ') || undefined,
    choices: choices.length > 0 ? choices : undefined,
    value,
    limit: COMMENT_LIMIT,
  };
}

function moodAt(question: Question, rating: string | undefined): Mood | undefined {
  const { kind, scale } = question;
  const value = Number(rating);
  if (!scale || rating === undefined || rating === '' || !(value >= scale.min && value <= scale.max))
    return undefined;
  return moodOf({ kind, rating: value, ...scale });
}

/** The names a customer can choose to be quoted with, each once; none to choose from without a name. */
function quoteNames(customerName: string | null, selected: string) {
  const seen = new Set<string | null>();
  const offered: QuoteName[] = ['initial', ...QUOTE_NAMES.filter((choice) => choice !== 'initial')];
  const names = offered.flatMap((value) => {
    const name = shownName(customerName, value);
    if (seen.has(name)) return [];
    seen.add(name);
    return [{ value, name, selected: value === selected }];
  });
  return names.length > 1 ? names : undefined;
}
