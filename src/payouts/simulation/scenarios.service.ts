/** Scenarios: named sets of changes of a cycle's plan, kept to be looked at again and compared. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Cycles } from '../../evaluations';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, isUniqueViolation, newId } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { z } from 'zod';
import { payoutErrors } from '../payouts.errors';
import { type SimulationChanges, type SimulationInput, zSimulation } from './changed-plan';

const zName = z.strictObject({ name: zText(80) });

export interface Scenario {
  id: string;
  name: string;
  changes: SimulationChanges;
  createdBy: string;
  createdAt: number;
}

type ScenarioRow = Omit<Scenario, 'changes'> & { changes: string };

@Injectable()
export class Scenarios {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cycles: Cycles,
  ) {}

  /**
   * Keeps changes under a name; they are sound when they were simulated.
   * @throws DomainError `not_found`, `validation_failed`, `scenario_name_taken`
   */
  async save(
    cycleId: number,
    given: { name: string; changes: SimulationInput },
    by: Viewer,
  ): Promise<string> {
    const { name } = parseInput(zName, { name: given.name });
    const changes = parseInput(zSimulation, given.changes);
    const { id: cycle } = await this.cycles.byId(cycleId);
    const id = newId();
    try {
      await this.database.transaction(async () => {
        await this.database.run(
          `INSERT INTO simulation_scenario (id, cycle_id, name, changes, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
          [id, cycle, name, JSON.stringify(changes), by.userId, this.clock.now()],
        );
        await this.audit.record({
          actor: by.actor,
          action: 'scenario.saved',
          subject: `cycle:${cycle}`,
          details: { id },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw payoutErrors.scenario_name_taken({ name }, '/name');
      throw error;
    }
    return id;
  }

  /** Of the cycle, oldest first. */
  async of(cycleId: number): Promise<Scenario[]> {
    const rows = await this.database.all<ScenarioRow>(
      `SELECT s.id AS "id", s.name AS "name", s.changes AS "changes", u.name AS "createdBy", s.created_at AS "createdAt"
       FROM simulation_scenario s JOIN user_account u ON u.id = s.created_by WHERE s.cycle_id = ? ORDER BY s.created_at, s.id`,
      [cycleId],
    );
    return rows.map((row) => ({ ...row, changes: parseInput(zSimulation, JSON.parse(row.changes)) }));
  }

  /** @throws DomainError `not_found` */
  async remove(cycleId: number, id: string, by: Viewer): Promise<void> {
    await this.database.transaction(async () => {
      const found = await this.database.get<{ id: string }>(
        'DELETE FROM simulation_scenario WHERE cycle_id = ? AND id = ? RETURNING id AS "id"',
        [cycleId, id],
      );
      if (!found) throw errors.not_found();
      await this.audit.record({
        actor: by.actor,
        action: 'scenario.removed',
        subject: `cycle:${cycleId}`,
        details: { id },
      });
    });
  }
}
