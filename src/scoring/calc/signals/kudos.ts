/** Whether colleagues thank each other in turn more than chance explains. Thanks between colleagues are never paid. */
import { binomialCdf, poissonUpperTail } from '../../../kernel';
import { below, type IntegritySignal } from './signal';

export interface Thanked {
  readonly from: number;
  readonly to: number;
  readonly times: number;
}

/**
 * O = pairs who thanked each other; E = Σ over pairs of p_ij·p_ji, where p_ij = 1 − (1 − s_ij)^kᵢ is the chance that one
 * of i's kᵢ thanks goes to j if they go where everybody else's go: s_ij = (thanks to j from others than i + 1) over the same
 * of all but i. Poisson P(X ≥ O) with mean E, suspicious below .001.
 */
export function kudosReciprocity(
  thanks: readonly Thanked[],
): IntegritySignal & { readonly mutual: number; readonly expected: number } {
  const people = [...new Set(thanks.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const times = new Map(thanks.map(({ from, to, times: count }) => [`${from} ${to}`, count]));
  const of = (from: number, to: number): number => times.get(`${from} ${to}`) ?? 0;
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
  const given = new Map(people.map((i) => [i, sum(people.map((j) => of(i, j)))]));
  const received = new Map(people.map((j) => [j, sum(people.map((i) => of(i, j)))]));
  const chance = (i: number, j: number): number => {
    const others = people.filter((one) => one !== i);
    const fame = (one: number): number => (received.get(one) ?? 0) - of(i, one) + 1;
    return 1 - (1 - fame(j) / sum(others.map(fame))) ** (given.get(i) ?? 0);
  };
  let [mutual, expected] = [0, 0];
  for (const [index, i] of people.entries()) {
    for (const j of people.slice(index + 1)) {
      if (of(i, j) > 0 && of(j, i) > 0) mutual += 1;
      expected += chance(i, j) * chance(j, i);
    }
  }
  return { ...below('kudos_reciprocity', poissonUpperTail(mutual, expected)), mutual, expected };
}

/** How somebody's thanks go to and fro, beside what chance explains. */
export interface OwnReciprocity extends IntegritySignal {
  readonly employeeId: number;
  /** Colleagues who thanked them and whom they thanked; `expected` of them by chance. */
  readonly mutual: number;
  readonly expected: number;
  /** The colleague with whom it is most unusual. */
  readonly partner: number;
  /** Thanks to that colleague, of all that were given, and the share that chance would send there. */
  readonly times: number;
  readonly given: number;
  readonly share: number;
}

/**
 * The same question about each person who thanks and is thanked back, by two tests. Pairs: O and E of `kudosReciprocity` over
 * the pairs of that person alone. The closest pair: with t = P(X ≥ x_ij)·P(Y ≥ x_ji), binomial with kᵢ, s_ij and kⱼ, s_ji, the
 * chance of both together is t·(1 − ln t) (Fisher 1932, for two tests), times the number of others. Of the two the smaller, doubled
 * (Bonferroni).
 * @returns one row per person with at least one pair, by id
 */
export function ownReciprocity(thanks: readonly Thanked[]): OwnReciprocity[] {
  const people = [...new Set(thanks.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const times = new Map<number, Map<number, number>>();
  const given = new Map<number, number>();
  const received = new Map<number, number>();
  const more = (map: Map<number, number>, key: number, count: number) =>
    map.set(key, (map.get(key) ?? 0) + count);
  for (const { from, to, times: count } of thanks) {
    const own = times.get(from) ?? new Map<number, number>();
    times.set(from, own);
    more(own, to, count);
    more(given, from, count);
    more(received, to, count);
  }
  const total = thanks.reduce((sum, one) => sum + one.times, 0);
  const of = (from: number, to: number): number => times.get(from)?.get(to) ?? 0;
  const all = (map: ReadonlyMap<number, number>, key: number): number => map.get(key) ?? 0;
  // Fame of all but i, of what others than i gave: the sum of `kudosReciprocity` without adding it up for every pair.
  const share = (i: number, j: number): number =>
    (all(received, j) - of(i, j) + 1) / (total - all(received, i) - all(given, i) + people.length - 1);
  const reached = (i: number, j: number): number => 1 - (1 - share(i, j)) ** all(given, i);
  const often = (i: number, j: number): number => {
    const k = all(given, i);
    return binomialCdf(k - of(i, j), k, 1 - share(i, j));
  };
  return people.flatMap((i): OwnReciprocity[] => {
    const others = people.filter((j) => j !== i);
    const pairs = others
      .filter((j) => of(i, j) > 0 && of(j, i) > 0)
      .map((j) => ({ j, both: together(often(i, j) * often(j, i)) }))
      .sort((a, b) => a.both - b.both || a.j - b.j);
    const [closest] = pairs;
    if (!closest) return [];
    const expected = others.reduce((sum, j) => sum + reached(i, j) * reached(j, i), 0);
    const probability = Math.min(
      1,
      2 * Math.min(poissonUpperTail(pairs.length, expected), others.length * closest.both),
    );
    return [
      {
        ...below('kudos_reciprocity', probability),
        employeeId: i,
        mutual: pairs.length,
        expected,
        partner: closest.j,
        times: of(i, closest.j),
        given: all(given, i),
        share: share(i, closest.j),
      },
    ];
  });
}

/** The chance that two independent tests are together as unusual as their product. */
function together(product: number): number {
  return product <= 0 ? 0 : Math.min(1, product * (1 - Math.log(product)));
}
