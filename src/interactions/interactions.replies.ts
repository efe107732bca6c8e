/** What programs are told about touchpoints and interactions. */
import { z } from 'zod';
import { SEGMENTS } from '../customers';
import { shownPage, shownTime } from '../platform/http';
import { CHANNELS, PRESENCES } from './channels';
import type { InteractionView, TouchpointView } from './interactions.queries';

const localeText = z.object({ es: z.string(), en: z.string(), 'pt-BR': z.string() });

export const touchpointReply = z.object({
  code: z.string(),
  names: localeText,
  channel: z.enum(CHANNELS),
  presence: z.enum(PRESENCES).describe('Whether customer and employee stand in front of each other.'),
  survey: z.string().nullable().describe('Key of the survey; null for the one that serves every touchpoint.'),
  phone: z.string().nullable(),
  hours: localeText.nullable(),
  retired: z.boolean(),
}) satisfies z.ZodType<TouchpointView>;
export const touchpointPage = shownPage(touchpointReply);
export const touchpointExample: TouchpointView = {
  code: 'phone-support',
  names: { es: 'Atención telefónica', en: 'Phone support', 'pt-BR': 'Atención telefónica' },
  channel: 'phone',
  presence: 'remote',
  survey: null,
  phone: '800 123 4567',
  hours: null,
  retired: false,
};

export const interactionReply = z.object({
  id: z.uuid(),
  source: z.string(),
  externalId: z.string(),
  touchpoint: z.string(),
  channel: z.enum(CHANNELS),
  reason: z.string(),
  segment: z.enum(SEGMENTS),
  occurredAt: shownTime,
  customer: z
    .object({ id: z.uuid(), externalId: z.string().nullable() })
    .nullable()
    .describe('Name and addresses are not told.'),
  participants: z.array(z.object({ employee: z.string(), role: z.string(), share: z.number() })),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  createdAt: shownTime,
}) satisfies z.ZodType<InteractionView>;
export const interactionPage = shownPage(interactionReply);
export const interactionExample: InteractionView = {
  id: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10',
  source: 'crm',
  externalId: 'T-1001',
  touchpoint: 'phone-support',
  channel: 'phone',
  reason: 'billing',
  segment: 'repeat',
  occurredAt: '2026-11-02T15:04:00.000Z',
  customer: { id: '019a5a02-11c0-7a55-9c7c-6b0f7e1d2c33', externalId: 'C-77' },
  participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
  data: { queue: 'A' },
  createdAt: '2026-11-02T15:10:31.402Z',
};

const decision = z
  .union([
    z.object({ id: z.uuid(), status: z.literal('planned'), sendAt: shownTime }),
    z.object({ status: z.literal('suppressed'), reason: z.string().describe('Why nobody is asked.') }),
  ])
  .describe('What was decided about asking the customer.');

export const createdReply = z.object({
  id: z.uuid(),
  status: z.literal('created'),
  invitation: decision.nullable(),
});
export const createdExample = {
  id: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10',
  status: 'created',
  invitation: {
    id: '019a5a02-11d9-7b21-8c11-9d3e5f6a7b80',
    status: 'planned',
    sendAt: '2026-11-02T16:04:00.000Z',
  },
};
export const unchangedReply = z.object({ id: z.uuid(), status: z.literal('unchanged') });

const batchFault = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});
export const batchReply = z.object({
  created: z.int(),
  unchanged: z.int(),
  errors: z.int(),
  results: z.array(
    z.object({
      index: z.int().describe('Place in the batch, from 0.'),
      status: z.enum(['created', 'unchanged', 'error']),
      id: z.uuid().optional().describe('Of the interaction; absent for an error.'),
      invitation: decision.nullish(),
      error: batchFault.optional(),
    }),
  ),
});
export const batchExample = {
  created: 1,
  unchanged: 0,
  errors: 1,
  results: [
    {
      index: 0,
      id: createdExample.id,
      status: 'created',
      invitation: { status: 'suppressed', reason: 'no_address' },
    },
    {
      index: 1,
      status: 'error',
      error: { code: 'touchpoint_unknown', detail: 'There is no touchpoint “nowhere”. Create it first.' },
    },
  ],
};
