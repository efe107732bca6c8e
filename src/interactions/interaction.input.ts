/** What may be said about an interaction from outside. */
import { z } from 'zod';
import { customerInput } from '../customers';
import { zExternalId, zInstant, zText } from '../platform/errors';
import { CHANNELS } from './channels';

const MOST_PARTICIPANTS = 20;
const MOST_DATA = 50;

/** Short names for roles and reasons, as other programs write them: `billing`, `new_service`. */
const zSlug = z
  .string()
  .max(64)
  .transform((value) => value.trim().toLowerCase())
  .refine((value) => /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(value), { params: { code: 'field_code' } });

const participant = z.strictObject({
  employee: zExternalId.describe('External id of the employee.'),
  role: zSlug.default('agent').describe('`agent` when left out.'),
  share: z
    .number()
    .optional()
    .describe('Part of the credit, above 0, at most 1; given for all participants or for none.'),
});

const zScalar = z.union([z.literal(''), zText(1000), z.number(), z.boolean(), z.null()]);

export const interactionInput = z.strictObject({
  source: zSlug
    .default('api')
    .describe(
      'The program that tells us, `api` when left out; together with `externalId` it identifies the interaction.',
    ),
  externalId: zExternalId,
  touchpoint: zExternalId.describe('Code of the touchpoint.'),
  channel: z.enum(CHANNELS).optional().describe('The touchpoint’s own unless said otherwise.'),
  reason: zSlug
    .default('other')
    .describe('Why the customer came, in a word of yours such as `billing`; `other` when left out.'),
  occurredAt: zInstant.describe('When it took place; at most five years ago.'),
  customer: customerInput.nullish().describe('Without an address nobody is asked.'),
  participants: z
    .array(participant)
    .max(MOST_PARTICIPANTS)
    .default([])
    .describe('The employees who served the customer.'),
  data: z
    .record(z.string().regex(/^[\w.-]{1,64}$/), zScalar)
    .refine((data) => Object.keys(data).length <= MOST_DATA, {
      params: { code: 'field_too_many', limit: MOST_DATA },
    })
    .nullish()
    .describe('Whatever helps to find the case again; flat, at most 50 entries, never shown to customers.'),
});
/** An interaction whose form is right: times in UTC milliseconds, defaults filled in. */
export type InteractionInput = z.infer<typeof interactionInput>;

/** A complete report, as the description of the API shows it. */
export const interactionInputExample: z.input<typeof interactionInput> = {
  source: 'crm',
  externalId: 'T-1001',
  touchpoint: 'phone-support',
  channel: 'phone',
  reason: 'billing',
  occurredAt: '2026-11-02T15:04:00Z',
  customer: {
    externalId: 'C-77',
    name: 'Marta Ruiz',
    email: 'marta@example.com',
    locale: 'es',
    segment: 'repeat',
  },
  participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
  data: { queue: 'A' },
};
