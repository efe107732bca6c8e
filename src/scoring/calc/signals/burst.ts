/** Many answers within a short time: as when one person taps through a pile of links. */
import { poissonUpperTail } from '../../../kernel';
import { below, type IntegritySignal } from './signal';

const MINUTE = 60_000;
/** Lengths of time that are looked at, in minutes. */
export const BURST_MINUTES = [15, 60] as const;
/** Fewer answers are no burst, however quiet it is otherwise. */
const FEWEST = 4;

/**
 * A burst of answers: `count` within `windowMinutes` where `dailyMean` arrive in a shift of `shiftMinutes`. Poisson tail
 * P(X ≥ count) with λ = daily mean × window / shift, suspicious below .0001.
 */
export function answerBurst(
  count: number,
  dailyMean: number,
  windowMinutes: number,
  shiftMinutes: number,
): IntegritySignal & { readonly expected: number } {
  const expected = (dailyMean * windowMinutes) / shiftMinutes;
  return { ...below('answer_burst', poissonUpperTail(count, expected)), expected };
}

export interface Burst extends IntegritySignal {
  /** UTC milliseconds of the first answer of the burst. */
  readonly from: number;
  readonly minutes: number;
  readonly count: number;
  /** Answers expected in such a window. */
  readonly expected: number;
}

/**
 * The most surprising window of all that begin with an answer.
 *
 * Under a Poisson process the answers after one of them are Poisson again, so the expected number of windows that begin
 * with an answer and hold at least k is (number of answers) × P(X ≥ k − 1); no window of that kind is more probable than
 * that number (Markov), and two lengths make twice as many. Hence
 * p = min{1, answers × lengths × P(X ≥ k − 1 | λ of that window)}: the search is paid for.
 * @param times of the answers, ascending, UTC milliseconds
 * @param expectedIn how many answers to expect from `from` on for so many minutes: the person's own number of answers
 *   times the share of colleagues' answers that arrive then
 * @returns null with fewer than four answers in every window
 */
export function worstBurst(
  times: readonly number[],
  expectedIn: (from: number, minutes: number) => number,
): Burst | null {
  let worst: Burst | null = null;
  for (const minutes of BURST_MINUTES) {
    let last = 0;
    for (const [first, from] of times.entries()) {
      while ((times[last + 1] ?? Infinity) < from + minutes * MINUTE) last += 1;
      const count = last - first + 1;
      if (count < FEWEST) continue;
      const expected = expectedIn(from, minutes);
      const tail = poissonUpperTail(count - 1, expected);
      const probability = Math.min(1, tail * times.length * BURST_MINUTES.length);
      if (!worst || probability < worst.probability)
        worst = { ...below('answer_burst', probability), from, minutes, count, expected };
    }
  }
  return worst;
}
