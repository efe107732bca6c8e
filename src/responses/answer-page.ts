/**
 * What the answer page shows: one step of a survey in the customer's words, what was chosen or typed, and what was
 * wrong. It knows no token: a mail's link, a kiosk and a preview fill it in alike.
 */
import type { Locale } from '../kernel';
import type { DomainError } from '../platform/errors';
import { problemsOf, type Speech } from '../platform/i18n';
import { commentQuestion, type PublishedSurvey, type Server, type TextName } from '../surveys';
import type { FieldValues } from './answer-fields';
import { CONTACT_WINDOWS, HONEYPOT } from './answer-form';
import {
  anyLow,
  type Asking,
  filled,
  inAskingOrder,
  labelsOf,
  leadingMood,
  leadingQuestion,
  questionModels,
} from './answer-questions';
import { answerRules } from './answer-rules';
import { type Step, stepOf } from './answer-steps';
import type { LinkNotice } from './link-notices';
import { QUOTE_NAMES, type QuoteName, shownName } from './calc';

/** Who reads an answer: their names as one text, and how many they are. */
export interface Readers {
  readonly people: string;
  readonly count: number;
}

/** A name to be quoted with; null: without one. */
export interface QuoteChoice {
  readonly value: QuoteName;
  readonly name: string | null;
}

export interface AnswerPage {
  /** Where the form is sent and the pages before it are found again; `lang` and `step` are added to it. */
  readonly action: string;
  readonly locale: Locale;
  /** The language that needs no mention in addresses: of the invitation, or of the device. */
  readonly ownLocale: Locale;
  readonly survey: PublishedSurvey;
  /** Who served, largest share first. */
  readonly servers: readonly Server[];
  /** What the survey's texts may fill in. */
  readonly names: Partial<Record<TextName, string>>;
  /** Whose words may be shown with a name; null for nobody known. */
  readonly customerName: string | null;
  /** The names a customer can choose to be quoted with, where they are known already; else they are `customerName`'s. */
  readonly quotes?: readonly QuoteChoice[] | undefined;
  /** Who reads the answer, where that is known already; else those who served. */
  readonly readers?: Readers | undefined;
  /** What random orders are drawn from: the same for the same customer. */
  readonly seed: string;
  readonly fields: FieldValues;
  /** Key of the page; the first one when absent. */
  readonly step?: string | undefined;
  /** Reminds the customer which contact is meant. */
  readonly contactSentence?: string | undefined;
  readonly human: {
    readonly phone: string;
    readonly hours: string;
    /** Whether somebody answers now, in words; absent where nobody said when. */
    readonly openNow?: string | undefined;
    /** The number that is answered day and night; absent for none. */
    readonly emergency?: string | undefined;
  };
  /** Where a customer asks to be called; absent where nobody calls. */
  readonly callHref?: string | undefined;
  /** Where "that was not me" leads; absent where there is nothing to say about a contact. */
  readonly wrongHref?: string | undefined;
  /** Whether the customer was asked by a mail with a way out of further mails in it. */
  readonly mailed?: boolean | undefined;
  /** Where a program that follows every link betrays itself. */
  readonly trapHref?: string | undefined;
  /** Says when the page was opened, signed. */
  readonly stamp?: string | undefined;
  /** UTC milliseconds until which an answer given before can be corrected; absent on the first answer. */
  readonly changeableUntil?: number | undefined;
  /** What else there is to tell somebody who has answered. */
  readonly notices?: readonly LinkNotice[] | undefined;
  readonly error?: DomainError | undefined;
}

/** The model of `views/responses/answer.hbs`. */
export function answerModel(page: AnswerPage, i18n: Speech) {
  const { survey, locale, fields, error } = page;
  const step = stepOf(survey, fields.values, page.step, page.seed);
  const asked = inAskingOrder(survey, step.asked);
  const asking: Asking = {
    ...page,
    halves: {
      expected: i18n.text(locale, 'responses.expected'),
      perceived: i18n.text(locale, 'responses.perceived'),
    },
  };
  const problems = error && problemsOf(error, i18n, locale, labelsOf(asking, asked));
  const { title: sectionTitle, intro } = step.section;
  const questions = asked.flatMap((one, index) =>
    questionModels(asking, one, problems, index === 0 && !sectionTitle),
  );
  return {
    title: [
      problems && i18n.text(locale, 'responses.problems_title', { count: problems.list.length }),
      sectionTitle ? filled(asking, sectionTitle) : (questions[0]?.prompt ?? ''),
      survey.sections.length > 1 ? stepWords(step, locale, i18n) : undefined,
    ]
      .filter(Boolean)
      .join(' – '),
    action: addressOf(page),
    step: survey.sections.length > 1 ? stepModel(page, step, i18n) : undefined,
    sectionTitle: sectionTitle && filled(asking, sectionTitle),
    intro: intro && filled(asking, intro),
    rulesHref: asked.some(({ shown }) => shown === 'here') ? answerRules(survey)?.href : undefined,
    changeableUntil:
      page.changeableUntil === undefined
        ? undefined
        : i18n.formatsFor(locale).instant(page.changeableUntil, 'short'),
    notices: page.notices,
    problems: problems && problems.list.length > 0 ? problems.list : undefined,
    mood: leadingMood(survey, fields) ?? 'none',
    leadingHere: asked.some(({ question }) => question === leadingQuestion(survey)),
    unhappy: anyLow(asking, asked),
    questions,
    offers: step.mayEnd ? offersOf(page) : undefined,
    trap: HONEYPOT,
    trapHref: page.trapHref,
    stamp: page.stamp,
    sendKey: !step.last
      ? 'responses.continue'
      : page.changeableUntil === undefined
        ? 'responses.send_first'
        : 'responses.send_again',
    readers: page.readers ?? readersOf(page, i18n),
    wrongHref: page.wrongHref && withQuery(page.wrongHref, languageOf(page)),
    mailed: page.mailed ?? false,
    languages: survey.languages
      .filter((other) => other !== locale)
      .map((other) => ({ locale: other, key: `responses.language_${other}` })),
    ...humanModel(page.human),
    callHref: page.callHref && withQuery(page.callHref, languageOf(page)),
  };
}

