/**
 * The way a customer was asked, or would have been, and why that one: in a sentence. From what was kept with the decision
 * and from the invitation as it is. Pure.
 */
import type { KeptEvidence } from './why.queries';

/** A message key without its prefix, and what it says about. */
export interface WaySentence {
  readonly key: string;
  /** `sms` or `whatsapp`, where another way was wanted first. */
  readonly wanted?: 'sms' | 'whatsapp';
}

/**
 * @param step the first mail or message: what carries it, and why nobody is asked
 * @returns null where no way was chosen, as for somebody without any address
 */
export function chosenWay(
  step: { readonly channel: string; readonly state: string; readonly reason: string | null },
  evidence: KeptEvidence,
): WaySentence | null {
  if (step.channel === 'chat') return { key: 'why_way_chat' };
  if (step.channel === 'sms' || step.channel === 'whatsapp') return { key: `why_way_${step.channel}` };
  const { wanted, instead } = evidence;
  const suppressed = step.state === 'suppressed';
  const nobody = suppressed && step.reason === 'no_address';
  // Where nobody is asked and mail is the only way, or none was left to choose, there is nothing to tell.
  if (wanted !== 'sms' && wanted !== 'whatsapp') return suppressed ? null : { key: 'why_way_email' };
  if (suppressed && instead === undefined) return null;
  if (typeof instead !== 'string') return { key: 'why_way_mail_later', wanted };
  return { key: `why_way_${nobody ? 'none' : 'mail'}_${instead}`, wanted };
}
