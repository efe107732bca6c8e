/**
 * What a decision rested on, kept with it: codes and numbers, never an address or a name. What is usual is left out —
 * a count of 0, the priority of 50 — so that a million decisions stay small; `rules` names the set they were made by.
 */
import { countWithin } from './calc';
import { type AskedTimes, type ContactFacts, limitsOf, type Verdict } from './decision';
import type { InvitationRules } from './invitation-rules';
import type { Place } from './planning.store';

export type Evidence = Record<string, string | number | null>;

/** How often customer and account count as asked around an instant, where rules limit it. */
export function askedCounts(asked: AskedTimes, at: number, rules: InvitationRules): Evidence {
  const limits = limitsOf(rules);
  const counts: Record<string, number> = {
    customerAsked: limits.asked_recently ? countWithin(asked.customer, at, limits.asked_recently.days) : 0,
    touchpointAsked: limits.asked_at_touchpoint
      ? countWithin(asked.touchpoint, at, limits.asked_at_touchpoint.days)
      : 0,
    accountAsked: limits.account_asked ? countWithin(asked.account, at, limits.account_asked.days) : 0,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

export function evidenceOf(decision: {
  facts: ContactFacts;
  verdict: Verdict;
  rules: InvitationRules;
  place: Place | null;
  sameMatterIds: readonly string[];
}): Evidence {
  const { facts, verdict, rules, place } = decision;
  const { rule, against } = verdict;
  const evidence: Evidence = {
    draw: Math.floor(facts.draw * 1e6) / 1e6,
    probability: rule.probability,
    zone: facts.zone,
    ...askedCounts(facts.asked, verdict.sendAt, rules),
  };
  if (rule.position > 0) Object.assign(evidence, { rule: rule.key, position: rule.position });
  if (rule.priority !== 50) evidence['priority'] = rule.priority;
  if (against.length > 1) evidence['against'] = against.join(' ');
  if (facts.takesOver) evidence['takesOver'] = decision.sameMatterIds[0] ?? null;
  if (place) {
    evidence['quotaEmployee'] = place.employeeId;
    evidence['quotaPeriod'] = place.period;
    evidence['quotaTaken'] = place.taken;
    evidence['quotaAllowed'] = place.allowed;
    evidence['quotaPlace'] = place.place;
  }
  return evidence;
}
