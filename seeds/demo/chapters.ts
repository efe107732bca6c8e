/**
 * When the stories of the demo company happen. Pages open at one quarter (the current one, or the one before while it is
 * young): whatever day the demo is started, the outage and the newcomer's first weeks lie in it.
 */
import { addDays, type Period } from '../../src/kernel';
import { openingQuarter, weekOf } from '../../src/scoring/calc';

/** Customers have answered by then. */
const ANSWERED_AFTER_DAYS = 7;
/** How long before the end of the quarter, or before today, the newcomer began. */
const NEWCOMER_DAYS = 17;

export interface Chapters {
  /** The quarter pages open at; local days, half open. */
  readonly opened: Period;
  /** Monday to Sunday without water. */
  readonly outage: Period;
  /** First working day of the newcomer. */
  readonly newcomerFrom: string;
}

/** @param today the demo's today, local date `YYYY-MM-DD` */
export function chaptersAt(today: string): Chapters {
  const opened = openingQuarter(today);
  const last = (margin: number) => {
    const end = addDays(today, -margin);
    return opened.to < end ? opened.to : end;
  };
  const outageTo = weekOf(last(ANSWERED_AFTER_DAYS));
  return {
    opened,
    outage: { from: addDays(outageTo, -7), to: outageTo },
    newcomerFrom: addDays(last(0), -NEWCOMER_DAYS),
  };
}
