/** The questions of one answer page in the reader's words: each kind with its fields, what stands in them and what is wrong. */
import { type Locale, type LocaleText, pickText } from '../kernel';
import type { Problems } from '../platform/i18n';
import {
  type AnswerValue,
  choicesOf,
  coreQuestion,
  fillText,
  type Mood,
  moodOf,
  promptOf,
  type PublishedSurvey,
  type Question,
  type Server,
  shuffled,
  type Slot,
  slotsOf,
  type TextName,
} from '../surveys';
import { type FieldValues, otherKey } from './answer-fields';
import { problemFieldOf } from './answer-form';
import { decidedClass, shownIfClass } from './answer-rules';
import type { Asked } from './answer-steps';

/** What the questions are asked with. */
export interface Asking {
  readonly survey: PublishedSurvey;
  readonly locale: Locale;
  readonly names: Partial<Record<TextName, string>>;
  /** Who served, largest share first. */
  readonly servers: readonly Server[];
  /** What random orders are drawn from: the same for the same customer. */
  readonly seed: string;
  readonly fields: FieldValues;
  /** What the halves of a pair are called where its author gave them no name. */
  readonly halves: { readonly expected: string; readonly perceived: string };
  /** Reminds the customer which contact is meant; below the core question. */
  readonly contactSentence?: string | undefined;
}

/** One value of a scale. */
export interface ChoiceModel {
  readonly id: string;
  readonly value: number;
  readonly label: string;
  readonly checked: boolean;
  /** `low`, `middle`, `high` of the leading question, which others follow; `poor` for a low one of any other. */
  readonly css: string | undefined;
}

/** One option of a list, with the line to write on beside `other`. */
export interface OptionModel {
  readonly type: 'radio' | 'checkbox';
  readonly required: boolean;
  readonly field: string;
  readonly id: string;
  readonly value: string;
  readonly text: string;
  readonly checked: boolean;
  readonly line?: {
    readonly id: string;
    readonly field: string;
    readonly value: string;
    readonly error: string | undefined;
    readonly problemId: string;
  };
}

/** One thing to fill in: a text, a list of options, thumbs, or a scale. */
export interface FieldModel {
  readonly id: string;
  readonly field: string;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly problemId: string;
  readonly text?: { readonly value: string; readonly placeholder: string };
  readonly options?: readonly OptionModel[];
  readonly thumbs?: readonly (ChoiceModel & { readonly up: boolean })[];
  readonly choices?: readonly ChoiceModel[];
  /** Classes of a scale: how many values, and how its words are set. */
  readonly look?: string;
  /** The values that have words, where most have none: they stand below the scale. */
  readonly ends?: readonly ChoiceModel[];
}

/** A question: with its one field, or with parts. */
export interface QuestionModel extends Partial<FieldModel> {
  readonly css: string;
  readonly required: boolean;
  /** Whether it is what the page is called. */
  readonly heading: boolean;
  readonly prompt: string;
  /** The same after a middling, high and low leading rating, where that asks something else. */
  readonly prompts: readonly { readonly mood: Mood; readonly text: string }[] | undefined;
  readonly hint: string | undefined;
  readonly hintId: string;
  readonly contact?: string | undefined;
  readonly contactId?: string;
  readonly describedBy: string | undefined;
  /** The halves of a pair, or one per employee. */
  readonly parts?: readonly (FieldModel & { readonly name: string })[];
}

/** The rated question whose answer the words of others follow from: the first one that is rated once. */
export function leadingQuestion(survey: PublishedSurvey): Question | undefined {
  const once = ({ scale, kind, about }: Question) => scale && kind !== 'expectation' && about !== 'each';
  return survey.questions.find(once);
}

/** How the leading question was answered; undefined as long as it was not. */
export function leadingMood(survey: PublishedSurvey, fields: FieldValues): Mood | undefined {
  const leading = leadingQuestion(survey);
  return leading && moodAt(leading, fields.values[leading.key]);
}

/** Whether one of the ratings given on other pages is a low one. What was expected is none. */
export function anyLow(
  { survey, servers, fields }: Pick<Asking, 'survey' | 'servers' | 'fields'>,
  here: readonly Asked[],
): boolean {
  return survey.questions
    .filter((question) => !here.some((one) => one.question === question))
    .some((question) =>
      slotsOf(survey, question, servers).some(
        ({ key, part }) => part !== 'expected' && moodAt(question, fields.values[key]) === 'low',
      ),
    );
}

