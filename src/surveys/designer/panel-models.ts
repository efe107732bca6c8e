/** What is open in the designer, ready for its template: a question, a section, or the survey as a whole. */
import { LOCALES } from '../../kernel';
import { languagesOf } from '../completing';
import type { DraftQuestion } from '../survey-shape';
import {
  DIMENSIONS,
  hasOptions,
  isRated,
  QUESTION_KINDS,
  QUESTION_SUBJECTS,
  type QuestionKind,
  SCALES,
  TEXT_LIMITS,
  TEXT_NAMES,
} from '../survey-words';
import type { DraftSection } from './draft-logic';
import type { FieldModels } from './field-models';

/** The kinds in the order they are offered: what most surveys need first. */
const OFFERED: readonly QuestionKind[] = [
  'csat', 'text', 'choice', 'multi_choice', 'nps', 'ces', 'thumbs', 'scale', 'expectation',
]; // prettier-ignore

export const kindsOffered = (fields: FieldModels) =>
  OFFERED.map((value) => ({
    value,
    label: fields.words.say(`surveys.kind_${value}`),
    text: fields.words.say(`designer.kind_text_${value}`),
  }));

export function questionPanel(fields: FieldModels, question: DraftQuestion) {
  const { words } = fields;
  const { draft } = words;
  const { key, kind, subject, texts } = question;
  const at = draft.questions.indexOf(question);
  const say = (name: string) => words.say(`designer.${name}`);
  const limit = TEXT_LIMITS.prompt;
  const named = [texts.prompt, texts.promptHigh, texts.promptLow].some((text) =>
    words.own(text).includes('{employee}'),
  );
  const wordings =
    at > 0
      ? (['promptHigh', 'promptLow', 'promptWithoutEmployee'] as const)
      : (['promptWithoutEmployee'] as const);
  const others = wordings.map((name) => ({
    ...fields.text(`texts.${name}`, say(`text_${name}`), texts[name], limit, { kind }),
    note: say(`note_${name}`),
  }));
  const about = typeof question.about === 'object' ? 'role' : (question.about ?? 'all');
  return {
    isQuestion: true,
    name: `q-${key}`,
    key,
    number: at + 1,
    alone: draft.questions.length === 1,
    isCore: at === 0,
    kind,
    kinds: QUESTION_KINDS.map((value) => ({ value, label: words.say(`surveys.kind_${value}`) })),
    kindText: say(`kind_text_${kind}`),
    prompt: fields.text('texts.prompt', say('text_prompt'), texts.prompt, limit, { kind }),
    example: say(`example_${kind}`),
    names: TEXT_NAMES.map((name) => ({ value: `{${name}}`, label: say(`name_${name}`) })),
    hint: fields.text('texts.hint', say('text_hint'), texts.hint, TEXT_LIMITS.hint, { place: 'hint' }),
    placeholder:
      kind === 'text'
        ? fields.text('texts.placeholder', say('text_placeholder'), texts.placeholder, limit, {
            place: 'placeholder',
          })
        : null,
    others,
    othersOpen: named || others.some(({ value, error }) => value !== '' || error),
    needsOther: named && words.own(texts.promptWithoutEmployee) === '',
    ...answersOf(fields, question),
    subject,
    subjects: QUESTION_SUBJECTS.map((value) => ({
      value,
      label: say(`subject_${value}`),
      text: say(`subject_text_${value}`),
      checked: value === subject,
    })),
    asksAbout: subject === 'employee' && isRated(kind) && kind !== 'expectation',
    about,
    abouts: ['all', 'lead', 'each', 'role'].map((value) => ({ value, label: say(`about_${value}`) })),
    aboutError: fields.error('about'),
    role: typeof question.about === 'object' ? question.about.role : '',
    roleError: fields.error('about.role'),
    required: question.required,
    shuffle: question.shuffle ?? false,
    dimension: question.dimension ?? '',
    dimensions: dimensionsOf(fields, question),
    logic: fields.logic('showIf', { type: 'question', key }, question.showIf),
  };
}

function dimensionsOf({ words }: FieldModels, { dimension }: DraftQuestion) {
  const known: readonly string[] = DIMENSIONS;
  const own = dimension !== undefined && !known.includes(dimension) ? [dimension] : [];
  return [
    { value: '', label: words.say('designer.dimension_none') },
    ...known.map((value) => ({ value, label: words.say(`designer.dimension_${value}`) })),
    ...own.map((value) => ({ value, label: value })),
  ];
}

