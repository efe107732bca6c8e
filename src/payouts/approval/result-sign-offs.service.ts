/**
 * Approval one by one: a named person looks at one person's evaluation and approves it with a reason. The approval holds for what
 * was looked at, to the byte: an evaluation that a later calculation leaves as it was stays approved, and one that changed does
 * not. What follows from the pool alone moves with everybody's; that is approved with the cycle.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import { allows, type Cycle, Cycles, evaluationErrors } from '../../evaluations';
import { Visibility } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, isUniqueViolation, newId } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { payoutErrors } from '../payouts.errors';

const zSignOff = z.strictObject({
  cycleId: z.int(),
  employeeId: z.int(),
  /** Hash of the evaluation that the signer looked at. */
  evaluationHash: z.string().regex(/^[0-9a-f]{64}$/),
  reason: zText(1000),
});
export type NewResultSignOff = z.input<typeof zSignOff>;

export interface ResultSignOff {
  employeeId: number;
  signerName: string;
  reason: string;
  signedAt: number;
}

/** How far the approval of a cycle's results is. */
export interface ApprovalProgress {
  readonly signed: number;
  readonly total: number;
}

/** The approvals that hold for the results of a snapshot. */
const HOLDING = `FROM payout p JOIN result_sign_off s ON s.cycle_id = p.cycle_id AND s.employee_id = p.employee_id
    AND s.evaluation_hash = p.evaluation_hash WHERE p.snapshot_id = ?`;

@Injectable()
export class ResultSignOffs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cycles: Cycles,
    private readonly visibility: Visibility,
  ) {}

  /**
   * Approves one person's result. Of two approvals at once one is kept; the second changes nothing.
   * @throws DomainError `not_found` for somebody out of the signer's reach, `own_result`, `validation_failed`,
   *   `cycle_wrong_state`, `result_changed` when it is not what the signer looked at
   */
  async sign(given: NewResultSignOff, signer: Viewer): Promise<void> {
    const input = parseInput(zSignOff, given);
    if (signer.employeeId === input.employeeId) throw payoutErrors.own_result();
    try {
      await this.database.transaction(async () => {
        const cycle = await this.cycles.locked(input.cycleId);
        if (!allows(cycle.state, 'sign_off'))
          throw evaluationErrors.cycle_wrong_state({ action: 'sign_off', state: cycle.state });
        const reach = await this.reach(cycle, signer);
        if (reach !== 'all' && !reach.includes(input.employeeId)) throw errors.not_found();
        const hash = await this.evaluationHash(cycle, input.employeeId);
        if (hash === undefined) throw errors.not_found();
        if (hash !== input.evaluationHash) throw payoutErrors.result_changed();
        const id = newId();
        await this.database.run(
          `INSERT INTO result_sign_off (id, cycle_id, snapshot_id, employee_id, user_id, signer_name, reason, evaluation_hash,
             signed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            id,
            cycle.id,
            cycle.snapshotId ?? 0,
            input.employeeId,
            signer.userId,
            signer.name,
            input.reason,
            hash,
            this.clock.now(),
          ],
        );
        await this.audit.record({
          actor: signer.actor,
          action: 'cycle.result_signed_off',
          subject: `cycle:${cycle.id}`,
          details: { employee: input.employeeId, snapshot: cycle.snapshotId, evaluationHash: hash, id },
        });
      });
    } catch (error) {
      // Somebody else approved the same result a moment before: it is approved.
      if (!isUniqueViolation(error)) throw error;
    }
  }

  /** Whose results the signer may approve, without the signer's own. */
  async reach(cycle: Cycle, signer: Viewer): Promise<readonly number[] | 'all'> {
    const day = await this.cycles.referenceDay(cycle);
    const [signs, sees] = [
      await this.visibility.employeeIds(signer, 'evaluations.sign_off', day),
      await this.visibility.employeeIds(signer, 'pay.view', day),
    ];
    if (signs === 'all') return sees;
    return sees === 'all' ? signs : signs.filter((id) => sees.includes(id));
  }

  /** The approvals that hold now, by employee. */
  async holding(cycle: Cycle): Promise<Map<number, ResultSignOff>> {
    if (cycle.snapshotId === null) return new Map();
    const rows = await this.database.all<ResultSignOff>(
      `SELECT s.employee_id AS "employeeId", s.signer_name AS "signerName", s.reason AS "reason", s.signed_at AS "signedAt"
       ${HOLDING}`,
      [cycle.snapshotId],
    );
    return new Map(rows.map((row) => [row.employeeId, row]));
  }

  async progress(cycle: Cycle): Promise<ApprovalProgress> {
    if (cycle.snapshotId === null) return { signed: 0, total: 0 };
    const row = await this.database.get<{ signed: number; total: number }>(
      `SELECT (SELECT CAST(COUNT(*) AS bigint) ${HOLDING}) AS "signed",
              (SELECT CAST(COUNT(*) AS bigint) FROM payout WHERE snapshot_id = ?) AS "total"`,
      [cycle.snapshotId, cycle.snapshotId],
    );
    return row ?? { signed: 0, total: 0 };
  }

  /** @throws DomainError `results_unsigned` while somebody's result is not approved */
  async requireAll(cycle: Cycle): Promise<void> {
    const { signed, total } = await this.progress(cycle);
    if (signed < total) throw payoutErrors.results_unsigned({ signed, total, missing: total - signed });
  }

  /** Hash of the evaluation that the cycle holds for somebody; undefined when there is none. */
  async evaluationHash(cycle: Cycle, employeeId: number): Promise<string | undefined> {
    const row = await this.database.get<{ hash: string | null }>(
      `SELECT evaluation_hash AS "hash" FROM payout WHERE snapshot_id = ? AND employee_id = ?`,
      [cycle.snapshotId ?? 0, employeeId],
    );
    return row?.hash ?? undefined;
  }
}
