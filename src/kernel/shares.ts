/**
 * Credit shares: how one interaction is divided among the employees who took part. Kept as whole millionths (parts per
 * million) so that the shares of an interaction sum to exactly one, whatever decimals a caller wrote.
 */
import { DomainError } from './domain-error';
import { apportion, apportionByPosition } from './largest-remainder';
import { parseRational } from './rational';

/** One whole, in parts per million. */
export const WHOLE_SHARE = 1_000_000;

/** How far the sum of hand-written decimals may be from 1, per share: 0.333333 three times is accepted. */
const TOLERANCE_PER_SHARE = 1e-6;

/**
 * Turns decimal shares (each > 0 and ≤ 1, together 1) into parts per million that sum to exactly 1,000,000; a difference left
 * by rounded decimals is settled by largest remainder, earlier shares first.
 * Throws `shares.empty`, `shares.out_of_range` (details: `position`, `share`), `shares.wrong_sum` (details: `sum`).
 */
export function normaliseShares(decimals: readonly number[]): number[] {
  if (decimals.length === 0)
    throw new DomainError('shares.empty', 'An interaction needs at least one share of credit.');
  decimals.forEach((share, position) => {
    if (!(share > 0 && share <= 1)) {
      throw new DomainError(
        'shares.out_of_range',
        `Share ${position + 1} is ${share}; a share is above 0 and at most 1.`,
        {
          position,
          share: String(share),
        },
      );
    }
  });
  const sum = decimals.reduce((total, share) => total + share, 0);
  // A hair above the tolerance: the binary sum of 0.333333 three times misses 0.999999 in its last bit.
  if (Math.abs(sum - 1) > TOLERANCE_PER_SHARE * decimals.length * (1 + 1e-9)) {
    throw new DomainError('shares.wrong_sum', `The shares sum to ${sum}; they must sum to 1.`, { sum });
  }
  const width = String(decimals.length).length;
  const parts = apportion(
    WHOLE_SHARE,
    decimals.map((share, index) => ({
      key: String(index).padStart(width, '0'),
      weight: parseRational(String(share)),
    })),
  ).map((part) => part.units);
  const tooSmall = parts.indexOf(0);
  if (tooSmall >= 0) {
    throw new DomainError('shares.out_of_range', `Share ${tooSmall + 1} is below one millionth.`, {
      position: tooSmall,
      share: String(decimals[tooSmall]),
    });
  }
  return parts;
}

/** Equal shares for `count` employees, in parts per million: 3 → 333334, 333333, 333333. Throws `shares.empty`. */
export function equalShares(count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new DomainError('shares.empty', 'An interaction needs at least one share of credit.');
  }
  return apportionByPosition(WHOLE_SHARE, new Array<number>(count).fill(1));
}
