/** How a score became a payout factor, written out so that a pocket calculator gets the same number. */
import { normalCdf, normalPdf, parseRational, rationals } from '../kernel';
import type { PlanLine } from './calc';
import type { StatementNumbers } from './statement-words';

interface Corner {
  at: string;
  value: string;
}

/** On the line's own scale: where less is better they fall. */
const cornersOf = (line: PlanLine): Corner[] =>
  line.curve === null
    ? [
        { at: line.threshold, value: line.thresholdPayout },
        { at: line.target, value: '1' },
        { at: line.maximum, value: line.maximumPayout },
      ]
    : line.curve.map(({ score, factor }) => ({
        // Curves are drawn on the mirrored scale where less is better.
        at: line.direction === 'lower' ? String(-Number(score)) : String(Number(score)),
        value: String(Number(factor)),
      }));

/** The straight piece the score lies on: `1 + (2 − 1) × (4.2 − 3) ÷ (5 − 3) = 1.600000`; null beyond the ends. */
export function straightLineSum(
  line: PlanLine,
  score: string,
  factor: string,
  n: StatementNumbers,
): string | null {
  const corners = cornersOf(line);
  const place = parseRational(score);
  const before = line.direction === 'lower' ? 1 : -1;
  const next = corners.findIndex(
    (corner) => Math.sign(rationals.compare(place, parseRational(corner.at))) === before,
  );
  const [left, right] = [corners[next - 1], corners[next]];
  if (!left || !right) return null;
  const base = n.whole(left.value);
  const rise = `(${n.whole(right.value)} − ${base})`;
  const way = `(${n.six(score)} − ${n.whole(left.at)}) ÷ (${n.whole(right.at)} − ${n.whole(left.at)})`;
  return `${base} + ${rise} × ${way} = ${n.six(factor)}`;
}

export interface ExpectationRow {
  corner: string;
  slope: string;
  z: string;
  below: string;
  density: string;
  part: string;
}

const FINE = 9;

/**
 * The closed form of the expected payout, one row per corner k of the curve: change of slope × f(k), with
 * f(k) = (score − k)·Φ(z) + sd·φ(z) and z = (score − k)/sd. Their sum is the factor. Null where the plain curve was
 * paid, or where the curve has a step and the closed form has one term more.
 */
export function expectationRows(
  line: PlanLine,
  score: string,
  sd: string,
  n: StatementNumbers,
): ExpectationRow[] | null {
  const [theta, spread] = [Number(score), Number(sd)];
  if (!line.useExpectedPayout || !(spread > 1e-9) || Number(line.thresholdPayout) !== 0) return null;
  const corners = cornersOf(line).map(({ at, value }) => ({ at: Number(at), value: Number(value) }));
  let slope = 0;
  return corners.map((corner, index) => {
    const next = corners[index + 1];
    const nextSlope = next ? (next.value - corner.value) / (next.at - corner.at) : 0;
    const change = nextSlope - slope;
    slope = nextSlope;
    const z = (theta - corner.at) / spread;
    const below = normalCdf(z);
    const density = normalPdf(z);
    const part = change * ((theta - corner.at) * below + spread * density);
    return {
      corner: n.plain(String(corner.at)),
      slope: n.digits(String(change), FINE),
      z: n.digits(String(z), FINE),
      below: n.digits(String(below), FINE),
      density: n.digits(String(density), FINE),
      part: n.digits(String(part), FINE),
    };
  });
}
