/**
 * The shape of what a survey asks: the parts of a questionnaire with their limits, for drafts and for finished ones.
 *
 * All texts exist in every language the survey is asked in. A text may name the employee, the customer or the
 * organization with `{employee}`, `{name}` and `{organization}`; nothing else in braces is accepted, and nothing is
 * ever run as a template.
 */
import { z } from 'zod';
import { LOCALES, type LocaleText } from '../kernel';
import { zText } from '../platform/errors';
import { CONDITION_TESTS } from './calc';
import {
  ABOUT_WHOM,
  namesOnlyKnown,
  QUESTION_KINDS,
  QUESTION_SUBJECTS,
  TEXT_LIMITS,
  TEXT_NAMES,
} from './survey-words';

const placeholder = {
  params: { code: 'survey_text_placeholder', allowed: TEXT_NAMES.map((name) => `{${name}}`).join(', ') },
};

const zWords = (max: number) => zText(max).refine(namesOnlyKnown, placeholder);

/** Drafts may leave a text empty or out: publishing says which are missing. */
const zDraftWords = (max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\r\n?/g, '\n').normalize('NFC').trim())
    .pipe(z.union([z.literal(''), zWords(max)]));

const zKey = z
  .string()
  .refine((value) => /^[a-z][a-z0-9_]{0,31}$/.test(value), { params: { code: 'survey_question_key' } });

const zLogic = z.strictObject({
  match: z.enum(['all', 'any']),
  conditions: z
    .array(
      z.strictObject({
        question: zKey,
        test: z.enum(CONDITION_TESTS),
        value: z.int().min(0).max(10).optional(),
        values: z.array(z.string().max(32)).min(1).max(20).optional(),
      }),
    )
    .min(1)
    .max(5),
});

const zAbout = z.union([z.enum(ABOUT_WHOM), z.strictObject({ role: zText(64) })]);

/** The shape of a survey with its texts checked strictly (`text`) or as far as they are written (a draft). */
function shapeOf<T extends z.ZodType>(text: (max: number) => T) {
  const zTexts = z.strictObject({
    /** The question itself. */
    prompt: text(TEXT_LIMITS.prompt),
    /** Asked instead when nobody in particular served the customer. */
    promptWithoutEmployee: text(TEXT_LIMITS.prompt).optional(),
    /** Asked instead after a high first rating. */
    promptHigh: text(TEXT_LIMITS.prompt).optional(),
    /** Asked instead after a low first rating. */
    promptLow: text(TEXT_LIMITS.prompt).optional(),
    hint: text(TEXT_LIMITS.hint).optional(),
    placeholder: text(TEXT_LIMITS.prompt).optional(),
    /** The word for values of the scale, keyed by the value; for long scales usually both ends only. */
    labels: z.record(z.string(), text(TEXT_LIMITS.label)).optional(),
    /** Headings of the two halves of an `expectation` question. */
    expected: text(TEXT_LIMITS.label).optional(),
    perceived: text(TEXT_LIMITS.label).optional(),
  });
  const zQuestion = z.strictObject({
    key: zKey,
    kind: z.enum(QUESTION_KINDS),
    subject: z.enum(QUESTION_SUBJECTS),
    required: z.boolean(),
    /** Inclusive bounds of a rated question. */
    scale: z.strictObject({ min: z.int().min(0).max(10), max: z.int().min(1).max(10) }).optional(),
    /** What can be chosen in a `choice` or `multi_choice`. */
    options: z
      .array(z.strictObject({ key: zKey, text: text(TEXT_LIMITS.option), other: z.boolean().optional() }))
      .max(20)
      .optional(),
    /** Options in another order for every customer, so that none gains by standing first. */
    shuffle: z.boolean().optional(),
    /** Which of several employees who served the rating is about; everybody by share when absent. */
    about: zAbout.optional(),
    /** The dimension of service it belongs to, as SERVQUAL's `reliability`. */
    dimension: zKey.optional(),
    /** Key of its section; absent where the survey has none. */
    section: zKey.optional(),
    showIf: zLogic.optional(),
    texts: zTexts,
  });
  const zSection = z.strictObject({
    key: zKey,
    title: text(TEXT_LIMITS.title).optional(),
    intro: text(TEXT_LIMITS.hint).optional(),
    showIf: zLogic.optional(),
    /** The first that is met leads on; otherwise the next section follows. */
    then: z
      .array(z.strictObject({ when: zLogic, goTo: zKey }))
      .max(10)
      .optional(),
    /** Its questions in another order for every customer. */
    shuffle: z.boolean().optional(),
  });
  return z.strictObject({
    /** The languages it is asked in, the first one its author's; every one when absent. */
    languages: z.array(z.enum(LOCALES)).min(1).max(LOCALES.length).optional(),
    /** One page each, in this order. Without sections everything stands on one page. */
    sections: z.array(zSection).max(20).optional(),
    questions: z.array(zQuestion).min(1).max(60),
  });
}

const zLocaleText = (max: number) =>
  z.strictObject({ es: zWords(max), en: zWords(max), 'pt-BR': zWords(max) }) satisfies z.ZodType<LocaleText>;

const zDraftText = (max: number) =>
  z.strictObject({
    es: zDraftWords(max).optional(),
    en: zDraftWords(max).optional(),
    'pt-BR': zDraftWords(max).optional(),
  });

/** The parts of a survey with every text in every language; how they fit together is checked beside. */
export const SurveyShape = shapeOf(zLocaleText);
export type SurveyShape = z.output<typeof SurveyShape>;
export type QuestionDefinition = SurveyShape['questions'][number];
export type SectionDefinition = NonNullable<SurveyShape['sections']>[number];
export type QuestionTexts = QuestionDefinition['texts'];

/** A survey in the making: the same shape, with texts, options and logic as far as they are written. */
export const SurveyDraft = shapeOf(zDraftText);
export type SurveyDraft = z.output<typeof SurveyDraft>;
export type DraftQuestion = SurveyDraft['questions'][number];
export type DraftText = z.output<ReturnType<typeof zDraftText>>;
