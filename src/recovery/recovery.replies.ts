/** What programs are told about a recovery case. */
import { z } from 'zod';
import { shownPage, shownTime } from '../platform/http';
import { PRIORITIES } from './case-settings';
import { CASE_STATES, type Step, STEP_NAMES, stepsFrom } from './case-states';
import type { ReportedCase } from './recovery.queries';

/** Where the API describes both cases and promises. */
export const RECOVERY_SECTION = {
  name: 'Recovery',
  order: 60,
  text: 'Cases that unhappy answers opened, until somebody put them right.',
};

const zSteps = z.enum(STEP_NAMES as [Step, ...Step[]]);

export const caseReply = z.object({
  id: z.uuid(),
  state: z.enum(CASE_STATES),
  steps: z.array(zSteps).describe('The steps open from this state.'),
  response: z
    .uuid()
    .nullable()
    .describe('The answer that opened the case; null where staff or a program did.'),
  interaction: z
    .object({ id: z.uuid(), source: z.string(), externalId: z.string() })
    .nullable()
    .describe('The contact the answer is about.'),
  customer: z
    .object({ id: z.uuid(), externalId: z.string().nullable() })
    .nullable()
    .describe('Null for a contact without a customer on record.'),
  channel: z.string().nullable(),
  reason: z.string(),
  priority: z.enum(PRIORITIES),
  rating: z.int().nullable().describe('The lowest rating given to the people who served.'),
  comment: z.string().nullable().describe('With addresses and numbers masked.'),
  mayContact: z.boolean().describe('Whether the customer agreed to be contacted about it.'),
  owner: z.string().nullable().describe('Name of the person in charge; null while there is none.'),
  openedAt: shownTime,
  contactDueAt: shownTime.nullable().describe('The customer is to hear from somebody by then.'),
  contactedAt: shownTime.nullable().describe('When the customer heard from somebody first.'),
  dueAt: shownTime.describe('It is to be put right by then.'),
  waitingSince: shownTime
    .nullable()
    .describe('Since then it is the customer’s turn and the clocks stand still.'),
  acknowledgedAt: shownTime.nullable(),
  resolvedAt: shownTime.nullable(),
});
export type CaseReply = z.infer<typeof caseReply>;
export const casePage = shownPage(caseReply);

export const caseExample: CaseReply = {
  id: '019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11',
  state: 'acknowledged',
  steps: ['resolve'],
  response: '019a5c1e-7a91-7b7e-8b12-51c0b3f0a9d2',
  interaction: { id: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10', source: 'crm', externalId: 'T-1001' },
  customer: { id: '019a5a02-11c0-7a55-9c7c-6b0f7e1d2c33', externalId: 'C-77' },
  channel: 'phone',
  reason: 'billing',
  priority: 'normal',
  rating: 1,
  comment: 'Llamé tres veces y nadie resolvió el cobro.',
  mayContact: true,
  owner: 'Rosa Aguilar',
  openedAt: '2026-11-03T18:00:00.000Z',
  contactDueAt: '2026-11-03T22:00:00.000Z',
  contactedAt: '2026-11-03T18:40:00.000Z',
  dueAt: '2026-11-04T18:00:00.000Z',
  waitingSince: null,
  acknowledgedAt: '2026-11-03T18:20:00.000Z',
  resolvedAt: null,
};

export function showCase(found: ReportedCase): CaseReply {
  const { id, state, channel, reason, priority, rating, comment, ownerName } = found;
  return {
    id,
    state,
    steps: stepsFrom(state),
    response: found.responseId,
    interaction:
      found.interactionId === null
        ? null
        : {
            id: found.interactionId,
            source: found.interactionSource ?? '',
            externalId: found.interactionExternalId ?? '',
          },
    customer:
      found.customerId === null ? null : { id: found.customerId, externalId: found.customerExternalId },
    channel,
    reason,
    priority,
    rating,
    comment,
    mayContact: found.mayContact === 1,
    owner: ownerName,
    openedAt: new Date(found.openedAt).toISOString(),
    contactDueAt: timeOf(found.contactDueAt),
    contactedAt: timeOf(found.contactedAt),
    dueAt: new Date(found.dueAt).toISOString(),
    waitingSince: timeOf(found.waitingSince),
    acknowledgedAt: timeOf(found.acknowledgedAt),
    resolvedAt: timeOf(found.resolvedAt),
  };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
