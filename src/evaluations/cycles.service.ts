/** Evaluation cycles: drawn up under a published plan version, then led through their states, each step audited. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Calendar } from '../organization';
import { addDays, type Period } from '../kernel';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, isUniqueViolation } from '../platform/database';
import { errors, parseInput, zCode, zDay, zText } from '../platform/errors';
import { WHOLE_WEIGHT } from './calc';
import { type CycleAction, type CycleState, nextState } from './cycle-states';
import { evaluationErrors } from './evaluations.errors';
import { Plans, type PlanVersion } from './plans.service';
import { Population } from './population';

const zNewCycle = z.strictObject({
  key: zCode,
  name: zText(120),
  planVersionId: z.int(),
  /** Half-open: `to` is the first day after the period. */
  period: z.strictObject({ from: zDay, to: zDay }),
  poolMinor: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  currency: z.string(),
  /** Why the cycle may start under a plan that was published after its period began. */
  backdatedReason: zText(300).optional(),
});
export type NewCycle = z.input<typeof zNewCycle>;

export interface Cycle {
  id: number;
  key: string;
  name: string;
  planVersionId: number;
  period: Period;
  state: CycleState;
  poolMinor: number;
  /** For accepted appeals, beside the pool. */
  reserveMinor: number;
  currency: string;
  /** Last day on which statements can be appealed; set by publication. */
  appealsUntil: string | null;
  /** The snapshot that was calculated last, or signed. */
  snapshotId: number | null;
}

type CycleRow = Omit<Cycle, 'period'> & { fromDay: string; toDay: string };

/** What a step of a cycle leaves behind besides the new state. */
export interface StepOutcome {
  /** Null takes the result of a rehearsal away. */
  snapshotId?: number | null;
  appealsUntil?: string;
  /** For the audit entry: identifiers and hashes, no personal data. */
  details?: Record<string, unknown>;
}

const CYCLE = `SELECT id AS "id", key AS "key", name AS "name", plan_version_id AS "planVersionId", from_day AS "fromDay",
    to_day AS "toDay", state AS "state", pool_minor AS "poolMinor", reserve_minor AS "reserveMinor", currency AS "currency",
    appeals_until AS "appealsUntil", snapshot_id AS "snapshotId"
  FROM evaluation_cycle`;

/** Actions that need nothing but permission; the others belong to a service that does their work. */
export const PLAIN_ACTIONS = [
  'rehearse', 'open', 'collect', 'reopen_ratings', 'calibrate', 'take_appeals', 'finalise', 'pay', 'cancel',
] as const satisfies readonly CycleAction[]; // prettier-ignore
export type PlainAction = (typeof PLAIN_ACTIONS)[number];

