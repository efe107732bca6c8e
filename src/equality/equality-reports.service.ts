/**
 * The report on equal treatment, for whoever computes evaluations: they pass outcomes in and get figures about groups back.
 * Whoever opens a report leaves a record of it; a sign-off asks whether that happened.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { errors } from '../platform/errors';
import {
  type AttributeEffect,
  type AttributeFigure,
  equalityEffects,
  equalityFigures,
  type EqualityOutcome,
  type SimulatedOutcome,
} from './calc';
import { EqualityAnswers } from './equality-answers';

export interface Opening {
  name: string;
  openedAt: number;
}

@Injectable()
export class EqualityReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly answers: EqualityAnswers,
  ) {}

  /** Whether there is anything to report on. */
  hasAnswers(): Promise<boolean> {
    return this.answers.any();
  }

  /** Records that somebody opened the report on one calculation. @throws DomainError `forbidden` */
  async open(cycleId: number, calculationId: number, viewer: Viewer): Promise<void> {
    requireSight(viewer);
    await this.database.transaction(async () => {
      const id = newId();
      const hadAnswers = await this.answers.any();
      await this.database.run(
        `INSERT INTO equality_opening (id, cycle_id, snapshot_id, user_id, name, had_answers, opened_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, cycleId, calculationId, viewer.userId, viewer.name, hadAnswers ? 1 : 0, this.clock.now()],
      );
      await this.audit.record({
        actor: viewer.actor,
        action: 'equality.report_opened',
        subject: `cycle:${cycleId}`,
        details: { calculation: calculationId, hadAnswers, id },
      });
    });
  }

  /** Whether somebody opened the report of the cycle, of this calculation if one is named. */
  async opened(cycleId: number, calculationId?: number): Promise<boolean> {
    return (await this.openings(cycleId, calculationId)).length > 0;
  }

  /** Whether this person opened the report of the calculation. */
  async openedBy(cycleId: number, calculationId: number, viewer: Viewer): Promise<boolean> {
    const row = await this.database.get(
      'SELECT 1 AS "found" FROM equality_opening WHERE cycle_id = ? AND snapshot_id = ? AND user_id = ? LIMIT 1',
      [cycleId, calculationId, viewer.userId],
    );
    return row !== undefined;
  }

  /** Who opened it, oldest first. */
  openings(cycleId: number, calculationId?: number): Promise<Opening[]> {
    return this.database.all<Opening>(
      `SELECT name AS "name", opened_at AS "openedAt" FROM equality_opening
       WHERE cycle_id = ? AND (snapshot_id = ? OR ? = 0) ORDER BY opened_at, id`,
      [cycleId, calculationId ?? 0, calculationId ?? 0],
    );
  }

  /**
   * Figures about groups that are large enough; one per attribute. Nothing in them says who belongs where.
   * @throws DomainError `forbidden`
   */
  async figures(outcomes: readonly EqualityOutcome[], viewer: Viewer): Promise<AttributeFigure[]> {
    requireSight(viewer);
    const said = await this.answers.of(outcomes.map(({ employee }) => employee));
    return equalityFigures(outcomes, said);
  }

  /**
   * What a simulation would do to groups, coarsely; null when too few people move to tell.
   * @throws DomainError `forbidden`
   */
  async effects(outcomes: readonly SimulatedOutcome[], viewer: Viewer): Promise<AttributeEffect[] | null> {
    requireSight(viewer);
    const said = await this.answers.of(outcomes.map(({ employee }) => employee));
    return equalityEffects(outcomes, said);
  }
}

function requireSight(viewer: Viewer): void {
  if (viewer.scopeOf('equality.view') !== 'all') throw errors.forbidden();
}
