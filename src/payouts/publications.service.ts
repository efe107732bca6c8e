/** Publishing a signed cycle: from now on its people see their statements and can appeal. */
import { Injectable } from '@nestjs/common';
import { type Cycle, CycleMembersQueries, Cycles, Plans } from '../evaluations';
import { Calendar } from '../organization';
import { EventBus } from '../platform/events';
import { EvaluationPublished } from './payouts.events';
import { WorkingDays } from './working-days';

@Injectable()
export class Publications {
  constructor(
    private readonly calendar: Calendar,
    private readonly events: EventBus,
    private readonly cycles: Cycles,
    private readonly members: CycleMembersQueries,
    private readonly plans: Plans,
    private readonly workingDays: WorkingDays,
  ) {}

  /** @throws DomainError `not_found`, `cycle_wrong_state` */
  publish(cycleId: number, actor: string): Promise<Cycle> {
    return this.cycles.step(cycleId, 'publish', actor, async (cycle) => {
      const { definition } = await this.plans.version(cycle.planVersionId);
      const appealsUntil = await this.workingDays.after(await this.calendar.today(), definition.appealDays);
      const members = (await this.members.members(cycle.id, 'all')).map((member) => member.employeeId);
      await this.events.publish(new EvaluationPublished(cycle.id, cycle.key, members, appealsUntil));
      return { appealsUntil, details: { appealsUntil, members: members.length } };
    });
  }
}
