/** The cursor of lists of responses: the instant and the identifier of the last one seen, opaque to callers. */
import { z } from 'zod';
import type { ListedResponse, Position } from './responses.queries';

export function cursorOf(response: Pick<ListedResponse, 'receivedAt' | 'id'>): string {
  return Buffer.from(`${response.receivedAt}:${response.id}`).toString('base64url');
}

/** A cursor that `cursorOf` made. */
export const zPosition = z.string().transform((cursor, context): Position => {
  const match = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (match) return { receivedAt: Number(match[1]), id: match[2] ?? '' };
  context.addIssue({ code: 'custom', params: { code: 'field_invalid' } });
  return z.NEVER;
});
