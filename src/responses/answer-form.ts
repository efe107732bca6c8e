/**
 * Reads what a customer sent from the answer page: which fields a survey version has for this contact, what may stand
 * in them, and what is still missing on the way through the questionnaire.
 *
 * The first rated question is `rating` and the first open one `comment`; every slot can also be named
 * `answers[<slot key>]`, and the words beside `other` are `answers[<slot key>.other]`. A page of a survey with sections
 * names itself in `step`; without it the form is the whole questionnaire. Everything else is refused by name.
 *
 * A step that asks for consent sends `consents` (hidden), `contactWhen` or `quoteName` beside the tick boxes: without
 * any of them a step says nothing about consent, and what was said before stays. A step that names an earlier section in
 * `back` leads there: what it says is kept, though it may be unfinished, and it still has to be sent.
 */
import { z, type ZodType } from 'zod';
import { DomainError, type Fault, parseInput } from '../platform/errors';
import {
  allSlots,
  pathThrough,
  type PublishedSurvey,
  type Section,
  type Server,
  type Slot,
} from '../surveys';
import { type Answer, placeOf, valuesOf } from './answers';
import { COMMENT_LIMIT, cleanComment, commentLength, QUOTE_NAMES, type QuoteName } from './calc';

/** The field no person sees; text in it betrays a program that fills in everything. */
export const HONEYPOT = 'website';

/** When a customer may be called: at any time, 9–12, 12–15, 15–18 or 18–21, in the organization's zone. */
export const CONTACT_WINDOWS = ['any', 'morning', 'midday', 'afternoon', 'evening'] as const;
export type ContactWindow = (typeof CONTACT_WINDOWS)[number];

/** Characters that may be written beside `other`. */
export const OTHER_LIMIT = 500;

/** What a customer allows. */
export interface Consents {
  readonly mayContact: boolean;
  /** Null when no time was named, or nobody may call. */
  readonly contactWhen: ContactWindow | null;
  readonly mayQuote: boolean;
  /** Null when the form does not say. */
  readonly quoteName: QuoteName | null;
}

/** What was answered before a step, which the step adds to. */
export interface Before {
  readonly answers: readonly Answer[];
  /** Keys of the sections that were sent. */
  readonly posted: ReadonlySet<string>;
}

export interface AnswerForm {
  /** Everything answered so far that is on the way through the questionnaire, in the order of the survey. */
  readonly answers: readonly Answer[];
  /** The section that was sent, or the one to go back to; null for a whole form. */
  readonly step: string | null;
  /** The way ends here and nothing that is required is missing. */
  readonly complete: boolean;
  /** The section to show next; null when it is complete. */
  readonly next: Section | null;
  /** Null when a step did not ask. */
  readonly consents: Consents | null;
  readonly honeypotFilled: boolean;
}

const NOTHING: Before = { answers: [], posted: new Set() };

/** What a form's list of problems calls a slot, and the end of its id: `rating`, `comment`, `answers.key`. */
export function problemFieldOf(slot: Pick<Slot, 'field' | 'key'>): string {
  return slot.field.startsWith('answers[') ? `answers.${slot.key}` : slot.field;
}

/** The stamp of the page a form stood on; null where none came along. Unchecked. */
export function stampOf(body: unknown): string | null {
  const opened = isRecord(body) && Object.hasOwn(body, 'opened') ? body.opened : undefined;
  return typeof opened === 'string' && opened !== '' ? opened : null;
}

/** The section a form says it is; undefined for a whole form. Unchecked. */
export function stepOf(body: unknown): string | undefined {
  const step = isRecord(body) && Object.hasOwn(body, 'step') ? body.step : undefined;
  return typeof step === 'string' && step !== '' ? step : undefined;
}

/** The section a form asks to go back to instead of on; undefined for none. Unchecked. */
function backOf(body: unknown): string | undefined {
  const back = isRecord(body) && Object.hasOwn(body, 'back') ? body.back : undefined;
  return typeof back === 'string' && back !== '' ? back : undefined;
}

/**
 * The answers in a form, as `application/x-www-form-urlencoded` (or the same names in JSON).
 * @param servers who took part in the contact, largest share first
 * @param before what a step adds to; not looked at for a whole form
 * @throws DomainError `validation_failed` naming every field that is wrong or missing, in the order of the page
 */
