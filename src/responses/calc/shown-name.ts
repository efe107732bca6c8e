/** With which name a customer's words may be shown. */

export const QUOTE_NAMES = ['full', 'first', 'initial', 'anonymous'] as const;

export type QuoteName = (typeof QUOTE_NAMES)[number];

/** `Marta Ruiz` → full `Marta Ruiz`, first `Marta`, initial `Marta R.`; null when nothing may be or can be shown. */
export function shownName(customerName: string | null, choice: QuoteName): string | null {
  const words = (customerName ?? '').split(/\s+/u).filter(Boolean);
  const [first, second] = words;
  if (first === undefined || choice === 'anonymous') return null;
  if (choice === 'full') return words.join(' ');
  const initial = [...(second ?? '')][0];
  return choice === 'first' || initial === undefined ? first : `${first} ${initial.toLocaleUpperCase('es')}.`;
}
