/** Calculates a cycle: draws its members, seals its inputs in a snapshot, and keeps everybody's amount and statement. */
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles, evaluationErrors, Plans, Population } from '../evaluations';
import { canonicalJson } from '../kernel';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Freezing, RegularAnswers } from '../scoring';
import { Readiness } from './approval/readiness.service';
import { CycleInputs } from './cycle-inputs';
import { computeFrom, evaluationHash, orRefuse, type SealedResult } from './sealing';
import { statementOf } from './statement';

@Injectable()
export class Calculations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly population: Population,
    private readonly inputs: CycleInputs,
    private readonly regulars: RegularAnswers,
    private readonly freezing: Freezing,
    private readonly readiness: Readiness,
  ) {}

  /**
   * Calculates the cycle from what is known now, in earnest or, in a rehearsal, for the eyes of those who run it; regular customers to the last answer. It can be repeated until the sign-off; each time a new snapshot is
   * kept beside the earlier ones.
   * @throws DomainError `not_found`, `cycle_wrong_state`, `cycle_without_members`, `pool_below_guarantees`
   */
  async calculate(cycleId: number, actor: string): Promise<Cycle> {
    await this.regulars.follow();
    await this.freezing.freezeIfSettled((await this.cycles.byId(cycleId)).period, actor);
    const facts = await this.readiness.facts((await this.cycles.byId(cycleId)).period);
    const rehearsed = (await this.cycles.byId(cycleId)).state === 'shadow';
    return this.cycles.step(cycleId, rehearsed ? 'try_out' : 'calculate', actor, async (cycle) => {
      const { definition } = await this.plans.version(cycle.planVersionId);
      const members = await this.population.draw(cycle, definition);
      if (members === 0) throw evaluationErrors.cycle_without_members({ currency: cycle.currency });
      const text = canonicalJson(await this.inputs.snapshot(cycle));
      const sealed = orRefuse(cycle.currency, () => computeFrom(text));
      const snapshotId = await this.keep(cycle, sealed, actor);
      await this.readiness.keep(snapshotId, sealed.result, facts);
      const { snapshotHash, resultHash } = sealed;
      return { snapshotId, details: { snapshot: snapshotId, snapshotHash, resultHash, members } };
    });
  }

  private async keep(cycle: Cycle, sealed: SealedResult, actor: string): Promise<number> {
    const { snapshot, result } = sealed;
    const row = await this.database.get<{ id: number }>(
      `INSERT INTO cycle_snapshot (cycle_id, snapshot, snapshot_hash, result, result_hash, formula, created_by, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
      [
        cycle.id,
        sealed.snapshotText,
        sealed.snapshotHash,
        sealed.resultText,
        sealed.resultHash,
        Object.values(result.formulas).join(' '),
        actor,
        this.clock.now(),
      ],
    );
    const snapshotId = row?.id ?? 0;
    const ids = new Map(
      (
        await this.database.all<{ id: number; key: string }>(
          `SELECT e.id AS "id", e.external_id AS "key" FROM cycle_member m JOIN employee e ON e.id = m.employee_id
           WHERE m.cycle_id = ?`,
          [cycle.id],
        )
      ).map(({ id, key }) => [key, id]),
    );
    for (const member of result.members) {
      await this.database.run(
        `INSERT INTO payout (snapshot_id, employee_id, cycle_id, amount_minor, currency, statement, evaluation_hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [
          snapshotId,
          ids.get(member.employeeKey) ?? 0,
          cycle.id,
          member.amountMinor,
          result.currency,
          canonicalJson(statementOf(snapshot, result, member)),
          evaluationHash(member),
        ],
      );
    }
    return snapshotId;
  }
}
