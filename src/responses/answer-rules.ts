/**
 * The style sheet that shows and hides questions as the answers on the same page ask for it, without a script. What it
 * hides is hidden from everybody alike: from the eye, the keyboard and the screen reader. A browser that does not know
 * `:has()` shows every question, and answers to those that are not asked are left out when they arrive.
 *
 * It follows from the version alone, which never changes, so it has an address of its own that browsers keep.
 */
import { createHash } from 'node:crypto';
import {
  type Condition,
  choicesOf,
  type PublishedSurvey,
  type Question,
  type Section,
  slotsOf,
} from '../surveys';
import { conditionsHere } from './answer-steps';

/** Class of a question that what is chosen on its page shows or hides, and of one that earlier pages decided to show. */
export const shownIfClass = (question: Question): string => `if-${question.key}`;
export const decidedClass = (question: Question): string => `on-${question.key}`;

export interface AnswerRules {
  /** Where the page finds it. */
  readonly href: string;
  readonly css: string;
}

/**
 * In characters, for one condition and for all of a version. What would become longer hides nothing: conditions upon
 * conditions double at each turn, and the page has to stay light.
 */
const LONGEST_CONDITION = 2000;
const LONGEST_RULES = 30_000;

const made = new WeakMap<PublishedSurvey, AnswerRules | null>();

/** The rules of a version; null when no question of it depends on another one of the same page. */
export function answerRules(survey: PublishedSurvey): AnswerRules | null {
  const kept = made.get(survey);
  if (kept !== undefined) return kept;
  const rules: string[] = [];
  for (const section of survey.sections) {
    const room = LONGEST_RULES - rules.join('').length;
    rules.push(...rulesOf(survey, section, room));
  }
  const css = `@supports selector(:has(*)){${rules.join('')}}\n`;
  const hash = createHash('sha256').update(css).digest('hex').slice(0, 12);
  const found = rules.length === 0 ? null : { href: `/assets/rules/${survey.versionId}-${hash}.css`, css };
  made.set(survey, found);
  return found;
}

function rulesOf(survey: PublishedSurvey, section: Section, room: number): string[] {
  let left = room;
  /** When a question is shown, as a compound selector of the form; absent for those that always are. */
  const shown = new Map<string, string>();
  return section.questions.flatMap((question) => {
    const conditions = conditionsHere(section, question);
    if (conditions.length === 0) return [];
    const tests = conditions.map((condition) => testOf(survey, section, condition, shown));
    const met = question.showIf?.match === 'any' ? anyOf(tests) : tests.join('');
    left -= met.length;
    if (met.length > LONGEST_CONDITION || left < 0) return [];
    const mixed = conditions.length < (question.showIf?.conditions.length ?? 0);
    shown.set(question.key, mixed ? anyOf([`:has(.${decidedClass(question)})`, met]) : met);
    return [`.answer:not(${met}) .${shownIfClass(question)}{display:none}`];
  });
}

const anyOf = (tests: readonly string[]): string =>
  tests.length === 1 ? (tests[0] ?? '') : `:is(${tests.join(',')})`;

/** What holds of the form when the condition is met. An answer to a question that is hidden is none. */
function testOf(
  survey: PublishedSurvey,
  section: Section,
  condition: Condition,
  shown: ReadonlyMap<string, string>,
): string {
  const question = section.questions.find(({ key }) => key === condition.question);
  if (!question) return ':not(*)';
  const given = `:has(${selectorOf(survey, question, condition)})`;
  const asked = shown.get(question.key);
  const negative = condition.test === 'not_answered' || condition.test === 'is_none';
  if (negative) return asked ? `:not(${given}${asked})` : `:not(${given})`;
  return asked ? given + asked : given;
}

/** The field that meets the condition: the filled one, or one of the wanted choices. */
function selectorOf(survey: PublishedSurvey, question: Question, { test, value, values }: Condition): string {
  const name = `[name="${fieldName(survey, question)}"]`;
  if (question.kind === 'text') return `${name}:not(:placeholder-shown)`;
  if (test === 'answered' || test === 'not_answered') return `${name}:checked`;
  const limit = value ?? Number.NaN;
  const wanted =
    test === 'at_least' || test === 'at_most'
      ? choicesOf(question, 'es')
          .map((choice) => choice.value)
          .filter((choice) => (test === 'at_least' ? choice >= limit : choice <= limit))
          .map(String)
      : (values ?? []);
  return wanted.length === 0 ? ':not(*)' : `${name}${anyOf(wanted.map((one) => `[value="${one}"]`))}:checked`;
}

/** Conditions look at what was perceived of a pair, and never at ratings about each of several employees. */
function fieldName(survey: PublishedSurvey, question: Question): string {
  const slots = slotsOf(survey, question, []);
  return (slots.find(({ part }) => part !== 'expected') ?? slots[0])?.field ?? `answers[${question.key}]`;
}