export function readAnswerForm(
  survey: PublishedSurvey,
  servers: readonly Server[],
  body: unknown,
  before: Before = NOTHING,
): AnswerForm {
  const slots = allSlots(survey, servers);
  const step = stepOf(body);
  const sectionOf = (wanted: string | undefined) =>
    wanted === undefined ? undefined : survey.sections.find(({ key }) => key === wanted);
  const section = sectionOf(step);
  const back = section && sectionOf(backOf(body));
  const asked =
    step === undefined ? slots : slots.filter(({ question }) => section?.questions.includes(question));
  const sent = gathered(asked, body);
  const faults: Fault[] = [];
  const form = checked(schemaOf(survey, asked, section), sent, asked, faults);

  const kept = new Map<string, Answer>();
  if (section) for (const answer of before.answers) kept.set(answer.key, answer);
  for (const slot of asked) {
    const answer = answerOf(slot, form);
    if (answer) kept.set(slot.key, answer);
    else kept.delete(slot.key);
  }
  const inOrder = slots.flatMap(({ key }) => kept.get(key) ?? []);
  const path = pathThrough(survey.sections, valuesOf(inOrder));
  const shown = new Set(path.flatMap(({ questions }) => questions));
  const answers = inOrder.filter(({ question }) => shown.has(question));

  const answered = new Set(answers.map(({ key }) => key));
  const missing = slots.filter(
    ({ key, question }) => question.required && shown.has(question) && !answered.has(key),
  );
  const wrong = new Set(faults.map(({ pointer }) => pointer));
  for (const slot of missing) {
    const pointer = pointerOf(slot);
    // An answer that is wrong is not also missing; who goes back may still give it.
    if (back || !asked.includes(slot) || wrong.has(pointer)) continue;
    faults.push({ pointer, code: 'answer_missing', params: { field: problemFieldOf(slot) } });
  }
  if (faults.length > 0) {
    throw new DomainError(
      'validation_failed',
      400,
      { count: faults.length },
      undefined,
      inPageOrder(faults, slots),
    );
  }

  const consents = consentsIn(form, section !== undefined);
  const honeypotFilled = typeof form[HONEYPOT] === 'string' && form[HONEYPOT] !== '';
  if (back) return { answers, step: back.key, complete: false, next: back, consents, honeypotFilled };
  const posted = section ? new Set([...before.posted, section.key]) : undefined;
  const next = posted
    ? (path.find(
        (stop) =>
          !posted.has(stop.section.key) || missing.some(({ question }) => stop.questions.includes(question)),
      )?.section ?? null)
    : null;
  return {
    answers,
    step: section?.key ?? null,
    complete: next === null,
    next,
    consents,
    honeypotFilled,
  };
}

type Fields = Record<string, unknown> & { answers?: Record<string, unknown> };

/** The fields that are right; what is wrong with the others goes to `faults`. */
function checked(schema: ZodType, sent: Fields, slots: readonly Slot[], faults: Fault[]): Fields {
  try {
    return parseInput(schema, sent) as Fields;
  } catch (error) {
    if (!(error instanceof DomainError) || !error.errors) throw error;
    faults.push(...error.errors);
  }
  // The way through the questionnaire follows from what is right.
  const form: Fields = { answers: {} };
  for (const slot of slots) {
    const read = fieldsOf(slot).map(([name, type]): [string, unknown] => {
      const value = isNamed(slot) ? sent.answers?.[name] : sent[name];
      return [name, type.safeParse(value).data];
    });
    Object.assign(isNamed(slot) ? (form.answers ?? {}) : form, Object.fromEntries(read));
  }
  return form;
}

const pointerOf = (slot: Slot): string => `/${problemFieldOf(slot).replace('answers.', 'answers/')}`;

function inPageOrder(faults: readonly Fault[], slots: readonly Slot[]): Fault[] {
  const place = new Map(slots.map((slot, index) => [pointerOf(slot), index]));
  const at = ({ pointer }: Fault) => place.get(pointer.replace(/\.other$/, '')) ?? slots.length;
  return [...faults].sort((one, other) => at(one) - at(other));
}

const isNamed = (slot: Slot): boolean => slot.field.startsWith('answers[');

function answerOf(slot: Slot, form: Fields): Answer | undefined {
  const from = isNamed(slot) ? form.answers : form;
  const value = from?.[isNamed(slot) ? slot.key : slot.field];
  const place = placeOf(slot);
  if (slot.question.options.length > 0) {
    const written = from?.[`${slot.key}.other`];
    return chosen(
      slot,
      (value ?? []) as readonly string[],
      typeof written === 'string' ? written : undefined,
    );
  }
  if (typeof value === 'number') return { ...place, rating: value };
  return typeof value === 'string' ? { ...place, text: value } : undefined;
}

/** Who writes beside `other` means it, even without ticking it; unless something else was chosen where one may be. */
function chosen(slot: Slot, keys: readonly string[], written: string | undefined): Answer | undefined {
  const { kind, options } = slot.question;
  const elsewhere = options.find((option) => option.other)?.key;
  const free = kind === 'multi_choice' || keys.length === 0;
  const all = new Set(written !== undefined && elsewhere !== undefined && free ? [...keys, elsewhere] : keys);
  const choices = options.flatMap(({ key }) => (all.has(key) ? [key] : []));
  if (choices.length === 0) return undefined;
  const other = elsewhere !== undefined && all.has(elsewhere) ? written : undefined;
  return { ...placeOf(slot), choices, ...(other !== undefined && { other }) };
}

function consentsIn(form: Fields, isStep: boolean): Consents | null {
  const mayContact = form.mayContact === true;
  const mayQuote = form.mayQuote === true;
  const asked = form.consents === true || form.contactWhen !== undefined || form.quoteName !== undefined;
  if (isStep && !asked && !mayContact && !mayQuote) return null;
  return {
    mayContact,
    contactWhen: mayContact ? ((form.contactWhen as ContactWindow | undefined) ?? null) : null,
    mayQuote,
    quoteName: (form.quoteName as QuoteName | undefined) ?? null,
  };
}

