/**
 * Straight lines between points, exactly: the shape of every achievement scale and payout curve.
 */
import { Decimal, DomainError, parseRational, Rational, rationals } from '../../kernel';

/** A corner of the line. Decimals are text, or numbers that stand for their shortest decimal form. */
export interface Corner {
  readonly at: Decimal;
  readonly value: Decimal;
}

/**
 * The value at `x`: straight between corners, the last corner's value beyond it, `below` left of the first corner (which itself
 * has its own value: a step when they differ). Throws `evaluations.bad_corners` unless there are corners with rising `at`.
 */
export function interpolate(corners: readonly Corner[], x: Decimal, below: Decimal): Rational {
  const exact = exactCorners(corners);
  const place = parseRational(String(x));
  const next = exact.findIndex((corner) => rationals.compare(place, corner.at) < 0);
  if (next === 0) return parseRational(String(below));
  const left = exact[next === -1 ? exact.length - 1 : next - 1];
  const right = next === -1 ? undefined : exact[next];
  if (!left) throw badCorners();
  if (!right) return left.value;
  const { add, divide, multiply, subtract } = rationals;
  const done = divide(subtract(place, left.at), subtract(right.at, left.at));
  return add(left.value, multiply(done, subtract(right.value, left.value)));
}

/** The corners as exact fractions, checked. */
export function exactCorners(corners: readonly Corner[]): { at: Rational; value: Rational }[] {
  const exact = corners.map((corner) => ({
    at: parseRational(String(corner.at)),
    value: parseRational(String(corner.value)),
  }));
  const rising = exact.every((corner, index) => {
    const previous = exact[index - 1];
    return previous === undefined || rationals.compare(previous.at, corner.at) < 0;
  });
  if (exact.length === 0 || !rising) throw badCorners();
  return exact;
}

function badCorners(): DomainError {
  return new DomainError(
    'evaluations.bad_corners',
    'A scale needs at least one corner, and each must lie right of the one before.',
  );
}
