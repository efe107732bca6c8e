/** Whether colleagues thank each other in turn more than chance explains. Thanks between colleagues are never paid. */
import { poissonUpperTail } from '../../../kernel';
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