const schemas = new WeakMap<PublishedSurvey, Map<string, ZodType>>();

/** Kept by survey and by what is asked: contacts that several people served have more slots. */
function schemaOf(survey: PublishedSurvey, slots: readonly Slot[], section: Section | undefined): ZodType {
  let kept = schemas.get(survey);
  if (!kept) schemas.set(survey, (kept = new Map<string, ZodType>()));
  const asked = `${section?.key ?? ''}|${slots.map(({ key }) => key).join(' ')}`;
  const made = kept.get(asked) ?? makeSchema(survey, slots);
  kept.set(asked, made);
  return made;
}

function makeSchema(survey: PublishedSurvey, slots: readonly Slot[]): ZodType {
  const sections = survey.sections.map(({ key }) => key).filter((key) => key !== '');
  const top: Record<string, ZodType> = {
    mayContact: zChecked,
    contactWhen: zBlank.or(z.enum(CONTACT_WINDOWS)).optional(),
    mayQuote: zChecked,
    quoteName: zBlank.or(z.enum(QUOTE_NAMES)).optional(),
    consents: zChecked,
    step: zSection(sections),
    back: zSection(sections),
    // A stamp is checked where it is read: one that is too long is as good as none.
    opened: z.string().optional(),
    [HONEYPOT]: z.string().optional(),
  };
  const named: Record<string, ZodType> = {};
  for (const slot of slots) Object.assign(isNamed(slot) ? named : top, Object.fromEntries(fieldsOf(slot)));
  return z.strictObject({ ...top, answers: z.strictObject(named) });
}

const zSection = (keys: readonly string[]) =>
  z
    .string()
    .refine((key) => key === '' || keys.includes(key), { params: { code: 'field_invalid' } })
    .optional();

/** The fields of a slot with what may stand in them. */
function fieldsOf(slot: Slot): [string, ZodType][] {
  const { question, key } = slot;
  const name = isNamed(slot) ? key : slot.field;
  if (question.kind === 'text') return [[name, zWords(COMMENT_LIMIT)]];
  if (question.options.length === 0) return [[name, zRating(slot)]];
  const other = question.options.some((option) => option.other);
  return [
    [name, zChoice(slot)],
    ...(other ? [[`${key}.other`, zWords(OTHER_LIMIT)] as [string, ZodType]] : []),
  ];
}

const zBlank = z.literal('').transform(() => undefined);

/** A tick box: sent when it is ticked. */
const zChecked = z
  .union([z.boolean(), z.enum(['on', 'true', '1', 'yes', '', 'off', 'false', '0', 'no'])])
  .optional()
  .transform((value) => value === true || ['on', 'true', '1', 'yes'].includes(String(value)));

function zWords(limit: number): ZodType {
  return z
    .string()
    .optional()
    .transform((typed) => cleanComment(typed ?? ''))
    .refine((text) => commentLength(text) <= limit, { params: { code: 'answer_too_long', limit } })
    .transform((text) => (text === '' ? undefined : text));
}

function zRating({ question }: Slot): ZodType {
  const { min, max } = question.scale ?? { min: 1, max: 5 };
  return z
    .union([z.string(), z.number()])
    .optional()
    .transform((given) => (given === '' ? undefined : given))
    .refine((given) => given === undefined || onScale(String(given), min, max), {
      params: { code: 'answer_not_on_scale', min, max },
    })
    .transform((given) => (given === undefined ? undefined : Number(given)));
}

function onScale(chosenValue: string, min: number, max: number): boolean {
  return /^\d{1,2}$/.test(chosenValue) && Number(chosenValue) >= min && Number(chosenValue) <= max;
}

function zChoice({ question }: Slot): ZodType {
  const keys = new Set(question.options.map(({ key }) => key));
  const known = (given: readonly string[]) => given.every((key) => keys.has(key));
  const one = z.string().transform((key) => (key === '' ? [] : [key]));
  const many = z.array(z.string()).max(100);
  const given: ZodType<string[]> = question.kind === 'choice' ? one : one.or(many);
  return given
    .optional()
    .refine((choices) => known(choices ?? []), { params: { code: 'answer_not_an_option' } });
}

/** `answers[key]` and `answers: { key }` brought together, and each slot under the one name its field has. */
function gathered(slots: readonly Slot[], body: unknown): Fields {
  const sent = isRecord(body) ? body : {};
  const top: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const named: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(sent)) {
    const key = /^answers\[([^[\]]*)\]$/.exec(name)?.[1];
    if (key !== undefined) named[key] = value;
    else if (name === 'answers' && isRecord(value)) Object.assign(named, value);
    else top[name] = value;
  }
  for (const slot of slots) {
    if (isNamed(slot) || !(slot.key in named)) continue;
    top[slot.field] ??= named[slot.key];
    if (top[slot.field] === named[slot.key]) delete named[slot.key];
  }
  return { ...top, answers: { ...named } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
