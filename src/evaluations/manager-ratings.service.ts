/**
 * Ratings by leads: one line of the evaluation, judged by the person's lead against the plan's rubric. Every rating and
 * every change of one is kept; the newest counts. Nobody rates themselves.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { Visibility } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { type Cycle, Cycles } from './cycles.service';
import { evaluationErrors } from './evaluations.errors';
import { managerLinesOf, RATING_SCALE } from './plan-definition';
import { Plans } from './plans.service';

const zRating = z.strictObject({
  cycleId: z.int(),
  employeeId: z.int(),
  /** Key of the line; may be left out where the plan has one for leads. */
  line: z.string().max(40).optional(),
  /** 100 (1.00) to 500 (5.00). */
  ratingHundredths: z.int().min(RATING_SCALE.lowest).max(RATING_SCALE.highest),
  reason: zText(1000),
});
export type NewManagerRating = z.input<typeof zRating>;

export interface ManagerRating {
  employeeId: number;
  lineKey: string;
  ratingHundredths: number;
  reason: string;
  ratedBy: number;
  raterName: string;
  ratedAt: number;
}

/** A rating as the computation takes it. */
export interface CountingRating {
  readonly ratingHundredths: number;
  readonly reason: string;
}

@Injectable()
export class ManagerRatings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly visibility: Visibility,
  ) {}

  /**
   * Records what the rater thinks of somebody in their team, while ratings are collected.
   * @throws DomainError `rating_of_oneself`, `cycle_wrong_state`, `plan_without_manager_line`, `plan_line_unknown`; `not_found` for who is
   *   not in the cycle or not in the rater's team
   */
  async rate(given: NewManagerRating, rater: Viewer): Promise<void> {
    const input = parseInput(zRating, given);
    await this.database.transaction(async () => {
      // A rating and a calculation of the same cycle follow each other.
      const cycle = await this.cycles.locked(input.cycleId);
      if (rater.employeeId === input.employeeId) throw evaluationErrors.rating_of_oneself();
      await this.requireReach(cycle, input.employeeId, rater);
      if (cycle.state !== 'collecting' && cycle.state !== 'shadow') {
        throw evaluationErrors.cycle_wrong_state({ action: 'rate', state: cycle.state });
      }
      const lines = managerLinesOf((await this.plans.version(cycle.planVersionId)).definition);
      if (lines.length === 0) throw evaluationErrors.plan_without_manager_line();
      const line =
        input.line === undefined && lines.length === 1
          ? lines[0]
          : lines.find(({ key }) => key === input.line);
      if (!line) throw evaluationErrors.plan_line_unknown({ line: input.line ?? '' }, '/line');
      const id = newId();
      await this.database.run(
        `INSERT INTO manager_rating (id, cycle_id, employee_id, line_key, rating_hundredths, reason, rated_by, rated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          cycle.id,
          input.employeeId,
          line.key,
          input.ratingHundredths,
          input.reason,
          rater.userId,
          this.clock.now(),
        ],
      );
      await this.audit.record({
        actor: rater.actor,
        action: 'manager_rating.recorded',
        subject: `cycle:${cycle.id}`,
        details: { employee: input.employeeId, line: line.key, rating: input.ratingHundredths, id },
      });
    });
  }

  /** The ratings that count, by employee id and line. */
  async latest(cycleId: number): Promise<Map<number, Map<string, ManagerRating>>> {
    const rows = await this.database.all<ManagerRating>(
      `SELECT r.employee_id AS "employeeId", r.line_key AS "lineKey", r.rating_hundredths AS "ratingHundredths",
              r.reason AS "reason", r.rated_by AS "ratedBy", u.name AS "raterName", r.rated_at AS "ratedAt"
       FROM manager_rating r JOIN user_account u ON u.id = r.rated_by
       WHERE r.cycle_id = ? ORDER BY r.rated_at, r.id`,
      [cycleId],
    );
    const found = new Map<number, Map<string, ManagerRating>>();
    for (const row of rows) {
      found.set(
        row.employeeId,
        (found.get(row.employeeId) ?? new Map<string, ManagerRating>()).set(row.lineKey, row),
      );
    }
    return found;
  }

  /** What counts of these ratings, by line and employee id: for many people, without who gave them. */
  async counting(cycleId: number): Promise<Map<string, Map<number, CountingRating>>> {
    const rows = await this.database.all<CountingRating & { employeeId: number; lineKey: string }>(
      `SELECT employee_id AS "employeeId", line_key AS "lineKey", rating_hundredths AS "ratingHundredths", reason AS "reason"
       FROM manager_rating WHERE cycle_id = ? ORDER BY rated_at, id`,
      [cycleId],
    );
    const found = new Map<string, Map<number, CountingRating>>();
    for (const row of rows) {
      let line = found.get(row.lineKey);
      if (!line) found.set(row.lineKey, (line = new Map<number, CountingRating>()));
      line.set(row.employeeId, row);
    }
    return found;
  }

  /** Employee ids of the members this person may rate: their reach, without themselves. `'all'` without a limit. */
  reach(cycle: Cycle, rater: Viewer): Promise<number[] | 'all'> {
    return this.cycles
      .referenceDay(cycle)
      .then((day) => this.visibility.employeeIds(rater, 'evaluations.rate', day));
  }

  private async requireReach(cycle: Cycle, employeeId: number, rater: Viewer): Promise<void> {
    const member = await this.database.get(
      'SELECT 1 AS "found" FROM cycle_member WHERE cycle_id = ? AND employee_id = ?',
      [cycle.id, employeeId],
    );
    const reach = await this.reach(cycle, rater);
    if (!member || (reach !== 'all' && !reach.includes(employeeId))) throw errors.not_found();
  }
}
