/** The page of the designer: the outline, what is open, and what is still missing. */
import type { Tone } from '../../kernel';
import { DomainError, type Fault } from '../../platform/errors';
import { type I18n, problemsOf } from '../../platform/i18n';
import type { Viewer } from '../../access';
import type { DraftQuestion, SurveyDraft } from '../survey-shape';
import { isRated } from '../survey-words';
import { type Open, panelName } from './draft-form';
import { DraftWords } from './draft-words';
import { FieldModels } from './field-models';
import { missingIn, placeInWords } from './missing';
import { kindsOffered, questionPanel, sectionPanel, surveyPanel } from './panel-models';
import type { VersionContent } from './survey-desk.service';

export interface DesignerState {
  content: VersionContent;
  /** What is shown: as it is kept, or as it was typed when it could not be. */
  draft: SurveyDraft;
  open: Open;
  /** Whether somebody chose what is open; otherwise a phone shows the outline first. */
  chosen: boolean;
  tone: Tone;
  problem?: DomainError | undefined;
}

export function designerModel(state: DesignerState, viewer: Viewer, i18n: I18n) {
  const { content, draft, open, chosen, problem } = state;
  const words = new DraftWords(draft, i18n, viewer.locale, i18n.formatsFor(viewer.locale).tag);
  const problems =
    problem && problemsOf(pointedAt(problem, state), i18n, viewer.locale, labelsOf(problem, state, words));
  const fields = new FieldModels(words, state.tone, problems);
  const missing = missingIn(words);
  const { surveyId, version } = content;
  const shown = `version=${version}&language=${words.author}`;
  return {
    surveyId,
    version,
    name: content.name,
    edits: content.edits,
    open: panelName(open),
    chosen,
    problems,
    saved: problem === undefined,
    missing,
    isReady: missing.length === 0,
    manyMissing: missing.length > 4,
    kinds: kindsOffered(fields),
    pages: pagesOf(words, open),
    surveyOpen: open.type === 'survey',
    hasPages: (draft.sections ?? []).length > 0,
    panel: panelOf(fields, state),
    previewPage: `/surveys/${surveyId}/preview?${shown}${stepOf(draft, open)}`,
    previewMail: `/surveys/${surveyId}/mail-preview/html?${shown}`,
    previewWhole: `/surveys/${surveyId}/preview?${shown}&device=phone`,
  };
}

/** The preview begins at the page of what is open. */
function stepOf({ questions, sections = [] }: SurveyDraft, open: Open): string {
  if (open.type === 'survey' || sections.length === 0) return '';
  const section = open.type === 'section' ? open.key : questions.find(({ key }) => key === open.key)?.section;
  return section === undefined || section === sections[0]?.key ? '' : `&step=${section}`;
}

function panelOf(fields: FieldModels, { draft, open, content }: DesignerState) {
  if (open.type === 'survey') return surveyPanel(fields, content.name);
  if (open.type === 'section') {
    const section = draft.sections?.find(({ key }) => key === open.key);
    return section ? sectionPanel(fields, section) : surveyPanel(fields, content.name);
  }
  const question = draft.questions.find(({ key }) => key === open.key);
  return question ? questionPanel(fields, question) : surveyPanel(fields, content.name);
}

/** The questions by page, with what is worth seeing at a glance. */
function pagesOf(words: DraftWords, open: Open) {
  const { draft } = words;
  const sections = draft.sections?.length ? draft.sections : [{ key: '' }];
  const last = draft.questions.length - 1;
  return sections.map((section, at) => ({
    key: section.key,
    name: `s-${section.key}`,
    title: section.key === '' ? null : words.section(section.key),
    ways: section.key === '' ? [] : words.waysOf(section),
    isOpen: open.type === 'section' && open.key === section.key,
    isFirst: at === 0,
    isLast: at === sections.length - 1,
    questions: draft.questions.flatMap((question, index) =>
      section.key === '' || question.section === section.key
        ? [
            {
              ...lineOf(words, question),
              number: index + 1,
              isFirst: index === 0 && at === 0,
              isLast: index === last && at === sections.length - 1,
              isOpen: open.type === 'question' && open.key === question.key,
            },
          ]
        : [],
    ),
  }));
}

function lineOf(words: DraftWords, question: DraftQuestion) {
  const { key, kind, subject, required, showIf } = question;
  return {
    key,
    name: `q-${key}`,
    prompt: words.prompt(question),
    short: words.short(question),
    kind,
    counts: subject === 'employee' && isRated(kind),
    required,
    onlyIf: showIf ? words.onlyIf(showIf) : null,
  };
}

/** Faults with the places of the form: those in the open thing are told at its fields. */
function pointedAt(problem: DomainError, { draft, open }: DesignerState): DomainError {
  if (!problem.errors || open.type === 'survey') return problem;
  const list = open.type === 'question' ? draft.questions : (draft.sections ?? []);
  const at = list.findIndex(({ key }) => key === open.key);
  const own = `/${open.type === 'question' ? 'questions' : 'sections'}/${at}/`;
  const faults = problem.errors.map((fault): Fault => {
    const pointer = fault.pointer.startsWith(own) ? `/${fault.pointer.slice(own.length)}` : fault.pointer;
    return { ...fault, pointer };
  });
  return new DomainError(problem.code, problem.status, problem.params, problem.pointer, faults);
}

/** What the places with faults are called. */
function labelsOf(problem: DomainError, state: DesignerState, words: DraftWords): Record<string, string> {
  const faults = pointedAt(problem, state).errors ?? [];
  return Object.fromEntries(
    faults.map(({ pointer }) => {
      const field = pointer.slice(1).replaceAll('/', '.');
      return [field, placeInWords(field, words)];
    }),
  );
}
