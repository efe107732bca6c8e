/** What may be said about a touchpoint from outside. A field left out keeps its value; `null` empties it. */
import { z } from 'zod';
import { LOCALES, type LocaleText } from '../kernel';
import { zCode, zText } from '../platform/errors';
import { CHANNELS, PRESENCES } from './channels';

/** One text for all languages, or one per language; a language left out shows the first that is there. */
function zLocaleText(max: number) {
  const text = zText(max);
  const perLanguage = z
    .strictObject({ es: text.optional(), en: text.optional(), 'pt-BR': text.optional() })
    .refine((texts) => Object.keys(texts).length > 0, { params: { code: 'field_required' } });
  return z.union([text, perLanguage]).transform((given): LocaleText => {
    if (typeof given === 'string') return { es: given, en: given, 'pt-BR': given };
    const first = LOCALES.map((locale) => given[locale]).find((one) => one !== undefined) ?? '';
    return { es: given.es ?? first, en: given.en ?? first, 'pt-BR': given['pt-BR'] ?? first };
  });
}

export const touchpointInput = z.strictObject({
  code: zCode.optional().describe('The same as in the path, or left out.'),
  name: zText(120).optional().describe('One name for all languages; `names` says it per language.'),
  names: zLocaleText(120).optional().describe('One text for all languages, or one per language.'),
  channel: z.enum(CHANNELS).optional(),
  presence: z
    .enum(PRESENCES)
    .optional()
    .describe('Whether customer and employee stand in front of each other; what is usual for the channel.'),
  survey: zCode
    .nullish()
    .describe(
      'Key of the survey asked here; null or left out on creation: the one that serves every touchpoint.',
    ),
  phone: zText(40).nullish().describe('Shown to customers who need more help.'),
  hours: zLocaleText(200).nullish().describe('When somebody answers there, in words.'),
  retired: z.boolean().optional().describe('Out of use: later contacts are refused.'),
});
export type TouchpointInput = z.input<typeof touchpointInput>;
