/** What another program may say about an answer. */
import { z } from 'zod';
import { zExternalId, zInstant, zLocale } from '../platform/errors';
import { CONTACT_WINDOWS, QUOTE_NAMES } from '../responses';

/** Sources by which Aplauso tells its own ways in apart. */
const OWN_SOURCES = ['email', 'kiosk', 'qr', 'link', 'operator'];

const zSource = z
  .string()
  .max(64)
  .refine((source) => /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(source), { params: { code: 'field_code' } })
  .superRefine((source, context) => {
    if (OWN_SOURCES.includes(source))
      context.addIssue({ code: 'custom', params: { code: 'answer_source_reserved', source } });
  });

const zAnswer = z.union([z.number(), z.string().max(20_000), z.array(z.string().max(64)).max(100)]);

export const answerInput = z.strictObject({
  interaction: z
    .union([z.uuid(), z.strictObject({ source: zExternalId, externalId: zExternalId })])
    .describe('Our identifier of the interaction, or the `source` and `externalId` it was reported with.'),
  answeredAt: zInstant
    .optional()
    .describe(
      'When the customer answered; not before the interaction, not in the future. Now when left out.',
    ),
  locale: zLocale
    .optional()
    .describe('In which language; that of the invitation or of the organization when left out.'),
  source: zSource
    .default('api')
    .describe(
      'Through what it came, in a word of yours such as `ivr`; `api` when left out. `email`, `kiosk`, `qr`, `link` and `operator` are Aplauso’s own.',
    ),
  answers: z
    .record(z.string().max(80), zAnswer)
    .describe(
      'By question key: the rating, the text, or the key of an option (a list of keys where several may be chosen). Words beside an option for something else stand under `<key>.other`; of an expectation, `<key>.expected` and `<key>.perceived`.',
    ),
  mayContact: z.boolean().default(false).describe('The customer may be contacted about it.'),
  contactWhen: z.enum(CONTACT_WINDOWS).nullish().describe('When, if the customer said so.'),
  mayQuote: z.boolean().default(false).describe('The words may be shown on the wall of thanks.'),
  quoteName: z
    .enum(QUOTE_NAMES)
    .default('anonymous')
    .describe('With which form of the customer’s name, where `mayQuote` is true.'),
});
export type AnswerInput = z.infer<typeof answerInput>;

/** A complete answer, as the description of the API shows it. */
export const answerInputExample: z.input<typeof answerInput> = {
  interaction: { source: 'crm', externalId: 'T-1001' },
  answeredAt: '2026-11-02T15:20:00Z',
  locale: 'es',
  source: 'ivr',
  answers: { rating: 5, comment: 'Ana resolvió todo en una llamada.' },
  mayContact: false,
  mayQuote: true,
  quoteName: 'initial',
};
