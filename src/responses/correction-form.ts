/** The form that corrects who is credited: up to four employee numbers with their percentages. */
import { z } from 'zod';
import { parseInput } from '../platform/errors';

/** Rows of the form. */
export const CREDITED_PLACES = [1, 2, 3, 4] as const;

const text = z.string().max(4000).default('');
const zForm = z.strictObject({
  reason: text,
  note: text,
  ...Object.fromEntries(CREDITED_PLACES.flatMap((place) => [[`employee${place}`, text], [`share${place}`, text]])), // prettier-ignore
});

/** What the form says, as `Attributions.correct` takes it: unchecked but for its shape. Empty rows say nothing. */
export function correctionIn(body: unknown) {
  const form: Record<string, unknown> = parseInput(zForm, body ?? {});
  const said = (name: string): string => String(form[name]).trim();
  return {
    reason: said('reason'),
    note: said('note'),
    credited: CREDITED_PLACES.flatMap((place) => {
      const employee = said(`employee${place}`);
      const percent = said(`share${place}`).replace(',', '.');
      if (employee === '') return [];
      return [{ employee, ...(percent !== '' && { share: Number(percent) / 100 }) }];
    }),
  };
}
