/**
 * Recomputes a sealed cycle from the bytes of its snapshot and compares: the same bytes must come out, their hashes must
 * be the ones that were signed, and everybody's amount must be the one in the result.
 */
import { Injectable } from '@nestjs/common';
import { Cycles, isSealed } from '../evaluations';
import { canonicalJson } from '../kernel';
import { Database } from '../platform/database';
import { FrozenPeriods } from '../scoring';
import {
  CycleComputation,
  type CycleSnapshot,
  estimateParameters,
  type FrozenParameters,
  NO_PARAMETERS,
  type ResultHead,
  type SnapshotHead,
} from './calc';
import { closedParameters } from './cycle-inputs';
import { payoutErrors } from './payouts.errors';
import { openRowEvaluation, RowsInTurn } from './row-evaluation';
import { RowSeals } from './row-seals';
import type { RowFault } from './sealed-rows';
import {
  computeFrom,
  LinesHash,
  payText,
  resultHeadText,
  resultLine,
  type SealedHead,
  sha256,
} from './sealing';
import { SnapshotsQueries, type SnapshotTexts } from './snapshots.queries';
import { statementOf } from './statement';

const RECOMPUTATION_FAULTS = [
  'snapshot_hash', 'snapshot_unreadable', 'parameters', 'result_bytes', 'result_hash', 'payouts', 'pool', 'sign_off',
] as const; // prettier-ignore
/** What does not agree. */
export type RecomputationFault = (typeof RECOMPUTATION_FAULTS)[number];

interface Recount {
  readonly faults: Set<RecomputationFault>;
  readonly members: number;
  readonly resultHash: string | null;
}

