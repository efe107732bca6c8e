/** Comments that are the same, or nearly: as when one person writes for several customers. Transparent: words in threes. */

/** Of the shingles of both together, at least so many have to be in both. */
export const LIKE_AT = 0.8;
/** Shorter comments are alike by themselves: "muy buena atención". */
export const FEWEST_WORDS = 6;
const SHINGLE = 3;

/** Lower case, without accents, punctuation and emoji; words apart by one space. */
export function normalised(comment: string): string {
  return comment
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Every three words that follow each other. */
export function shingles(comment: string): Set<string> {
  const words = normalised(comment).split(' ');
  if (words.length < FEWEST_WORDS) return new Set();
  return new Set(
    words.slice(0, 1 - SHINGLE).map((_, first) => words.slice(first, first + SHINGLE).join(' ')),
  );
}

/** Jaccard: how many are in both, of those in either; 0 without any. */
export function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let shared = 0;
  for (const one of left) if (right.has(one)) shared += 1;
  const either = left.size + right.size - shared;
  return either === 0 ? 0 : shared / either;
}

/**
 * Groups of comments in which each is like another, largest first; only of the given size or more. Comments that share no
 * three words are never compared, so that a long list costs little.
 */
export function likeComments<T extends { readonly comment: string }>(
  comments: readonly T[],
  fewest = 3,
): T[][] {
  const sets = comments.map(({ comment }) => shingles(comment));
  const where = new Map<string, number[]>();
  const groupOf = comments.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (groupOf[at] !== at) at = groupOf[at] ?? at;
    return at;
  };
  for (const [index, set] of sets.entries()) {
    const candidates = new Set<number>();
    for (const shingle of set) {
      const seen = where.get(shingle);
      if (!seen) where.set(shingle, [index]);
      else {
        for (const other of seen) candidates.add(other);
        seen.push(index);
      }
    }
    for (const other of candidates)
      if (likeness(set, sets[other] ?? new Set()) >= LIKE_AT) groupOf[root(index)] = root(other);
  }
  const groups = new Map<number, T[]>();
  for (const [index, comment] of comments.entries())
    groups.set(root(index), [...(groups.get(root(index)) ?? []), comment]);
  return [...groups.values()].filter((group) => group.length >= fewest).sort((a, b) => b.length - a.length);
}
