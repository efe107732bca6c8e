/**
 * How an organization addresses its customers in Spanish: `usted` in most of its countries, `tu` among friends and in
 * Spain, `vos` around the River Plate and in Central America. English and Portuguese (`você`) know one form only.
 */

export const TONES = ['usted', 'tu', 'vos'] as const;

export type Tone = (typeof TONES)[number];