interface PayoutRow {
  key: string;
  amountMinor: number;
  /** The whole statement; of a snapshot in rows the pay. */
  text: string;
  hash: string | null;
  place: number | null;
}

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
    const rows = isSealed(cycle.state) ? await this.seals.verify(cycleId) : null;
    const again = sealed.rowsKey === null ? await this.inOnePiece(sealed) : await this.inRows(sealed);
    const faults = RECOMPUTATION_FAULTS.filter((fault) => again.faults.has(fault));
    if (!(await this.isSigned(cycleId, sealed))) faults.push('sign_off');
    const { snapshotHash, resultHash } = sealed;
    return {
      ok: faults.length === 0 && (rows ?? []).length === 0,
      cycleKey: cycle.key,
      snapshotId: sealed.id,
      members: again.members,
      snapshotHash,
      resultHash,
      recomputedHash: again.resultHash,
      faults,
      rows,
    };
  }

  private async isSigned(cycleId: number, { id, snapshotHash, resultHash }: SnapshotTexts): Promise<boolean> {
    const signOffs = await this.snapshots.signOffs(cycleId);
    return signOffs.every(
      (signOff) =>
        signOff.snapshotId === id &&
        signOff.snapshotHash === snapshotHash &&
        signOff.resultHash === resultHash,
    );
  }

  private async inOnePiece(sealed: SnapshotTexts): Promise<Recount> {
    const faults = new Set<RecomputationFault>();
    if (sha256(sealed.snapshot) !== sealed.snapshotHash) faults.add('snapshot_hash');
    if (sha256(sealed.result) !== sealed.resultHash) faults.add('result_hash');
    const again = attempt(() => computeFrom(sealed.snapshot));
    if (!again) return { faults: faults.add('snapshot_unreadable'), members: 0, resultHash: null };
    const { snapshot, result } = again;
    if (again.resultText !== sealed.result) faults.add('result_bytes');
    if (!(await this.holdsParameters(snapshot, async () => snapshot))) faults.add('parameters');
    const due = new Map(
      result.members.map((member) => [
        member.employeeKey,
        { amountMinor: member.amountMinor, text: canonicalJson(statementOf(snapshot, result, member)) },
      ]),
    );
    const kept = await this.payouts(sealed.id);
    const paid = kept.every(
      ({ key, amountMinor, text }) =>
        due.get(key)?.amountMinor === amountMinor && due.get(key)?.text === text,
    );
    if (!paid || kept.length !== due.size) faults.add('payouts');
    if (!isPoolSpent(snapshot, result, result.members)) faults.add('pool');
    return { faults, members: due.size, resultHash: again.resultHash };
  }

  /** Row by row: of each person only the hash of the evaluation is remembered. */
  private async inRows(sealed: SnapshotTexts): Promise<Recount> {
    const faults = new Set<RecomputationFault>();
    const kept = (await this.payouts(sealed.id)).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
    const keptResult = new LinesHash();
    keptResult.add(sealed.result);
    for (const { hash, text } of kept) keptResult.add(resultLine(hash ?? '', text));
    const keptHash = keptResult.hex();
    if (keptHash !== sealed.resultHash) faults.add('result_hash');
    const snapshotHash = new LinesHash();
    snapshotHash.add(sealed.snapshot);
    for await (const content of this.snapshots.rows(sealed.rowsKey ?? '')) snapshotHash.add(content);
    if (snapshotHash.hex() !== sealed.snapshotHash) faults.add('snapshot_hash');

    const again = await this.recomputed(sealed).catch(() => undefined);
    if (!again) return { faults: faults.add('snapshot_unreadable'), members: 0, resultHash: null };
    const { head, settled, evaluated } = again;
    const result = new LinesHash();
    result.add(resultHeadText(settled.head));
    const pays = evaluated.map((_, place) => settled.payOf(place));
    for (const [place, { hash }] of evaluated.entries())
      result.add(resultLine(hash, payText(pays[place] ?? settled.payOf(place))));
    const resultHash = result.hex();
    if (resultHash !== keptHash) faults.add('result_bytes');
    if (!(await this.holdsParameters(head, () => this.snapshots.snapshot(sealed.id))))
      faults.add('parameters');
    const paid = kept.every(({ key, amountMinor, text, hash, place }, index) => {
      const [person, pay] = [evaluated[index], pays[index]];
      return (
        place === index &&
        person?.key === key &&
        person.hash === hash &&
        pay?.amountMinor === amountMinor &&
        payText(pay) === text
      );
    });
    if (!paid || kept.length !== evaluated.length) faults.add('payouts');
    if (!isPoolSpent(head, settled.head, pays)) faults.add('pool');
    return { faults, members: evaluated.length, resultHash };
  }

  /** What the rows give now. @throws Error where they are no snapshot */
  private async recomputed({ snapshot, rowsKey }: SnapshotTexts) {
    const head = JSON.parse(snapshot) as SealedHead;
    const { members, others } = head.rows;
    const computation = new CycleComputation(head, head.scoring.parameters ?? NO_PARAMETERS);
    const evaluated: { key: string; hash: string }[] = [];
    const evaluation = openRowEvaluation(snapshot, members);
    try {
      const rows = new RowsInTurn(evaluation, (row) => {
        computation.add(row);
        evaluated.push({ key: row.claim.key, hash: row.hash });
      });
      let count = 0;
      for await (const content of this.snapshots.rows(rowsKey ?? '')) {
        count += 1;
        if (count <= members && rows.add(content)) await rows.over();
      }
      await rows.end();
      if (count !== members + others) throw new Error('Rows of the snapshot are missing, or too many.');
      return { head, evaluated, settled: computation.settle() };
    } finally {
      await evaluation.close();
    }
  }

  /** Whether the snapshot holds the parameters that it must: estimated from its answers, or those of the closed period it names. */
  private async holdsParameters(
    head: SnapshotHead,
    whole: () => Promise<CycleSnapshot | undefined>,
  ): Promise<boolean> {
    const due = await this.parameters(head, whole);
    return canonicalJson(due) === canonicalJson(head.scoring.parameters);
  }

  private async parameters(
    head: SnapshotHead,
    whole: () => Promise<CycleSnapshot | undefined>,
  ): Promise<FrozenParameters | null> {
    const { closedInputsHash } = head.scoring;
    const line = head.plan.lines.find(({ kind }) => kind === 'customer_opinion');
    if (closedInputsHash === undefined || !line) {
      const snapshot = await whole();
      return snapshot
        ? estimateParameters({ ...snapshot, scoring: { ...snapshot.scoring, parameters: null } })
        : null;
    }
    const closed = await this.frozen.find(head.cycle.period, 'employee');
    if (closed?.inputsHash !== closedInputsHash) return null;
    return closedParameters(await this.frozen.parameters(closed), Number(line.target));
  }

  private payouts(snapshotId: number): Promise<PayoutRow[]> {
    return this.database.all<PayoutRow>(
      `SELECT e.external_id AS "key", p.amount_minor AS "amountMinor", p.statement AS "text", p.evaluation_hash AS "hash",
              p.place AS "place"
       FROM payout p JOIN employee e ON e.id = p.employee_id WHERE p.snapshot_id = ?`,
      [snapshotId],
    );
  }
}

/** Whether the pool is what everybody got and what was left over; of plans that have one. */
function isPoolSpent(
  { poolMinor }: SnapshotHead,
  { totals }: ResultHead,
  pays: readonly { readonly amountMinor: number }[],
): boolean {
  const paid = pays.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return totals.basis === 'individual' || paid + totals.unallocatedMinor === poolMinor;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
