/**
 * Calculates a cycle and keeps it, one person after the other: each one's inputs become a row of the snapshot, each row is evaluated
 * and the evaluation hashed, and of nobody more is remembered than what the pool asks for. What is printed on a statement is not kept: it follows
 * from the row, and its hash tells that it is what was calculated (docs/adr/0015-cycles-in-rows.md).
 */
import { Injectable } from '@nestjs/common';
import type { Cycle } from '../evaluations';
import { Clock } from '../platform/clock';
import { Database, insertInto, newId } from '../platform/database';
import { CycleComputation, NO_PARAMETERS, type OpinionsRead } from './calc';
import type { GatheredInputs } from './cycle-inputs';
import { RowBlocks } from './row-blocks';
import { openRowEvaluation, RowsInTurn } from './row-evaluation';
import {
  headText,
  LinesHash,
  orRefuse,
  payText,
  resultHeadText,
  resultLine,
  type SealedHead,
} from './sealing';
import { memberContent, otherContent } from './snapshot-content';

const ROW = insertInto('snapshot_row', { rows_key: 'varchar', place: 'integer', content: 'text' });
const PAYOUT = insertInto('payout', {
  snapshot_id: 'integer', employee_id: 'integer', cycle_id: 'integer', amount_minor: 'bigint', currency: 'varchar',
  statement: 'text', evaluation_hash: 'varchar', place: 'integer',
}); // prettier-ignore

/** What was kept. */
export interface KeptCalculation {
  readonly snapshotId: number;
  readonly snapshotHash: string;
  readonly resultHash: string;
}

/** Everybody evaluated: what is remembered of them, in the order of keys. */
interface EvaluatedCycle {
  readonly head: SealedHead;
  readonly computation: CycleComputation;
  readonly snapshotHash: string;
  readonly employeeIds: readonly number[];
  readonly hashes: Hashes;
}

const HASH_BYTES = 32;

/** SHA-256 hashes in a third of the room that their texts would take. */
class Hashes {
  private readonly bytes: Buffer;
  private count = 0;

  constructor(expected: number) {
    this.bytes = Buffer.alloc(expected * HASH_BYTES);
  }

  add(hash: string): void {
    this.bytes.write(hash, this.count * HASH_BYTES, 'hex');
    this.count += 1;
  }

  *entries(): Generator<[place: number, hash: string]> {
    for (let place = 0; place < this.count; place++) {
      const start = place * HASH_BYTES;
      yield [place, this.bytes.toString('hex', start, start + HASH_BYTES)];
    }
  }
}

@Injectable()
export class SealedCalculations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps the snapshot, its result and everybody's amount, inside the caller's transaction.
   * @param gather reads what the cycle is calculated from
   * @param read takes up what the gates ask about everybody
   * @throws DomainError `pool_below_guarantees`
   */
  async keep(
    cycle: Cycle,
    gather: () => Promise<GatheredInputs>,
    actor: string,
    read: OpinionsRead,
  ): Promise<KeptCalculation> {
    const rowsKey = newId();
    // What was gathered is let go of before the pool is shared: each takes its part of the memory.
    const { head, computation, snapshotHash, employeeIds, hashes } = await this.evaluate(
      rowsKey,
      gather,
      read,
    );
    const settled = orRefuse(cycle.currency, () => computation.settle());
    const result = new LinesHash();
    result.add(resultHeadText(settled.head));
    const pays: { readonly text: string; readonly amountMinor: number }[] = [];
    for (const [place, hash] of hashes.entries()) {
      const pay = settled.payOf(place);
      const text = payText(pay);
      result.add(resultLine(hash, text));
      pays.push({ text, amountMinor: pay.amountMinor });
    }
    const resultHash = result.hex();
    const row = await this.database.get<{ id: number }>(
      `INSERT INTO cycle_snapshot (cycle_id, snapshot, snapshot_hash, result, result_hash, formula, created_by, created_at, rows_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
      [
        cycle.id,
        headText(head),
        snapshotHash,
        resultHeadText(settled.head),
        resultHash,
        Object.values(head.formulas).join(' '),
        actor,
        this.clock.now(),
        rowsKey,
      ],
    );
    const snapshotId = row?.id ?? 0;
    const payouts = new RowBlocks(this.database, PAYOUT);
    for (const [place, hash] of hashes.entries()) {
      const { amountMinor = 0, text = '' } = pays[place] ?? {};
      const full = payouts.add([
        snapshotId, employeeIds[place] ?? 0, cycle.id, amountMinor, settled.head.currency, text, hash, place,
      ]); // prettier-ignore
      if (full) await payouts.over();
    }
    payouts.end();
    return { snapshotId, snapshotHash, resultHash };
  }

  /** Writes the rows of the snapshot and has each member's evaluated. */
  private async evaluate(
    rowsKey: string,
    gather: () => Promise<GatheredInputs>,
    read: OpinionsRead,
  ): Promise<EvaluatedCycle> {
    const inputs = await gather();
    const head: SealedHead = { ...inputs.head, rows: inputs.rows };
    const computation = new CycleComputation(head, head.scoring.parameters ?? NO_PARAMETERS);
    const evaluation = openRowEvaluation(headText(head), inputs.rows.members);
    try {
      const snapshot = new LinesHash();
      snapshot.add(headText(head));
      const rows = new RowBlocks(this.database, ROW);
      let place = 0;
      const keepRow = (content: string): boolean => {
        snapshot.add(content);
        return rows.add([rowsKey, place++, content]);
      };
      const employeeIds: number[] = [];
      const hashes = new Hashes(inputs.rows.members);
      const evaluated = new RowsInTurn(evaluation, (row) => {
        hashes.add(row.hash);
        computation.add(row);
        read.add(row.opinion);
      });
      for (const { employeeId, member } of inputs.members()) {
        const content = memberContent(member);
        employeeIds.push(employeeId);
        if (keepRow(content)) await rows.over();
        if (evaluated.add(content)) await evaluated.over();
      }
      for (const other of inputs.others()) {
        if (keepRow(otherContent(other))) await rows.over();
      }
      rows.end();
      await evaluated.end();
      return { head, computation, snapshotHash: snapshot.hex(), employeeIds, hashes };
    } finally {
      await evaluation.close();
    }
  }
}
