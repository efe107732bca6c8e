/**
 * What a sealed cycle comes to: every step of every member, printed on the statement, so that a clerk can follow it with a pocket
 * calculator. Decimals are text with a fixed number of digits; money is minor units. The result is canonical JSON.
 */
import { Band, Display, ScoreBasis } from '../../scoring/calc';
import {
  FormulaVersions,
  FrozenParameters,
  LineKind,
  LineScore,
  PlanGate,
  TargetSegment,
} from './cycle-snapshot';
import type { MeritIncrease, MeritResult } from './merit';
import type { PoolLimit, PoolSplit } from './pool-claims';

/** How many answers gave one rating, and what the rating is worth on 0–100. */
export interface RatingRow {
  readonly rating: number;
  readonly value: string;
  readonly answers: string;
}

/** One line of the mix: (common − own) × effect; common is the share among colleagues in the same job. */
export interface MixStep {
  readonly cell: string;
  readonly answers: string;
  readonly ownShare: string;
  readonly commonShare: string;
  readonly effect: string;
  readonly contribution: string;
}

/** From answers to a score, each step rounded to six digits as it is printed; the next one starts from the printed number. */
export interface CustomerOpinionSteps {
  readonly display: Display;
  readonly basis: ScoreBasis;
  readonly responsesCounted: number;
  readonly responsesExcluded: number;
  /** Weighted number of answers. */
  readonly answers: string;
  /** Customers who answered more than once, what their answers count, and how much less that is; absent where nobody did. */
  readonly repeats?: {
    readonly customers: number;
    readonly answers: number;
    readonly weight: string;
    readonly deducted: string;
  };
  readonly ratings: readonly RatingRow[];
  /** Σ value × answers / Σ answers. */
  readonly mean: string;
  readonly mix: readonly MixStep[];
  /** Sum of the contributions. */
  readonly mixEffect: string;
  /** mean + mixEffect. */
  readonly adjusted: string;
  readonly peerMean: string;
  /** M; null when there is no measurable difference. */
  readonly peerWeight: string | null;
  /** answers / (answers + M). */
  readonly reliability: string;
  /** score − adjusted. */
  readonly shrinkEffect: string;
  /** peerMean + reliability × (adjusted − peerMean), kept on 0–100. */
  readonly score: string;
  readonly sd: string;
  /**
   * Ends of the 95 % interval. On the basis `target` it is the t interval of the own answers, which the score is not made of;
   * null when these cannot tell.
   */
  readonly low: string | null;
  readonly high: string | null;
  readonly band: Band;
}

export interface LineResult {
  readonly key: string;
  readonly kind: LineKind;
  /** Null when the line has no score; its weight then goes to the others. */
  readonly score: string | null;
  /** Without a score null, or 1 where the plan counts what is missing as on target. */
  readonly factor: string | null;
  readonly weightBp: number;
  readonly countedWeightBp: number;
  /** Counted weight × factor. */
  readonly weighted: string | null;
  /** What is known about the score of a line other than the customers'; absent in results of before there were more. */
  readonly found?: Omit<LineScore, 'key' | 'score'>;
}

/** How the total came from the lines' sum, where a bound or a gate changed it. */
export interface FactorSteps {
  /** Σ counted weight × factor. */
  readonly weighted: string;
  /** The plan's highest factor, where it was reached. */
  readonly cappedAt?: string;
  readonly gates?: readonly (PlanGate & { readonly reason: string })[];
}

/** What became of the customers' line where recovered answers were left out of it. */
export interface RecoveredSteps {
  /** Answers that were left out. */
  readonly answers: number;
  /** Set where too few are left for a score: how many, as weighted, and how many it takes. */
  readonly tooFew?: { readonly left: string; readonly needed: number };
}

/** One person's evaluation up to the points: what is approved one by one. Nothing in it depends on anybody else's pay. */
export interface MemberEvaluation {
  readonly employeeKey: string;
  readonly name: string;
  readonly peerGroup: string;
  /** Null without answers. */
  readonly customerOpinion: CustomerOpinionSteps | null;
  /** Of a snapshot in which lines had no scores of their own. */
  readonly managerRating?: string | null;
  readonly managerRatingReason?: string | null;
  readonly lines: readonly LineResult[];
  readonly totalFactor: string;
  /** `lines`, or `no_scored_line` when nothing could be scored and the target bonus is paid. */
  readonly factorBasis: 'lines' | 'no_scored_line';
  readonly factorSteps?: FactorSteps;
  readonly targetBonusMinor: number;
  /** Where more than one target held. */
  readonly segments?: readonly TargetSegment[];
  readonly eligibleDays: number;
  readonly periodDays: number;
  /** eligible / period days, six digits for reading; the points use the fraction. */
  readonly proration: string;
  /** Target × total factor × proration in minor units: six digits for reading, and exact. */
  readonly points: string;
  readonly pointsExact: string;
  /** Absent where nothing was left out. */
  readonly recovered?: RecoveredSteps;
}

/** What the pool and the budget for raises make of the points. */
export interface MemberPay {
  readonly amountMinor: number;
  /** The guaranteed or highest amount decided. */
  readonly limit?: { readonly kind: PoolLimit; readonly minor: number };
  /** Under a plan with a merit matrix. */
  readonly merit?: Omit<MeritIncrease, 'key'> & { readonly rating: string; readonly salaryMinor: number };
  readonly roundedUp: boolean;
  /** Share of the pool in minor units before rounding, six digits. */
  readonly share: string;
}

export type MemberResult = MemberEvaluation & MemberPay;

export interface CycleTotals {
  readonly poolMinor: number;
  readonly basis: PoolSplit['basis'];
  readonly pointsSum: string;
  readonly pointsSumExact: string;
  /** Minor units paid per point: ten digits for reading, and exact. */
  readonly poolFactor: string;
  readonly poolFactorExact: string;
  readonly allocatedMinor: number;
  readonly unallocatedMinor: number;
  readonly targetBonusMinor: number;
  readonly members: number;
  /** Kept back for appeals beside the pool; absent where nothing is. */
  readonly reserveMinor?: number;
  /** Why the customers' line counted for nobody; absent where it counted. */
  readonly tooFew?: { readonly answers: number; readonly needed: number };
  /** Of the raises, under a plan with a merit matrix. */
  readonly merit?: Pick<MeritResult, 'budgetMinor' | 'demandMinor' | 'factor'>;
}

export interface CycleResult {
  readonly formulas: FormulaVersions;
  readonly cycleKey: string;
  readonly currency: string;
  readonly parameters: FrozenParameters;
  readonly totals: CycleTotals;
  /** Sorted by employee key. */
  readonly members: readonly MemberResult[];
}

/** What a cycle comes to, without its people. */
export type ResultHead = Omit<CycleResult, 'members'>;
