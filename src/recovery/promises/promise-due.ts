/** Reads the minute a promise is due, as the clocks on the organization's walls show it. */
import { instantAt } from '../../platform/clock';
import { recoveryErrors } from '../recovery.errors';

/**
 * A time that the clocks show twice is the first of the two, one that they leap over the moment of the leap: the customer
 * never waits longer than the words could mean.
 * @param local `YYYY-MM-DDTHH:MM`, as browsers send it; seconds are left out
 * @throws promise_due_unreadable
 */
export function readDue(local: string, zone: string): number {
  try {
    return instantAt(local.trim().slice(0, 16), zone);
  } catch (error) {
    if (error instanceof RangeError) throw recoveryErrors.promise_due_unreadable({}, '/dueAt');
    throw error;
  }
}
