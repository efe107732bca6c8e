/**
 * Reads the forms that most customers send: one page of ratings and words, everything right. What a survey asks is
 * worked out once, and a form is then read in one pass. Anything else (sections, lists to choose from, a field nobody
 * knows, something wrong or missing) is left to `readAnswerForm`, which also says what is wrong; for every form that is
 * read here it gives the same (quick-form.spec.ts).
 */
import type { PublishedSurvey, Question, Server } from '../surveys';
import { allSlots } from '../surveys';
import { type AnswerForm, CONTACT_WINDOWS, type ContactWindow, HONEYPOT } from './answer-form';
import type { Answer } from './answers';
import { cleanComment, COMMENT_LIMIT, commentLength, QUOTE_NAMES, type QuoteName } from './calc';

/** One thing a customer fills in, when it does not matter who served. */
interface Field {
  readonly index: number;
  readonly key: string;
  readonly question: Question;
  readonly questionId: number;
  readonly part: 'expected' | 'perceived' | undefined;
  /** Whether it is about the one with the largest share. */
  readonly aboutLead: boolean;
  readonly words: boolean;
  readonly min: number;
  readonly max: number;
}

interface Reader {
  readonly byName: ReadonlyMap<string, Field>;
  readonly count: number;
  /** Places of what may not be left out. */
  readonly required: readonly number[];
}

const readers = new WeakMap<PublishedSurvey, Reader | 'none'>();

/** @returns undefined for a form that has to be looked at more closely */
export function quickForm(
  survey: PublishedSurvey,
  servers: readonly Server[],
  body: unknown,
): AnswerForm | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  let reader = readers.get(survey);
  if (!reader) readers.set(survey, (reader = readerOf(survey) ?? 'none'));
  return reader === 'none' ? undefined : read(reader, servers, body as Record<string, unknown>);
}

function read(
  { byName, count, required }: Reader,
  servers: readonly Server[],
  body: Readonly<Record<string, unknown>>,
): AnswerForm | undefined {
  const given: (Answer | undefined | null)[] = new Array<undefined>(count).fill(undefined);
  let mayContact = false;
  let mayQuote = false;
  let contactWhen: ContactWindow | null = null;
  let quoteName: QuoteName | null = null;
  let honeypotFilled = false;
  for (const name in body) {
    const value = body[name];
    if (typeof value !== 'string') return undefined;
    const field = byName.get(name);
    if (field) {
      const answer = answerTo(field, value, servers);
      // Twice, under both of its names; or wrong.
      if (answer === undefined || given[field.index] !== undefined) return undefined;
      given[field.index] = answer;
      continue;
    }
    switch (name) {
      case 'opened':
        break;
      case HONEYPOT:
        honeypotFilled = value !== '';
        break;
      case 'consents':
        if (ticked(value) === undefined) return undefined;
        break;
      case 'mayContact':
      case 'mayQuote': {
        const isTicked = ticked(value);
        if (isTicked === undefined) return undefined;
        if (name === 'mayContact') mayContact = isTicked;
        else mayQuote = isTicked;
        break;
      }
      case 'contactWhen':
        if (value !== '' && !isOneOf(CONTACT_WINDOWS, value)) return undefined;
        contactWhen = value === '' ? null : (value as ContactWindow);
        break;
      case 'quoteName':
        if (value !== '' && !isOneOf(QUOTE_NAMES, value)) return undefined;
        quoteName = value === '' ? null : (value as QuoteName);
        break;
      default:
        return undefined;
    }
  }
  for (const index of required) if (!given[index]) return undefined;
  const answers: Answer[] = [];
  for (const answer of given) if (answer) answers.push(answer);
  return {
    answers,
    step: null,
    complete: true,
    next: null,
    consents: { mayContact, contactWhen: mayContact ? contactWhen : null, mayQuote, quoteName },
    honeypotFilled,
  };
}

/** @returns null for nothing said, undefined for something that may not stand there */
function answerTo(field: Field, value: string, servers: readonly Server[]): Answer | null | undefined {
  const { key, question, questionId, part, aboutLead, words, min, max } = field;
  const employeeId = aboutLead ? (servers[0]?.id ?? 0) : 0;
  if (words) {
    const text = cleaned(value);
    if (text === '') return null;
    if (text.length > COMMENT_LIMIT && commentLength(text) > COMMENT_LIMIT) return undefined;
    return { key, question, questionId, employeeId, text };
  }
  if (value === '') return null;
  if (!/^\d{1,2}$/.test(value)) return undefined;
  const rating = Number(value);
  if (rating < min || rating > max) return undefined;
  return part
    ? { key, question, questionId, part, employeeId, rating }
    : { key, question, questionId, employeeId, rating };
}

/** Characters of western Europe's languages, as keyboards write them: nothing to be dropped, nothing to be composed. */
const PLAIN = /^[\x20-\x7e\u00a1-\u02ff]*$/;

const cleaned = (typed: string): string => (PLAIN.test(typed) ? typed.trim() : cleanComment(typed));

function ticked(value: string): boolean | undefined {
  if (value === 'on' || value === 'true' || value === '1' || value === 'yes') return true;
  return value === '' || value === 'off' || value === 'false' || value === '0' || value === 'no'
    ? false
    : undefined;
}

const isOneOf = (list: readonly string[], value: string): boolean => list.includes(value);

/** @returns undefined for a survey whose way, or whose slots, depend on the customer */
function readerOf(survey: PublishedSurvey): Reader | undefined {
  const [section, ...more] = survey.sections;
  const straight =
    section !== undefined &&
    more.length === 0 &&
    !section.showIf &&
    section.then.length === 0 &&
    survey.questions.every(({ showIf, about }) => !showIf && (about === 'all' || about === 'lead'));
  if (!straight) return undefined;
  const byName = new Map<string, Field>();
  const slots = allSlots(survey, []);
  slots.forEach(({ key, field: name, question, questionId, part }, index) => {
    if (question.options.length > 0) return;
    const { min, max } = question.scale ?? { min: 1, max: 5 };
    const words = question.kind === 'text';
    const aboutLead = question.about === 'lead' && question.kind !== 'expectation';
    const field: Field = { index, key, question, questionId, part, aboutLead, words, min, max };
    byName.set(name, field);
    byName.set(`answers[${key}]`, field);
  });
  const required = slots.flatMap(({ question }, index) => (question.required ? [index] : []));
  return { byName, count: slots.length, required };
}
