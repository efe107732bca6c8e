/** Sign-off: when every result is approved, a named person approves the cycle with a reason, and seals its inputs with it. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { type Cycle, CycleMembersQueries, Cycles } from '../evaluations';
import { Calendar } from '../organization';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { Readiness } from './approval/readiness.service';
import { ResultSignOffs } from './approval/result-sign-offs.service';
import { payoutErrors } from './payouts.errors';
import { RowSeals } from './row-seals';
import { SnapshotsQueries } from './snapshots.queries';

const zSignOff = z.strictObject({
  cycleId: z.int(),
  /** The result the signer looked at. */
  snapshotId: z.int(),
  reason: zText(1000),
});
export type NewSignOff = z.input<typeof zSignOff>;

@Injectable()
export class SignOffs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly cycles: Cycles,
    private readonly members: CycleMembersQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly readiness: Readiness,
    private readonly results: ResultSignOffs,
    private readonly seals: RowSeals,
  ) {}

  /**
   * Approves the result the signer looked at. Of two sign-offs at once, one is refused.
   * @throws DomainError `forbidden`, `not_found`, `cycle_wrong_state`, `own_cycle` for a signer who is evaluated in the
   *   cycle, `cycle_period_running`, `snapshot_changed` when it was calculated again meanwhile,
   *   `result_outdated` when what decides amounts changed after it, `readiness_gates_closed`, `results_unsigned` while not
   *   everybody's result was approved
   */
  async sign(given: NewSignOff, signer: Viewer): Promise<Cycle> {
    const input = parseInput(zSignOff, given);
    if (signer.scopeOf('evaluations.sign_off') !== 'all') throw errors.forbidden();
    return this.cycles.step(input.cycleId, 'sign_off', signer.actor, async (cycle) => {
      if (signer.employeeId !== null && (await this.members.isMember(cycle.id, signer.employeeId))) {
        throw payoutErrors.own_cycle();
      }
      if ((await this.calendar.today()) < cycle.period.to) {
        throw payoutErrors.cycle_period_running({ to: cycle.period.to });
      }
      if (cycle.snapshotId !== input.snapshotId) throw payoutErrors.snapshot_changed();
      const snapshot = await this.snapshots.hashes(input.snapshotId);
      if (!snapshot) throw payoutErrors.snapshot_changed();
      const what = await this.changedSince(cycle.id, snapshot.createdAt);
      if (what !== null) throw payoutErrors.result_outdated({ what });
      await this.readiness.requireOpen(cycle);
      await this.results.requireAll(cycle);
      const { snapshotHash, resultHash } = snapshot;
      const id = newId();
      await this.database.run(
        `INSERT INTO sign_off (id, cycle_id, snapshot_id, user_id, signer_name, reason, snapshot_hash, result_hash, signed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          cycle.id,
          snapshot.id,
          signer.userId,
          signer.name,
          input.reason,
          snapshotHash,
          resultHash,
          this.clock.now(),
        ],
      );
      const { rows, rowsHash } = await this.seals.seal(cycle.id);
      return { details: { signOff: id, snapshot: snapshot.id, snapshotHash, resultHash, rows, rowsHash } };
    });
  }

  /** What was decided after the calculation and is not in its result; null when nothing was. */
  private async changedSince(cycleId: number, calculatedAt: number): Promise<string | null> {
    const row = await this.database.get<{ what: string }>(
      `SELECT 'calibration' AS "what" FROM calibration WHERE cycle_id = ? AND decided_at > ?
       UNION ALL SELECT 'gate' AS "what" FROM gate_decision WHERE cycle_id = ? AND decided_at > ?
       UNION ALL SELECT 'population' AS "what" FROM population_decision WHERE cycle_id = ? AND decided_at > ? LIMIT 1`,
      [cycleId, calculatedAt, cycleId, calculatedAt, cycleId, calculatedAt],
    );
    return row?.what ?? null;
  }
}
