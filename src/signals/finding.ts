/** What a look found about somebody: numbers, and where they come from. It opens a review and decides nothing. */
import type { FactKind, SelfSign, SignalKind } from '../scoring/calc';

export type FoundKind = SignalKind | FactKind;
/** One thing to look at. */
export interface Evidence {
  readonly responseId?: string;
  readonly interactionId?: string;
  readonly kudosId?: string;
  readonly at: number;
  /** Why this one: a code with words. */
  readonly sign?: string;
  /** Those of one group belong together. */
  readonly group?: number;
}

/** The numbers of a finding, as far as its kind has them. */
export interface Numbers {
  /** Observed, of how many. */
  readonly times: number;
  readonly n: number;
  /** What colleagues would have had. */
  readonly expected?: number;
  /** Their share. */
  readonly rate?: number;
  /** How many colleagues. */
  readonly peers?: number;
  /** UTC milliseconds and minutes of a burst. */
  readonly from?: number;
  readonly minutes?: number;
  /** Before and after a jump. */
  readonly before?: { readonly n: number; readonly good: number };
  readonly after?: { readonly n: number; readonly good: number };
  readonly signs?: readonly SelfSign[];
}

export interface Finding {
  readonly kind: FoundKind;
  readonly employeeId: number;
  /** First local day looked at: that of the window, or the day after the last decision. */
  readonly fromDay: string;
  /** Null for a fact. */
  readonly probability: number | null;
  readonly numbers: Numbers;
  readonly evidence: readonly Evidence[];
}

/** Everything there is at most: more would help nobody who looks. */
export const MOST_EVIDENCE = 100;
