/** Reads payouts. Whoever asks names whose pay may be read; nobody else's amounts leave the database. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { type Cycle, Cycles, isPublished, PUBLISHED_STATES } from '../evaluations';
import { Visibility } from '../organization';
import { Database, placeholders } from '../platform/database';
import type { MemberResult } from './calc';
import { SnapshotsQueries } from './snapshots.queries';
import type { Statement } from './statement';

/** Employee ids whose pay may be read; `'all'` without a limit. */
export type PayReach = readonly number[] | 'all';

export interface PayoutRow {
  employeeId: number;
  amountMinor: number;
}

/** A result without money: what a lead may see of the people in the team. */
export type ScoredMember = Pick<
  MemberResult,
  'employeeKey' | 'lines' | 'totalFactor' | 'factorSteps' | 'customerOpinion'
>;

export interface OwnStatement {
  cycleId: number;
  cycleName: string;
  fromDay: string;
  toDay: string;
  /** With what upheld appeals added. */
  amountMinor: number;
  /** Of it, what was added. */
  addedMinor: number;
  /** The newest version of the statement; null while there is one only. */
  revision: string | null;
  currency: string;
  appealsUntil: string | null;
}

@Injectable()
export class PayoutsQueries {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly cycles: Cycles,
    private readonly snapshots: SnapshotsQueries,
  ) {}

  /**
   * Whose pay in this cycle somebody may see. One's own is seen only once the cycle is published, and what a rehearsal would pay
   * only by those who see everybody's.
   */
  async reach(cycle: Cycle, viewer: Viewer): Promise<PayReach> {
    const reached = await this.visibility.employeeIds(
      viewer,
      'pay.view',
      await this.cycles.referenceDay(cycle),
    );
    if (reached === 'all' || isPublished(cycle.state)) return reached;
    if (cycle.state === 'shadow') return [];
    return reached.filter((id) => id !== viewer.employeeId);
  }

  /** Amounts of the cycle's current result, of the people in reach. */
  amounts(cycle: Cycle, reach: PayReach): Promise<PayoutRow[]> {
    if (cycle.snapshotId === null || reach.length === 0) return Promise.resolve([]);
    return this.database.all<PayoutRow>(
      `SELECT employee_id AS "employeeId", amount_minor AS "amountMinor" FROM payout WHERE snapshot_id = ?
       ${reach === 'all' ? '' : `AND employee_id IN (${placeholders(reach.length)})`}`,
      [cycle.snapshotId, ...(reach === 'all' ? [] : reach)],
    );
  }

  /** The statement of one employee in the cycle's current result. */
  async statement(cycle: Cycle, employeeId: number, reach: PayReach): Promise<Statement | undefined> {
    if (cycle.snapshotId === null || (reach !== 'all' && !reach.includes(employeeId))) return undefined;
    const [found] = await this.snapshots.statementsOf(cycle.snapshotId, [employeeId]);
    return found?.statement;
  }

  /** Statements in the order of the employees' ids, for programs. */
  async statements(
    cycle: Cycle,
    after: number,
    limit: number,
  ): Promise<{ employeeId: number; statement: Statement }[]> {
    return cycle.snapshotId === null ? [] : this.snapshots.statementsAfter(cycle.snapshotId, after, limit);
  }

  /**
   * Scores and factors of the cycle's current result by external id, without amounts.
   * @param only employees' ids; everybody when absent
   */
  async scores(cycle: Cycle, only?: readonly number[]): Promise<Map<string, ScoredMember>> {
    const found = new Map<string, ScoredMember>();
    if (cycle.snapshotId === null) return found;
    for await (const { statement } of this.snapshots.statements(cycle.snapshotId, only)) {
      const { employeeKey, lines, totalFactor, factorSteps, customerOpinion } = statement.member;
      found.set(employeeKey, {
        employeeKey,
        lines,
        totalFactor,
        ...(factorSteps && { factorSteps }),
        customerOpinion,
      });
    }
    return found;
  }

  /** One's own published statements, newest period first. */
  own(employeeId: number): Promise<OwnStatement[]> {
    return this.database.all<OwnStatement>(
      `SELECT c.id AS "cycleId", c.name AS "cycleName", c.from_day AS "fromDay", c.to_day AS "toDay",
              CAST(p.amount_minor + COALESCE(SUM(a.amount_minor), 0) AS bigint) AS "amountMinor",
              CAST(COALESCE(SUM(a.amount_minor), 0) AS bigint) AS "addedMinor", MAX(a.id) AS "revision",
              p.currency AS "currency", c.appeals_until AS "appealsUntil"
       FROM evaluation_cycle c JOIN payout p ON p.snapshot_id = c.snapshot_id
       LEFT JOIN payout_adjustment a ON a.cycle_id = c.id AND a.employee_id = p.employee_id
       WHERE p.employee_id = ? AND c.state IN (${placeholders(PUBLISHED_STATES.length)})
       GROUP BY c.id, c.name, c.from_day, c.to_day, p.amount_minor, p.currency, c.appeals_until
       ORDER BY c.from_day DESC, c.id DESC`,
      [employeeId, ...PUBLISHED_STATES],
    );
  }
}
