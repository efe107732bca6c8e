/**
 * From a sealed snapshot to every amount. Pure: the same snapshot gives the same bytes on any machine, in any order of members.
 */
import { sortedByKey } from '../../kernel';
import { scorePeriod } from '../../scoring/calc';
import { freezeParameters } from './customer-opinion';
import { checkSnapshot } from './cycle-checks';
import { CycleComputation, memberEvaluation } from './cycle-computation';
import type { CycleResult } from './cycle-result';
import { type CycleSnapshot, type FrozenParameters, NO_PARAMETERS } from './cycle-snapshot';

/** Computes `snapshot`. Throws the errors of `CycleComputation` and those of `scorePeriod`. */
export function computeCycle(snapshot: CycleSnapshot): CycleResult {
  checkSnapshot(snapshot);
  const parameters = snapshot.scoring.parameters ?? estimateParameters(snapshot);
  const computation = new CycleComputation(snapshot, parameters);
  const members = sortedByKey(snapshot.members, (member) => member.employeeKey);
  const evaluate = memberEvaluation(snapshot, parameters);
  const evaluations = members.map((member) => {
    const { evaluation, outcome } = evaluate(member);
    computation.add(outcome);
    return evaluation;
  });
  const settled = computation.settle();
  return {
    ...settled.head,
    members: evaluations.map((evaluation, index) => ({ ...evaluation, ...settled.payOf(index) })),
  };
}

/** The scoring parameters that `snapshot` would be sealed with: estimated from its members and the others it names. */
export function estimateParameters(snapshot: CycleSnapshot): FrozenParameters {
  const line = snapshot.plan.lines.find((candidate) => candidate.kind === 'customer_opinion');
  if (!line) return NO_PARAMETERS;
  const members = snapshot.members.map(({ employeeKey, peerGroup, customerCounts }) => ({
    key: employeeKey,
    peerGroup,
    cells: customerCounts,
  }));
  return freezeParameters(
    scorePeriod({
      formula: snapshot.formulas.score,
      target: Number(line.target),
      employees: [...members, ...snapshot.scoring.others],
      priors: snapshot.scoring.priors ?? undefined,
    }),
  );
}
