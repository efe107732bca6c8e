/** What is still missing before a draft can be published, in words, each with the place where it is put right. */
import type { Locale } from '../../kernel';
import type { DomainError, Fault } from '../../platform/errors';
import { languagesOf, publishingFaults } from '../completing';
import type { DraftWords } from './draft-words';

export interface Missing {
  text: string;
  /** What to open in the designer, `q-rating`, and the field in it: `field-texts.prompt.es`. */
  open: string;
  field: string;
  /** Set when it is a matter of translating: the language. */
  translate?: Locale;
}

/** In the order of the questionnaire; the texts another language lacks are counted in one line each. */
export function missingIn(words: DraftWords): Missing[] {
  const { draft } = words;
  const faults = publishingFaults(draft);
  const foreign = new Map<Locale, number>();
  const own = faults.flatMap((fault): Missing[] => {
    const locale = localeOf(fault, words.author);
    if (locale) {
      foreign.set(locale, (foreign.get(locale) ?? 0) + 1);
      return [];
    }
    return [described(fault, words)];
  });
  const languages = languagesOf(draft).flatMap((locale): Missing[] => {
    const count = foreign.get(locale) ?? 0;
    if (count === 0) return [];
    const language = words.say(`designer.in_${locale}`);
    const text = words.say('designer.missing_language', { count, language });
    return [{ text, open: 'survey', field: '', translate: locale }];
  });
  return [...own, ...languages];
}

/** The language in which a text is missing, when it is not the author's. */
function localeOf({ pointer, code }: Fault, author: Locale): Locale | undefined {
  const locale = /\/(es|en|pt-BR)$/.exec(pointer)?.[1] as Locale | undefined;
  return code === 'field_required' && locale !== author ? locale : undefined;
}

function described({ pointer, code, params }: Fault, words: DraftWords): Missing {
  const [, list = '', index = '', ...rest] = pointer.split('/');
  const path = rest.join('.');
  const at = Number(index);
  const question = list === 'questions' ? words.draft.questions[at] : undefined;
  const section = list === 'sections' ? words.draft.sections?.[at] : undefined;
  const open = question ? `q-${question.key}` : section ? `s-${section.key}` : 'survey';
  const field = `field-${fieldOf(path)}`;
  const where = question
    ? words.say('designer.question_number', { number: at + 1 })
    : section
      ? words.say('designer.page_number', { number: at + 1 })
      : words.say('designer.the_survey');
  if (code === 'field_required') {
    return {
      text: words.say('designer.missing_text', { where, what: placeInWords(path, words) }),
      open,
      field,
    };
  }
  const named = { where, ...params, field: where, ...keysInWords(params, words) };
  const key = TOLD_SHORTER.has(code) ? `designer.fault_${code}` : `errors.${code}`;
  return { text: words.say(key, named), open, field };
}

/** Faults for which the designer has words of its own, shorter than those for programs. */
const TOLD_SHORTER: ReadonlySet<string> = new Set([
  'survey_options_few', 'survey_about_first', 'survey_first_conditional', 'survey_section_empty',
  'survey_jump_backwards', 'survey_logic_not_earlier', 'survey_logic_each', 'survey_logic_unfit', 'survey_scale_wrong',
]); // prettier-ignore

/** Keys mean nothing to people: questions and sections are called by their words. */
function keysInWords(params: Fault['params'], words: DraftWords): Record<string, string> {
  const question = words.draft.questions.find(({ key }) => key === params['question']);
  const section = words.draft.sections?.find(({ key }) => key === params['section']);
  return {
    ...(question && { question: words.short(question) }),
    ...(section && { section: words.section(section.key) }),
  };
}

/** What stands at a place of a question or section: `the question`, `an option`. */
export function placeInWords(path: string, words: DraftWords): string {
  const name = /^texts\.(\w+)/.exec(path)?.[1] ?? /^(options|title|intro|scale|about|name)/.exec(path)?.[1];
  return words.say(`designer.place_${name ?? 'other'}`);
}

/** The field of the designer's form that stands for a place in the draft. */
function fieldOf(path: string): string {
  if (/^showIf|^then/.test(path))
    return path.split('.').slice(0, 3).join('.') + (path.includes('conditions') ? '.question' : '');
  return path;
}

/** The faults of a refused draft by thing and field, `q-rating.texts.prompt.en`, in words. */
export function faultsByField(problem: DomainError, words: DraftWords): Record<string, string> {
  const { questions, sections = [] } = words.draft;
  return Object.fromEntries(
    (problem.errors ?? []).map(({ pointer, code, params }) => {
      const [, list = '', index = '', ...rest] = pointer.split('/');
      const key = (list === 'questions' ? questions : sections)[Number(index)]?.key ?? '';
      const path = rest.join('.');
      const text = words.say(`errors.${code}`, { ...params, field: placeInWords(path, words) });
      return [`${list === 'questions' ? 'q' : 's'}-${key}.${path}`, text];
    }),
  );
}
