/**
 * What colleagues do, so that one person can be compared with them. Touchpoints (or any other stratum) differ in how
 * often anything happens to anybody; so the colleagues' share is taken stratum by stratum and weighted by where the
 * person worked. Colleagues are finitely many and not all alike: both widen what counts as usual.
 */
import { exp, logGamma, normalPdf, normalQuantile } from '../../../kernel';

/** How often something happened to one person in one stratum: `times` of `n`. */
export interface CountedIn {
  readonly employeeId: number;
  readonly stratum: number | string;
  readonly n: number;
  readonly times: number;
}

/** One person beside the colleagues. */
export interface Compared {
  readonly n: number;
  readonly times: number;
  /** The colleagues' share where the person worked. */
  readonly rate: number;
  /** The colleagues' share is uncertain as after so many observations; `Infinity` when it is known. */
  readonly weight: number;
  /** How many colleagues it comes from. */
  readonly peers: number;
}

/** With fewer of one's own, or of colleagues', nothing can be said. */
export const FEWEST = { own: 20, others: 50, peers: 3 } as const;

interface Sum {
  n: number;
  times: number;
}

/**
 * Each person beside all others in the same strata; null where there is too little to compare with. By employee.
 *
 * rate = Σ nₛ·rₛ/Σ nₛ with rₛ = (timesₛ + ½)/(nₛ + 1) of the colleagues (Jeffreys: never 0 or 1), its variance
 * Σ (nₛ/n)²·rₛ(1 − rₛ)/(nₛ + 2) plus τ², the variance between colleagues beyond chance (`spreadBetween`), and
 * weight = rate(1 − rate)/variance − 1: the sizes of a beta distribution with that mean and variance.
 */
export function besidePeers(rows: readonly CountedIn[]): Map<number, Compared | null> {
  const strata = new Map<number | string, Sum>();
  const people = new Map<number, CountedIn[]>();
  for (const row of rows) {
    if (row.n === 0) continue;
    add(strata, row.stratum, row);
    const own = people.get(row.employeeId);
    if (own) own.push(row);
    else people.set(row.employeeId, [row]);
  }
  return new Map(
    [...people].map(([employeeId, own]) => {
      const others = [...people].flatMap(([id, rows]) => (id === employeeId ? [] : [rows]));
      return [employeeId, compare(own, others, strata)];
    }),
  );
}

interface Distance {
  readonly n: number;
  /** Own share less what everybody's shares in the same strata would give. */
  readonly distance: number;
  /** Of the distance, by chance. */
  readonly variance: number;
}

function distanceOf(own: readonly CountedIn[], shares: ReadonlyMap<number | string, number>): Distance {
  let [n, times, expected, variance] = [0, 0, 0, 0];
  for (const row of own) {
    const rate = shares.get(row.stratum) ?? 0.5;
    n += row.n;
    times += row.times;
    expected += row.n * rate;
    variance += row.n * rate * (1 - rate);
  }
  return { n, distance: (times - expected) / n, variance: variance / (n * n) };
}

function compare(
  own: readonly CountedIn[],
  others: readonly (readonly CountedIn[])[],
  strata: ReadonlyMap<number | string, Sum>,
): Compared | null {
  // The colleagues' own shares: whoever is looked at must not be part of what they are measured by.
  const without = new Map(strata);
  for (const { stratum, n, times } of own) {
    const all = without.get(stratum) ?? { n: 0, times: 0 };
    without.set(stratum, { n: all.n - n, times: all.times - times });
  }
  const shares = new Map([...without].map(([stratum, { n, times }]) => [stratum, (times + 0.5) / (n + 1)]));
  const distances = others
    .map((rows) => distanceOf(rows, shares))
    .filter((distance) => distance.n >= FEWEST.own);
  const parts = own.flatMap((row) => {
    const n = without.get(row.stratum)?.n ?? 0;
    return n >= FEWEST.others ? [{ row, n, rate: shares.get(row.stratum) ?? 0.5 }] : [];
  });
  const n = parts.reduce((sum, { row }) => sum + row.n, 0);
  if (n < FEWEST.own || distances.length < FEWEST.peers) return null;
  const rate = parts.reduce((sum, part) => sum + (part.row.n / n) * part.rate, 0);
  const uncertain = parts.reduce(
    (sum, part) => sum + ((part.row.n / n) ** 2 * part.rate * (1 - part.rate)) / (part.n + 2),
    0,
  );
  const variance = uncertain + spreadBetween(distances);
  return {
    n,
    times: parts.reduce((sum, { row }) => sum + row.times, 0),
    rate,
    weight: Math.max(2, (rate * (1 - rate)) / variance - 1),
    peers: distances.length,
  };
}

/**
 * τ² = max{0, S² − mean of the variances by chance}, where S² is the mean square of the distances from their median, the
 * most distant tenth (at least one of five) left out: another who steers must not make steering usual. What leaving out
 * takes away from a normal distribution is given back: with a share q kept, 1 − 2zφ(z)/q with z = Φ⁻¹((1 + q)/2).
 */
function spreadBetween(others: readonly Distance[]): number {
  const k = others.length;
  const ordered = others.map(({ distance }) => distance).sort((a, b) => a - b);
  const middle = ordered[Math.floor(k / 2)] ?? 0;
  const squares = others.map(({ distance }) => (distance - middle) ** 2).sort((a, b) => a - b);
  const kept = squares.slice(0, k - Math.max(k >= 5 ? 1 : 0, Math.floor(k / 10)));
  const q = kept.length / k;
  const z = q < 1 ? normalQuantile((1 + q) / 2) : 0;
  const share = q < 1 ? 1 - (2 * z * normalPdf(z)) / q : 1;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  return Math.max(0, mean(kept) / share - mean(others.map(({ variance }) => variance)));
}

function add(sums: Map<number | string, Sum>, key: number | string, { n, times }: Sum): void {
  const sum = sums.get(key);
  if (sum) {
    sum.n += n;
    sum.times += times;
  } else sums.set(key, { n, times });
}

/**
 * P(X ≤ times) or P(X ≥ times) where X of n happen with a probability that is itself only known as Beta(rate·weight,
 * (1 − rate)·weight): the beta-binomial, which becomes the binomial as the weight grows. Summed from `times` outwards, so
 * that thin tails keep their accuracy.
 */
export function tailBesidePeers({ n, times, rate, weight }: Compared, side: 'lower' | 'upper'): number {
  const [a, b] = [rate * weight, (1 - rate) * weight];
  if (side === 'lower' ? times >= n : times <= 0) return 1;
  const logBeta = (x: number, y: number): number => logGamma(x) + logGamma(y) - logGamma(x + y);
  const first =
    logGamma(n + 1) -
    logGamma(times + 1) -
    logGamma(n - times + 1) +
    logBeta(times + a, n - times + b) -
    logBeta(a, b);
  let term = exp(first);
  let sum = term;
  if (side === 'lower') {
    for (let k = times; k > 0; k--) {
      term *= (k / (n - k + 1)) * ((n - k + b) / (k - 1 + a));
      sum += term;
      if (term < sum * 1e-17) break;
    }
  } else {
    for (let k = times; k < n; k++) {
      term *= ((n - k) / (k + 1)) * ((k + a) / (n - k - 1 + b));
      sum += term;
      if (term < sum * 1e-17) break;
    }
  }
  return Math.min(1, sum);
}
