/** The form on which an operator enters what a customer said: every question of the survey, to be read out aloud. */
import { type Locale, pickText } from '../kernel';
import type { DomainError } from '../platform/errors';
import { type Problems, problemsOf, type Speech } from '../platform/i18n';
import { CONTACT_WINDOWS, QUOTE_NAMES } from '../responses';
import {
  allSlots,
  type AnswerValue,
  choicesOf,
  fillText,
  promptOf,
  type PublishedSurvey,
  type Server,
  type Slot,
  type TextName,
} from '../surveys';

/** What stands in the form. */
export interface EnteredFields {
  /** By slot key; what is written beside `other` under `<slot>.other`. */
  readonly answers: Readonly<Record<string, AnswerValue>>;
  readonly mayContact: boolean;
  readonly contactWhen: string;
  readonly mayQuote: boolean;
  readonly quoteName: string;
}

export const NOTHING_ENTERED: EnteredFields = {
  answers: {},
  mayContact: false,
  contactWhen: 'any',
  mayQuote: false,
  quoteName: 'anonymous',
};

export interface EnteringPage {
  readonly survey: PublishedSurvey;
  readonly servers: readonly Server[];
  readonly names: Partial<Record<TextName, string>>;
  /** In which the questions are read out. */
  readonly locale: Locale;
  readonly fields: EnteredFields;
  readonly error?: DomainError | undefined;
}

/** What a form sent, whatever stands in it. */
export function enteredIn(body: unknown): EnteredFields {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const answers: Record<string, AnswerValue> = {};
  for (const [name, value] of Object.entries(sent)) {
    const key = /^answers\[([^[\]]{1,80})\]$/.exec(name)?.[1];
    if (key === undefined || value === '') continue;
    if (typeof value === 'string') answers[key] = value;
    else if (Array.isArray(value)) answers[key] = value.map(String);
  }
  const text = (name: string, fallback: string) => {
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : fallback;
  };
  return {
    answers,
    mayContact: text('mayContact', '') !== '',
    contactWhen: text('contactWhen', NOTHING_ENTERED.contactWhen),
    mayQuote: text('mayQuote', '') !== '',
    quoteName: text('quoteName', NOTHING_ENTERED.quoteName),
  };
}

/** The model of `views/collectors/enter.hbs`. */
export function enteringModel(page: EnteringPage, i18n: Speech, staffLocale: Locale) {
  const slots = allSlots(page.survey, page.servers);
  const labels = Object.fromEntries(slots.map((slot) => [`answers.${slot.key}`, promptFor(page, slot)]));
  const problems = page.error && problemsOf(page.error, i18n, staffLocale, labels);
  const choice = (name: string, values: readonly string[], now: string) =>
    values.map((value) => ({
      value,
      label: i18n.text(staffLocale, `collectors.${name}_${value}`),
      selected: value === now,
    }));
  return {
    problems,
    questions: slots.map((slot) => questionModel(page, slot, problems)),
    mayContact: page.fields.mayContact,
    windows: choice('window', CONTACT_WINDOWS, page.fields.contactWhen),
    mayQuote: page.fields.mayQuote,
    quoteNames: choice('quote', QUOTE_NAMES, page.fields.quoteName),
  };
}

function questionModel(page: EnteringPage, slot: Slot, problems: Problems | undefined) {
  const { survey, locale, fields } = page;
  const { question, key } = slot;
  const section = survey.sections.find(({ questions }) => questions.includes(question));
  const given = fields.answers[key];
  const chosen = Array.isArray(given) ? (given as readonly string[]) : [String(given ?? '')];
  const several = question.kind === 'multi_choice';
  const field = `answers.${key}`;
  const other = question.options.find((option) => option.other);
  const options = question.scale
    ? choicesOf(question, locale).map(({ value, label }) => ({
        value: String(value),
        text: label,
        number: value,
      }))
    : question.options.map((option) => ({
        value: option.key,
        text: fillText(pickText(option.text, locale), page.names),
      }));
  const { hint } = question.texts;
  return {
    id: `field-${field}`,
    name: `answers[${key}]`,
    prompt: promptFor(page, slot),
    hint: hint && fillText(pickText(hint, locale), page.names),
    required: question.required,
    /** Asked only after certain answers: what does not follow from them is not kept. */
    conditional: question.showIf !== undefined || section?.showIf !== undefined,
    error: problems?.byField[field],
    type: several ? 'checkbox' : 'radio',
    options:
      options.length === 0
        ? undefined
        : options.map((option, index) => ({
            ...option,
            id: index === 0 ? `field-${field}` : `field-${field}-${option.value}`,
            checked: chosen.includes(option.value),
          })),
    inline: question.scale !== undefined,
    /** Nothing is answered unless something is chosen; an optional choice can be taken back. */
    none: question.required || several ? undefined : `field-${field}-none`,
    noneChecked: given === undefined || given === '',
    other: other && {
      id: `field-${field}.other`,
      name: `answers[${key}.other]`,
      label: fillText(pickText(other.text, locale), page.names),
      value: String(fields.answers[`${key}.other`] ?? ''),
      error: problems?.byField[`${field}.other`],
    },
    value: question.kind === 'text' ? String(given ?? '') : undefined,
  };
}

function promptFor({ locale, names }: EnteringPage, slot: Slot): string {
  const { question, part, employee } = slot;
  const prompt = promptOf(question, locale, employee ? { ...names, employee: employee.firstName } : names);
  const half = part && question.texts[part];
  return half ? `${prompt} ${fillText(pickText(half, locale), names)}` : prompt;
}