/** Where a customer reaches a person. */
export function humanModel({ phone, hours, openNow, emergency }: AnswerPage['human']) {
  return {
    phone: phone || undefined,
    phoneHref: phone ? `tel:${phone.replace(/[^\d+]/g, '')}` : undefined,
    hours: hours || undefined,
    openNow,
    emergency,
    emergencyHref: emergency ? `tel:${emergency.replace(/[^\d+]/g, '')}` : undefined,
  };
}

/** What the thanks promise to somebody who may be called, at the time they named. */
export function promiseKeyOf(when: unknown): string {
  const named = CONTACT_WINDOWS.find((one) => one === when && one !== 'any');
  return named ? `responses.promise_contact_${named}` : 'responses.promise_contact';
}

/** An address with what is worth mentioning behind it. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

function languageOf({ locale, ownLocale }: Pick<AnswerPage, 'locale' | 'ownLocale'>) {
  return { lang: locale === ownLocale ? undefined : locale };
}

function addressOf(page: AnswerPage, step?: string): string {
  return withQuery(page.action, { step, ...languageOf(page) });
}

/** "Paso 2 de 4" */
function stepWords({ number, of }: Step, locale: Locale, i18n: Speech): string {
  return of !== undefined && of > 1
    ? i18n.text(locale, 'responses.step_of', { number, of })
    : i18n.text(locale, 'responses.step', { number });
}

function stepModel(page: AnswerPage, step: Step, i18n: Speech) {
  const { section, number, of, back } = step;
  return {
    key: section.key,
    words: stepWords(step, page.locale, i18n),
    number,
    of: of !== undefined && of > 1 ? of : undefined,
    back,
    backHref: back === undefined ? undefined : addressOf(page, back),
  };
}

/** What is asked at the end: whether to call, and whether the words may be shown. */
function offersOf(page: AnswerPage) {
  const { survey, fields } = page;
  const quotes = page.quotes ?? quotesFor(page.customerName);
  return {
    mayContact: fields.mayContact,
    windows: CONTACT_WINDOWS.map((value) => ({
      value,
      key: `responses.contact_when_${value}`,
      selected: value === fields.contactWhen,
    })),
    quote: commentQuestion(survey) && {
      mayQuote: fields.mayQuote,
      // None to choose from without a name.
      names:
        quotes.length > 1
          ? quotes.map((one) => ({ ...one, selected: one.value === fields.quoteName }))
          : undefined,
    },
  };
}

/** Who reads the answer: those who served, when something asked is about a person; else nobody in particular. */
export function readersOf(
  { survey, servers, names, locale }: Pick<AnswerPage, 'survey' | 'servers' | 'names' | 'locale'>,
  i18n: Speech,
): Readers | undefined {
  if (!survey.questions.some(({ subject }) => subject === 'employee')) return undefined;
  const people = servers.length > 0 ? servers.map(({ firstName }) => firstName) : [names.employee ?? ''];
  const known = people.filter(Boolean);
  return known.length === 0
    ? undefined
    : { people: i18n.formatsFor(locale).list(known), count: known.length };
}

const OFFERED: readonly QuoteName[] = ['initial', ...QUOTE_NAMES.filter((choice) => choice !== 'initial')];

/** The names a customer can choose to be quoted with, each once. */
export function quotesFor(customerName: string | null): QuoteChoice[] {
  const quotes: QuoteChoice[] = [];
  for (const value of OFFERED) {
    const name = shownName(customerName, value);
    if (!quotes.some((one) => one.name === name)) quotes.push({ value, name });
  }
  return quotes;
}
