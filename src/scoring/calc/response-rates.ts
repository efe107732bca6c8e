/**
 * How many of those who were asked answered, per kind of contact, and what a score would be if every kind of contact had
 * answered equally often. The weights inform; they never reach pay (ADR 12): whatever they could correct, the case mix has
 * already taken out.
 */
import { DomainError, wilson, type Interval } from '../../kernel';
import { total } from './rating-counts';
import type { EmployeeRatings } from './rating-table';

/** Requests and answers about one kind of contact; each contact counts once, however often it was reminded. */
export interface CellRequests {
  readonly cell: string;
  /** Contacts for which a request was planned. */
  readonly invited: number;
  /** Contacts whose request left and did not come back. */
  readonly delivered: number;
  /** Of the delivered: complete answers. Partial ones are no answers here (AAPOR RR1; with them it would be RR2). */
  readonly answered: number;
}

export interface ResponseRate {
  readonly invited: number;
  readonly delivered: number;
  readonly answered: number;
  /** answered/delivered, 0–1; null when nothing was delivered. */
  readonly rate: number | null;
  /** Wilson, 95 %. */
  readonly interval: Interval;
}

export interface CellResponseRate extends ResponseRate {
  readonly cell: string;
  /** What each answer of the cell would count; 1 throughout unless the rates differ. */
  readonly weight: number;
}

export interface ResponseRates {
  readonly overall: ResponseRate;
  /** In the order of the input. */
  readonly cells: readonly CellResponseRate[];
  /** The rates of cells large enough to tell differ by more than ten points. */
  readonly differ: boolean;
}

/** Numbers of the design: rates that differ by more than `gap` are weighed, weights stay within `trim`. */
export const RESPONSE_RATE_RULE = {
  /** Percentage points. */
  gap: 10,
  trim: { minimum: 0.33, maximum: 3 },
  /** Below so many delivered requests a cell's rate is too uncertain to weigh by: it counts as it is. */
  delivered: 30,
} as const;

/** A result rests on few of those asked below `rate` %; on other customers than the peers' beyond `gap` points. */
export const LOW_CONFIDENCE = { rate: 10, gap: 15 } as const;

/** `few_answered`: under a tenth answered. `unlike_peers`: far more or fewer answered than among the peers. */
export type LowConfidence = 'few_answered' | 'unlike_peers';

/**
 * Response rates (AAPOR RR1, on delivered requests) and the weights that would even them out: w_c = RR/RR_c, kept within
 * 0.33…3, when the largest and the smallest rate differ by more than ten points; else 1. Untrimmed, Σ w_c · answered_c =
 * Σ answered_c over the weighed cells: weights move answers between cells and invent none.
 * @throws `scoring.bad_response_counts` for counts that are no counts
 */
export function responseRates(requests: readonly CellRequests[]): ResponseRates {
  requests.forEach(checked);
  const telling = requests.filter(({ delivered }) => delivered >= RESPONSE_RATE_RULE.delivered);
  const differ = telling.some((one) =>
    telling.some((other) => pointsAbove(one, other, RESPONSE_RATE_RULE.gap)),
  );
  const reference = sumOf(telling);
  return {
    overall: rateOf(sumOf(requests)),
    cells: requests.map((request) => ({
      cell: request.cell,
      ...rateOf(request),
      weight: differ && telling.includes(request) ? trimmedWeight(request, reference) : 1,
    })),
    differ,
  };
}

/** Why a result deserves little confidence; empty when it does not, or when nothing was delivered. Ten percent is not below ten. */
export function lowConfidence(
  own: Omit<CellRequests, 'cell'>,
  peers: Omit<CellRequests, 'cell'>,
): LowConfidence[] {
  checked(own);
  checked(peers);
  if (own.delivered === 0) return [];
  const { rate, gap } = LOW_CONFIDENCE;
  const few = 100 * own.answered < rate * own.delivered;
  const unlike = peers.delivered > 0 && (pointsAbove(own, peers, gap) || pointsAbove(peers, own, gap));
  return [...(few ? ['few_answered' as const] : []), ...(unlike ? ['unlike_peers' as const] : [])];
}

/**
 * The same answers, each counted by the weight of its cell, in whole ppm rounded once per rating. Cells without a weight
 * count as they are. What `scorePeriod` makes of it is the sensitivity of a score to who answers.
 */
export function weighedByCell(
  employees: readonly EmployeeRatings[],
  weights: ReadonlyMap<string, number>,
): EmployeeRatings[] {
  return employees.map((employee) => ({
    ...employee,
    cells: employee.cells.map(({ cell, counts }) => {
      const weight = weights.get(cell) ?? 1;
      return { cell, counts: { ...counts, weights: counts.weights.map((ppm) => Math.round(ppm * weight)) } };
    }),
  }));
}

type Counts = Omit<CellRequests, 'cell'>;

function rateOf({ invited, delivered, answered }: Counts): ResponseRate {
  return {
    invited,
    delivered,
    answered,
    rate: delivered === 0 ? null : answered / delivered,
    interval: wilson(answered, delivered),
  };
}

/** A cell that nobody answered has no answers to weigh: it takes the largest weight, to no effect. */
function trimmedWeight({ delivered, answered }: Counts, all: Counts): number {
  const { minimum, maximum } = RESPONSE_RATE_RULE.trim;
  if (answered === 0) return maximum;
  return Math.min(maximum, Math.max(minimum, (all.answered * delivered) / (all.delivered * answered)));
}

/** Whether one rate lies more than so many points above the other; in whole numbers, so that ten points are ten points. */
function pointsAbove(one: Counts, other: Counts, points: number): boolean {
  const difference = one.answered * other.delivered - other.answered * one.delivered;
  return 100 * difference > points * one.delivered * other.delivered;
}

function sumOf(requests: readonly Counts[]): Counts {
  return {
    invited: total(requests.map(({ invited }) => invited)),
    delivered: total(requests.map(({ delivered }) => delivered)),
    answered: total(requests.map(({ answered }) => answered)),
  };
}

function checked({ invited, delivered, answered }: Counts): void {
  const sound =
    [invited, delivered, answered].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    answered <= delivered &&
    delivered <= invited;
  if (sound) return;
  throw new DomainError(
    'scoring.bad_response_counts',
    `${answered} answers to ${delivered} delivered of ${invited} requests are no counts.`,
    { invited: String(invited), delivered: String(delivered), answered: String(answered) },
  );
}
