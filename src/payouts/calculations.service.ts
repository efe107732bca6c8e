/** Calculates a cycle: draws its members, seals its inputs in a snapshot, and keeps everybody's amount and statement. */
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, evaluationErrors, type PlanDefinition, Plans, Population } from '../evaluations';
import { WHOLE_SHARE } from '../kernel';
import { together } from '../platform/database';
import { Freezing, RegularAnswers } from '../scoring';
import { Readiness } from './approval/readiness.service';
import { OpinionsRead, type ReadinessFacts } from './calc';
import { CycleInputs, type CyclePeople, type GatheredInputs } from './cycle-inputs';
import { SealedCalculations } from './sealed-calculation';

@Injectable()
export class Calculations {
  constructor(
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly population: Population,
    private readonly inputs: CycleInputs,
    private readonly regulars: RegularAnswers,
    private readonly freezing: Freezing,
    private readonly readiness: Readiness,
    private readonly sealed: SealedCalculations,
  ) {}

  /**
   * Calculates the cycle from what is known now, in earnest or, in a rehearsal, for the eyes of those who run it; regular customers
   * to the last answer. It can be repeated until the sign-off; each time a new snapshot is kept beside the earlier ones.
   * @throws DomainError `not_found`, `cycle_wrong_state`, `cycle_without_members`, `pool_below_guarantees`
   */
  async calculate(cycleId: number, actor: string): Promise<Cycle> {
    await this.regulars.follow();
    await this.freezing.freezeIfSettled((await this.cycles.byId(cycleId)).period, actor);
    const rehearsed = (await this.cycles.byId(cycleId)).state === 'shadow';
    return this.cycles.step(cycleId, rehearsed ? 'try_out' : 'calculate', actor, async (cycle) => {
      const { definition } = await this.plans.version(cycle.planVersionId);
      const read = new OpinionsRead(definition.lines);
      const found: { facts?: ReadinessFacts; members: number } = { members: 0 };
      const gather = async (): Promise<GatheredInputs> => {
        // Everybody's answers are read while the members are drawn: neither touches what the other one does.
        const [answers, facts, people] = await together([
          this.inputs.answers(cycle.period, definition),
          this.readiness.facts(cycle.period),
          this.drawn(cycle, definition),
        ]);
        found.facts = { ...facts, answers: Math.floor(answers.givenPpm / WHOLE_SHARE) };
        found.members = people.rows.length;
        return this.inputs.gather(cycle, people, answers);
      };
      const { snapshotId, snapshotHash, resultHash } = await this.sealed.keep(cycle, gather, actor, read);
      if (found.facts) await this.readiness.keep(snapshotId, read, found.facts);
      const { members } = found;
      return { snapshotId, details: { snapshot: snapshotId, snapshotHash, resultHash, members } };
    });
  }

  /** The members, drawn anew, with what there is about them. @throws DomainError `cycle_without_members` */
  private async drawn(cycle: Cycle, definition: PlanDefinition): Promise<CyclePeople> {
    const members = await this.population.draw(cycle, definition);
    if (members === 0) throw evaluationErrors.cycle_without_members({ currency: cycle.currency });
    return this.inputs.people(cycle);
  }
}
