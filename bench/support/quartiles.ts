/** The middle of a set of measurements and how far the middle half reaches. */
export interface Quartiles {
  lower: number;
  median: number;
  upper: number;
}

/** Quartiles with linear interpolation (type 7 of Hyndman and Fan, 1996). @throws Error for an empty list */
export function quartiles(values: readonly number[]): Quartiles {
  if (values.length === 0) throw new Error('Nothing was measured.');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? 0;
    return Math.round((below + (above - below) * (place - Math.floor(place))) * 1000) / 1000;
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
