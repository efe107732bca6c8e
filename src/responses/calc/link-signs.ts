/** From which visits to a link a machine can be told, though each alone could be a person's. */
import type { LinkSign } from './judge';

/** What was seen of one link lately, newest last. Milliseconds. */
export interface Visits {
  /** Openings from the rating buttons of the mail. */
  readonly ratings: readonly { readonly rating: string; readonly at: number }[];
  /** Requests that only ask whether the page is there, as no browser does for a person. */
  readonly heads: readonly number[];
}

/** Different rating buttons opened within so many milliseconds: nobody taps through a mail like that. */
const BURSTS: readonly (readonly [buttons: number, within: number])[] = [
  [2, 2_000],
  [3, 30_000],
  [4, 600_000],
];

/** One question about the link comes from gateways at the moment of a person's click; a storm does not. */
const HEADS = { most: 4, within: 30_000 } as const;

/** How long a visit can matter. */
export const VISIT_MILLISECONDS = 600_000;

/** The signs that the newest visit completes. */
export function signsOf({ ratings, heads }: Visits, now: number): LinkSign[] {
  const signs: LinkSign[] = [];
  const opened = (within: number) =>
    new Set(ratings.filter(({ at }) => now - at <= within).map(({ rating }) => rating)).size;
  if (BURSTS.some(([buttons, within]) => opened(within) >= buttons)) signs.push('many_links_fetched');
  if (heads.filter((at) => now - at <= HEADS.within).length > HEADS.most) signs.push('head_storm');
  return signs;
}
