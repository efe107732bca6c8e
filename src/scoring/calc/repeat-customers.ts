/**
 * What the answers of regular customers weigh: m answers of one customer about one employee in a period count 1/(1 + (m − 1)ρ)
 * each. Counts arrive at full weight; this says how much of it to take off.
 */
import { repeatCustomerWeight } from './answer-weights';

/** Weight of answers alike in everything that scoring tells apart, by how often their customers answered. */
export interface RepeatedWeight {
  /** m: answers of each of these customers about the employee in the period. */
  readonly answers: number;
  /** Their full weight together, in millionths of an answer. */
  readonly weightPpm: number;
}

/**
 * What to take off the full weight of one employee's, cell's, scale's and rating's answers, in whole millionths:
 * Σ_m W_m·(1 − w(m)), summed by rising m and rounded once, half up. Never more than what is there.
 */
export function repeatDeduction(repeated: readonly RepeatedWeight[]): number {
  let sum = 0;
  for (const { answers, weightPpm } of [...repeated].sort((a, b) => a.answers - b.answers))
    sum += weightPpm * (1 - repeatCustomerWeight(answers));
  return Math.round(sum);
}
