/**
 * What an accepted appeal pays: the decision about answers goes through the doors of scoring, then the appellant alone is computed again
 * with everything else frozen, and the difference comes from the cycle's reserve. Nobody else's amount is touched.
 */
import { Injectable } from '@nestjs/common';
import { type Cycle, Cycles } from '../evaluations';
import { canonicalJson, type Rational, rationals } from '../kernel';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { Attributions, Exclusions } from '../responses';
import {
  boundPrice,
  type CycleMember,
  type CycleSnapshot,
  type CycleTotals,
  isPriceOpen,
  recomputeForAppeal,
} from './calc';
import { type Correction, withAnswers, withLine } from './corrections';
import { CycleInputs } from './cycle-inputs';
import { payoutErrors } from './payouts.errors';
import { rowDigest, type StoredRow } from './row-digests';
import { ADJUSTMENT, selectSealed } from './sealed-tables';
import { SnapshotsQueries } from './snapshots.queries';
import { statementWithSpread } from './statement';

export interface AdjustmentRequest {
  cycle: Cycle;
  employeeId: number;
  appealId: string;
  corrections: readonly Correction[];
  /** Of the decision, in the reviewer's words. */
  reason: string;
  /** Why more than the reserve may be paid; null where nobody decided so. */
  beyondReserve: string | null;
  decider: { actor: string; employeeId: number | null };
}

export interface AdjustmentMade {
  id: string;
  amountMinor: number;
  /** What the reserve holds afterwards; negative where somebody decided to go beyond it. */
  reserveLeftMinor: number;
}

@Injectable()
export class Adjustments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cycles: Cycles,
    private readonly inputs: CycleInputs,
    private readonly snapshots: SnapshotsQueries,
    private readonly exclusions: Exclusions,
    private readonly attributions: Attributions,
  ) {}

  /**
   * Corrects and pays, within the transaction of the decision.
   * @throws DomainError `cycle_not_signed_off`, `reserve_short`, `correction_lowers_pay`, `correction_line_unknown`,
   *   `correction_out_of_range`, and what excluding and crediting anew refuse
   */
  async make(request: AdjustmentRequest): Promise<AdjustmentMade> {
    const { employeeId, appealId, reason, beyondReserve, decider } = request;
    return this.database.transaction(async () => {
      const cycle = await this.cycles.locked(request.cycle.id);
      const sealed =
        cycle.snapshotId === null ? undefined : await this.snapshots.alone(cycle.snapshotId, employeeId);
      if (!sealed) throw payoutErrors.cycle_not_signed_off();
      const { snapshot, result } = sealed;
      const before = await this.standing(cycle, employeeId, snapshot);
      const corrected = await this.apply(request, snapshot, before.member);
      const outcome = recomputeForAppeal(
        snapshot,
        result,
        corrected,
        await this.price(cycle.snapshotId ?? 0, result.totals),
      );
      const amountMinor = outcome.differenceMinor - before.adjustedMinor;
      if (amountMinor < 0) throw payoutErrors.correction_lowers_pay();
      const left = cycle.reserveMinor - (await this.spent(cycle.id)) - amountMinor;
      if (left < 0 && amountMinor > 0 && beyondReserve === null) throw payoutErrors.reserve_short();
      const id = newId();
      await this.database.run(
        `INSERT INTO payout_adjustment (id, cycle_id, employee_id, amount_minor, reason, statement, decided_by, decided_at,
           appeal_id, corrected, beyond_reserve)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          cycle.id,
          employeeId,
          amountMinor,
          reason,
          canonicalJson(statementWithSpread(snapshot, result, outcome.after)),
          decider.actor,
          this.clock.now(),
          appealId,
          canonicalJson(corrected),
          left < 0 ? beyondReserve : null,
        ],
      );
      const row = await this.database.get<StoredRow>(`${selectSealed(ADJUSTMENT)} AND id = ?`, [
        cycle.id,
        id,
      ]);
      await this.audit.record({
        actor: decider.actor,
        action: 'payout.adjusted',
        subject: `cycle:${cycle.id}`,
        details: {
          adjustment: id,
          appeal: appealId,
          digest: rowDigest(row ?? {}),
          ...(left < 0 && { beyondReserve: true }),
        },
      });
      return { id, amountMinor, reserveLeftMinor: left };
    });
  }

  /** The member as it stands: sealed, or as the newest accepted appeal left it; with what was paid in addition so far. */
  private async standing(
    { id }: Cycle,
    employeeId: number,
    snapshot: CycleSnapshot,
  ): Promise<{ member: CycleMember; adjustedMinor: number }> {
    const rows = await this.database.all<{ amountMinor: number; corrected: string | null }>(
      `SELECT amount_minor AS "amountMinor", corrected AS "corrected" FROM payout_adjustment
       WHERE cycle_id = ? AND employee_id = ? ORDER BY decided_at, id`,
      [id, employeeId],
    );
    const [member] = snapshot.members;
    if (!member) throw payoutErrors.cycle_not_signed_off();
    const newest = rows.flatMap(({ corrected }) => corrected ?? []).at(-1);
    return {
      member: newest === undefined ? member : (JSON.parse(newest) as CycleMember),
      adjustedMinor: rows.reduce((sum, row) => sum + row.amountMinor, 0),
    };
  }

  private async apply(
    { cycle, employeeId, corrections, reason, decider }: AdjustmentRequest,
    snapshot: CycleSnapshot,
    standing: CycleMember,
  ): Promise<CycleMember> {
    let member = standing;
    for (const correction of corrections) {
      if (correction.kind === 'line') member = withLine(member, snapshot.plan, correction, reason);
      else if (correction.kind === 'days') {
        const { eligibleDays } = correction;
        if (eligibleDays > member.periodDays || member.segments)
          throw payoutErrors.correction_out_of_range({ line: '', lowest: 0, highest: member.periodDays });
        member = { ...member, eligibleDays };
      } else {
        const leftOut = member.recovered?.responses ?? [];
        const answers = () =>
          this.inputs.answersAbout(cycle.period, employeeId, standing.employeeKey, leftOut);
        const before = await answers();
        if (correction.kind === 'exclusion')
          await this.exclusions.exclude(correction.response, correction.reason, reason, decider);
        else {
          const { response, reason: why, credited } = correction;
          await this.attributions.correct(response, { reason: why, note: reason, credited }, decider);
        }
        member = withAnswers(member, before, await answers());
      }
    }
    return member;
  }

  /** What a point is worth; where bounds decided every amount, the lowest price at which these are what they are. */
  private async price(snapshotId: number, totals: CycleTotals): Promise<Rational | undefined> {
    if (!isPriceOpen(totals)) return undefined;
    let price = rationals.ZERO;
    for await (const { statement } of this.snapshots.statements(snapshotId)) {
      const one = boundPrice(totals, statement.member);
      if (rationals.compare(one, price) > 0) price = one;
    }
    return price;
  }

  private async spent(cycleId: number): Promise<number> {
    const row = await this.database.get<{ spent: number }>(
      `SELECT CAST(COALESCE(SUM(amount_minor), 0) AS bigint) AS "spent" FROM payout_adjustment WHERE cycle_id = ?`,
      [cycleId],
    );
    return row?.spent ?? 0;
  }
}
