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
  /** External id of the employee. */
  employee: zExternalId,
  role: zSlug.default('agent'),
  /** Part of the credit, above 0, at most 1; given for all participants or for none. */
  share: z.number().optional(),
});

const zScalar = z.union([z.literal(''), zText(1000), z.number(), z.boolean(), z.null()]);

export const interactionInput = z.strictObject({
  /** The program that tells us; together with `externalId` it identifies the interaction. */
  source: zSlug.default('api'),
  externalId: zExternalId,
  /** Code of the touchpoint. */
  touchpoint: zExternalId,
  /** The touchpoint's own unless said otherwise. */
  channel: z.enum(CHANNELS).optional(),
  reason: zSlug.default('other'),
  occurredAt: zInstant,
  customer: customerInput.nullish(),
  participants: z.array(participant).max(MOST_PARTICIPANTS).default([]),
  /** Whatever helps to find the case again; flat, never shown to customers. */
  data: z
    .record(z.string().regex(/^[\w.-]{1,64}$/), zScalar)
    .refine((data) => Object.keys(data).length <= MOST_DATA, {
      params: { code: 'field_too_many', limit: MOST_DATA },
    })
    .nullish(),
});
/** An interaction whose form is right: times in UTC milliseconds, defaults filled in. */
export type InteractionInput = z.infer<typeof interactionInput>;
