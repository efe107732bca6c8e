/** The buttons of the designer: what each does to the draft, what is open afterwards, and what is said about it. */
import type { DraftQuestion, SurveyDraft } from '../survey-shape';
import { QUESTION_KINDS } from '../survey-words';
import { surveyErrors } from '../surveys.errors';
import {
  addQuestion,
  addSection,
  type Direction,
  duplicateQuestion,
  freeKey,
  moveQuestion,
  moveSection,
  placeQuestion,
  removeQuestion,
  removeSection,
  replaceQuestion,
} from './draft-edits';
import {
  type DraftSection,
  firstCondition,
  type Jump,
  type Logic,
  type Owner,
  withoutDangling,
} from './draft-logic';
import { type Open, openOf } from './draft-form';
import { omit } from './omit';
import { EMPTY_TEXT } from './starters';

export interface Done {
  draft: SurveyDraft;
  /** What is open afterwards. */
  open: Open;
  /** Message key about it, with what fills it; nothing is said about mere saving. */
  said?: { key: string; params?: Record<string, number> };
}

const MOST_OPTIONS = 20;

/**
 * @param action what the button says: `save`, `open:q-rating`, `add:csat:part_1`, `up:q-rating`, `option:add`…
 * @param open what was open when it was pressed
 * @param avoid keys of questions in earlier versions
 * @throws DomainError `survey_question_last`, `survey_question_gone`
 */
export function act(draft: SurveyDraft, open: Open, action: string, avoid: ReadonlySet<string>): Done {
  const [verb = '', first = '', second, third] = action.split(':');
  switch (verb) {
    case 'open':
      return { draft, open: openOf(draft, first) ?? open };
    case 'add':
      return added(draft, open, first, second, avoid);
    case 'copy': {
      const copied = duplicateQuestion(draft, first, avoid);
      return { ...opened(copied), said: { key: 'designer.said_copied' } };
    }
    case 'remove':
      return removed(draft, first);
    case 'up':
    case 'down':
      return moved(draft, open, verb, first);
    case 'place':
      return placed(draft, open, first, second, third);
    case 'section':
      return { ...sectionAdded(draft), said: { key: 'designer.said_section_added' } };
    case 'unsection':
      return {
        draft: removeSection(draft, first),
        open: { type: 'survey' },
        said: { key: 'designer.said_section_removed' },
      };
    case 'option':
      return { draft: withOption(draft, open, first, Number(second)), open };
    case 'condition':
      return { draft: withCondition(draft, open, first, second ?? '', Number(third)), open };
    case 'jump':
      return { draft: withJump(draft, open, first, Number(second)), open };
    default:
      return { draft, open };
  }
}

const opened = ({ draft, key }: { draft: SurveyDraft; key: string }): Done => ({
  draft,
  open: { type: 'question', key },
});

function added(
  draft: SurveyDraft,
  open: Open,
  wanted: string,
  section: string | undefined,
  avoid: ReadonlySet<string>,
): Done {
  const kind = QUESTION_KINDS.find((one) => one === wanted);
  if (!kind) return { draft, open };
  const place = draft.sections?.some(({ key }) => key === section) ? section : undefined;
  return { ...opened(addQuestion(draft, kind, place, avoid)), said: { key: 'designer.said_added' } };
}

function removed(draft: SurveyDraft, key: string): Done {
  const at = draft.questions.findIndex((question) => question.key === key);
  const after = removeQuestion(draft, key);
  const next = after.questions[Math.min(at, after.questions.length - 1)];
  return {
    draft: after,
    open: next ? { type: 'question', key: next.key } : { type: 'survey' },
    said: { key: 'designer.said_removed' },
  };
}

function placeOf(draft: SurveyDraft, key: string): Done['said'] {
  const place = draft.questions.findIndex((question) => question.key === key) + 1;
  return { key: 'designer.said_moved', params: { place, count: draft.questions.length } };
}

function moved(draft: SurveyDraft, open: Open, direction: Direction, name: string): Done {
  const target = openOf(draft, name);
  if (target?.type === 'section') {
    const after = moveSection(draft, target.key, direction);
    const sections = after.sections ?? [];
    const place = sections.findIndex(({ key }) => key === target.key) + 1;
    return {
      draft: after,
      open,
      said: { key: 'designer.said_section_moved', params: { place, count: sections.length } },
    };
  }
  if (target?.type !== 'question') throw surveyErrors.survey_question_gone();
  const after = moveQuestion(draft, target.key, direction);
  return { draft: after, open, said: placeOf(after, target.key) };
}

