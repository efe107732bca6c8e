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
import type { MeritMatrix } from './merit';
import { CurvePoint } from './payout-curve';
import { NoPointsRule } from './pool';

/** What a line's score comes from: answers, a lead, an imported goal, observations or tests, or a measure of the product. */
export type LineKind = 'customer_opinion' | 'manager_rating' | 'goal' | 'observation' | 'measure';

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
  readonly kind: LineKind;
  readonly weightBp: number;
  readonly threshold: string;
  readonly target: string;
  readonly maximum: string;
  /** `lower`: less is better, threshold > target > maximum. Absent where more is better. */
  readonly direction?: 'lower';
  /** Factor at the threshold and at the maximum; at target it is 1. */
  readonly thresholdPayout: string;
  readonly maximumPayout: string;
  /** Another curve in place of the straight lines through threshold, target and maximum; null for those. */
  readonly curve: readonly CurvePoint[] | null;
  /** Pay the expectation of the curve over the score's uncertainty (customer opinion only). */
  readonly useExpectedPayout: boolean;
  /** Recovered answers are left out (customer opinion only). Absent: they count as they were given. */
  readonly recovered?: 'leave_out';
}

/** A condition of its own beside the lines; what a person gets whom it is closed to. */
export interface PlanGate {
  readonly key: string;
  readonly effect: 'pays_nothing' | 'at_most_target';
}

/** Bounds of what is paid. The amounts are multiples of the person's prorated target, as decimals. */
export interface PlanLimits {
  /** The total factor counts up to this. */
  readonly factorAtMost?: string;
  /** Guaranteed to everybody whom no gate is closed to. */
  readonly amountAtLeast?: string;
  readonly amountAtMost?: string;
}

/** Raises by matrix: the first band whose `fromFactor` the total factor reaches names the row. */
export interface PlanMerit {
  /** From the highest to the lowest; the last one starts at 0. */
  readonly bands: readonly { readonly rating: string; readonly fromFactor: string }[];
  readonly matrix: MeritMatrix;
  /** Of the members' payroll, as a decimal percentage. */
  readonly budgetPercent: string;
}

export interface CyclePlan {
  readonly name: string;
  readonly version: number;
  readonly currency: string;
  readonly lines: readonly PlanLine[];
  readonly whenNobodyScores: NoPointsRule;
  /** Absent where the plan holds for the whole organization. */
  readonly legalEntity?: string;
  /** Everybody is paid target × factor × days by themselves, without a pool. Absent: a pool is shared. */
  readonly funding?: 'individual';
  /** A line without a score counts as exactly on target. Absent: its weight goes to the others. */
  readonly missingLine?: 'at_target';
  readonly gates?: readonly PlanGate[];
  readonly limits?: PlanLimits;
  readonly merit?: PlanMerit;
}

/** Answers of customers who answered more than once; `customerCounts` holds them at what they count. */
export interface RepeatedAnswers {
  readonly customers: number;
  readonly answers: number;
  /** What the answers count together, and how much more they would if each stood for itself; millionths of an answer. */
  readonly weightPpm: number;
  readonly deductedPpm: number;
}

/** Answers about somebody that the plan leaves out because they were recovered, and what is left without them. */
export interface RecoveredLeftOut {
  /** What is left, as `customerCounts`. */
  readonly customerCounts: readonly CellCounts[];
  /** Of what is left; absent where no customer answered more than once. */
  readonly repeats?: RepeatedAnswers;
  /** Ids of the answers that are left out, sorted. */
  readonly responses: readonly string[];
}

/** What one line other than the customers' opinion found about one person. */
export interface LineScore {
  readonly key: string;
  /** Decimal on the line's scale; null when there is none. */
  readonly score: string | null;
  /** Why, in the words of whoever rated or measured; null where the number says it. */
  readonly note: string | null;
  /** What the score was before calibration; absent where it was not calibrated. */
  readonly calibratedFrom?: string;
  /** How many results the score is the mean of. */
  readonly results?: number;
  /** Of so many promises that were due, how many were kept in time, and whose they were; absent for every other line. */
  readonly promises?: { readonly due: number; readonly kept: number; readonly by: 'person' | 'team' };
  /** The person's own targets in place of the plan's. */
  readonly targets?: { readonly threshold: string; readonly target: string; readonly maximum: string };
}

/** Part of the period with one target bonus; transfers and raises make several. */
export interface TargetSegment extends Period {
  /** Days that count. */
  readonly days: number;
  readonly targetBonusMinor: number;
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
  /** Under a plan that leaves recovered answers out, where there are any. `customerCounts` and `repeats` hold them too: parameters are estimated from all. */
  readonly recovered?: RecoveredLeftOut;
  /** Absent where no customer answered more than once. */
  readonly repeats?: RepeatedAnswers;
  /** Of a plan with one manager line, as sealed before lines had scores of their own. Decimal; null when not rated. */
  readonly managerRating?: string | null;
  readonly managerRatingReason?: string | null;
  /** By line, without the customers' opinion. */
  readonly lineScores?: readonly LineScore[];
  /** Absent where one target held for all days. Their days sum to `eligibleDays`; the last one is `targetBonusMinor`. */
  readonly segments?: readonly TargetSegment[];
  /** The plan's gates that are closed to this person, and why. */
  readonly closedGates?: readonly { readonly key: string; readonly reason: string }[];
  /** For plans with a merit matrix. */
  readonly salary?: {
    readonly salaryMinor: number;
    readonly midpointMinor: number;
    readonly maximumMinor: number | null;
  };
}

/** Scoring parameters as decimals of six digits: from here on a statement is exact decimal arithmetic. */
export interface FrozenParameters {
  /** Shares are the organisation's, for information; members are judged at their group's. */
  readonly cells: readonly { readonly cell: string; readonly effect: string; readonly share: string }[];
  readonly cellOf: readonly { readonly cell: string; readonly countedIn: string }[];
  readonly groups: readonly FrozenGroup[];
}

/** Of a plan that asks no customers. */
export const NO_PARAMETERS: FrozenParameters = { cells: [], cellOf: [], groups: [] };

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
  /** The organization had fewer answers than the plan asks for, and the customers' line counts for nobody; absent otherwise. */
  readonly tooFew?: { readonly answers: number; readonly needed: number };
  /** Employees outside the cycle whose answers help to estimate the parameters. */
  readonly others: readonly EmployeeRatings[];
}

export interface CycleSnapshot {
  readonly formulas: FormulaVersions;
  readonly cycle: { readonly key: string; readonly name: string; readonly period: Period };
  readonly plan: CyclePlan;
  /** What is shared among the members now. */
  readonly poolMinor: number;
  /** Kept back for accepted appeals, beside the pool; absent where nothing is. */
  readonly reserveMinor?: number;
  readonly scoring: SnapshotScoring;
  readonly members: readonly CycleMember[];
}

/** What holds for everybody of a cycle: its snapshot without the people. */
export interface SnapshotHead extends Omit<CycleSnapshot, 'members' | 'scoring'> {
  readonly scoring: Omit<SnapshotScoring, 'others'>;
}
