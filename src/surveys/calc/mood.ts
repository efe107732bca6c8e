/** Which ratings are poor and which are good: what to ask next, and when somebody must be called. */

export type Mood = 'low' | 'middle' | 'high';

/** A rating with what is needed to read it. `min` and `max` are the ends of its scale. */
export interface ReadableRating {
  readonly kind: string;
  readonly rating: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Low are 1–2 of 5 (csat), 0–6 of 10 (nps: Reichheld's detractors), 1–3 of 7 (ces) and thumbs down; high are 4–5,
 * 9–10, 6–7 and thumbs up. Any other scale is read like the five points: its lowest and highest quarter.
 */
export function moodOf({ kind, rating, min, max }: ReadableRating): Mood {
  if (kind === 'nps') return rating <= 6 ? 'low' : rating >= 9 ? 'high' : 'middle';
  if (kind === 'ces') return rating <= 3 ? 'low' : rating >= 6 ? 'high' : 'middle';
  const quarters = ((rating - min) * 4) / (max - min);
  return quarters <= 1 ? 'low' : quarters >= 3 ? 'high' : 'middle';
}