@Injectable()
export class Cycles {
  private readonly asked = new Map<CycleAction, ((cycle: Cycle) => Promise<void>)[]>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly plans: Plans,
    private readonly population: Population,
  ) {}

  /**
   * Draws up a cycle and its members.
   * @throws DomainError `cycle_key_taken`, `cycle_period_empty`, `cycle_currency_differs`, `plan_unknown`,
   *   `plan_not_published`, `plan_published_late`
   */
  async create(given: NewCycle, actor: string): Promise<Cycle> {
    const input = parseInput(zNewCycle, given);
    const { period, currency } = input;
    if (period.from >= period.to) throw evaluationErrors.cycle_period_empty({}, '/period');
    const plan = await this.plans.version(input.planVersionId);
    if (currency !== plan.definition.currency) {
      throw evaluationErrors.cycle_currency_differs(
        { currency, plan: plan.definition.currency },
        '/currency',
      );
    }
    await this.requireInTime(plan, period, input.backdatedReason);
    const { reserveBp } = plan.definition;
    const reserveMinor = Number((BigInt(input.poolMinor) * BigInt(reserveBp)) / BigInt(WHOLE_WEIGHT));
    try {
      return await this.database.transaction(async () => {
        const now = this.clock.now();
        const row = await this.database.get<{ id: number }>(
          `INSERT INTO evaluation_cycle (key, name, plan_version_id, from_day, to_day, state, pool_minor, reserve_minor,
             currency, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?) RETURNING id AS "id"`,
          [
            input.key,
            input.name,
            plan.id,
            period.from,
            period.to,
            input.poolMinor,
            reserveMinor,
            currency,
            now,
            now,
          ],
        );
        const id = row?.id ?? 0;
        const members = await this.population.draw({ id, period, currency }, plan.definition);
        await this.audit.record({
          actor,
          action: 'cycle.drafted',
          subject: `cycle:${id}`,
          details: {
            plan: plan.planKey,
            version: plan.version,
            period,
            poolMinor: input.poolMinor,
            reserveMinor,
            currency,
            members,
            backdatedReason: input.backdatedReason ?? null,
          },
        });
        return this.byId(id);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw evaluationErrors.cycle_key_taken({ key: input.key }, '/key');
      throw error;
    }
  }

  /** @throws DomainError `not_found` */
  async byId(id: number): Promise<Cycle> {
    const row = await this.database.get<CycleRow>(`${CYCLE} WHERE id = ?`, [id]);
    if (!row) throw errors.not_found();
    return toCycle(row);
  }

  /**
   * The cycle, with its row locked until the transaction ends: what changes its inputs and its steps follow each other.
   * @throws DomainError `not_found`
   */
  async locked(id: number): Promise<Cycle> {
    await this.database.run('UPDATE evaluation_cycle SET updated_at = ? WHERE id = ?', [
      this.clock.now(),
      id,
    ]);
    return this.byId(id);
  }

  /** Newest period first. */
  async all(): Promise<Cycle[]> {
    return (await this.database.all<CycleRow>(`${CYCLE} ORDER BY from_day DESC, id DESC`)).map(toCycle);
  }

  /**
   * Takes a step that has no work of its own. Opening and collecting draw the members anew.
   * @throws DomainError `not_found`, `cycle_wrong_state`
   */
  move(cycleId: number, action: PlainAction, actor: string): Promise<Cycle> {
    return this.step(cycleId, action, actor, async (cycle) => {
      if (action !== 'open' && action !== 'collect') return {};
      const { definition } = await this.plans.version(cycle.planVersionId);
      const members = await this.population.draw(cycle, definition);
      // What a rehearsal came to is no result of what now begins in earnest.
      return { snapshotId: null, details: { members } };
    });
  }

  /** Draws the members anew, so that a decision about one shows at once; a result that is there keeps its own. */
  async redraw(cycleId: number): Promise<void> {
    await this.database.transaction(async () => {
      const cycle = await this.locked(cycleId);
      if (!['draft', 'shadow', 'open', 'collecting'].includes(cycle.state)) return;
      const { definition } = await this.plans.version(cycle.planVersionId);
      await this.population.draw(cycle, definition);
    });
  }

  /** Has something else asked before a step is taken; what it throws refuses the step. */
  before(action: CycleAction, ask: (cycle: Cycle) => Promise<void>): void {
    this.asked.set(action, [...(this.asked.get(action) ?? []), ask]);
  }

  /**
   * Takes a step: locks the cycle, checks the transition, does the work, writes the new state and the audit entry, all
   * in one transaction. Steps of one cycle follow each other, however many ask at once.
   * @param work gets the cycle as it is, still in its old state
   * @throws DomainError `not_found`, `cycle_wrong_state`, and whatever the work throws
   */
  async step(
    cycleId: number,
    action: CycleAction,
    actor: string,
    work: (cycle: Cycle) => Promise<StepOutcome> = () => Promise.resolve({}),
  ): Promise<Cycle> {
    return this.database.transaction(async () => {
      const cycle = await this.locked(cycleId);
      const to = nextState(cycle.state, action);
      for (const ask of this.asked.get(action) ?? []) await ask(cycle);
      const outcome = await work(cycle);
      const snapshotId = outcome.snapshotId === undefined ? cycle.snapshotId : outcome.snapshotId;
      const appealsUntil = outcome.appealsUntil ?? cycle.appealsUntil;
      await this.database.run(
        'UPDATE evaluation_cycle SET state = ?, snapshot_id = ?, appeals_until = ? WHERE id = ?',
        [to, snapshotId, appealsUntil, cycleId],
      );
      await this.audit.record({
        actor,
        action: `cycle.${action}`,
        subject: `cycle:${cycleId}`,
        details: { from: cycle.state, to, ...outcome.details },
      });
      return { ...cycle, state: to, snapshotId, appealsUntil };
    });
  }

  /** The day on which a cycle's people and teams are looked up: the last of the period, or today while it runs. */
  async referenceDay(cycle: Cycle): Promise<string> {
    const today = await this.calendar.today();
    return today < cycle.period.to ? today : addDays(cycle.period.to, -1);
  }

  /** People must be able to know the rules before the period starts. */
  private async requireInTime(
    plan: PlanVersion,
    period: Period,
    backdatedReason: string | undefined,
  ): Promise<void> {
    if (plan.publishedAt === null)
      throw evaluationErrors.plan_not_published({ plan: plan.planName }, '/planVersionId');
    const publishedOn = await this.calendar.dayOf(plan.publishedAt);
    if (publishedOn >= period.from && backdatedReason === undefined) {
      throw evaluationErrors.plan_published_late({ publishedOn, from: period.from }, '/planVersionId');
    }
  }
}

function toCycle({ fromDay, toDay, ...row }: CycleRow): Cycle {
  return { ...row, period: { from: fromDay, to: toDay } };
}
