/** What people claim of a pool, with the amounts they are guaranteed and get at most, and what a split gives them. */
import { rational, Rational, rationals } from '../../kernel';

export interface PoolClaim {
  /** The employee's immutable key. */
  readonly key: string;
  /** Target bonus × proration in minor units, as decimal or fraction text. */
  readonly entitledMinor: string;
  /** Payout factor as decimal or fraction text. */
  readonly factor: string;
  /** Whole minor units that the person gets at least, and at most. */
  readonly atLeastMinor?: number;
  readonly atMostMinor?: number;
}

/** Which bound of a claim decided its amount. */
export type PoolLimit = 'at_least' | 'at_most';

export interface PoolPart {
  readonly key: string;
  readonly points: Rational;
  /** Exact share in minor units. */
  readonly exact: Rational;
  readonly amountMinor: number;
  /** Whether one of the units left over went here. */
  readonly roundedUp: boolean;
  /** The bound that decided the amount. */
  readonly limit?: PoolLimit;
}

export interface PoolSplit {
  /**
   * `points`, `target` when nobody had points, `rolled_over` when nothing was shared, `individual` when everybody was paid
   * by themselves.
   */
  readonly basis: 'points' | 'target' | 'rolled_over' | 'individual';
  readonly pointsSum: Rational;
  /** Minor units paid per point to everybody whose amount no bound decides; 0 when nothing was paid. */
  readonly factor: Rational;
  readonly allocatedMinor: number;
  readonly unallocatedMinor: number;
  /** In the order of the claims. */
  readonly parts: readonly PoolPart[];
}

type Bounds = Pick<PoolClaim, 'atLeastMinor' | 'atMostMinor'>;

/** The bound that `exact` minor units break. */
export function limitOf(claim: Bounds, exact: Rational): PoolLimit | undefined {
  const { compare } = rationals;
  const { atMostMinor } = claim;
  if (atMostMinor !== undefined && compare(exact, rational(atMostMinor)) > 0) return 'at_most';
  return compare(exact, rational(boundOf(claim, 'at_least'))) < 0 ? 'at_least' : undefined;
}

/** The amount at the bound; a guarantee above the highest amount is cut to it, none is 0. */
export function boundOf({ atLeastMinor = 0, atMostMinor }: Bounds, limit: PoolLimit): number {
  const most = atMostMinor ?? Number.MAX_SAFE_INTEGER;
  return limit === 'at_most' ? most : Math.min(atLeastMinor, most);
}
