/** Conditions in a draft: what a new one says, what still fits after a change, and what goes with what is taken away. */
import { type ConditionTest, moodOf } from '../calc';
import type { DraftQuestion, SurveyDraft } from '../survey-shape';
import { hasOptions, isRated } from '../survey-words';

export type DraftSection = NonNullable<SurveyDraft['sections']>[number];
export type Logic = NonNullable<DraftQuestion['showIf']>;
export type Condition = Logic['conditions'][number];
export type Jump = NonNullable<DraftSection['then']>[number];

/** The tests that make sense for a question. */
export function testsFor({ kind }: DraftQuestion): readonly ConditionTest[] {
  if (isRated(kind)) return ['is_any', 'at_most', 'at_least', 'answered', 'not_answered'];
  return hasOptions(kind) ? ['is_any', 'is_none', 'answered', 'not_answered'] : ['answered', 'not_answered'];
}

/** What can be chosen in answer to a question: values of its scale or keys of its options, as text. */
export function valuesFor({ kind, scale, options = [] }: DraftQuestion): string[] {
  if (hasOptions(kind)) return options.map(({ key }) => key);
  if (!scale || scale.max < scale.min) return [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, index) => String(scale.min + index));
}

/** The condition as far as it can be true of the question; what does not fit is replaced by the nearest that does. */
export function fitted(condition: Condition, question: DraftQuestion): Condition {
  const values = valuesFor(question);
  const [test = 'answered'] = [condition.test, ...testsFor(question)].filter((one) =>
    testsFor(question).includes(one),
  );
  const about = { question: question.key, test };
  if (test === 'answered' || test === 'not_answered') return about;
  if (test === 'at_least' || test === 'at_most') {
    const value = values.includes(String(condition.value)) ? Number(condition.value) : edgeOf(question, test);
    return { ...about, value };
  }
  const kept = (condition.values ?? []).filter((value) => values.includes(value));
  return { ...about, values: kept.length > 0 ? kept : values.slice(0, 1) };
}

/** Where poor answers end, or good ones begin: what most conditions are about. */
function edgeOf({ kind, scale = { min: 1, max: 5 } }: DraftQuestion, test: 'at_least' | 'at_most'): number {
  const values = Array.from({ length: scale.max - scale.min + 1 }, (_, index) => scale.min + index);
  const mood = test === 'at_most' ? 'low' : 'high';
  const fitting = values.filter((rating) => moodOf({ kind, rating, ...scale }) === mood);
  return (test === 'at_most' ? fitting.at(-1) : fitting[0]) ?? scale.min;
}

/** The questions a condition of a question, or of what comes after a section, may look at. */
export function questionsBefore(draft: SurveyDraft, place: Owner): DraftQuestion[] {
  const { questions, sections = [] } = draft;
  const end =
    place.type === 'question'
      ? questions.findIndex(({ key }) => key === place.key)
      : questions.filter(({ section }) => {
          const at = sections.findIndex(({ key }) => key === section);
          const own = sections.findIndex(({ key }) => key === place.key);
          return place.type === 'section' ? at < own : at <= own;
        }).length;
  return questions.slice(0, Math.max(0, end)).filter(({ about }) => about !== 'each');
}

/** What a piece of logic belongs to: the showing of a question or a section, or one way on from a section. */
export type Owner = { type: 'question' | 'section'; key: string } | { type: 'jump'; key: string; at: number };

/** A first condition, about the question that stands nearest before. */
export function firstCondition(draft: SurveyDraft, owner: Owner): Condition | undefined {
  const before = questionsBefore(draft, owner);
  const nearest = before.findLast(({ kind }) => kind !== 'text') ?? before.at(-1);
  return (
    nearest && fitted({ question: nearest.key, test: isRated(nearest.kind) ? 'at_most' : 'is_any' }, nearest)
  );
}

/** Changes every piece of logic of a draft; one that comes back without conditions is gone. */
export function withLogic(draft: SurveyDraft, change: (logic: Logic) => Logic | undefined): SurveyDraft {
  const shown = <T extends { showIf?: Logic | undefined }>(thing: T): T => {
    const { showIf, ...rest } = thing;
    const kept = showIf && change(showIf);
    return (kept ? { ...rest, showIf: kept } : rest) as T;
  };
  const jumps = (then: readonly Jump[]) =>
    then.flatMap(({ when, goTo }) => {
      const kept = change(when);
      return kept ? [{ when: kept, goTo }] : [];
    });
  return {
    ...draft,
    ...(draft.sections && {
      sections: draft.sections.map((section) => {
        const { then, ...rest } = shown(section);
        const kept = jumps(then ?? []);
        return kept.length > 0 ? { ...rest, then: kept } : rest;
      }),
    }),
    questions: draft.questions.map(shown),
  };
}

/** Without the conditions for which there is nothing left to look at. */
export function withoutDangling(draft: SurveyDraft): SurveyDraft {
  const byKey = new Map(draft.questions.map((question) => [question.key, question]));
  return withLogic(draft, ({ match, conditions }) => {
    const kept = conditions.flatMap((condition) => {
      const question = byKey.get(condition.question);
      if (!question) return [];
      const known = valuesFor(question);
      const values = condition.values?.filter((value) => known.includes(value));
      return values?.length === 0 ? [] : [{ ...condition, ...(values && { values }) }];
    });
    return kept.length > 0 ? { match, conditions: kept } : undefined;
  });
}
