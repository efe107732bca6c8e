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
  /** What the standard deviation is made of besides the own reliability: the peer group's τ² and Var(μ). */
  spread?: { readonly tau2: string; readonly muVariance: string };
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

/** `statementOf`, with what its colleagues lend to the person's standard deviation. It is not part of what was kept in one piece. */
export function statementWithSpread(
  snapshot: SnapshotHead,
  result: ResultHead,
  member: MemberResult,
): Statement {
  const group = result.parameters.groups.find(({ peerGroup }) => peerGroup === member.peerGroup);
  return {
    ...statementOf(snapshot, result, member),
    ...(group && { spread: { muVariance: group.muVariance, tau2: group.tau2 } }),
  };
}
