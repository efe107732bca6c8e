/**
 * The sealed snapshot of an evaluation cycle: everything that decides an amount, and nothing else. Its canonical JSON is hashed at
 * sign-off; `computeCycle` turns it into every amount, on any machine to the same byte. Decimals are text, so that no
 * reader rounds them.
 */
import { Period } from '../../kernel';
import {
  CellCounts,
  EmployeeRatings,
  Priors,
  ScoreBasis,
  ScoreFormula,
  SpreadSource,
} from '../../scoring/calc';
import { CurvePoint } from './payout-curve';
import { NoPointsRule } from './pool';

/** The versions of every formula that a snapshot was sealed with; an unknown one is refused, never guessed. */
export interface FormulaVersions {
  readonly score: ScoreFormula;
  readonly payout: 'piecewise-1';
  readonly pool: 'largest-remainder-1';
}

export const FORMULA_VERSIONS: FormulaVersions = {
  score: 'eb-mean-1',
  payout: 'piecewise-1',
  pool: 'largest-remainder-1',
};

/** One criterion of the plan. Targets are on the line's own scale: 0–100 for customer opinion. */
export interface PlanLine {
  readonly key: string;
  readonly kind: 'customer_opinion' | 'manager_rating';
  readonly weightBp: number;
  readonly threshold: string;
  readonly target: string;
  readonly maximum: string;
  /** Factor at the threshold and at the maximum; at target it is 1. */
  readonly thresholdPayout: string;
  readonly maximumPayout: string;
  /** Another curve in place of the straight lines through threshold, target and maximum; null for those. */
  readonly curve: readonly CurvePoint[] | null;
  /** Pay the expectation of the curve over the score's uncertainty (customer opinion only). */
  readonly useExpectedPayout: boolean;
}

export interface CyclePlan {
  readonly name: string;
  readonly version: number;
  readonly currency: string;
  readonly lines: readonly PlanLine[];
  readonly whenNobodyScores: NoPointsRule;
}

/** Answers of customers who answered more than once; `customerCounts` holds them at what they count. */
export interface RepeatedAnswers {
  readonly customers: number;
  readonly answers: number;
  /** What the answers count together, and how much more they would if each stood for itself; millionths of an answer. */
  readonly weightPpm: number;
  readonly deductedPpm: number;
}

/** A member of the cycle with everything that counts for them. */
export interface CycleMember {
  /** The employee's external id: immutable, settles ties. */
  readonly employeeKey: string;
  readonly name: string;
  /** Job family × role. */
  readonly peerGroup: string;
  readonly targetBonusMinor: number;
  readonly eligibleDays: number;
  readonly periodDays: number;
  readonly customerCounts: readonly CellCounts[];
  readonly responsesCounted: number;
  readonly responsesExcluded: number;
  /** Absent where no customer answered more than once. */
  readonly repeats?: RepeatedAnswers;
  /** Decimal on the scale of the manager line; null when not rated. */
  readonly managerRating: string | null;
  readonly managerRatingReason: string | null;
}

/** Scoring parameters as decimals of six digits: from here on a statement is exact decimal arithmetic. */
export interface FrozenParameters {
  /** Shares are the organisation's, for information; members are judged at their group's. */
  readonly cells: readonly { readonly cell: string; readonly effect: string; readonly share: string }[];
  readonly cellOf: readonly { readonly cell: string; readonly countedIn: string }[];
  readonly groups: readonly FrozenGroup[];
}

export interface FrozenGroup {
  readonly peerGroup: string;
  readonly employees: number;
  readonly responses: string;
  readonly basis: ScoreBasis;
  readonly source: SpreadSource;
  readonly mu: string;
  readonly muVariance: string;
  readonly tau2: string;
  readonly sigma2: string;
  /** Null: no measurable difference, or nobody to compare with. */
  readonly M: string | null;
  readonly meanReliability: string;
  /** The group's share of each cell; none without case mix and for a lone employee. */
  readonly mix: readonly { readonly cell: string; readonly share: string }[];
}

export interface SnapshotScoring {
  /** Parameters settled before, used as they are; null: estimated from the members and `others`. */
  readonly parameters: FrozenParameters | null;
  /** Hash of the answers that a closed period's parameters were estimated from; absent where the period was open. */
  readonly closedInputsHash?: string;
  /** Organisation-wide parameters of the trailing year, for small groups; null when there are none. */
  readonly priors: Priors | null;
  /** Employees outside the cycle whose answers help to estimate the parameters. */
  readonly others: readonly EmployeeRatings[];
}

export interface CycleSnapshot {
  readonly formulas: FormulaVersions;
  readonly cycle: { readonly key: string; readonly name: string; readonly period: Period };
  readonly plan: CyclePlan;
  readonly poolMinor: number;
  readonly scoring: SnapshotScoring;
  readonly members: readonly CycleMember[];
}
