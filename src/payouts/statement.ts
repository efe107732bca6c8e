/**
 * A statement: what one person gets and the complete computation, cut out of the cycle's result together with what it
 * was computed under. It is kept as it was calculated; pages only put it into words.
 */
import type {
  CyclePlan,
  CycleResult,
  CycleSnapshot,
  CycleTotals,
  FormulaVersions,
  MemberResult,
} from './calc';

export interface Statement {
  formulas: FormulaVersions;
  cycle: CycleSnapshot['cycle'];
  plan: CyclePlan;
  currency: string;
  totals: CycleTotals;
  member: MemberResult;
}

/** The statement of one member of a result. */
export function statementOf(snapshot: CycleSnapshot, result: CycleResult, member: MemberResult): Statement {
  return {
    formulas: result.formulas,
    cycle: snapshot.cycle,
    plan: snapshot.plan,
    currency: result.currency,
    totals: result.totals,
    member,
  };
}
