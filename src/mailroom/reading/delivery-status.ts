/** Reads the machine's part of a delivery report: `message/delivery-status`, RFC 3464 (and RFC 6533 in UTF-8). */
import { normaliseEmail } from '../../customers';
import { bounceKind, enhancedStatusIn, isPrecise, isTelling } from './enhanced-status';
import type { DeliveryReport } from './incoming-mail';
import { statusFromWords } from './bounce-phrases';

const MOST_TEXT = 64 * 1024;
const MOST_RECIPIENTS = 50;
const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

export interface DeliveryStatus {
  reports: DeliveryReport[];
  /** What we gave the mail on its way (RFC 3461, ENVID); null when the report does not say. */
  envelopeId: string | null;
}

type Fields = Map<string, string>;

/** Blocks of `Name: value` lines, folded lines joined; names in lower case. The first value of a name stays. */
function blocksOf(text: string): Fields[] {
  const blocks: Fields[] = [new Map<string, string>()];
  let name = '';
  for (const line of text.slice(0, MOST_TEXT).split(/\r?\n/)) {
    const block = blocks.at(-1) as Fields;
    if (line.trim() === '') {
      if (block.size > 0) blocks.push(new Map<string, string>());
      name = '';
    } else if (/^[ \t]/.test(line)) {
      const value = block.get(name);
      if (value !== undefined && value.length < 2000) block.set(name, `${value} ${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
      // Some systems leave out the empty line between two recipients.
      const into = name === 'final-recipient' && block.has(name) ? new Map<string, string>() : block;
      if (into !== block) blocks.push(into);
      if (name !== '' && !into.has(name)) into.set(name, line.slice(colon + 1).trim());
    }
  }
  return blocks;
}

/** `rfc822;marta@example.com` → `marta@example.com`, with the `+2B` of RFC 3461 undone. */
function addressOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const [kind = '', ...rest] = value.split(';');
  const written = rest.length > 0 ? rest.join(';') : kind;
  return addressIn(/^\s*(rfc822|utf-8)\s*;/i.test(value) ? undoXtext(written) : written);
}

function undoXtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** The first mail address in a short text, normalised; null when there is none. */
export function addressIn(text: string): string | null {
  const found = /[^\s<>()[\]",;:\\]{1,64}@[^\s<>()[\]",;:\\@]{1,253}/.exec(text.slice(0, 1000));
  return found ? normaliseEmail(found[0]) : null;
}

/**
 * The code that tells the most: `Status`, unless it leaves open what happened (`5.0.0`, `5.5.0`) and what the other
 * server said does not. Its words come last.
 */
function statusOf(fields: Fields): string | null {
  const status = enhancedStatusIn(fields.get('status') ?? '');
  const diagnostic = fields.get('diagnostic-code') ?? '';
  const said = enhancedStatusIn(diagnostic);
  if (isPrecise(status)) return status;
  if (isPrecise(said)) return said;
  if (isTelling(status)) return status;
  return isTelling(said) ? said : (statusFromWords(diagnostic) ?? said ?? status);
}

/** @returns without reports when the text holds none that can be read */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const blocks = blocksOf(text);
  const envelopeId = blocks.map((block) => block.get('original-envelope-id')).find(Boolean) ?? null;
  const reports: DeliveryReport[] = [];
  for (const fields of blocks) {
    const action = ACTIONS.find((name) => (fields.get('action') ?? '').toLowerCase().startsWith(name));
    if (!action || reports.length >= MOST_RECIPIENTS) continue;
    const status = statusOf(fields);
    reports.push({
      action,
      kind: action === 'failed' ? bounceKind(status) : null,
      status,
      recipient: addressOf(fields.get('original-recipient')) ?? addressOf(fields.get('final-recipient')),
    });
  }
  return { reports, envelopeId: envelopeId === null ? null : undoXtext(envelopeId) };
}
