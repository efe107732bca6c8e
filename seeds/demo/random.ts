/**
 * Repeatable chance for the demo company: the same seed always tells the same year.
 * mulberry32 behind an FNV-1a hash of the seed's text; good enough for a story, never for secrets.
 */

/** A deterministic source of random values. Every method advances the stream. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high], both ends included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element, uniformly. Throws a RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** One element with probability proportional to its weight. Throws a RangeError when no weight is positive. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  /** Normally distributed (Box–Muller, cosine branch). */
  normal(mean?: number, deviation?: number): number;
  /** An independent stream named by `label`; it does not advance this one. */
  fork(label: string): Random;
}

const TWO_TO_32 = 4294967296;

function hashText(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  }
  // FNV-1a leaves neighbouring seeds ("demo-1", "demo-2") close together; a final mix spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A random source for the seed; equal seeds give equal streams. */
export function createRandom(seed: string): Random {
  let state = hashText(seed);

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
  };

  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError('pick needs at least one item');
      return items[Math.floor(next() * items.length)] as T;
    },
    weighted: <T>(items: readonly T[], weightOf: (item: T) => number): T => {
      let total = 0;
      for (const item of items) total += weightOf(item);
      if (!(total > 0)) throw new RangeError('weighted needs at least one positive weight');
      let left = next() * total;
      for (const item of items) {
        left -= weightOf(item);
        if (left < 0) return item;
      }
      return items.findLast((item) => weightOf(item) > 0) as T;
    },
    normal: (mean = 0, deviation = 1) => {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * next());
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