function placed(draft: SurveyDraft, open: Open, key: string, section = '', before = ''): Done {
  const after = placeQuestion(draft, key, section || undefined, before || undefined);
  return { draft: after, open, said: placeOf(after, key) };
}

function sectionAdded(draft: SurveyDraft): Done {
  const { draft: after, key } = addSection(draft);
  return { draft: after, open: { type: 'section', key } };
}

function withOption(draft: SurveyDraft, open: Open, verb: string, at: number): SurveyDraft {
  const question = questionOf(draft, open);
  if (!question?.options) return draft;
  const options = [...question.options];
  if (verb === 'add' && options.length < MOST_OPTIONS) {
    const key = freeKey(`option_${options.length + 1}`, new Set(options.map((option) => option.key)));
    options.push({ key, text: { ...EMPTY_TEXT } });
  } else if (verb === 'remove') options.splice(at, 1);
  else if (verb === 'up' || verb === 'down') {
    const [option] = options.splice(at, 1);
    if (option) options.splice(Math.max(0, verb === 'up' ? at - 1 : at + 1), 0, option);
  }
  return replaceQuestion(draft, { ...question, options });
}

const questionOf = (draft: SurveyDraft, open: Open): DraftQuestion | undefined =>
  open.type === 'question' ? draft.questions.find(({ key }) => key === open.key) : undefined;

/** @param path where the conditions stand: `showIf`, or `then.0` for a way on from a section */
function withCondition(draft: SurveyDraft, open: Open, verb: string, path: string, at: number): SurveyDraft {
  if (open.type === 'survey') return draft;
  const jump = /^then\.(\d{1,2})$/.exec(path)?.[1];
  const owner: Owner = jump === undefined ? open : { type: 'jump', key: open.key, at: Number(jump) };
  const change = (logic: Logic | undefined): Logic | undefined => {
    const conditions = [...(logic?.conditions ?? [])];
    const fresh = verb === 'add' ? firstCondition(draft, owner) : undefined;
    if (fresh && conditions.length < 5) conditions.push(fresh);
    if (verb === 'remove') conditions.splice(at, 1);
    return conditions.length > 0 ? { match: logic?.match ?? 'all', conditions } : undefined;
  };
  if (open.type === 'question') {
    const question = questionOf(draft, open);
    return question ? replaceQuestion(draft, shownIf(question, change(question.showIf))) : draft;
  }
  return withSection(draft, open.key, (section) => {
    if (owner.type !== 'jump') return shownIf(section, change(section.showIf));
    const then = (section.then ?? []).flatMap((one, index): Jump[] => {
      const when = index === owner.at ? change(one.when) : one.when;
      return when ? [{ ...one, when }] : [];
    });
    return withThen(section, then);
  });
}

function shownIf<T extends { showIf?: Logic | undefined }>(thing: T, showIf: Logic | undefined): T {
  return { ...omit(thing, 'showIf'), ...(showIf && { showIf }) } as T;
}

function withThen(section: DraftSection, then: readonly Jump[]): DraftSection {
  return { ...omit(section, 'then'), ...(then.length > 0 && { then: [...then] }) };
}

function withJump(draft: SurveyDraft, open: Open, verb: string, at: number): SurveyDraft {
  if (open.type !== 'section') return draft;
  const { sections = [] } = draft;
  return withSection(draft, open.key, (section) => {
    const then = [...(section.then ?? [])];
    if (verb === 'remove') then.splice(at, 1);
    const condition = firstCondition(draft, { type: 'jump', key: section.key, at: then.length });
    if (verb === 'add' && condition && then.length < 10) {
      const own = sections.findIndex(({ key }) => key === section.key);
      then.push({ when: { match: 'all', conditions: [condition] }, goTo: sections[own + 2]?.key ?? 'end' });
    }
    return withThen(section, then);
  });
}

function withSection(
  draft: SurveyDraft,
  key: string,
  change: (section: DraftSection) => DraftSection,
): SurveyDraft {
  const sections = draft.sections?.map((section) => (section.key === key ? change(section) : section));
  return withoutDangling({ ...draft, ...(sections && { sections }) });
}
