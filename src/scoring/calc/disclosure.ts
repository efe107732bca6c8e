/**
 * What may be shown without giving a single customer away. Fewer than five answers are never shown, and neither is what
 * would let a reader find them by subtracting: a part of a whole, a stretch of days, a pattern of filters
 * (docs/privacy.md, "small numbers"). Secondary suppression as statistical offices do it: Hundepool et al. 2012,
 * "Statistical Disclosure Control", chapter 4.
 */
import { addDays } from '../../kernel';
import { total } from './rating-counts';

/** Below so many answers nothing is shown (docs/formulas.md, minimum n). */
export const LEAST_SHOWN = 5;

/** Whether a number of answers is none at all, or enough to hide each of them. Shares of credit make it fractional. */
export function isSafe(answers: number, least = LEAST_SHOWN): boolean {
  return answers <= 0 || answers >= least - 1e-9;
}

/**
 * Which parts of a whole may be shown when the whole is. Small parts are not; while those hidden are together too few,
 * the smallest part that is shown is hidden with them, so that whole minus parts never leaves less than `least`.
 */
export function shownGroups(answers: readonly number[], least = LEAST_SHOWN): boolean[] {
  const shown = answers.map((n) => isSafe(n, least));
  for (;;) {
    const rest = total(answers.filter((_, index) => !shown[index]));
    if (isSafe(rest, least)) return shown;
    const smallest = answers.reduce(
      (found, n, index) =>
        shown[index] && n > 0 && (found === -1 || n < (answers[found] ?? 0)) ? index : found,
      -1,
    );
    if (smallest === -1) return shown;
    shown[smallest] = false;
  }
}

interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly n: number;
}

/**
 * The days on which a shown stretch may begin or end, so that no two shown stretches differ by one to four answers: years,
 * then the months in them, the weeks in a month, the days in a week. Where a unit holds too few, it is joined to its
 * neighbour, and the line between them is no edge. Years themselves are joined by the caller.
 * @param answers answers by day, `YYYY-MM-DD`
 * @param years the calendar years asked about
 */
export function openEdges(
  answers: ReadonlyMap<string, number>,
  years: readonly number[],
  least = LEAST_SHOWN,
): Set<string> {
  const edges = new Set<string>();
  for (const year of years) {
    const days: Stretch[] = [];
    for (let day = `${year}-01-01`; day < `${year + 1}-01-01`; day = addDays(day, 1))
      days.push({ from: day, to: addDays(day, 1), n: answers.get(day) ?? 0 });
    edges.add(`${year}-01-01`).add(`${year + 1}-01-01`);
    divide(days, [(day) => day.slice(0, 7), weekOf, (day) => day], edges, least);
  }
  return edges;
}

function divide(
  days: readonly Stretch[],
  [unitOf, ...finer]: readonly ((day: string) => string)[],
  edges: Set<string>,
  least: number,
): void {
  if (!unitOf) return;
  const units: Stretch[][] = [];
  for (const day of days) {
    const open = units.at(-1);
    if (open && unitOf(open[0]!.from) === unitOf(day.from)) open.push(day);
    else units.push([day]);
  }
  for (const block of joined(units, least)) {
    edges.add(block[0]![0]!.from).add(block.at(-1)!.at(-1)!.to);
    if (block.length === 1) divide(block[0]!, finer, edges, least);
  }
}

/** Units side by side joined until each block holds none or enough. */
function joined(units: readonly Stretch[][], least: number): Stretch[][][] {
  const blocks: Stretch[][][] = [];
  let open: Stretch[][] = [];
  const count = (some: readonly Stretch[][]) => total(some.flat().map(({ n }) => n));
  for (const unit of units) {
    open.push(unit);
    if (isSafe(count(open), least)) {
      blocks.push(open);
      open = [];
    }
  }
  if (open.length === 0) return blocks;
  // The last few join the block before them, over empty ones if need be.
  while (blocks.length > 0 && !isSafe(count(open), least)) open = [...blocks.pop()!, ...open];
  return [...blocks, open];
}

/** The Monday of a day's week. */
export function weekOf(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}
