/**
 * The gates that must be open before what customers said carries money: how each calculation stood at them is kept with it, and
 * a closed one is passed only by a named person's reason.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import { type Cycle, Cycles, evaluationErrors, isSealed } from '../../evaluations';
import { addDays, monthPeriod, type Period } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { defineSetting, SettingsStore } from '../../platform/views';
import { NonResponses, PeriodInputs } from '../../scoring';
import { EqualityReports } from '../../equality';
import {
  APPROVAL_GATES,
  type ApprovalGate,
  type GateReading,
  type OpinionsRead,
  READINESS_GATES,
  READINESS_LIMITS,
  type ReadinessFacts,
  type ReadinessGate,
  readiness,
} from '../calc';
import { payoutErrors } from '../payouts.errors';

const YEAR_DAYS = 365;

/** What each gate asks for at least; administrators may ask for more or for less. */
export const readinessSetting = defineSetting({
  name: 'readiness',
  schema: z.strictObject({
    reliability: z.number().min(0).max(1),
    response_rate: z.number().min(0).max(1),
    coverage: z.number().min(0).max(1),
    answers: z.int().min(0).max(10_000_000),
    months: z.int().min(0).max(12),
  }),
  defaults: () => READINESS_LIMITS,
});

const zOverride = z.strictObject({
  cycleId: z.int(),
  gate: z.enum(APPROVAL_GATES),
  /** Why money may be paid by this measure all the same. */
  reason: zText(1000),
});
export type NewOverride = z.input<typeof zOverride>;

export interface Override {
  gate: ApprovalGate;
  name: string;
  reason: string;
  decidedAt: number;
}

/** A gate as it stands now; open when met or passed by a named person. */
export interface StandingGate extends Omit<GateReading, 'gate'> {
  readonly gate: ApprovalGate;
  readonly override: Override | null;
}

@Injectable()
export class Readiness {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly settings: SettingsStore,
    private readonly cycles: Cycles,
    private readonly nonResponses: NonResponses,
    private readonly inputs: PeriodInputs,
    private readonly equality: EqualityReports,
  ) {}

  /** What is known about the answers of a cycle's period besides the result, and besides how many there are. */
  async facts(period: Period): Promise<Omit<ReadinessFacts, 'answers'>> {
    const year = { from: addDays(period.to, -YEAR_DAYS), to: period.to };
    const months = await this.months(year);
    return { responseRate: await this.nonResponses.overall(period), months };
  }

  /** In how many months of the time there are answers: each is asked for one, and with many people the first has some. */
  private async months({ from, to }: Period): Promise<number> {
    const first = await this.inputs.firstDay();
    if (first === null) return 0;
    let months = 0;
    for (let day = first > from ? first : from; day < to;) {
      const { to: next } = monthPeriod(day.slice(0, 7));
      const found = await this.database.get(
        `SELECT 1 AS "found" FROM employee e CROSS JOIN rollup r
         WHERE r.employee_id = e.id AND r.day >= ? AND r.day < ? LIMIT 1`,
        [day, next < to ? next : to],
      );
      if (found) months += 1;
      day = next;
    }
    return months;
  }

  /** Keeps how a calculation stands at each gate, inside the caller's transaction. */
  async keep(snapshotId: number, opinions: OpinionsRead, facts: ReadinessFacts): Promise<void> {
    const limits = await this.settings.get(readinessSetting);
    for (const { gate, value, needed, met } of readiness(opinions, facts, limits)) {
      await this.database.run(
        'INSERT INTO cycle_readiness (snapshot_id, gate, value, needed, met) VALUES (?, ?, ?, ?, ?)',
        [snapshotId, gate, value === null ? null : String(value), String(needed), met ? 1 : 0],
      );
    }
  }

  /** The gates of the cycle's current result, in the order in which they are shown. */
  async of(cycle: Pick<Cycle, 'id' | 'snapshotId'>): Promise<StandingGate[]> {
    if (cycle.snapshotId === null) return [];
    const rows = await this.database.all<{
      gate: ReadinessGate;
      value: string | null;
      needed: string;
      met: number;
    }>(
      `SELECT gate AS "gate", value AS "value", needed AS "needed", met AS "met" FROM cycle_readiness WHERE snapshot_id = ?`,
      [cycle.snapshotId],
    );
    const overrides = new Map((await this.overrides(cycle.id)).map((row) => [row.gate, row]));
    const known = new Map(rows.map((row) => [row.gate, row]));
    const measured = READINESS_GATES.flatMap((gate): StandingGate[] => {
      const row = known.get(gate);
      if (!row) return [];
      const value = row.value === null ? null : Number(row.value);
      const override = overrides.get(gate) ?? null;
      return [{ gate, value, needed: Number(row.needed), met: row.met === 1, override }];
    });
    const opened = await this.equality.opened(cycle.id, cycle.snapshotId);
    return [
      ...measured,
      {
        gate: 'adverse_impact',
        value: opened ? 1 : 0,
        needed: 1,
        met: opened,
        override: overrides.get('adverse_impact') ?? null,
      },
    ];
  }

  /**
   * Lets a cycle pass a closed gate, with a reason. It holds for the cycle's later calculations too.
   * @throws DomainError `forbidden`, `not_found`, `validation_failed`, `cycle_wrong_state`, `gate_already_open`
   */
  async override(given: NewOverride, by: Viewer): Promise<void> {
    const input = parseInput(zOverride, given);
    if (by.scopeOf('evaluations.sign_off') !== 'all') throw errors.forbidden();
    await this.database.transaction(async () => {
      const cycle = await this.cycles.locked(input.cycleId);
      if (isSealed(cycle.state) || cycle.state === 'cancelled')
        throw evaluationErrors.cycle_wrong_state({ action: 'override_gate', state: cycle.state });
      const gate = (await this.of(cycle)).find((standing) => standing.gate === input.gate);
      if (!gate || isOpen(gate)) throw payoutErrors.gate_already_open();
      const id = newId();
      await this.database.run(
        `INSERT INTO readiness_override (id, cycle_id, gate, user_id, name, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, cycle.id, input.gate, by.userId, by.name, input.reason, this.clock.now()],
      );
      await this.audit.record({
        actor: by.actor,
        action: 'cycle.gate_overridden',
        subject: `cycle:${cycle.id}`,
        details: { gate: input.gate, snapshot: cycle.snapshotId, id },
      });
    });
  }

  /** @throws DomainError `readiness_gates_closed` while one is neither met nor passed */
  async requireOpen(cycle: Cycle): Promise<void> {
    const shut = (await this.of(cycle)).filter((gate) => !isOpen(gate)).length;
    if (shut > 0) throw payoutErrors.readiness_gates_closed({ count: shut });
  }

  private overrides(cycleId: number): Promise<Override[]> {
    return this.database.all<Override>(
      `SELECT gate AS "gate", name AS "name", reason AS "reason", decided_at AS "decidedAt" FROM readiness_override
       WHERE cycle_id = ? ORDER BY decided_at, id`,
      [cycleId],
    );
  }
}

export const isOpen = ({ met, override }: StandingGate): boolean => met || override !== null;
