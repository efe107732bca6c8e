/**
 * The text of one row of a snapshot: canonical JSON of a member, or of somebody else whose answers counted, with the answers as short
 * lists: `[cell, lowest rating, highest rating, [millionths by rating]]`, and `true` behind them on a scale where low is good.
 */
import { canonicalJson } from '../kernel';
import type { CellCounts, EmployeeRatings } from '../scoring/calc';
import type { CycleMember, RecoveredLeftOut } from './calc';

type ShortCounts = readonly [
  cell: string,
  min: number,
  max: number,
  weights: readonly number[],
  reversed?: true,
];
type Shortened<T extends { readonly customerCounts: readonly CellCounts[] }> = Omit<T, 'customerCounts'> & {
  readonly customerCounts: readonly ShortCounts[];
};
type MemberContent = Omit<Shortened<CycleMember>, 'recovered'> & {
  readonly recovered?: Shortened<RecoveredLeftOut>;
};
type OtherContent = Omit<EmployeeRatings, 'cells'> & { readonly cells: readonly ShortCounts[] };

/** Quotes within texts are escaped: nothing but a member's name is written like that, and the first is the member's own. */
const EMPTY_LIST = '"customerCounts":[]';

/** Canonical JSON, the answers written apart: they are short, and most of it. Throws `canonical_json.unsupported`. */
export function memberContent(member: CycleMember): string {
  const { recovered } = member;
  const text = canonicalJson({
    ...member,
    customerCounts: [],
    ...(recovered && { recovered: { ...recovered, customerCounts: recovered.customerCounts.map(short) } }),
  });
  const place = text.indexOf(EMPTY_LIST) + EMPTY_LIST.length - 1;
  return `${text.slice(0, place)}${member.customerCounts.map(shortText).join(',')}${text.slice(place)}`;
}

/** Throws `SyntaxError` or `TypeError` for text that is no member. */
export function memberFrom(content: string): CycleMember {
  const { recovered, ...row } = JSON.parse(content) as MemberContent;
  return {
    ...row,
    customerCounts: row.customerCounts.map(long),
    ...(recovered && { recovered: { ...recovered, customerCounts: recovered.customerCounts.map(long) } }),
  };
}

export function otherContent(other: EmployeeRatings): string {
  return canonicalJson({ ...other, cells: other.cells.map(short) });
}

export function otherFrom(content: string): EmployeeRatings {
  const row = JSON.parse(content) as OtherContent;
  return { ...row, cells: row.cells.map(long) };
}

const short = ({ cell, counts: { min, max, weights, reversed } }: CellCounts): ShortCounts =>
  reversed ? [cell, min, max, weights, true] : [cell, min, max, weights];

/** Names of cells as they are written: there are few, and each stands in the rows of very many people. */
const CELL_TEXTS = new Map<string, string>();
const CELLS_REMEMBERED = 10_000;

/** Canonical JSON of `short`. Whole numbers are written as they stand; whatever else they might be is left to the rules. */
function shortText(row: CellCounts): string {
  const { min, max, weights, reversed } = row.counts;
  const whole = Number.isSafeInteger(min) && Number.isSafeInteger(max) && weights.every(Number.isSafeInteger);
  if (reversed || !whole) return canonicalJson(short(row));
  let cell = CELL_TEXTS.get(row.cell);
  if (cell === undefined) {
    cell = canonicalJson(row.cell);
    if (CELL_TEXTS.size < CELLS_REMEMBERED) CELL_TEXTS.set(row.cell, cell);
  }
  return `[${cell},${min},${max},[${weights.join(',')}]]`;
}

const long = ([cell, min, max, weights, reversed]: ShortCounts): CellCounts => ({
  cell,
  counts: reversed ? { max, min, reversed, weights } : { max, min, weights },
});
