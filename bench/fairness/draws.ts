/**
 * The random numbers of the simulation: SplitMix64 in counter form, so that any program in any language draws the same
 * company. 64-bit products are put together from 32-bit halves; `BigInt` would take minutes.
 */

const GOLDEN = [0x9e3779b9, 0x7f4a7c15] as const;
const FIRST = [0xbf58476d, 0x1ce4e5b9] as const;
const SECOND = [0x94d049bb, 0x133111eb] as const;
const TWO_53 = 9_007_199_254_740_992;
/** Looked up once: test runners make every look at `Math` cost more than the sum. */
const { imul, floor } = Math;

/** The upper half of a product of two 32-bit numbers. */
function upperHalf(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const cross = a0 * b1;
  const middle = a1 * b0 + floor((a0 * b0) / 65_536) + (cross & 0xffff);
  return a1 * b1 + floor(cross / 65_536) + floor(middle / 65_536);
}

export class Draws {
  private index = 0;

  /** @param seed a whole number below 2³² */
  constructor(private readonly seed: number) {}

  /** Numbers strictly between 0 and 1. */
  uniform(count: number): Float64Array {
    const drawn = new Float64Array(count);
    for (let position = 0; position < count; position += 1) drawn[position] = this.next();
    return drawn;
  }

  /** Standard normal numbers by Box and Muller, the cosine alone. */
  normal(count: number): Float64Array {
    const [radius, angle] = [this.uniform(count), this.uniform(count)];
    return radius.map(
      (u, position) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * (angle[position] ?? 0)),
    );
  }

  private next(): number {
    this.index += 1;
    let low = imul(this.index, GOLDEN[1]) >>> 0;
    let high = (upperHalf(this.index, GOLDEN[1]) + imul(this.index, GOLDEN[0])) >>> 0;
    const sum = low + this.seed;
    high = (high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    low = sum >>> 0;
    for (const [shift, factor] of [
      [30, FIRST],
      [27, SECOND],
    ] as const) {
      const [upper, lower] = [
        (high ^ (high >>> shift)) >>> 0,
        (low ^ ((low >>> shift) | (high << (32 - shift)))) >>> 0,
      ];
      high = (upperHalf(lower, factor[1]) + imul(upper, factor[1]) + imul(lower, factor[0])) >>> 0;
      low = imul(lower, factor[1]) >>> 0;
    }
    const [upper, lower] = [(high ^ (high >>> 31)) >>> 0, (low ^ ((low >>> 31) | (high << 1))) >>> 0];
    return (upper * 2_097_152 + (lower >>> 11) + 0.5) / TWO_53;
  }
}
