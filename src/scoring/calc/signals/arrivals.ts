/**
 * When answers come in at all: most follow the mails of the morning. How many of one person's to expect in a time is told
 * by when everybody else's come, in the same hours of the week and in that very time.
 */
const HOUR = 3_600_000;
const WEEK_HOURS = 168;
/** So much of the expectation is spread evenly: hours in which nobody answered yet are not impossible. */
const EVEN = 0.1;

export class Arrivals {
  private readonly times: number[];
  private readonly ofEmployee = new Map<number, number[]>();
  private readonly weeks: number;

  /** @param answers of everybody @param days how long the window is */
  constructor(answers: readonly { readonly employeeId: number; readonly at: number }[], days: number) {
    this.times = answers.map(({ at }) => at).sort((a, b) => a - b);
    for (const { employeeId, at } of answers) {
      const own = this.ofEmployee.get(employeeId);
      if (own) own.push(at);
      else this.ofEmployee.set(employeeId, [at]);
    }
    this.weeks = Math.max(1, days / 7);
  }

  /** For `worstBurst`. @param count the employee's own answers that are looked at */
  expectedOf(employeeId: number, count: number): (from: number, minutes: number) => number {
    const own = [...(this.ofEmployee.get(employeeId) ?? [])].sort((a, b) => a - b);
    const others = this.times.length - own.length;
    const hours = this.hoursWithout(own);
    return (from, minutes) => {
      const until = from + minutes * 60_000;
      const even = (minutes * 60_000) / HOUR / (this.weeks * WEEK_HOURS);
      if (others === 0) return count * even;
      let usual = 0;
      for (let hour = Math.floor(from / HOUR); hour * HOUR < until; hour++) {
        const part = (Math.min(until, (hour + 1) * HOUR) - Math.max(from, hour * HOUR)) / HOUR;
        usual += (part * (hours[hour % WEEK_HOURS] ?? 0)) / others / this.weeks;
      }
      const then = (between(this.times, from, until) - between(own, from, until)) / others;
      return count * Math.max((1 - EVEN) * usual + EVEN * even, then);
    };
  }

  /** Others' answers by hour of the week. */
  private hoursWithout(own: readonly number[]): number[] {
    const hours: number[] = [];
    const count = (times: readonly number[], sign: 1 | -1) => {
      for (const at of times) {
        const hour = Math.floor(at / HOUR) % WEEK_HOURS;
        hours[hour] = (hours[hour] ?? 0) + sign;
      }
    };
    count(this.times, 1);
    count(own, -1);
    return hours;
  }
}

/** How many of ascending times lie in [from, until). */
function between(times: readonly number[], from: number, until: number): number {
  return firstAt(times, until) - firstAt(times, from);
}

function firstAt(times: readonly number[], instant: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