/** How the question is answered: the words of its scale, its options, the headings of its two halves. */
function answersOf(fields: FieldModels, question: DraftQuestion) {
  const { words } = fields;
  const { kind, scale, texts, options = [] } = question;
  const everyWord = kind === 'csat' || kind === 'thumbs';
  const [min, max] = [scale?.min ?? 0, scale?.max ?? -1];
  const values = Array.from({ length: Math.max(0, Math.min(11, max - min + 1)) }, (_, index) => min + index);
  const label = (value: number) => ({
    ...fields.text(
      `texts.labels.${value}`,
      words.say('designer.label_of', { value }),
      texts.labels?.[value],
      TEXT_LIMITS.label,
      { place: 'label' },
    ),
    number: value,
  });
  const isEnd = (value: number) => value === min || value === max;
  return {
    isRated: isRated(kind),
    ownScale: SCALES[kind] === null ? { min: String(min), max: String(max) } : null,
    lowest: ['0', '1'].map((value) => ({ value, label: value })),
    highest: Array.from({ length: 9 }, (_, index) => String(index + 2)).map((value) => ({
      value,
      label: value,
    })),
    scaleError: fields.error('scale') ?? fields.error('scale.min') ?? fields.error('scale.max'),
    labels: values.filter((value) => everyWord || isEnd(value)).map(label),
    middleLabels: everyWord ? [] : values.filter((value) => !isEnd(value)).map(label),
    labelsError: fields.error('texts.labels'),
    halves:
      kind === 'expectation'
        ? (['expected', 'perceived'] as const).map((name) =>
            fields.text(`texts.${name}`, words.say(`designer.text_${name}`), texts[name], TEXT_LIMITS.label, {
              place: 'label',
            }),
          )
        : null,
    hasOptions: hasOptions(kind),
    isMulti: kind === 'multi_choice',
    options: options.map((option, index) => ({
      ...fields.text(
        `options.${index}.text`,
        words.say('designer.option_number', { number: index + 1 }),
        option.text,
        TEXT_LIMITS.option,
        { place: 'option' },
      ),
      index,
      id: option.key,
      isFirst: index === 0,
      isLast: index === options.length - 1,
    })),
    optionsError: fields.error('options'),
    moreOptions: options.length < 20,
    otherOption: options.find(({ other }) => other)?.key ?? '',
    otherOptions: [
      { value: '', label: words.say('designer.other_none') },
      ...options.map((option, index) => ({
        value: option.key,
        label: words.own(option.text) || words.say('designer.option_number', { number: index + 1 }),
      })),
    ],
  };
}

export function sectionPanel(fields: FieldModels, section: DraftSection) {
  const { words } = fields;
  const { sections = [] } = words.draft;
  const at = sections.indexOf(section);
  const targets = [
    ...sections.slice(at + 1).map(({ key }) => ({ value: key, label: words.section(key) })),
    { value: 'end', label: words.say('designer.the_end') },
  ];
  return {
    isSection: true,
    name: `s-${section.key}`,
    key: section.key,
    number: at + 1,
    isFirst: at === 0,
    isLast: at === sections.length - 1,
    title: fields.text('title', words.say('designer.text_title'), section.title, TEXT_LIMITS.title, {
      place: 'title',
    }),
    intro: fields.text('intro', words.say('designer.text_intro'), section.intro, TEXT_LIMITS.hint, {
      place: 'intro',
    }),
    shuffle: section.shuffle ?? false,
    logic: fields.logic('showIf', { type: 'section', key: section.key }, section.showIf),
    jumps: (section.then ?? []).map((jump, index) => ({
      index,
      number: index + 1,
      goTo: jump.goTo,
      targets,
      error: fields.error(`then.${index}.goTo`),
      logic: fields.logic(`then.${index}.when`, { type: 'jump', key: section.key, at: index }, jump.when),
    })),
    canJump: (section.then?.length ?? 0) < 10,
  };
}

/** @param name what the survey is called */
export function surveyPanel(fields: FieldModels, name: string) {
  const { words } = fields;
  const asked = languagesOf(words.draft);
  return {
    isSurvey: true,
    name: 'survey',
    surveyName: name,
    nameError: fields.error('name'),
    author: words.author,
    authors: LOCALES.map((value) => ({ value, label: words.say(`platform.language_${value}`) })),
    languages: LOCALES.map((value) => ({
      value,
      label: words.say(`platform.language_${value}`),
      checked: asked.includes(value),
    })),
  };
}
