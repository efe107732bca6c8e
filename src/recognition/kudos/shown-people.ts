/** How colleagues are called where others read it: as each of them chose. */
import type { PublicName } from '../../organization';

export interface NamedPerson {
  readonly name: string;
  readonly publicName: PublicName;
}

/** The name others read; '' for somebody who does not want to be shown. */
export function shownNameOf({ name, publicName }: NamedPerson): string {
  if (publicName === 'hidden') return '';
  return publicName === 'first_name' ? (name.split(' ')[0] ?? name) : name;
}

/** Employed on the day, as SQL about a row `e`; takes the day twice. */
export const EMPLOYED_SQL = 'e.hired_on <= ? AND (e.left_on IS NULL OR e.left_on >= ?)';
