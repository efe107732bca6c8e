/**
 * Who is evaluated in a cycle, and who is not, each with the reason: everybody employed in its period by the plan's legal
 * entity with a target bonus in its currency, for the days that count. A named person's decision comes before the rules.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { daysIn, groupedBy, type Period } from '../kernel';
import { Leaves } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, insertInto, newId } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { type CycleState, isSealed } from './cycle-states';
import { type DrawnRow, DrawnRows, isMember } from './drawn-rows';
import { evaluationErrors } from './evaluations.errors';
import { type Employment, type PayStretch, UsualMemberships } from './membership';
import type { PlanDefinition } from './plan-definition';

const zDecision = z.strictObject({
  cycleId: z.int(),
  employeeId: z.int(),
  /** `by_rule` takes an earlier decision back. */
  decision: z.enum(['in', 'out', 'by_rule']),
  reason: zText(500),
});
export type NewPopulationDecision = z.input<typeof zDecision>;

export interface PopulationDecision {
  employeeId: number;
  decision: 'in' | 'out' | 'by_rule';
  reason: string;
  decidedBy: string;
  decidedAt: number;
}

interface CandidateRow extends Employment {
  employeeId: number;
  teamId: number | null;
}

interface StretchRow extends PayStretch {
  employeeId: number;
}

const MEMBER = insertInto('cycle_member', {
  cycle_id: 'integer', employee_id: 'integer', team_id: 'integer', target_bonus_minor: 'bigint', eligible_days: 'integer',
  period_days: 'integer', reason: 'varchar', segments: 'text',
}); // prettier-ignore
const LEFT_OUT = insertInto('cycle_left_out', {
  cycle_id: 'integer', employee_id: 'integer', team_id: 'integer', reason: 'varchar',
}); // prettier-ignore

/** What the drawing needs to know of a cycle. */
export interface DrawnCycle {
  readonly id: number;
  readonly period: Period;
  readonly currency: string;
}

