/**
 * What a kiosk shows: one thing at a time, large enough for a finger. A rating and a single choice are buttons, and
 * touching one leads on; several choices and words are sent with a button of their own.
 */
import { type Locale, pickText } from '../kernel';
import type { Speech } from '../platform/i18n';
import {
  allSlots,
  type AnswerValues,
  choicesOf,
  coreQuestion,
  fillText,
  moodOf,
  pathThrough,
  promptOf,
  type PublishedSurvey,
  type Question,
  ratingTone,
  type Section,
  type Slot,
} from '../surveys';
import type { Questionnaire } from './asking.service';

/** How a screen is answered. */
export type ScreenForm = 'scale' | 'thumbs' | 'choice' | 'several' | 'words';

export interface Screen {
  /** Key of the slot. */
  readonly key: string;
  readonly form: ScreenForm;
  /** Name of the field: `answers[<slot key>]`. */
  readonly field: string;
  readonly prompt: string;
  /** Asked instead after a low or a high first rating. */
  readonly promptLow?: string | undefined;
  readonly promptHigh?: string | undefined;
  /** For one of several fields of a question: the half of a pair. */
  readonly part?: string | undefined;
  readonly hint?: string | undefined;
  readonly required: boolean;
  readonly choices: readonly ScreenChoice[];
  /** Words at the ends of a scale of which not every value has one. */
  readonly ends?: readonly string[] | undefined;
  /** Choices in another order for every customer. */
  readonly shuffle: boolean;
}

export interface ScreenChoice {
  readonly value: string;
  /** Shown large; absent for choices in words. */
  readonly number?: string | undefined;
  readonly label: string;
  /** Said instead of a bare number. */
  readonly said?: string | undefined;
  readonly mood?: string | undefined;
  readonly up?: boolean | undefined;
  /** Stays at its place when the others are mixed. */
  readonly last: boolean;
}

/** The questionnaire's way, as the script of a kiosk walks it without a network. */
export interface KioskFlow {
  readonly sections: readonly {
    readonly key: string;
    readonly showIf?: unknown;
    readonly then: readonly unknown[];
    readonly questions: readonly {
      readonly key: string;
      readonly showIf?: unknown;
      readonly slots: readonly string[];
    }[];
  }[];
  /** Slot keys that need an answer when they are shown. */
  readonly required: readonly string[];
  /** The slot whose rating the words of later questions follow from. */
  readonly leading: string;
}

/** Every screen a customer may see, in the order of the survey. */
export function screensOf(asked: Questionnaire, locale: Locale, speech: Speech): Screen[] {
  return allSlots(asked.survey, asked.servers).map((slot) => screenOf(asked, slot, locale, speech));
}

export function flowOf({ survey, servers }: Questionnaire): KioskFlow {
  const slots = allSlots(survey, servers);
  return {
    sections: survey.sections.map(({ key, showIf, then, questions }) => ({
      key,
      ...(showIf && { showIf }),
      then,
      questions: questions.map((question) => ({
        key: question.key,
        ...(question.showIf && { showIf: question.showIf }),
        slots: slots.filter((slot) => slot.question === question).map((slot) => slot.key),
      })),
    })),
    required: slots.filter(({ question }) => question.required).map(({ key }) => key),
    leading: coreQuestion(survey).key,
  };
}

/** The screen as it is shown after these answers: questions that follow from the first rating have its words. */
export function toned(screen: Screen, { survey }: Questionnaire, values: AnswerValues): Screen {
  const core = coreQuestion(survey);
  const rating = values[core.key];
  const tone = rating === undefined ? undefined : ratingTone(core, Number(rating));
  const prompt = tone === 'low' ? screen.promptLow : tone === 'high' ? screen.promptHigh : undefined;
  return prompt === undefined ? screen : { ...screen, prompt };
}

/** Keys of the slots on the way of a customer with these answers, in order. */
export function slotsOnWay({ survey, servers }: Questionnaire, values: AnswerValues): string[] {
  const way = pathThrough<Question, Section>(survey.sections, values).flatMap(({ questions }) => questions);
  const slots = allSlots(survey, servers);
  return way.flatMap((question) => slots.filter((slot) => slot.question === question).map(({ key }) => key));
}

/** The slot after this one (the first for undefined), or undefined at the end of the way. */
export function slotAfter(
  asked: Questionnaire,
  values: AnswerValues,
  key: string | undefined,
): string | undefined {
  const way = slotsOnWay(asked, values);
  return way[key === undefined ? 0 : way.indexOf(key) + 1];
}

function screenOf(asked: Questionnaire, slot: Slot, locale: Locale, speech: Speech): Screen {
  const { question, key, part, employee } = slot;
  const names = employee?.firstName ? { ...asked.names, employee: employee.firstName } : asked.names;
  const { hint } = question.texts;
  const half = part && (question.texts[part] ?? undefined);
  return {
    key,
    form: formOf(question),
    field: `answers[${key}]`,
    prompt: promptOf(question, locale, names),
    promptLow: question.texts.promptLow && promptOf(question, locale, names, 'low'),
    promptHigh: question.texts.promptHigh && promptOf(question, locale, names, 'high'),
    part: part && (half ? fillText(pickText(half, locale), names) : speech.text(locale, `responses.${part}`)),
    hint: hint && fillText(pickText(hint, locale), names),
    required: question.required,
    shuffle: question.shuffle,
    ...(question.scale
      ? scaleOf(asked.survey, slot, locale)
      : { choices: optionsOf(question, locale, names) }),
  };
}

function formOf(question: Question): ScreenForm {
  if (question.kind === 'text') return 'words';
  if (question.kind === 'thumbs') return 'thumbs';
  if (question.scale) return 'scale';
  return question.kind === 'multi_choice' ? 'several' : 'choice';
}

function scaleOf(
  survey: PublishedSurvey,
  { question, part }: Slot,
  locale: Locale,
): Pick<Screen, 'choices' | 'ends'> {
  const choices = choicesOf(question, locale);
  const worded = choices.filter(({ label }) => label !== '');
  const everyOne = worded.length === choices.length;
  const { scale, kind } = question;
  return {
    choices: choices.map(({ value, label }) => ({
      value: String(value),
      number: String(value),
      label: everyOne ? label : '',
      said: !everyOne && label !== '' ? `${value}, ${label}` : undefined,
      mood: scale && part !== 'expected' ? moodOf({ kind, rating: value, ...scale }) : undefined,
      up: kind === 'thumbs' ? value === scale?.max : undefined,
      last: false,
    })),
    ends: everyOne ? undefined : worded.map(({ label }) => label),
  };
}

function optionsOf(question: Question, locale: Locale, names: Questionnaire['names']): ScreenChoice[] {
  return question.options.map((option) => ({
    value: option.key,
    label: fillText(pickText(option.text, locale), names),
    last: option.other,
  }));
}
