/**
 * Changes to a draft as its author makes them: questions and sections added, copied, moved and removed. Every one gives
 * a new draft and leaves the other alone. The questions of a section always stand together, in the order of sections.
 */
import type { DraftQuestion, SurveyDraft } from '../survey-shape';
import { isRated, type QuestionKind } from '../survey-words';
import { surveyErrors } from '../surveys.errors';
import { type DraftSection, withoutDangling } from './draft-logic';
import { omit } from './omit';
import { keyOfKind, newQuestion, partsOfKind } from './starters';

export type Direction = 'up' | 'down';

/** A key nobody has yet: the wish, or the wish with a number. */
export function freeKey(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish;
  const base = wish.replace(/_\d+$/, '').slice(0, 28);
  for (let number = 2; ; number += 1) {
    const key = `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}

const keysOf = (things: readonly { key: string }[]): Set<string> => new Set(things.map(({ key }) => key));

function questionIn(draft: SurveyDraft, key: string): DraftQuestion {
  const question = draft.questions.find((one) => one.key === key);
  if (!question) throw surveyErrors.survey_question_gone();
  return question;
}

/** The same questions, those of a section together; one without a section goes to the last. */
function grouped({ sections, ...draft }: SurveyDraft): SurveyDraft {
  if (!sections || sections.length === 0) {
    return { ...draft, questions: draft.questions.map((question) => omit(question, 'section')) };
  }
  const last = sections[sections.length - 1]?.key;
  const known = keysOf(sections);
  const placed = draft.questions.map((question) =>
    known.has(question.section ?? '') ? question : { ...question, section: last },
  );
  return {
    ...draft,
    sections,
    questions: sections.flatMap(({ key }) => placed.filter(({ section }) => section === key)),
  };
}

/**
 * @param section where it goes, at the end; the last section unless said
 * @param avoid keys of questions in earlier versions: their answers are other answers
 */
export function addQuestion(
  draft: SurveyDraft,
  kind: QuestionKind,
  section?: string,
  avoid: ReadonlySet<string> = new Set(),
): { draft: SurveyDraft; key: string } {
  const key = freeKey(keyOfKind(kind), new Set([...keysOf(draft.questions), ...avoid]));
  const question = { ...newQuestion(kind, key), ...(section !== undefined && { section }) };
  return { draft: grouped({ ...draft, questions: [...draft.questions, question] }), key };
}

/** A copy right after the question. */
export function duplicateQuestion(
  draft: SurveyDraft,
  key: string,
  avoid: ReadonlySet<string> = new Set(),
): { draft: SurveyDraft; key: string } {
  const copy = structuredClone(questionIn(draft, key));
  copy.key = freeKey(key, new Set([...keysOf(draft.questions), ...avoid]));
  const questions = draft.questions.flatMap((question) =>
    question.key === key ? [question, copy] : [question],
  );
  return { draft: { ...draft, questions }, key: copy.key };
}

/**
 * Takes a question out, and the conditions that looked at it.
 * @throws DomainError `survey_question_last`
 */
export function removeQuestion(draft: SurveyDraft, key: string): SurveyDraft {
  questionIn(draft, key);
  if (draft.questions.length === 1) throw surveyErrors.survey_question_last();
  return withoutDangling({ ...draft, questions: draft.questions.filter((question) => question.key !== key) });
}

/** One place up or down; at the edge of its section, into the next one. At the very end nothing changes. */
export function moveQuestion(draft: SurveyDraft, key: string, direction: Direction): SurveyDraft {
  const question = questionIn(draft, key);
  const { questions, sections = [] } = draft;
  const mates = questions.filter(({ section }) => section === question.section);
  const at = mates.indexOf(question);
  const step = direction === 'up' ? -1 : 1;
  const neighbour = mates[at + step];
  if (neighbour) {
    const before = direction === 'up' ? neighbour.key : mates[at + 2]?.key;
    return placeQuestion(draft, key, question.section, before);
  }
  const next = sections[sections.findIndex((one) => one.key === question.section) + step];
  if (!next) return draft;
  const first = questions.find(({ section }) => section === next.key)?.key;
  return placeQuestion(draft, key, next.key, direction === 'down' ? first : undefined);
}

/** Puts a question into a section before another question; at the section's end without one. */
export function placeQuestion(
  draft: SurveyDraft,
  key: string,
  section: string | undefined,
  before: string | undefined,
): SurveyDraft {
  const moved = {
    ...omit(questionIn(draft, key), 'section'),
    ...(section !== undefined && { section }),
  };
  const rest = draft.questions.filter((one) => one.key !== key);
  const at = before === undefined ? -1 : rest.findIndex((one) => one.key === before);
  const questions = at < 0 ? [...rest, moved] : [...rest.slice(0, at), moved, ...rest.slice(at)];
  return grouped({ ...draft, questions });
}

/** Another kind with what belongs to it; what both kinds have is kept. */
export function withKind(question: DraftQuestion, kind: QuestionKind): DraftQuestion {
  if (question.kind === kind) return question;
  const { options, shuffle, about, texts, ...rest } = omit(question, 'scale');
  const words = omit(texts, 'labels', 'expected', 'perceived');
  const parts = partsOfKind(kind);
  const named = isRated(kind) && kind !== 'expectation' && about !== undefined;
  return {
    ...rest,
    kind,
    ...(parts.scale && { scale: parts.scale }),
    ...(parts.options && { options: options && options.length > 0 ? options : parts.options }),
    ...(parts.options && shuffle !== undefined && { shuffle }),
    ...(named && { about }),
    texts: { ...words, ...parts.texts },
  };
}

/** A page more, at the end. The first one divides the survey: what was there stays on the page before. */
export function addSection(draft: SurveyDraft): { draft: SurveyDraft; key: string } {
  const before: DraftSection[] = draft.sections?.length ? draft.sections : [{ key: 'part_1' }];
  const key = freeKey(`part_${before.length + 1}`, keysOf(before));
  return { draft: grouped({ ...inSections(draft, before), sections: [...before, { key }] }), key };
}

function inSections(draft: SurveyDraft, sections: DraftSection[]): SurveyDraft {
  const [first] = sections;
  const questions = draft.questions.map((question) =>
    question.section === undefined && first ? { ...question, section: first.key } : question,
  );
  return { ...draft, sections, questions };
}

function sectionIn(draft: SurveyDraft, key: string): number {
  const at = (draft.sections ?? []).findIndex((section) => section.key === key);
  if (at < 0) throw surveyErrors.survey_question_gone();
  return at;
}

/** Takes a section away; its questions join the one before it, or after it. The last one leaves a survey of one page. */
export function removeSection(draft: SurveyDraft, key: string): SurveyDraft {
  const sections = draft.sections ?? [];
  const at = sectionIn(draft, key);
  const heir = (sections[at - 1] ?? sections[at + 1])?.key;
  const rest = sections
    .filter((section) => section.key !== key)
    .map(({ then, ...section }): DraftSection => {
      const kept = (then ?? []).filter(({ goTo }) => goTo !== key);
      return kept.length > 0 ? { ...section, then: kept } : section;
    });
  const questions = draft.questions.map((question) =>
    question.section === key && heir !== undefined ? { ...question, section: heir } : question,
  );
  const [only] = rest;
  const onePage = rest.length === 0 || (rest.length === 1 && only && !only.title && !only.intro);
  const bare = omit(draft, 'sections');
  return withoutDangling(grouped(onePage ? { ...bare, questions } : { ...bare, sections: rest, questions }));
}

/** A section one place up or down, with its questions. */
export function moveSection(draft: SurveyDraft, key: string, direction: Direction): SurveyDraft {
  const sections = [...(draft.sections ?? [])];
  const at = sectionIn(draft, key);
  const to = at + (direction === 'up' ? -1 : 1);
  const [section] = sections.splice(at, 1);
  if (!section || to < 0 || to > sections.length) return draft;
  sections.splice(to, 0, section);
  return grouped({ ...draft, sections });
}

/** Replaces a question; conditions that no longer fit its answers go. */
export function replaceQuestion(draft: SurveyDraft, question: DraftQuestion): SurveyDraft {
  questionIn(draft, question.key);
  const questions = draft.questions.map((one) => (one.key === question.key ? question : one));
  return withoutDangling({ ...draft, questions });
}
