/** The form of a touchpoint: texts as typed, and what they say. A language left empty shows the first that is there. */
import { z } from 'zod';
import { LOCALES, type LocaleText } from '../kernel';
import { parseInput, zCode, zText } from '../platform/errors';
import { CHANNELS, PRESENCES } from './channels';
import type { TouchpointView } from './interactions.queries';
import type { TouchpointInput } from './touchpoint.input';

const perhaps = (max: number) => z.union([z.literal(''), zText(max)]).default('');

/** Names of fields are the paths by which the input's faults are told. */
const zFacts = z
  .strictObject({
    _csrf: z.string().optional(),
    'names.es': perhaps(120),
    'names.en': perhaps(120),
    'names.pt-BR': perhaps(120),
    channel: z.enum(CHANNELS),
    presence: z.enum(PRESENCES),
    phone: perhaps(40),
    'hours.es': perhaps(200),
    'hours.en': perhaps(200),
    'hours.pt-BR': perhaps(200),
    retired: z.literal('on').optional(),
  })
  .superRefine((form, context) => {
    if (textsOf(form, 'names') === null)
      context.addIssue({ code: 'custom', path: ['names.es'], params: { code: 'field_required' } });
  });
type Facts = z.output<typeof zFacts>;

export const TOUCHPOINT_FIELDS = [
  'code', 'names.es', 'names.en', 'names.pt-BR', 'channel', 'presence', 'phone', 'hours.es', 'hours.en', 'hours.pt-BR',
  'retired',
] as const; // prettier-ignore
export type TypedTouchpoint = Readonly<Record<(typeof TOUCHPOINT_FIELDS)[number], string>>;

/** What a form of a new touchpoint says. @throws DomainError `validation_failed` */
export function newTouchpoint(body: unknown): { code: string; facts: TouchpointInput } {
  const { code, ...facts } = parseInput(zFacts.safeExtend({ code: zCode }), body);
  return { code, facts: inputOf(facts) };
}

/** What a form of a known one says. @throws DomainError `validation_failed` */
export function changedTouchpoint(body: unknown): TouchpointInput {
  const facts = parseInput(zFacts, body);
  return { ...inputOf(facts), retired: facts.retired === 'on' };
}

/** The form as it is first shown. */
export function typedTouchpoint(touchpoint?: TouchpointView): TypedTouchpoint {
  return {
    code: touchpoint?.code ?? '',
    'names.es': touchpoint?.names.es ?? '',
    'names.en': touchpoint?.names.en ?? '',
    'names.pt-BR': touchpoint?.names['pt-BR'] ?? '',
    channel: touchpoint?.channel ?? 'phone',
    presence: touchpoint?.presence ?? 'remote',
    phone: touchpoint?.phone ?? '',
    'hours.es': touchpoint?.hours?.es ?? '',
    'hours.en': touchpoint?.hours?.en ?? '',
    'hours.pt-BR': touchpoint?.hours?.['pt-BR'] ?? '',
    retired: touchpoint?.retired ? 'on' : '',
  };
}

/** The form as it was sent; what is no text counts as empty. */
export function typedAs(body: unknown): TypedTouchpoint {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value : '';
  };
  return Object.fromEntries(TOUCHPOINT_FIELDS.map((name) => [name, text(name)])) as TypedTouchpoint;
}

function inputOf(form: Facts): TouchpointInput {
  const names = textsOf(form, 'names');
  return {
    ...(names && { names }),
    channel: form.channel,
    presence: form.presence,
    phone: form.phone || null,
    hours: textsOf(form, 'hours'),
  };
}

/** Null when no language has a text. */
function textsOf(form: Facts, what: 'names' | 'hours'): Partial<LocaleText> | null {
  const given = LOCALES.flatMap((locale) => {
    const text = form[`${what}.${locale}`];
    return text === '' ? [] : [[locale, text] as const];
  });
  return given.length === 0 ? null : Object.fromEntries(given);
}
