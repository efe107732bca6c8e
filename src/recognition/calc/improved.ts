/** Who became better, as far as answers can tell. */

export interface Measured {
  readonly key: string;
  readonly n: number;
  readonly score: number | null;
  readonly sd: number | null;
}

/** Two-sided 95 %. */
const Z95 = 1.959963984540054;

/**
 * The keys whose score rose for sure from one period to the next: the 95 % interval of the change,
 * (now − before) ± 1.96·√(sd² + sd²), lies above zero. Who has fewer than `minimumN` answers in either is left out.
 */
export function improvedForSure(
  now: readonly Measured[],
  before: readonly Measured[],
  minimumN: number,
): string[] {
  const earlier = new Map(before.map((one) => [one.key, one]));
  return now.flatMap(({ key, n, score, sd }) => {
    const then = earlier.get(key);
    if (!then || n < minimumN || then.n < minimumN) return [];
    if (score === null || sd === null || then.score === null || then.sd === null) return [];
    return score - then.score > Z95 * Math.hypot(sd, then.sd) ? [key] : [];
  });
}
