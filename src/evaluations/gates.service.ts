/** Gates of a plan: conditions beside the lines, open to everybody until somebody closes one, with a reason. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Employees, organizationErrors } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { parseInput, zExternalId, zText } from '../platform/errors';
import { isSealed } from './cycle-states';
import { Cycles } from './cycles.service';
import { evaluationErrors } from './evaluations.errors';
import { Plans } from './plans.service';

export const zGateDecision = z.strictObject({
  gate: z.string().max(40).describe('Key of the gate.'),
  employee: zExternalId.nullish().describe('External id; left out for a gate of the whole organization.'),
  closed: z.boolean(),
  reason: zText(500),
});
export type GateDecisionInput = z.input<typeof zGateDecision>;

interface GateRow {
  employeeId: number | null;
  gateKey: string;
  closed: number;
  reason: string;
}

/** The gates that are closed, and why. */
export interface ClosedGates {
  /** To everybody. */
  all: { key: string; reason: string }[];
  byEmployee: Map<number, { key: string; reason: string }[]>;
}

@Injectable()
export class Gates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly employees: Employees,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
  ) {}

  /**
   * Closes a gate or opens it again, until the cycle is signed off.
   * @throws DomainError `not_found`, `validation_failed`, `cycle_wrong_state`, `gate_unknown`, `gate_scope`,
   *   `employee_unknown`
   */
  async decide(cycleId: number, given: GateDecisionInput, actor: string): Promise<void> {
    const input = parseInput(zGateDecision, given);
    await this.database.transaction(async () => {
      const cycle = await this.cycles.locked(cycleId);
      if (isSealed(cycle.state) || cycle.state === 'cancelled')
        throw evaluationErrors.cycle_wrong_state({ action: 'decide_gate', state: cycle.state });
      const { definition } = await this.plans.version(cycle.planVersionId);
      const gate = definition.gates.find(({ key }) => key === input.gate);
      if (!gate) throw evaluationErrors.gate_unknown({ gate: input.gate }, '/gate');
      const named = (input.employee ?? null) !== null;
      if (named !== (gate.scope === 'person'))
        throw evaluationErrors.gate_scope({ gate: gate.key }, '/employee');
      const employeeId = named ? await this.employeeId(input.employee ?? '') : null;
      const id = newId();
      await this.database.run(
        `INSERT INTO gate_decision (id, cycle_id, employee_id, gate_key, closed, reason, decided_by, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [id, cycleId, employeeId, gate.key, input.closed ? 1 : 0, input.reason, actor, this.clock.now()],
      );
      await this.audit.record({
        actor,
        action: input.closed ? 'gate.closed' : 'gate.opened',
        subject: `cycle:${cycleId}`,
        details: { gate: gate.key, employee: employeeId, id },
      });
    });
  }

  /** What is closed in the cycle now. */
  async closed(cycleId: number): Promise<ClosedGates> {
    const rows = await this.database.all<GateRow>(
      `SELECT employee_id AS "employeeId", gate_key AS "gateKey", closed AS "closed", reason AS "reason"
       FROM gate_decision WHERE cycle_id = ? ORDER BY decided_at, id`,
      [cycleId],
    );
    const newest = [...new Map(rows.map((row) => [`${row.gateKey} ${row.employeeId}`, row])).values()];
    const shut = newest.filter(({ closed }) => closed === 1);
    const byEmployee: ClosedGates['byEmployee'] = new Map();
    const all: ClosedGates['all'] = [];
    for (const { employeeId, gateKey: key, reason } of shut) {
      if (employeeId === null) all.push({ key, reason });
      else byEmployee.set(employeeId, [...(byEmployee.get(employeeId) ?? []), { key, reason }]);
    }
    return { all, byEmployee };
  }

  private async employeeId(externalId: string): Promise<number> {
    const employee = (await this.employees.byExternalIds([externalId])).get(externalId);
    if (!employee) throw organizationErrors.employee_unknown({ employee: externalId }, '/employee');
    return employee.id;
  }
}