/** A text beside the questions, with the names in it; where nobody in particular served, the organization did. */
export function filled({ names, locale }: Pick<Asking, 'names' | 'locale'>, text: LocaleText): string {
  return fillText(pickText(text, locale), { employee: names.organization, name: '', ...names });
}

/** How the fields of a page are called in the summary of what is wrong, by the end of their id. */
export function labelsOf(asking: Asking, asked: readonly Asked[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const { question } of asked) {
    for (const slot of slotsOf(asking.survey, question, asking.servers)) {
      const half = halfOf(asking, slot);
      const prompt = promptFor(asking, slot);
      labels[problemFieldOf(slot)] = half ? `${prompt} – ${half}` : prompt;
      labels[`answers.${otherKey(slot.key)}`] = prompt;
    }
  }
  return labels;
}

/** As the page puts them; but a comment whose words follow from the leading question stands right below it. */
export function inAskingOrder(survey: PublishedSurvey, asked: readonly Asked[]): Asked[] {
  const leading = leadingQuestion(survey);
  const first = asked.find(({ question }) => question === leading);
  const follows = asked.filter(
    ({ question: { kind, texts, showIf } }) =>
      kind === 'text' && !showIf && (texts.promptHigh ?? texts.promptLow) !== undefined,
  );
  if (!first || follows.length === 0) return [...asked];
  return asked.flatMap((one) => (one === first ? [first, ...follows] : follows.includes(one) ? [] : [one]));
}

/**
 * The models of one question: one, or one per employee it asks about.
 * @param heading whether it is what the page is called
 */
export function questionModels(
  asking: Asking,
  { question, shown }: Asked,
  problems: Problems | undefined,
  heading: boolean,
): QuestionModel[] {
  const { survey, servers, locale } = asking;
  const slots = slotsOf(survey, question, servers);
  const css = shown === 'here' ? shownIfClass(question) : shown === 'decided' ? decidedClass(question) : '';
  const about = {
    css,
    required: question.required,
    hint: question.texts.hint && filled(asking, question.texts.hint),
  };
  // Everybody is named in the question itself, or the question is asked once and the names stand below it.
  const named = pickText(question.texts.prompt, locale).includes('{employee}');
  if (slots.length > 1 && !(named && question.about === 'each')) {
    const [first] = slots;
    const parts = slots.map((slot) => fieldModel(asking, slot, problems));
    const hintId = `hint-${question.key}`;
    return [
      {
        ...about,
        ...wordsOf(asking, question, first),
        heading,
        hintId,
        describedBy: about.hint && hintId,
        parts: parts.map((part, index) => ({ ...part, name: partName(asking, slots[index]) })),
      },
    ];
  }
  return slots.map((slot, index) => {
    const contact = question === coreQuestion(survey) ? asking.contactSentence : undefined;
    const field = fieldModel(asking, slot, problems);
    const [contactId, hintId] = [`contact-${slot.key}`, `hint-${slot.key}`];
    const described = [contact && contactId, about.hint && hintId, field.error && field.problemId].filter(
      Boolean,
    );
    return {
      ...about,
      ...wordsOf(asking, question, slot),
      ...field,
      heading: heading && index === 0,
      contact,
      contactId,
      hintId,
      describedBy: described.join(' ') || undefined,
    };
  });
}

/** The question, and the same after a high and after a low leading rating where that asks something else. */
function wordsOf(
  asking: Asking,
  question: Question,
  slot: Slot | undefined,
): Pick<QuestionModel, 'prompt' | 'prompts'> {
  const { locale } = asking;
  const names = namesFor(asking, slot);
  const prompt = promptOf(question, locale, names);
  const follows = question.texts.promptHigh ?? question.texts.promptLow;
  return {
    prompt,
    prompts: follows && [
      { mood: 'middle', text: prompt },
      { mood: 'high', text: promptOf(question, locale, names, 'high') },
      { mood: 'low', text: promptOf(question, locale, names, 'low') },
    ],
  };
}

