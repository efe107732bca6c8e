/**
 * Calibration: after the calculation, authorised people align the ratings of leads who judge harder or softer than others. A
 * change names the rating it corrects and why; the first one is kept and shown beside it. What customers said, goals and
 * measures are never calibrated.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import type { CycleState } from './cycle-states';
import { Cycles } from './cycles.service';
import { evaluationErrors } from './evaluations.errors';
import { ManagerRatings } from './manager-ratings.service';
import { managerLinesOf, RATING_SCALE } from './plan-definition';
import { Plans } from './plans.service';

const zCalibration = z.strictObject({
  cycleId: z.int(),
  employeeId: z.int(),
  line: z.string().max(40),
  /** 100 (1.00) to 500 (5.00). */
  ratingHundredths: z.int().min(RATING_SCALE.lowest).max(RATING_SCALE.highest),
  reason: zText(1000),
});
export type NewCalibration = z.input<typeof zCalibration>;

export interface Calibration {
  employeeId: number;
  lineKey: string;
  /** As the lead rated, and as it counts; decimals with two digits. */
  fromScore: string;
  toScore: string;
  reason: string;
  decidedBy: string;
  decidedAt: number;
}

const OPEN_TO_CALIBRATION: readonly CycleState[] = ['calculated', 'calibrated'];

@Injectable()
export class Calibrations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly ratings: ManagerRatings,
  ) {}

  /**
   * Changes what one lead's rating counts as. It takes effect with the next calculation.
   * @throws DomainError `forbidden`, `not_found`, `validation_failed`, `cycle_wrong_state`, `rating_of_oneself`,
   *   `line_takes_no_calibration`, `rating_missing`
   */
  async change(given: NewCalibration, by: Viewer): Promise<void> {
    const input = parseInput(zCalibration, given);
    if (by.scopeOf('evaluations.manage') !== 'all') throw errors.forbidden();
    if (by.employeeId === input.employeeId) throw evaluationErrors.rating_of_oneself();
    await this.database.transaction(async () => {
      const cycle = await this.cycles.locked(input.cycleId);
      if (!OPEN_TO_CALIBRATION.includes(cycle.state))
        throw evaluationErrors.cycle_wrong_state({ action: 'calibrate', state: cycle.state });
      const { definition } = await this.plans.version(cycle.planVersionId);
      if (!managerLinesOf(definition).some(({ key }) => key === input.line))
        throw evaluationErrors.line_takes_no_calibration({ line: input.line });
      const rating = (await this.ratings.latest(cycle.id)).get(input.employeeId)?.get(input.line);
      if (!rating) throw evaluationErrors.rating_missing();
      const id = newId();
      await this.database.run(
        `INSERT INTO calibration (id, cycle_id, employee_id, line_key, from_score, to_score, reason, decided_by, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          cycle.id,
          input.employeeId,
          input.line,
          decimal(rating.ratingHundredths),
          decimal(input.ratingHundredths),
          input.reason,
          by.userId,
          this.clock.now(),
        ],
      );
      await this.audit.record({
        actor: by.actor,
        action: 'calibration.recorded',
        subject: `cycle:${cycle.id}`,
        details: { employee: input.employeeId, line: input.line, to: input.ratingHundredths, id },
      });
    });
  }

  /** Every change of the cycle, oldest first. */
  trail(cycleId: number): Promise<Calibration[]> {
    return this.database.all<Calibration>(
      `SELECT c.employee_id AS "employeeId", c.line_key AS "lineKey", c.from_score AS "fromScore", c.to_score AS "toScore",
              c.reason AS "reason", u.name AS "decidedBy", c.decided_at AS "decidedAt"
       FROM calibration c JOIN user_account u ON u.id = c.decided_by WHERE c.cycle_id = ? ORDER BY c.decided_at, c.id`,
      [cycleId],
    );
  }

  /**
   * What counts now, by employee id and line. A change lapses when the lead rates anew, and when it leads back to the
   * lead's own rating.
   */
  async holding(cycleId: number): Promise<Map<number, Map<string, Calibration>>> {
    const found = new Map<number, Map<string, Calibration>>();
    const trail = await this.trail(cycleId);
    if (trail.length === 0) return found;
    const ratings = await this.ratings.latest(cycleId);
    for (const change of trail) {
      const rated = ratings.get(change.employeeId)?.get(change.lineKey);
      const own = found.get(change.employeeId) ?? new Map<string, Calibration>();
      const holds =
        rated !== undefined &&
        rated.ratedAt <= change.decidedAt &&
        decimal(rated.ratingHundredths) === change.fromScore &&
        change.toScore !== change.fromScore;
      if (holds) own.set(change.lineKey, change);
      else own.delete(change.lineKey);
      found.set(change.employeeId, own);
    }
    return found;
  }
}

function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}
