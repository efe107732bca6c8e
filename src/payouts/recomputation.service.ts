/**
 * Recomputes a sealed cycle from the bytes of its snapshot and compares: the same bytes must come out, their hashes must
 * be the ones that were signed, and everybody's amount must be the one in the result.
 */
import { Injectable } from '@nestjs/common';
import { Cycles, isSealed } from '../evaluations';
import { canonicalJson } from '../kernel';
import { Database } from '../platform/database';
import { FrozenPeriods } from '../scoring';
import { type CycleSnapshot, estimateParameters, type FrozenParameters } from './calc';
import { closedParameters } from './cycle-inputs';
import { payoutErrors } from './payouts.errors';
import { type RowFault, RowSeals } from './row-seals';
import { computeFrom, sha256 } from './sealing';
import { SnapshotsQueries } from './snapshots.queries';
import { statementOf } from './statement';

/** What does not agree. */
export type RecomputationFault =
  | 'snapshot_hash'
  | 'snapshot_unreadable'
  | 'parameters'
  | 'result_bytes'
  | 'result_hash'
  | 'payouts'
  | 'pool'
  | 'sign_off';

export interface RecomputationReport {
  ok: boolean;
  cycleKey: string;
  snapshotId: number;
  members: number;
  /** As sealed. */
  snapshotHash: string;
  resultHash: string;
  /** Of what came out now; null when nothing could be computed. */
  recomputedHash: string | null;
  faults: RecomputationFault[];
  /** Rows of a signed cycle that are not what they were; null where its rows were not sealed. */
  rows: RowFault[] | null;
}

@Injectable()
export class Recomputation {
  constructor(
    private readonly database: Database,
    private readonly cycles: Cycles,
    private readonly snapshots: SnapshotsQueries,
    private readonly frozen: FrozenPeriods,
    private readonly seals: RowSeals,
  ) {}

  /** Changes nothing. @throws DomainError `not_found`, `cycle_not_calculated` */
  async verify(cycleId: number): Promise<RecomputationReport> {
    const cycle = await this.cycles.byId(cycleId);
    const sealed = cycle.snapshotId === null ? undefined : await this.snapshots.texts(cycle.snapshotId);
    if (!sealed) throw payoutErrors.cycle_not_calculated();
    const faults: RecomputationFault[] = [];
    if (sha256(sealed.snapshot) !== sealed.snapshotHash) faults.push('snapshot_hash');
    if (sha256(sealed.result) !== sealed.resultHash) faults.push('result_hash');
    const signOffs = await this.snapshots.signOffs(cycleId);
    const signed = signOffs.every(
      (signOff) =>
        signOff.snapshotId === sealed.id &&
        signOff.snapshotHash === sealed.snapshotHash &&
        signOff.resultHash === sealed.resultHash,
    );
    if (!signed) faults.push('sign_off');
    const rows = isSealed(cycle.state) ? await this.seals.verify(cycleId) : null;
    const report = {
      rows,
      cycleKey: cycle.key,
      snapshotId: sealed.id,
      snapshotHash: sealed.snapshotHash,
      resultHash: sealed.resultHash,
    };
    const again = attempt(() => computeFrom(sealed.snapshot));
    if (!again) {
      faults.push('snapshot_unreadable');
      return { ok: false, ...report, members: 0, recomputedHash: null, faults };
    }
    const { snapshot, result } = again;
    if (again.resultText !== sealed.result) faults.push('result_bytes');
    if (canonicalJson(await this.parameters(snapshot)) !== canonicalJson(snapshot.scoring.parameters))
      faults.push('parameters');
    const due = result.members.map((member) => ({
      key: member.employeeKey,
      amountMinor: member.amountMinor,
      statement: canonicalJson(statementOf(snapshot, result, member)),
    }));
    if (!(await this.arePaid(sealed.id, due))) faults.push('payouts');
    const paid = due.reduce((sum, part) => sum + part.amountMinor, 0);
    const { basis, unallocatedMinor } = result.totals;
    if (basis !== 'individual' && paid + unallocatedMinor !== snapshot.poolMinor) faults.push('pool');
    return {
      ok: faults.length === 0 && (rows ?? []).length === 0,
      ...report,
      members: due.length,
      recomputedHash: again.resultHash,
      faults,
    };
  }

  /** What the snapshot must hold: estimated from its answers, or those of the closed period it names. Null: there is none. */
  private async parameters(snapshot: CycleSnapshot): Promise<FrozenParameters | null> {
    const { closedInputsHash } = snapshot.scoring;
    const line = snapshot.plan.lines.find(({ kind }) => kind === 'customer_opinion');
    if (closedInputsHash === undefined || !line)
      return estimateParameters({ ...snapshot, scoring: { ...snapshot.scoring, parameters: null } });
    const closed = await this.frozen.find(snapshot.cycle.period, 'employee');
    if (closed?.inputsHash !== closedInputsHash) return null;
    return closedParameters(await this.frozen.parameters(closed), Number(line.target));
  }

  /** Whether the kept payouts are exactly these. */
  private async arePaid(
    snapshotId: number,
    due: readonly { key: string; amountMinor: number; statement: string }[],
  ): Promise<boolean> {
    const rows = await this.database.all<{ key: string; amountMinor: number; statement: string }>(
      `SELECT e.external_id AS "key", p.amount_minor AS "amountMinor", p.statement AS "statement"
       FROM payout p JOIN employee e ON e.id = p.employee_id WHERE p.snapshot_id = ?`,
      [snapshotId],
    );
    const kept = new Map(rows.map((row) => [row.key, row]));
    return (
      rows.length === due.length &&
      due.every(({ key, amountMinor, statement }) => {
        const row = kept.get(key);
        return row?.amountMinor === amountMinor && row.statement === statement;
      })
    );
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
