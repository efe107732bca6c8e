/** A decision as a list of checks, in the order in which they are made: passed, failed, or not looked at. Pure. */
import { type SuppressedReason, SUPPRESSED_REASONS } from '../decision';
import type { KeptEvidence } from './why.queries';

export interface Check {
  readonly name: SuppressedReason;
  readonly result: 'passed' | 'failed' | 'idle';
}

/**
 * @param reason the first reason against asking; null when somebody is asked
 * @param evidence what was kept with the decision: `against` names all reasons where there was more than one
 */
export function checksOf(reason: string | null, evidence: KeptEvidence): Check[] {
  const named = typeof evidence['against'] === 'string' ? evidence['against'].split(' ') : [];
  const failed = new Set([...named, ...(reason === null ? [] : [reason])]);
  // Before details were kept, looking ended with the first reason.
  const lookedAtAll = reason === null || evidence['rules'] !== undefined;
  const first = SUPPRESSED_REASONS.findIndex((name) => failed.has(name));
  return SUPPRESSED_REASONS.map((name, index) => {
    if (failed.has(name)) return { name, result: 'failed' };
    const quotaIdle = name === 'quota_reached' && (reason !== null || evidence['quotaPlace'] === undefined);
    if (quotaIdle || (!lookedAtAll && index > first)) return { name, result: 'idle' };
    return { name, result: 'passed' };
  });
}
