/**
 * A statement: what one person gets and the complete computation, cut out of the cycle's result together with what it
 * was computed under. It is what was calculated, to the byte; pages only put it into words.
 */
import type { CyclePlan, CycleTotals, FormulaVersions, MemberResult, ResultHead, SnapshotHead } from './calc';

export interface Statement {
  formulas: FormulaVersions;
  cycle: SnapshotHead['cycle'];
  plan: CyclePlan;
  currency: string;
  totals: CycleTotals;
  member: MemberResult;
}

/** The statement of one member of a result. */
export function statementOf(snapshot: SnapshotHead, result: ResultHead, member: MemberResult): Statement {
  return {
    formulas: result.formulas,
    cycle: snapshot.cycle,
    plan: snapshot.plan,
    currency: result.currency,
    totals: result.totals,
    member,
  };
}