@Injectable()
export class Population {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly leaves: Leaves,
  ) {}

  /** Draws the members anew, inside the caller's transaction. @returns how many there are */
  async draw(cycle: DrawnCycle, plan: PlanDefinition): Promise<number> {
    const { period } = cycle;
    const [candidates, stretches, leaves, decisions] = [
      await this.candidates(period),
      groupedBy(await this.stretches(period), ({ employeeId }) => employeeId),
      groupedBy(await this.leaves.within(period), ({ employeeId }) => employeeId),
      new Map((await this.decisions(cycle.id)).map((row) => [row.employeeId, row])),
    ];
    const drawn = new DrawnRows(await this.kept(cycle.id));
    const days = daysIn(period);
    const usual = new UsualMemberships(period, plan);
    for (const candidate of candidates) {
      const { employeeId, teamId } = candidate;
      const found = usual.of({
        employment: candidate,
        pay: stretches.get(employeeId) ?? [],
        leaves: leaves.get(employeeId) ?? [],
        decision: decisions.get(employeeId)?.decision ?? 'by_rule',
      });
      drawn.add(
        found.member
          ? {
              employeeId,
              teamId,
              targetBonusMinor: found.targetBonusMinor,
              eligibleDays: found.eligibleDays,
              periodDays: days,
              reason: found.reason,
              segments: found.segments && JSON.stringify(found.segments),
            }
          : { employeeId, teamId, reason: found.reason },
      );
    }
    for (const { employeeId } of drawn.gone())
      for (const table of ['cycle_member', 'cycle_left_out'])
        await this.database.run(`DELETE FROM ${table} WHERE cycle_id = ? AND employee_id = ?`, [
          cycle.id,
          employeeId,
        ]);
    for (const row of drawn.added()) {
      const { employeeId, teamId, reason } = row;
      if (!isMember(row)) this.database.write(LEFT_OUT, [cycle.id, employeeId, teamId, reason]);
      else
        this.database.write(MEMBER, [
          cycle.id, employeeId, teamId, row.targetBonusMinor, row.eligibleDays, row.periodDays, reason, row.segments,
        ]); // prettier-ignore
    }
    return drawn.members;
  }

  /** As it was drawn before. */
  private async kept(cycleId: number): Promise<DrawnRow[]> {
    const members = await this.database.all<DrawnRow>(
      `SELECT employee_id AS "employeeId", team_id AS "teamId", target_bonus_minor AS "targetBonusMinor",
              eligible_days AS "eligibleDays", period_days AS "periodDays", reason AS "reason", segments AS "segments"
       FROM cycle_member WHERE cycle_id = ?`,
      [cycleId],
    );
    const leftOut = await this.database.all<DrawnRow>(
      `SELECT employee_id AS "employeeId", team_id AS "teamId", reason AS "reason" FROM cycle_left_out WHERE cycle_id = ?`,
      [cycleId],
    );
    return members.concat(leftOut);
  }

  /**
   * Takes somebody in or out by name, or takes such a decision back. It holds from the next drawing on.
   * @throws DomainError `not_found`, `validation_failed`, `own_membership`, `cycle_wrong_state` once it is signed off
   */
  async decide(given: NewPopulationDecision, by: Viewer): Promise<void> {
    const input = parseInput(zDecision, given);
    if (by.employeeId === input.employeeId) throw evaluationErrors.own_membership();
    await this.database.transaction(async () => {
      const cycle = await this.database.get<{ state: CycleState }>(
        'UPDATE evaluation_cycle SET updated_at = ? WHERE id = ? RETURNING state AS "state"',
        [this.clock.now(), input.cycleId],
      );
      if (!cycle) throw errors.not_found();
      if (isSealed(cycle.state) || cycle.state === 'cancelled')
        throw evaluationErrors.cycle_wrong_state({ action: 'decide_population', state: cycle.state });
      const id = newId();
      await this.database.run(
        `INSERT INTO population_decision (id, cycle_id, employee_id, decision, reason, decided_by, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, input.cycleId, input.employeeId, input.decision, input.reason, by.userId, this.clock.now()],
      );
      await this.audit.record({
        actor: by.actor,
        action: 'cycle.population_decided',
        subject: `cycle:${input.cycleId}`,
        details: { employee: input.employeeId, decision: input.decision, id },
      });
    });
  }

  /** The decision that counts about each employee of the cycle. */
  async decisions(cycleId: number): Promise<PopulationDecision[]> {
    const rows = await this.database.all<PopulationDecision>(
      `SELECT d.employee_id AS "employeeId", d.decision AS "decision", d.reason AS "reason", u.name AS "decidedBy",
              d.decided_at AS "decidedAt"
       FROM population_decision d JOIN user_account u ON u.id = d.decided_by
       WHERE d.cycle_id = ? ORDER BY d.decided_at, d.id`,
      [cycleId],
    );
    return [...new Map(rows.map((row) => [row.employeeId, row])).values()];
  }

  /** Everybody employed on a day of the period, with the team as of its end. */
  private candidates(period: Period): Promise<CandidateRow[]> {
    return this.database.all<CandidateRow>(
      `SELECT e.id AS "employeeId", e.hired_on AS "hiredOn", e.left_on AS "leftOn",
              (SELECT m.team_id FROM team_membership m WHERE m.employee_id = e.id AND m.from_day < p.to_day
               ORDER BY m.from_day DESC LIMIT 1) AS "teamId"
       FROM (SELECT CAST(? AS varchar) AS from_day, CAST(? AS varchar) AS to_day) p
       JOIN employee e ON e.hired_on < p.to_day AND (e.left_on IS NULL OR e.left_on >= p.from_day)
       ORDER BY e.id`,
      [period.from, period.to],
    );
  }

  /** What everybody's bonus starts from in the period, and what held when it began; oldest first. */
  private stretches(period: Period): Promise<StretchRow[]> {
    return this.database.all<StretchRow>(
      `SELECT b.employee_id AS "employeeId", b.from_day AS "from", b.target_bonus_minor AS "targetBonusMinor",
              b.currency AS "currency", b.legal_entity AS "legalEntity"
       FROM pay_base b WHERE b.from_day < ? AND NOT EXISTS (SELECT 1 FROM pay_base x
         WHERE x.employee_id = b.employee_id AND x.from_day > b.from_day AND x.from_day <= ?)
       ORDER BY b.employee_id, b.from_day`,
      [period.to, period.from],
    );
  }
}
