/** What programs are told about promises. */
import { z } from 'zod';
import { shownTime } from '../../platform/http';
import { CUSTOMER_WORDS, PROMISE_STATES } from './promise-states';
import type { PromiseLine } from './promise.queries';

export const promiseReply = z.object({
  id: z.uuid(),
  case: z.uuid().describe('The recovery case it is about.'),
  text: z.string().describe('What was promised; empty once the customer was erased.'),
  state: z.enum(PROMISE_STATES).describe('`broken` from the minute it was due, whenever somebody noticed.'),
  promisedBy: z
    .string()
    .nullable()
    .describe('External id of the employee who promised; null for nobody rated.'),
  promisedByName: z.string().nullable(),
  madeAt: shownTime,
  dueAt: shownTime,
  keptAt: shownTime.nullable().describe('When it was marked as kept; after `dueAt` that was late.'),
  brokenAt: shownTime.nullable().describe('The same as `dueAt` for a broken promise.'),
  customerSays: z.enum(CUSTOMER_WORDS).nullable(),
  customerSaidAt: shownTime.nullable(),
});
export type PromiseReply = z.infer<typeof promiseReply>;

export const promiseExample: PromiseReply = {
  id: '019a5c1e-8c10-7f5a-9c31-0f1d2c3b4a59',
  case: '019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11',
  text: 'Devolverle el cargo de octubre',
  state: 'open',
  promisedBy: 'E-61',
  promisedByName: 'Rosa Aguilar',
  madeAt: '2026-11-03T18:30:00.000Z',
  dueAt: '2026-11-05T23:00:00.000Z',
  keptAt: null,
  brokenAt: null,
  customerSays: null,
  customerSaidAt: null,
};

export function showPromise(promise: PromiseLine): PromiseReply {
  return {
    id: promise.id,
    case: promise.caseId,
    text: promise.text,
    state: promise.state,
    promisedBy: promise.byEmployee,
    promisedByName: promise.byName,
    madeAt: new Date(promise.madeAt).toISOString(),
    dueAt: new Date(promise.dueAt).toISOString(),
    keptAt: timeOf(promise.keptAt),
    brokenAt: timeOf(promise.brokenAt),
    customerSays: promise.customerWord,
    customerSaidAt: timeOf(promise.customerWordAt),
  };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
