/**
 * A provider of messages as administrators describe it: where requests go and what is in them, how its replies and its
 * receipts are read, and the words of the messages. The credential stands apart, sealed.
 */
import { z } from 'zod';
import { LOCALES } from '../../kernel';
import { isPointer, LONGEST_POINTER } from './json-pointer';
import { isTemplate, strangeNames } from './request-template';

export const MESSAGE_KINDS = ['sms', 'whatsapp'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Names that the words of a message may fill in. */
export const WORDS = ['name', 'employee', 'organization', 'contact', 'link'] as const;
export type Word = (typeof WORDS)[number];

/** Each form of a text: Spanish in three tones, the others in one. */
export const TEXT_FORMS = ['es-usted', 'es-tu', 'es-vos', 'en', 'pt-BR'] as const;
export type TextForm = (typeof TEXT_FORMS)[number];

export const LONGEST_TEXT = 600;

const OURS = [
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'upgrade',
  'expect',
  'cookie',
];
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/;
/** What may stand in a header: visible ASCII and spaces. */
const HEADER_VALUE = /^[\x20-\x7e]{1,500}$/;
const STATUS_LIST = /^[1-5]\d\d(-[1-5]\d\d)?(,[1-5]\d\d(-[1-5]\d\d)?)*$/;

const because = (code: string) => ({ params: { code } });
const pointer = z.string().max(LONGEST_POINTER).refine(isPointer, because('channel_pointer')).default('');
const statuses = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .refine((text) => text === '' || STATUS_LIST.test(text), because('channel_statuses'));
const codes = z.array(z.string().min(1).max(60)).max(60).default([]);
const names = (text: string) => strangeNames(text).length === 0;

/** Texts name things as `{name}`, as the texts of surveys do. */
export function strangeWords(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)]
    .map(([, word = '']) => word)
    .filter((word) => !WORDS.some((known) => known === word));
}

const text = z
  .string()
  .trim()
  .max(LONGEST_TEXT)
  .refine((words) => strangeWords(words).length === 0, because('channel_words'))
  .refine((words) => words === '' || words.includes('{link}'), because('channel_link_missing'))
  .default('');

function isPlainUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

export const channelSettingsSchema = z
  .strictObject({
    url: z.string().max(500).refine(isPlainUrl, because('channel_url')),
    method: z.enum(['POST', 'PUT']).default('POST'),
    contentType: z.enum(['json', 'form']).default('json'),
    headers: z
      .array(
        z.strictObject({
          name: z
            .string()
            .refine(
              (name) => HEADER_NAME.test(name) && !OURS.includes(name.toLowerCase()),
              because('channel_header'),
            ),
          value: z
            .string()
            .refine((value) => HEADER_VALUE.test(value) && names(value), because('channel_header')),
        }),
      )
      .max(20)
      .default([]),
    body: z.string().min(1).max(8000).refine(names, because('channel_placeholder')),
    /** Who the message comes from, `{{sender}}`. */
    sender: z.string().max(60).default(''),
    /** In the reply: the provider's identifier of the message; '' when it tells none. */
    idPointer: pointer,
    /** In a reply: the error. One in a successful reply makes it a refusal. */
    errorPointer: pointer,
    successStatuses: statuses.default('200-299'),
    /** Replies by which the provider has surely not taken the message: it is sent again. */
    retryStatuses: statuses.default('429,503'),
    /** Errors that mean that the number gets no messages: nobody writes to it again. */
    numberErrors: codes,
    perMinute: z.int().min(1).max(100_000).default(60),
    timeoutSeconds: z.int().min(1).max(60).default(15),
    texts: z
      .strictObject(
        Object.fromEntries(TEXT_FORMS.map((form) => [form, text])) as Record<TextForm, typeof text>,
      )
      .prefault({}),
    /** A template that the provider approved, with what fills its places in order. */
    template: z
      .strictObject({
        name: z.string().max(120).default(''),
        languages: z
          .strictObject(
            Object.fromEntries(
              LOCALES.map((locale) => [locale, z.string().max(20).default(locale)]),
            ) as Record<(typeof LOCALES)[number], z.ZodDefault<z.ZodString>>,
          )
          .prefault({}),
        parameters: z.array(z.enum(WORDS)).max(9).default([]),
      })
      .prefault({}),
    receipts: z
      .strictObject({
        /** The list of receipts in what the provider posts; '' when the whole is one. */
        listPointer: pointer,
        idPointer: pointer,
        /** Our own reference, where the provider sends it back. */
        referencePointer: pointer,
        statusPointer: pointer,
        errorPointer: pointer,
        delivered: codes,
        failedForGood: codes,
        failedForNow: codes,
        /** In a message from a customer: whose number it is, and the words. */
        fromPointer: pointer,
        textPointer: pointer,
      })
      .prefault({}),
  })
  .refine(({ body, contentType }) => isTemplate(body, contentType), {
    ...because('channel_body'),
    path: ['body'],
  });
export type ChannelSettings = z.output<typeof channelSettingsSchema>;

/** Whether a status stands in a list as `200-299,409`. */
export function isIn(list: string, status: number): boolean {
  return list.split(',').some((entry) => {
    const [from = '', to = from] = entry.split('-');
    return from !== '' && status >= Number(from) && status <= Number(to);
  });
}