function fieldModel(asking: Asking, slot: Slot, problems: Problems | undefined): FieldModel {
  const { question, field, key } = slot;
  const { fields } = asking;
  const name = problemFieldOf(slot);
  const id = `field-${name}`;
  const error = problems?.byField[name];
  const problemId = `problem-${name}`;
  const base = { id, field, error, problemId, required: question.required };
  const given = fields.values[key];
  if (question.kind === 'text') {
    const { placeholder } = question.texts;
    return {
      ...base,
      text: {
        value: textOf(given),
        // Never empty: by it the page sees whether something was written.
        placeholder: (placeholder && filled(asking, placeholder)) || ' ',
      },
    };
  }
  if (!question.scale) return { ...base, options: optionsOf(asking, slot, id, problems) };
  return { ...base, ...scaleModel(asking, slot, id) };
}

/** How long words may be for five choices to stand side by side on a phone. */
const SHORT_WORD = 8;
const SHORT_LABEL = 18;

function scaleModel(asking: Asking, { question, part, key }: Slot, id: string): Partial<FieldModel> {
  const leading = question === leadingQuestion(asking.survey);
  const given = textOf(asking.fields.values[key]);
  const choices = choicesOf(question, asking.locale).map((choice, index) => {
    const mood = part === 'expected' ? undefined : moodAt(question, String(choice.value));
    return {
      ...choice,
      id: index === 0 ? id : `${id}-${choice.value}`,
      checked: String(choice.value) === given,
      css: leading ? mood : mood === 'low' ? 'poor' : undefined,
    };
  });
  const worded = choices.filter(({ label }) => label !== '');
  if (question.kind === 'thumbs') {
    return { thumbs: choices.map((choice) => ({ ...choice, up: choice.value === question.scale?.max })) };
  }
  const everyOne = worded.length === choices.length || (worded.length > 3 && choices.length <= 7);
  const short = choices.every(
    ({ label }) =>
      label.length <= SHORT_LABEL && label.split(/\s+/u).every((word) => word.length <= SHORT_WORD),
  );
  return {
    choices,
    look: `scale-${choices.length}${everyOne && !(short && choices.length <= 5) ? ' long' : ''}${everyOne ? '' : ' bare'}`,
    // Only some values have words: they stand below, and each value carries its own for those who listen.
    ends: everyOne ? undefined : worded,
  };
}

function optionsOf(
  asking: Asking,
  { question, key, field }: Slot,
  id: string,
  problems: Problems | undefined,
): OptionModel[] {
  const { fields, seed } = asking;
  const given = fields.values[key];
  const chosen = Array.isArray(given) ? (given as readonly string[]) : [textOf(given)];
  const ordered = question.shuffle ? shuffled(question.options, `${seed} ${question.key}`) : question.options;
  const several = question.kind === 'multi_choice';
  return [...ordered.filter(({ other }) => !other), ...ordered.filter(({ other }) => other)].map(
    (option, index) => {
      const other = `answers.${otherKey(key)}`;
      return {
        type: several ? 'checkbox' : 'radio',
        // A tick box of its own is never required: one of the group is.
        required: question.required && !several,
        field,
        id: index === 0 ? id : `${id}-${option.key}`,
        value: option.key,
        text: filled(asking, option.text),
        checked: chosen.includes(option.key),
        line: option.other
          ? {
              id: `field-${other}`,
              field: `answers[${otherKey(key)}]`,
              value: textOf(fields.values[otherKey(key)]),
              error: problems?.byField[other],
              problemId: `problem-${other}`,
            }
          : undefined,
      };
    },
  );
}

function promptFor(asking: Asking, slot: Slot): string {
  return promptOf(slot.question, asking.locale, namesFor(asking, slot));
}

function namesFor({ names }: Asking, slot: Slot | undefined): Partial<Record<TextName, string>> {
  return slot?.employee ? { ...names, employee: slot.employee.firstName } : names;
}

/** What one of several fields of a question is called: the half of a pair, or the person. */
function partName(asking: Asking, slot: Slot | undefined): string {
  return (slot && (halfOf(asking, slot) ?? slot.employee?.firstName)) ?? '';
}

function halfOf({ halves, names, locale }: Asking, { part, question: { texts } }: Slot): string | undefined {
  if (!part) return undefined;
  const words = texts[part];
  return words ? filled({ names, locale }, words) : halves[part];
}

function textOf(value: AnswerValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function moodAt(question: Question, rating: AnswerValue | undefined): Mood | undefined {
  const { kind, scale } = question;
  const text = textOf(rating);
  const value = Number(text);
  if (!scale || kind === 'text' || text.trim() === '' || !(value >= scale.min && value <= scale.max))
    return undefined;
  return moodOf({ kind, rating: value, ...scale });
}
