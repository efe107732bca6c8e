/**
 * Whether what customers said is ready to carry money. A score that says more about chance than about people, or about a few of
 * the customers only, may be looked at and learnt from; paying by it needs a named person's reason.
 */
import type { CustomerOpinionSteps } from './cycle-result';
import type { LineKind } from './cycle-snapshot';

/** In the order in which they are shown. */
export const READINESS_GATES = ['reliability', 'response_rate', 'coverage', 'answers', 'months'] as const;
export type ReadinessGate = (typeof READINESS_GATES)[number];

/** The gates of a measure, and that somebody looked at how groups of people fare under its result. */
export const APPROVAL_GATES = [...READINESS_GATES, 'adverse_impact'] as const;
export type ApprovalGate = (typeof APPROVAL_GATES)[number];

/** What each gate asks for at least. */
export type ReadinessLimits = Readonly<Record<ReadinessGate, number>>;

/**
 * Reliability: the design's floor below which a measure is paid by team (measurement.md §1). Response rate: below a tenth a
 * result deserves little confidence (§2.7). Answers: what an organization needs to learn its own parameters from (§2.2).
 * Coverage and months are this product's.
 */
export const READINESS_LIMITS: ReadinessLimits = {
  reliability: 0.5,
  response_rate: 0.1,
  coverage: 0.8,
  answers: 500,
  months: 3,
};

/** What is known besides the result itself. */
export interface ReadinessFacts {
  /** Complete answers to delivered requests in the period, 0–1; null when nothing was delivered. */
  readonly responseRate: number | null;
  /** Answers counted in the period, of the whole organization. */
  readonly answers: number;
  /** Months with answers in the year up to the end of the period. */
  readonly months: number;
}

export interface GateReading {
  readonly gate: ReadinessGate;
  /** Null when it cannot be told, and then the gate is not met. */
  readonly value: number | null;
  readonly needed: number;
  readonly met: boolean;
}

/** What the gates ask about the customers' opinion of one member. */
export interface OpinionRead {
  readonly reliability: string;
  /** Whether there are answers enough for a score of one's own. */
  readonly shown: boolean;
}

export function opinionRead({
  reliability,
  display,
}: Pick<CustomerOpinionSteps, 'reliability' | 'display'>): OpinionRead {
  return { reliability, shown: display !== 'hidden' };
}

/** What the gates ask about everybody's evaluation, taken up one after the other. */
export class OpinionsRead {
  private readonly asked: boolean;
  private members = 0;
  private opinions = 0;
  private shown = 0;
  private reliabilities = 0;

  constructor(lines: readonly { readonly kind: LineKind }[]) {
    this.asked = lines.some(({ kind }) => kind === 'customer_opinion');
  }

  /** @param opinion null of a member without answers */
  add(opinion: OpinionRead | null): void {
    this.members += 1;
    if (!opinion) return;
    this.opinions += 1;
    this.reliabilities += Number(opinion.reliability);
    if (opinion.shown) this.shown += 1;
  }

  /** Null where the plan has no customers' opinion. */
  read(): Record<'reliability' | 'coverage', number | null> | null {
    if (!this.asked || this.members === 0) return null;
    return {
      reliability: this.opinions === 0 ? null : this.reliabilities / this.opinions,
      coverage: this.shown / this.members,
    };
  }
}

/**
 * How a calculated cycle stands at each gate; nothing to be met by a plan without customers' opinion.
 *
 * Reliability is the mean of n/(n + M) over the members with answers, 0 where differences cannot be told from chance. Coverage
 * is the share of members with answers enough to be shown a score of their own.
 */
export function readiness(
  opinions: OpinionsRead,
  facts: ReadinessFacts,
  limits: ReadinessLimits = READINESS_LIMITS,
): GateReading[] {
  const read = opinions.read();
  if (!read) return [];
  const values: Record<ReadinessGate, number | null> = {
    reliability: read.reliability,
    response_rate: facts.responseRate,
    coverage: read.coverage,
    answers: facts.answers,
    months: facts.months,
  };
  return READINESS_GATES.map((gate) => {
    const value = values[gate];
    return { gate, value, needed: limits[gate], met: value !== null && value >= limits[gate] };
  });
}
