/**
 * The simple logic of a questionnaire: which questions are shown and which section comes next, from the answers given
 * so far. It looks only backwards and jumps only forwards, so it always ends, and it needs no script: the server asks
 * it after every step.
 */

/** What stands in one slot: a rating, a text or the key of an option, or the keys of several. */
export type AnswerValue = number | string | readonly string[];

/** By slot key: `rating`, `process`, `speed.perceived`, `rating.2`. */
export type AnswerValues = Readonly<Record<string, AnswerValue>>;

export const CONDITION_TESTS = [
  'answered', 'not_answered', 'at_least', 'at_most', 'is_any', 'is_none',
] as const; // prettier-ignore
export type ConditionTest = (typeof CONDITION_TESTS)[number];

export interface Condition {
  /** Key of an earlier question; for a pair of expected and perceived, what was perceived is looked at. */
  readonly question: string;
  readonly test: ConditionTest;
  /** For `at_least` and `at_most`: a value of the scale. */
  readonly value?: number | undefined;
  /** For `is_any` and `is_none`: option keys, or values of the scale as text. */
  readonly values?: readonly string[] | undefined;
}

export interface Logic {
  readonly match: 'all' | 'any';
  readonly conditions: readonly Condition[];
}

export interface Jump {
  readonly when: Logic;
  /** Key of a later section, or `end`. */
  readonly goTo: string;
}

export interface FlowQuestion {
  readonly key: string;
  readonly kind: string;
  readonly showIf?: Logic | undefined;
}

export interface FlowSection<Q extends FlowQuestion = FlowQuestion> {
  readonly key: string;
  readonly questions: readonly Q[];
  readonly showIf?: Logic | undefined;
  readonly then?: readonly Jump[] | undefined;
}

const valueOf = (values: AnswerValues, question: string): AnswerValue | undefined =>
  values[question] ?? values[`${question}.perceived`];

function meets(condition: Condition, values: AnswerValues): boolean {
  const given = valueOf(values, condition.question);
  const empty = given === undefined || given === '' || (Array.isArray(given) && given.length === 0);
  switch (condition.test) {
    case 'answered':
      return !empty;
    case 'not_answered':
      return empty;
    case 'at_least':
      return !empty && Number(given) >= (condition.value ?? Infinity);
    case 'at_most':
      return !empty && Number(given) <= (condition.value ?? -Infinity);
    case 'is_any':
    case 'is_none': {
      const keys: readonly string[] = empty
        ? []
        : Array.isArray(given)
          ? (given as string[])
          : [String(given)];
      const hit = keys.some((key) => condition.values?.includes(key));
      return condition.test === 'is_any' ? hit : !hit;
    }
  }
}

/** Whether the logic is met; no logic is always met. An answer that was not given is neither high nor low. */
export function holds(logic: Logic | undefined, values: AnswerValues): boolean {
  if (!logic) return true;
  return logic.match === 'all'
    ? logic.conditions.every((condition) => meets(condition, values))
    : logic.conditions.some((condition) => meets(condition, values));
}

/** Slot keys belong to a question when they are its key, alone or with a part behind a dot. */
const belongsTo = (slot: string, question: string): boolean =>
  slot === question || slot.startsWith(`${question}.`);

function without(values: AnswerValues, question: string): AnswerValues {
  return Object.fromEntries(Object.entries(values).filter(([slot]) => !belongsTo(slot, question)));
}

/**
 * The questions of a section that are shown, in order. What a hidden question was answered with before is not looked
 * at by the questions after it.
 */
export function shownQuestions<Q extends FlowQuestion>(section: FlowSection<Q>, values: AnswerValues): Q[] {
  let seen = values;
  return section.questions.filter((question) => {
    const shown = holds(question.showIf, seen);
    if (!shown) seen = without(seen, question.key);
    return shown;
  });
}

/**
 * The section after `key` (the first one for undefined), or null when the questionnaire ends there. Sections whose own
 * condition fails, or in which nothing would be asked, are passed over.
 */
export function sectionAfter<Q extends FlowQuestion, S extends FlowSection<Q>>(
  sections: readonly S[],
  key: string | undefined,
  values: AnswerValues,
): S | null {
  const place = key === undefined ? -1 : sections.findIndex((section) => section.key === key);
  const jump = sections[place]?.then?.find(({ when }) => holds(when, values));
  if (jump?.goTo === 'end') return null;
  const from = jump ? sections.findIndex((section) => section.key === jump.goTo) : place + 1;
  for (const section of from <= place ? [] : sections.slice(from)) {
    if (holds(section.showIf, values) && shownQuestions(section, values).length > 0) return section;
  }
  return null;
}

/** The sections a customer with these answers goes through, with the questions shown in each. */
export function pathThrough<Q extends FlowQuestion, S extends FlowSection<Q>>(
  sections: readonly S[],
  values: AnswerValues,
): { section: S; questions: Q[] }[] {
  const path: { section: S; questions: Q[] }[] = [];
  let kept: AnswerValues = {};
  let section = sectionAfter<Q, S>(sections, undefined, kept);
  while (section) {
    const questions = shownQuestions<Q>(section, { ...kept, ...onlyOf(values, section.questions) });
    path.push({ section, questions });
    kept = { ...kept, ...onlyOf(values, questions) };
    section = sectionAfter<Q, S>(sections, section.key, kept);
  }
  return path;
}

/** The answers to the questions on the path: what was answered before a change of mind led elsewhere is left out. */
export function onThePath(sections: readonly FlowSection[], values: AnswerValues): AnswerValues {
  const shown = pathThrough(sections, values).flatMap(({ questions }) => questions);
  return onlyOf(values, shown);
}

function onlyOf(values: AnswerValues, questions: readonly FlowQuestion[]): AnswerValues {
  return Object.fromEntries(
    Object.entries(values).filter(([slot]) => questions.some(({ key }) => belongsTo(slot, key))),
  );
}

/**
 * The same things in another order, the same for the same seed: a page that is opened again shows what it showed.
 * Fisher–Yates, drawn from xorshift32 seeded with FNV-1a of the text.
 */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  let state = 2166136261;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 16777619);
  }
  state = state | 0 || 1;
  const draw = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
