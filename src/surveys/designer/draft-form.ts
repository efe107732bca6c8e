/**
 * The form of the designer as a change to the draft. Its fields are named by where they stand in the question, the
 * section or the survey that is open (`texts.prompt.es`, `options.0.text.es`, `showIf.conditions.0.test`), so that a
 * fault found in the draft leads to its field.
 */
import { LOCALES, type Locale } from '../../kernel';
import { CONDITION_TESTS } from '../calc';
import { languagesOf } from '../completing';
import type { DraftQuestion, DraftText, SurveyDraft } from '../survey-shape';
import { ABOUT_WHOM, hasOptions, isRated, QUESTION_KINDS, QUESTION_SUBJECTS, SCALES } from '../survey-words';
import { replaceQuestion, withKind } from './draft-edits';
import {
  type Condition,
  type DraftSection,
  fitted,
  type Logic,
  type Owner,
  questionsBefore,
} from './draft-logic';
import { omit } from './omit';

/** What a form holds, by field name. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is open in the designer: a question, a section, or the survey itself. */
export type Open = { type: 'question' | 'section'; key: string } | { type: 'survey' };

const one = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' ? value : value?.at(-1);
};
const many = (fields: Fields, name: string): string[] => {
  const value = fields[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : [...value];
};
const oneOf = <T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined =>
  allowed.find((choice) => choice === value);

/** The draft with what the form says about the thing that is open. Texts may be too long or wrong: saving tells. */
export function withForm(draft: SurveyDraft, open: Open, fields: Fields): SurveyDraft {
  if (one(fields, 'panel') !== panelName(open)) return draft;
  if (open.type === 'survey') return withSettings(draft, fields);
  if (open.type === 'section') {
    const sections = draft.sections?.map((section) =>
      section.key === open.key ? sectionFrom(draft, section, fields) : section,
    );
    return { ...draft, ...(sections && { sections }) };
  }
  const before = draft.questions.find(({ key }) => key === open.key);
  return before ? replaceQuestion(draft, questionFrom(draft, before, fields)) : draft;
}

/** Name of an open thing in addresses and forms: `q-rating`, `s-part_1`, `survey`. */
export function panelName(open: Open): string {
  return open.type === 'survey' ? 'survey' : `${open.type === 'question' ? 'q' : 's'}-${open.key}`;
}

/** The open thing by its name, when it is there; undefined otherwise. */
export function openOf(draft: SurveyDraft, name: string | undefined): Open | undefined {
  if (name === 'survey') return { type: 'survey' };
  const [prefix, key = ''] = [name?.slice(0, 2), name?.slice(2)];
  if (prefix === 'q-' && draft.questions.some((question) => question.key === key)) {
    return { type: 'question', key };
  }
  if (prefix === 's-' && draft.sections?.some((section) => section.key === key)) {
    return { type: 'section', key };
  }
  return undefined;
}

function withSettings(draft: SurveyDraft, fields: Fields): SurveyDraft {
  const chosen = LOCALES.filter((locale) => many(fields, 'languages').includes(locale));
  const author = oneOf(one(fields, 'author'), LOCALES) ?? chosen[0] ?? languagesOf(draft)[0] ?? 'es';
  return { ...draft, languages: [author, ...chosen.filter((locale) => locale !== author)] };
}

function questionFrom(draft: SurveyDraft, before: DraftQuestion, fields: Fields): DraftQuestion {
  const kind = oneOf(one(fields, 'kind'), QUESTION_KINDS) ?? before.kind;
  const question = withKind(before, kind);
  const subject = oneOf(one(fields, 'subject'), QUESTION_SUBJECTS) ?? before.subject;
  const showIf = logicFrom(draft, { type: 'question', key: before.key }, fields, 'showIf', before.showIf);
  const about =
    subject === 'employee' && isRated(kind) && kind !== 'expectation' ? aboutFrom(fields) : undefined;
  const dimension = one(fields, 'dimension');
  const rest = omit(question, 'about', 'showIf', 'dimension', 'shuffle');
  return {
    ...rest,
    subject,
    required: one(fields, 'required') !== undefined,
    ...(hasOptions(kind) && one(fields, 'shuffle') !== undefined && { shuffle: true }),
    ...(about !== undefined && { about }),
    ...(dimension && { dimension }),
    ...(showIf && { showIf }),
    ...(question.options && { options: optionsFrom(question.options, fields) }),
    ...scaledTexts(question, before.kind === kind ? fields : withoutLabels(fields)),
  };
}

/** The words of another kind's scale are not those of this one. */
function withoutLabels(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !/^(texts\.(labels|expected|perceived)|scale)\./.test(name)),
  );
}

function aboutFrom(fields: Fields): DraftQuestion['about'] {
  const about = one(fields, 'about');
  if (about === 'role') return { role: one(fields, 'aboutRole') ?? '' };
  const known = oneOf(about, ABOUT_WHOM);
  return known === 'all' ? undefined : known;
}

