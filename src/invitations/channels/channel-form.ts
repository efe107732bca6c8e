/** The description of a provider as a form: every field a text, under the name its place in the description has. */
import { z } from 'zod';
import { DomainError, type Fault, parseInput, zText } from '../../platform/errors';
import { channelSettingsSchema, MESSAGE_KINDS, TEXT_FORMS } from './channel-settings';
import type { Channel, ChannelFacts } from './message-channels';

const PLAIN = ['url', 'method', 'contentType', 'body', 'sender', 'idPointer', 'errorPointer', 'successStatuses', 'retryStatuses'] as const; // prettier-ignore
const NUMBERS = ['perMinute', 'timeoutSeconds'] as const;
const POINTERS = [
  'listPointer', 'idPointer', 'referencePointer', 'statusPointer', 'errorPointer', 'fromPointer', 'textPointer',
] as const; // prettier-ignore
const LISTS = ['delivered', 'failedForGood', 'failedForNow'] as const;
const LANGUAGES = ['es', 'en', 'pt-BR'] as const;

/** Every field, in the order of the page. */
export const CHANNEL_FIELDS = [
  'name', 'kind', 'enabled', 'sender', 'perMinute', 'url', 'method', 'contentType', 'headers', 'body', 'credential',
  'timeoutSeconds', 'idPointer', 'errorPointer', 'successStatuses', 'retryStatuses', 'numberErrors',
  ...TEXT_FORMS.map((form) => `texts.${form}`),
  'template.name', ...LANGUAGES.map((language) => `template.languages.${language}`), 'template.parameters',
  ...POINTERS.map((name) => `receipts.${name}`), ...LISTS.map((name) => `receipts.${name}`),
] as const; // prettier-ignore

export type TypedChannel = Partial<Record<string, string>>;

const zFacts = z.strictObject({
  name: zText(60),
  kind: z.enum(MESSAGE_KINDS),
  enabled: z.boolean(),
  credential: z
    .string()
    .max(4000)
    .regex(/^[\x20-\x7e]*$/)
    .nullable(),
  settings: channelSettingsSchema,
});

/** What somebody typed, whether or not it is right, to be shown again; the credential is not. */
export function typedIn(body: unknown): TypedChannel {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return Object.fromEntries(
    CHANNEL_FIELDS.map((name) => [
      name,
      typeof given[name] === 'string' ? given[name].replaceAll('\r\n', '\n') : '',
    ]),
  );
}

/** @throws DomainError `validation_failed` naming each field that is wrong */
export function factsIn(typed: TypedChannel): ChannelFacts {
  const text = (name: string) => (typed[name] ?? '').trim();
  const list = (name: string) =>
    text(name)
      .split(/[\n,]/)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  const number = (name: string) => (/^\d{1,9}$/.test(text(name)) ? Number(text(name)) : 0);
  const credential = text('credential');
  const input = {
    name: text('name'),
    kind: text('kind'),
    enabled: text('enabled') === 'on',
    credential: credential === '' ? null : credential,
    settings: {
      ...Object.fromEntries(PLAIN.map((name) => [name, text(name)])),
      ...Object.fromEntries(NUMBERS.map((name) => [name, number(name)])),
      headers: text('headers')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .map((line) => {
          const colon = line.indexOf(':');
          return { name: line.slice(0, Math.max(colon, 0)).trim(), value: line.slice(colon + 1).trim() };
        }),
      numberErrors: list('numberErrors'),
      texts: Object.fromEntries(TEXT_FORMS.map((form) => [form, text(`texts.${form}`)])),
      template: {
        name: text('template.name'),
        languages: Object.fromEntries(
          LANGUAGES.map((language) => [language, text(`template.languages.${language}`) || language]),
        ),
        parameters: list('template.parameters'),
      },
      receipts: {
        ...Object.fromEntries(POINTERS.map((name) => [name, text(`receipts.${name}`)])),
        ...Object.fromEntries(LISTS.map((name) => [name, list(`receipts.${name}`)])),
      },
    },
  };
  try {
    return parseInput(zFacts, input);
  } catch (error) {
    if (!(error instanceof DomainError) || !error.errors) throw error;
    throw new DomainError(error.code, 422, error.params, undefined, faultsByField(error.errors));
  }
}

/** Faults lead to the field they were typed in, once each: an entry of a list has none of its own. */
function faultsByField(faults: readonly Fault[]): Fault[] {
  const byField = new Map<string, Fault>();
  for (const { pointer, code, params } of faults) {
    const path = pointer
      .replace(/^\/settings/, '')
      .slice(1)
      .replaceAll('/', '.');
    const field = CHANNEL_FIELDS.find((name) => path === name || path.startsWith(`${name}.`)) ?? path;
    if (!byField.has(field))
      byField.set(field, { pointer: `/${field.replaceAll('.', '/')}`, code, params: { ...params, field } });
  }
  return [...byField.values()];
}

/** The description as it stands in the form. */
export function typedFrom({ name, kind, enabled, settings }: Channel): TypedChannel {
  const { headers, numberErrors, texts, template, receipts } = settings;
  return {
    name,
    kind,
    enabled: enabled ? 'on' : '',
    ...Object.fromEntries([...PLAIN, ...NUMBERS].map((field) => [field, String(settings[field])])),
    headers: headers.map((header) => `${header.name}: ${header.value}`).join('\n'),
    numberErrors: numberErrors.join(', '),
    ...Object.fromEntries(TEXT_FORMS.map((form) => [`texts.${form}`, texts[form]])),
    'template.name': template.name,
    ...Object.fromEntries(
      LANGUAGES.map((language) => [`template.languages.${language}`, template.languages[language]]),
    ),
    'template.parameters': template.parameters.join(', '),
    ...Object.fromEntries(POINTERS.map((field) => [`receipts.${field}`, receipts[field]])),
    ...Object.fromEntries(LISTS.map((field) => [`receipts.${field}`, receipts[field].join(', ')])),
  };
}
