/**
 * Shares of mails that came back or were called spam, against what large receivers tolerate. Google and Yahoo: spam
 * below 0.1 %, never 0.3 % ("Email sender guidelines", since February 2024). Bounces: below 2 % is usual, above 5 %
 * providers stop an account (Amazon SES: review at 5 %).
 */

export interface Limits {
  /** Below it all is well. */
  good: number;
  /** From it on receivers act. */
  most: number;
}

export const COMPLAINT_LIMITS: Limits = { good: 0.001, most: 0.003 };
export const BOUNCE_LIMITS: Limits = { good: 0.02, most: 0.05 };

/** Of fewer mails a share says nothing: one complaint among 99 is more than 1 %. */
export const FEWEST = 100;

export type RateVerdict = 'good' | 'care' | 'bad' | 'few';

export interface Rate {
  /** Null without any mail. */
  share: number | null;
  verdict: RateVerdict;
}

/** @param count mails it happened to @param sent mails that left */
export function rateOf(count: number, sent: number, limits: Limits): Rate {
  if (sent <= 0) return { share: null, verdict: 'few' };
  const share = count / sent;
  if (sent < FEWEST) return { share, verdict: 'few' };
  if (share < limits.good) return { share, verdict: 'good' };
  return { share, verdict: share < limits.most ? 'care' : 'bad' };
}