function optionsFrom(before: NonNullable<DraftQuestion['options']>, fields: Fields) {
  return before.map((option, index) => {
    const text = textFrom(option.text, fields, `options.${index}.text`);
    const other = one(fields, 'otherOption') === option.key;
    return { key: option.key, text, ...(other && { other: true }) };
  });
}

/** A text with what a form says about it, in whichever languages it does. */
export function textFrom(before: DraftText | undefined, fields: Fields, path: string): DraftText {
  const typed = LOCALES.flatMap((locale): [Locale, string][] => {
    const value = one(fields, `${path}.${locale}`);
    return value === undefined ? [] : [[locale, value]];
  });
  return { ...before, ...Object.fromEntries(typed) };
}

const isEmpty = (text: DraftText): boolean => LOCALES.every((locale) => (text[locale] ?? '').trim() === '');

const TEXTS = [
  'prompt', 'promptWithoutEmployee', 'promptHigh', 'promptLow', 'hint', 'placeholder', 'expected', 'perceived',
] as const; // prettier-ignore

/** Scale and texts together: which words there are depends on where the scale begins and ends. */
function scaledTexts(question: DraftQuestion, fields: Fields): Pick<DraftQuestion, 'scale' | 'texts'> {
  const texts: DraftQuestion['texts'] = { ...question.texts };
  for (const name of TEXTS) {
    const named = Object.keys(fields).some((field) => field.startsWith(`texts.${name}.`));
    if (named) texts[name] = textFrom(texts[name], fields, `texts.${name}`);
  }
  const scale = scaleFrom(question, fields);
  if (!scale) return { texts };
  const everyWord = question.kind === 'csat' || question.kind === 'thumbs';
  const labels: Record<string, DraftText> = {};
  for (let value = scale.min; value <= Math.min(scale.max, 10); value += 1) {
    const label = textFrom(texts.labels?.[value], fields, `texts.labels.${value}`);
    const isEnd = value === scale.min || value === scale.max;
    if (everyWord || isEnd || !isEmpty(label)) labels[value] = label;
  }
  return { scale, texts: { ...texts, labels } };
}

function scaleFrom({ kind, scale }: DraftQuestion, fields: Fields): DraftQuestion['scale'] {
  if (SCALES[kind] !== null) return scale;
  const end = (name: 'min' | 'max') => {
    const typed = one(fields, `scale.${name}`);
    return typed === undefined ? (scale?.[name] ?? 1) : Number(typed);
  };
  return { min: end('min'), max: end('max') };
}

function sectionFrom(draft: SurveyDraft, before: DraftSection, fields: Fields): DraftSection {
  const { key } = before;
  const showIf = logicFrom(draft, { type: 'section', key }, fields, 'showIf', before.showIf);
  const then = (before.then ?? []).flatMap((jump, at) => {
    const when = logicFrom(draft, { type: 'jump', key, at }, fields, `then.${at}.when`, jump.when);
    return when ? [{ when, goTo: one(fields, `then.${at}.goTo`) ?? jump.goTo }] : [];
  });
  const title = textFrom(before.title, fields, 'title');
  const intro = textFrom(before.intro, fields, 'intro');
  return {
    key,
    ...(!isEmpty(title) && { title }),
    ...(!isEmpty(intro) && { intro }),
    ...(showIf && { showIf }),
    ...(then.length > 0 && { then }),
    ...(one(fields, 'shuffle') !== undefined && { shuffle: true }),
  };
}

/**
 * The conditions of the form that look at a question that comes before; undefined without any. One that stood there
 * already and looks at a question that was moved behind stays: what is missing says so.
 */
function logicFrom(
  draft: SurveyDraft,
  owner: Owner,
  fields: Fields,
  path: string,
  kept: Logic | undefined,
): Logic | undefined {
  const before = questionsBefore(draft, owner);
  const conditions: Condition[] = [];
  for (let at = 0; one(fields, `${path}.conditions.${at}.question`) !== undefined; at += 1) {
    const name = `${path}.conditions.${at}`;
    const question = one(fields, `${name}.question`);
    const about = before.find(({ key }) => key === question);
    const stays = kept?.conditions[at];
    if (!about && stays && stays.question === question) conditions.push(stays);
    if (!about) continue;
    const value = Number(one(fields, `${name}.value`) ?? Number.NaN);
    const test = oneOf(one(fields, `${name}.test`), CONDITION_TESTS) ?? 'answered';
    conditions.push(
      fitted({ question: about.key, test, value, values: many(fields, `${name}.values`) }, about),
    );
  }
  const match = one(fields, `${path}.match`) === 'any' ? 'any' : 'all';
  return conditions.length > 0 ? { match, conditions } : undefined;
}
