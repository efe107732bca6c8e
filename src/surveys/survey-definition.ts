/**
 * What a survey asks, as it is written by its author and frozen when a version is published.
 *
 * All texts exist in every language. A text may name the employee, the customer or the organization with `{employee}`,
 * `{name}` and `{organization}`; nothing else in braces is accepted, and nothing is ever run as a template.
 */
import { z } from 'zod';
import type { LocaleText } from '../kernel';
import { parseInput, zText } from '../platform/errors';

/** Every kind of question the product knows by name. */
export const QUESTION_KINDS = [
  'csat', 'nps', 'ces', 'scale', 'thumbs', 'choice', 'multi_choice', 'text', 'expectation',
] as const; // prettier-ignore
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** The kinds that can be asked today; a definition with another kind is kept as a draft and refused by publishing. */
export const ASKABLE_KINDS: readonly QuestionKind[] = ['csat', 'text'];

/** What a question measures. Only `employee` questions count toward a person. */
export const QUESTION_SUBJECTS = ['employee', 'process', 'product', 'company'] as const;
export type QuestionSubject = (typeof QUESTION_SUBJECTS)[number];

/** The names a text may fill in. */
export const TEXT_NAMES = ['employee', 'name', 'organization'] as const;
export type TextName = (typeof TEXT_NAMES)[number];

const BRACES = /\{([^{}]*)\}/g;

function namesOnlyKnown(text: string): boolean {
  const rest = text.replace(BRACES, (whole, name: string) =>
    (TEXT_NAMES as readonly string[]).includes(name) ? '' : whole,
  );
  return !/[{}]/.test(rest);
}

const zWords = (max: number) =>
  zText(max).refine(namesOnlyKnown, {
    params: { code: 'survey_text_placeholder', allowed: TEXT_NAMES.map((name) => `{${name}}`).join(', ') },
  });

const zLocaleText = (max: number) =>
  z.strictObject({ es: zWords(max), en: zWords(max), 'pt-BR': zWords(max) }) satisfies z.ZodType<LocaleText>;

const zQuestionKey = z
  .string()
  .refine((value) => /^[a-z][a-z0-9_]{0,31}$/.test(value), { params: { code: 'survey_question_key' } });

const zTexts = z.strictObject({
  /** The question itself. */
  prompt: zLocaleText(200),
  /** Asked instead when nobody in particular served the customer. */
  promptWithoutEmployee: zLocaleText(200).optional(),
  /** Asked instead after a high first rating. */
  promptHigh: zLocaleText(200).optional(),
  /** Asked instead after a low first rating. */
  promptLow: zLocaleText(200).optional(),
  hint: zLocaleText(300).optional(),
  placeholder: zLocaleText(200).optional(),
  /** The word for each value of the scale, keyed by the value. */
  labels: z.record(z.string(), zLocaleText(30)).optional(),
});

const zQuestion = z.strictObject({
  key: zQuestionKey,
  kind: z.enum(QUESTION_KINDS),
  subject: z.enum(QUESTION_SUBJECTS),
  required: z.boolean(),
  /** Inclusive bounds of a rated question. */
  scale: z.strictObject({ min: z.int().min(0).max(10), max: z.int().min(1).max(10) }).optional(),
  texts: zTexts,
});

type QuestionInput = z.output<typeof zQuestion>;

/** The scale each rated kind prescribes; `null` where the author chooses. */
const SCALES: Partial<Record<QuestionKind, { min: number; max: number } | null>> = {
  csat: { min: 1, max: 5 },
  nps: { min: 0, max: 10 },
  ces: { min: 1, max: 7 },
  thumbs: { min: 0, max: 1 },
  scale: null,
  expectation: null,
};

function checkScale(question: QuestionInput, report: (code: string, path: string[]) => void): void {
  const prescribed = SCALES[question.kind];
  const { scale } = question;
  if (prescribed === undefined) {
    if (scale) report('survey_scale_unexpected', ['scale']);
    if (question.texts.labels) report('survey_scale_unexpected', ['texts', 'labels']);
    return;
  }
  if (!scale) return report('survey_scale_missing', ['scale']);
  const fits = prescribed
    ? scale.min === prescribed.min && scale.max === prescribed.max
    : scale.max > scale.min && scale.max - scale.min <= 10;
  if (!fits) return report('survey_scale_wrong', ['scale']);
  const values = Array.from({ length: scale.max - scale.min + 1 }, (_, index) => String(scale.min + index));
  const labels = Object.keys(question.texts.labels ?? {});
  if (question.kind === 'csat' && values.some((value) => !labels.includes(value))) {
    report('survey_label_missing', ['texts', 'labels']);
  }
  if (labels.some((label) => !values.includes(label))) report('survey_label_unknown', ['texts', 'labels']);
}

/** A survey as its author writes it. Strict: an unknown key is refused by name. */
export const SurveyDefinition = z
  .strictObject({ questions: z.array(zQuestion).min(1).max(20) })
  .superRefine((definition, context) => {
    const seen = new Set<string>();
    definition.questions.forEach((question, index) => {
      const report = (code: string, path: string[]) =>
        context.addIssue({
          code: 'custom',
          path: ['questions', index, ...path],
          params: { code, question: question.key },
        });
      if (seen.has(question.key)) report('survey_question_twice', ['key']);
      seen.add(question.key);
      checkScale(question, report);
    });
  });
export type SurveyDefinition = z.output<typeof SurveyDefinition>;
export type QuestionTexts = SurveyDefinition['questions'][number]['texts'];

/**
 * Reads a definition that comes from outside.
 * @throws DomainError `validation_failed` with one entry per fault
 */
export function parseSurveyDefinition(input: unknown): SurveyDefinition {
  return parseInput(SurveyDefinition, input);
}

/** What stands in the way of publishing: kinds that cannot be asked yet, and nothing to rate. */
export function publishingFaults(definition: SurveyDefinition): { code: string; question: string }[] {
  const faults = definition.questions
    .filter((question) => !ASKABLE_KINDS.includes(question.kind))
    .map((question) => ({ code: 'survey_kind_not_askable', question: question.key }));
  const first = definition.questions[0];
  if (first && !first.scale) faults.push({ code: 'survey_first_not_rated', question: first.key });
  return faults;
}

/** Fills the whitelisted names into a text, in one pass: what a name contains is never looked at again. */
export function fillText(text: string, names: Partial<Record<TextName, string>>): string {
  return text.replace(BRACES, (whole, name: string) =>
    Object.hasOwn(names, name) ? (names[name as TextName] ?? whole) : whole,
  );
}
