/**
 * What must hold of a survey beyond the shape of its parts: keys that occur once, scales that fit their kind, options
 * to choose from, logic that looks back and jumps ahead.
 */
import type { Condition, Logic } from './calc';
import type { QuestionDefinition, SectionDefinition, SurveyShape } from './survey-shape';
import { hasOptions, isRated, SCALES } from './survey-words';

type Path = readonly (string | number)[];
type Report = (code: string, path: Path, params?: Record<string, string | number>) => void;

/** Reports every fault with the path to it. */
export function checkStructure(definition: SurveyShape, report: Report): void {
  const { questions, sections = [] } = definition;
  checkSections(definition, report);
  const seen = new Map<string, QuestionDefinition>();
  questions.forEach((question, index) => {
    const own: Report = (code, path, params) =>
      report(code, ['questions', index, ...path], { question: question.key, ...params });
    if (seen.has(question.key)) own('survey_question_twice', ['key']);
    checkScale(question, own);
    checkOptions(question, own);
    checkAbout(question, index === 0, own);
    if (question.showIf) {
      checkLogic(question.showIf, seen, (code, path, params) => own(code, ['showIf', ...path], params));
    }
    seen.set(question.key, question);
  });
  const [first] = questions;
  if (first?.showIf || (sections[0]?.showIf ?? false))
    report('survey_first_conditional', ['questions', 0], {});
}

function checkSections({ questions, sections }: SurveyShape, report: Report): void {
  if (!sections || sections.length === 0) {
    questions.forEach(({ section, key }, index) => {
      if (section !== undefined)
        report('survey_section_unknown', ['questions', index, 'section'], { section, question: key });
    });
    return;
  }
  const order = new Map<string, number>();
  sections.forEach((section, index) => {
    if (order.has(section.key))
      report('survey_section_twice', ['sections', index, 'key'], { section: section.key });
    if (section.key === 'end') report('survey_section_end', ['sections', index, 'key'], {});
    order.set(section.key, index);
  });
  let reached = 0;
  questions.forEach(({ section, key }, index) => {
    const place = section === undefined ? undefined : order.get(section);
    if (place === undefined) {
      report('survey_section_unknown', ['questions', index, 'section'], {
        section: section ?? '',
        question: key,
      });
    } else if (place < reached) {
      report('survey_section_order', ['questions', index, 'section'], {
        section: section ?? '',
        question: key,
      });
    } else reached = place;
  });
  sections.forEach((section, index) => checkSection({ questions, order }, section, index, report));
}

function checkSection(
  { questions, order }: { questions: readonly QuestionDefinition[]; order: ReadonlyMap<string, number> },
  section: SectionDefinition,
  index: number,
  report: Report,
): void {
  const at = (code: string, path: Path, params?: Record<string, string | number>) =>
    report(code, ['sections', index, ...path], { section: section.key, ...params });
  const through = (last: number) =>
    new Map(
      questions
        .filter((question) => (order.get(question.section ?? '') ?? Infinity) <= last)
        .map((question) => [question.key, question]),
    );
  if (!questions.some((question) => question.section === section.key)) at('survey_section_empty', []);
  if (section.showIf) {
    checkLogic(section.showIf, through(index - 1), (code, path, params) =>
      at(code, ['showIf', ...path], params),
    );
  }
  section.then?.forEach((jump, number) => {
    checkLogic(jump.when, through(index), (code, path, params) =>
      at(code, ['then', number, 'when', ...path], params),
    );
    const target = jump.goTo === 'end' ? Infinity : order.get(jump.goTo);
    if (target === undefined || target <= index)
      at('survey_jump_backwards', ['then', number, 'goTo'], { goTo: jump.goTo });
  });
}

function checkScale(question: QuestionDefinition, report: Report): void {
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
  const values = valuesOf(question);
  const labels = Object.keys(question.texts.labels ?? {});
  const everyWord = question.kind === 'csat' || question.kind === 'thumbs';
  if (everyWord && values.some((value) => !labels.includes(value))) {
    report('survey_label_missing', ['texts', 'labels']);
  }
  if (!everyWord && [values[0], values.at(-1)].some((end) => !labels.includes(end ?? ''))) {
    report('survey_label_ends', ['texts', 'labels']);
  }
  if (labels.some((label) => !values.includes(label))) report('survey_label_unknown', ['texts', 'labels']);
}

function checkOptions({ kind, options, shuffle }: QuestionDefinition, report: Report): void {
  if (!hasOptions(kind)) {
    if (options) report('survey_options_unexpected', ['options']);
    if (shuffle) report('survey_options_unexpected', ['shuffle']);
    return;
  }
  if (!options || options.length < 2) return report('survey_options_few', ['options']);
  const keys = new Set<string>();
  options.forEach((option, index) => {
    if (keys.has(option.key))
      report('survey_option_twice', ['options', index, 'key'], { option: option.key });
    keys.add(option.key);
  });
  if (options.filter((option) => option.other).length > 1) report('survey_option_others', ['options']);
}

function checkAbout({ about, subject, kind }: QuestionDefinition, first: boolean, report: Report): void {
  if (about === undefined || about === 'all') return;
  if (subject !== 'employee' || !isRated(kind) || kind === 'expectation')
    return report('survey_about_nobody', ['about']);
  // The first question stands in the mail: it can be about one person only.
  if (first && about !== 'lead') report('survey_about_first', ['about']);
}

function checkLogic(logic: Logic, earlier: ReadonlyMap<string, QuestionDefinition>, report: Report): void {
  logic.conditions.forEach((condition, index) => {
    const about = earlier.get(condition.question);
    const at = (code: string) => report(code, ['conditions', index], { question: condition.question });
    if (!about) return at('survey_logic_not_earlier');
    if (about.about === 'each') return at('survey_logic_each');
    if (!fits(condition, about)) at('survey_logic_unfit');
  });
}

function fits(condition: Condition, question: QuestionDefinition): boolean {
  switch (condition.test) {
    case 'answered':
    case 'not_answered':
      return condition.value === undefined && condition.values === undefined;
    case 'at_least':
    case 'at_most':
      return condition.values === undefined && valuesOf(question).includes(String(condition.value));
    case 'is_any':
    case 'is_none': {
      const known = isRated(question.kind)
        ? valuesOf(question)
        : (question.options ?? []).map((option) => option.key);
      return (
        condition.value === undefined && (condition.values ?? ['']).every((value) => known.includes(value))
      );
    }
  }
}

function valuesOf({ scale }: QuestionDefinition): string[] {
  if (!scale) return [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, index) => String(scale.min + index));
}
