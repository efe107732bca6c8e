/**
 * Recovered answers under a plan that leaves them out: the same formula over what is left, with the parameters as they are. Where
 * something was left out, fewer answers than are ever shown give no score: nobody is judged by a handful that was picked.
 */
import { EARLY_SIGNAL } from '../../scoring/calc';
import type { OpinionFormula } from './customer-opinion';
import type { CustomerOpinionSteps, RecoveredSteps } from './cycle-result';
import type { CycleMember, PlanLine } from './cycle-snapshot';

export interface FoundOpinion {
  readonly opinion: CustomerOpinionSteps | null;
  /** Where something was left out. */
  readonly recovered?: RecoveredSteps;
}

/** The customers' opinion of one member under the line's rule. */
export function opinionUnder(
  line: PlanLine | undefined,
  opinionOf: OpinionFormula,
): (member: CycleMember) => FoundOpinion {
  if (line?.recovered !== 'leave_out') return (member) => ({ opinion: opinionOf(member) });
  return (member) => {
    const { recovered } = member;
    if (!recovered) return { opinion: opinionOf(member) };
    const opinion = opinionOf(withoutRecovered(member, recovered));
    const answers = recovered.responses.length;
    if (opinion && opinion.display !== 'hidden') return { opinion, recovered: { answers } };
    const tooFew = { left: opinion?.answers ?? '0.000000', needed: EARLY_SIGNAL };
    return { opinion: null, recovered: { answers, tooFew } };
  };
}

function withoutRecovered(
  { repeats, ...member }: CycleMember,
  recovered: NonNullable<CycleMember['recovered']>,
): CycleMember {
  void repeats;
  return {
    ...member,
    customerCounts: recovered.customerCounts,
    responsesCounted: member.responsesCounted - recovered.responses.length,
    ...(recovered.repeats && { repeats: recovered.repeats }),
  };
}
