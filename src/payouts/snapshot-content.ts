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

export function memberContent(member: CycleMember): string {
  const { recovered } = member;
  return canonicalJson({
    ...member,
    customerCounts: member.customerCounts.map(short),
    ...(recovered && { recovered: { ...recovered, customerCounts: recovered.customerCounts.map(short) } }),
  });
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

const long = ([cell, min, max, weights, reversed]: ShortCounts): CellCounts => ({
  cell,
  counts: reversed ? { max, min, reversed, weights } : { max, min, weights },
});
