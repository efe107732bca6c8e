/**
 * Reads what a provider posts: what became of messages, and what customers wrote back. Pure. Everything in it was
 * written by others; only what is at the places the administrator named is looked at.
 */
import { reportedPhoneNumber } from '../../customers';
import type { ChannelSettings } from './channel-settings';
import { textAt, valueAt } from './json-pointer';

export type ReceiptStatus = 'delivered' | 'failed_for_good' | 'failed_for_now';

export interface Receipt {
  readonly what: 'receipt';
  readonly providerId: string | null;
  /** The invitation and the round of our own reference, where the provider sends it back. */
  readonly reference: { readonly invitationId: string; readonly round: number } | null;
  readonly status: ReceiptStatus;
  readonly code: string | null;
}
/** A customer wants no more messages. */
export interface Stop {
  readonly what: 'stop';
  /** E.164. */
  readonly number: string;
}

/** More in one post than any provider bundles. */
export const MOST_AT_ONCE = 1000;
const REFERENCE = /^inv-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d{1,3}))?$/;

const STOP_WORDS = [
  'stop', 'stopall', 'unsubscribe', 'baja', 'alto', 'sair', 'pare', 'parar', 'salir', 'cancelar', 'descadastrar',
]; // prettier-ignore
/** What people add to it without meaning anything else. */
const POLITE = [
  'por', 'favor', 'please', 'gracias', 'thanks', 'obrigado', 'obrigada', 'all', 'todo', 'tudo', 'sms', 'whatsapp', 'ya',
]; // prettier-ignore

/** Whether a message says stop, and nothing else: "alto nivel de servicio" does not. */
export function saysStop(text: string): boolean {
  const words = text
    .slice(0, 200)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const [first = '', ...rest] = words;
  return (
    STOP_WORDS.includes(first) && rest.every((word) => POLITE.includes(word) || STOP_WORDS.includes(word))
  );
}

/** @param body JSON, or the fields of a form */
export function readPosted(body: unknown, settings: ChannelSettings): (Receipt | Stop)[] {
  const { listPointer } = settings.receipts;
  const listed = listPointer === '' ? (Array.isArray(body) ? body : [body]) : valueAt(body, listPointer);
  const items = (Array.isArray(listed) ? listed : [listed]).slice(0, MOST_AT_ONCE) as unknown[];
  return items.flatMap((item) => [...stopIn(item, settings), ...receiptIn(item, settings)]);
}

function stopIn(item: unknown, { receipts }: ChannelSettings): Stop[] {
  const { fromPointer, textPointer } = receipts;
  if (fromPointer === '' || textPointer === '') return [];
  const number = reportedPhoneNumber(textAt(item, fromPointer) ?? '');
  const text = textAt(item, textPointer);
  return number !== null && text !== undefined && saysStop(text) ? [{ what: 'stop', number }] : [];
}

function receiptIn(item: unknown, { receipts, numberErrors }: ChannelSettings): Receipt[] {
  const at = (pointer: string) => (pointer === '' ? undefined : textAt(item, pointer));
  const providerId = at(receipts.idPointer) ?? null;
  const [, invitationId, round = '1'] = REFERENCE.exec(at(receipts.referencePointer) ?? '') ?? [];
  const reference = invitationId === undefined ? null : { invitationId, round: Number(round) };
  if ((providerId === null || providerId.length > 200) && reference === null) return [];
  const said = at(receipts.statusPointer);
  const code = at(receipts.errorPointer) ?? null;
  const status = statusOf(said, code !== null && numberErrors.includes(code), receipts);
  return status === undefined ? [] : [{ what: 'receipt', providerId, reference, status, code }];
}

function statusOf(
  said: string | undefined,
  aboutNumber: boolean,
  { delivered, failedForGood, failedForNow }: ChannelSettings['receipts'],
): ReceiptStatus | undefined {
  if (said === undefined) return undefined;
  if (delivered.includes(said)) return 'delivered';
  const failed = failedForGood.includes(said) || failedForNow.includes(said);
  if (failedForGood.includes(said) || (failed && aboutNumber)) return 'failed_for_good';
  return failed ? 'failed_for_now' : undefined;
}
