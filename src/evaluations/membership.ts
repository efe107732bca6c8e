/**
 * Whether somebody takes part in a cycle, with which target on which days, and the reason in a code that pages put into
 * words: `whole_period`, `hired:2026-08-10`, `leave:31`, joined by spaces. Pure.
 */
import { addDays, coveredDays, daysIn, type Period } from '../kernel';
import type { PlanDefinition } from './plan-definition';

/** First and last working day; a last day that is null has not come. */
export interface Employment {
  readonly hiredOn: string;
  readonly leftOn: string | null;
}

/** What a bonus starts from, from a day on until the next one. */
export interface PayStretch {
  readonly from: string;
  readonly targetBonusMinor: number;
  readonly currency: string;
  readonly legalEntity: string;
}

export interface MembershipFacts {
  readonly employment: Employment;
  /** Oldest first. */
  readonly pay: readonly PayStretch[];
  readonly leaves: readonly (Period & { readonly kind: 'protected' | 'unpaid' })[];
  readonly decision: 'in' | 'out' | 'by_rule';
}

/** Part of the period under one target. */
export interface Segment extends Period {
  readonly days: number;
  readonly targetBonusMinor: number;
}

export type Membership =
  | {
      readonly member: true;
      readonly reason: string;
      /** Of the last segment. */
      readonly targetBonusMinor: number;
      readonly eligibleDays: number;
      /** Null where one target held all the time. */
      readonly segments: readonly Segment[] | null;
    }
  | { readonly member: false; readonly reason: string };

type Rules = Pick<PlanDefinition, 'currency' | 'legalEntity' | 'eligibility' | 'proration'>;

/** Whether and how somebody takes part. First and last working day count. */
export function membershipOf(period: Period, rules: Rules, facts: MembershipFacts): Membership {
  const out = (reason: string): Membership => ({ member: false, reason });
  const { employment, pay, decision } = facts;
  if (decision === 'out') return out('decided');
  const { leftOn } = employment;
  const employed = within(period, employment.hiredOn, leftOn === null ? period.to : addDays(leftOn, 1));
  if (!employed) return out('not_employed');
  const paid = pay.filter(({ targetBonusMinor }) => targetBonusMinor > 0);
  if (paid.length === 0) return out('no_target');
  const inCurrency = paid.filter(({ currency }) => currency === rules.currency);
  if (inCurrency.length === 0) return out('other_currency');
  const { legalEntity } = rules;
  if (legalEntity !== null && inCurrency.every((stretch) => stretch.legalEntity !== legalEntity))
    return out('other_legal_entity');
  const away = facts.leaves.filter(({ kind }) =>
    kind === 'protected'
      ? rules.proration.protectedLeave === 'does_not_count'
      : rules.proration.unpaidLeave === 'does_not_count',
  );
  const segments = segmentsOf(employed, pay, away, (stretch) => {
    const here = legalEntity === null || stretch.legalEntity === legalEntity;
    return here && stretch.currency === rules.currency && stretch.targetBonusMinor > 0;
  });
  const last = segments.at(-1);
  const eligibleDays = segments.reduce((sum, { days }) => sum + days, 0);
  if (!last || (eligibleDays === 0 && decision !== 'in')) return out('no_days');
  const leaves = leftOn !== null && addDays(leftOn, 1) < period.to;
  if (decision !== 'in') {
    if (leaves && rules.eligibility.leavers === 'left_out') return out(`left:${leftOn}`);
    if (eligibleDays < rules.eligibility.minimumDays) return out(`too_few_days:${eligibleDays}`);
  }
  const awayDays = coveredDays(employed, away);
  const reasons = [
    ...(decision === 'in' ? ['decided'] : []),
    ...(employment.hiredOn > period.from ? [`hired:${employment.hiredOn}`] : []),
    ...(leaves ? [`left:${leftOn}`] : []),
    ...(awayDays > 0 ? [`leave:${awayDays}`] : []),
    ...segments.slice(1).map(({ from }) => `transfer:${from}`),
  ];
  return {
    member: true,
    reason: reasons.join(' ') || 'whole_period',
    targetBonusMinor: last.targetBonusMinor,
    eligibleDays,
    segments: segments.length > 1 ? segments : null,
  };
}

/**
 * Memberships of one drawing. Most people work all period for one target and are never away: what is worked out for the first of
 * them holds for the others, whatever their amount is.
 */
export class UsualMemberships {
  private readonly known = new Map<string, Membership>();

  constructor(
    private readonly period: Period,
    private readonly rules: Rules,
  ) {}

  /** As `membershipOf`. */
  of(facts: MembershipFacts): Membership {
    const { employment, pay, leaves, decision } = facts;
    const [only] = pay;
    const isUsual =
      decision === 'by_rule' &&
      leaves.length === 0 &&
      only !== undefined &&
      pay.length === 1 &&
      only.targetBonusMinor > 0 &&
      only.from <= this.period.from &&
      employment.hiredOn <= this.period.from &&
      employment.leftOn === null;
    if (!isUsual) return membershipOf(this.period, this.rules, facts);
    const key = `${only.currency} ${only.legalEntity}`;
    const known = this.known.get(key) ?? membershipOf(this.period, this.rules, facts);
    this.known.set(key, known);
    return known.member ? { ...known, targetBonusMinor: only.targetBonusMinor } : known;
  }
}

/** Stretches of equal target that count, cut to the days employed, with the days not away. */
function segmentsOf(
  employed: Period,
  pay: readonly PayStretch[],
  away: readonly Period[],
  counts: (stretch: PayStretch) => boolean,
): Segment[] {
  const segments: Segment[] = [];
  pay.forEach((stretch, index) => {
    // Who was hired before the first amount was known gets it from the first day on.
    const from = index === 0 && stretch.from > employed.from ? employed.from : stretch.from;
    const part = within(employed, from, pay[index + 1]?.from ?? employed.to);
    if (!part || !counts(stretch)) return;
    const { targetBonusMinor } = stretch;
    const before = segments.at(-1);
    const goesOn = before?.to === part.from && before.targetBonusMinor === targetBonusMinor;
    if (goesOn) segments.pop();
    const whole = goesOn ? { from: before.from, to: part.to } : part;
    segments.push({ ...whole, days: daysIn(whole) - coveredDays(whole, away), targetBonusMinor });
  });
  return segments;
}

function within(period: Period, from: string, to: string): Period | undefined {
  const start = from > period.from ? from : period.from;
  const end = to < period.to ? to : period.to;
  return start < end ? { from: start, to: end } : undefined;
}
