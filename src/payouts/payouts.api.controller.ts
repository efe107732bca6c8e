/** Evaluations for programs: cycles, calculation, simulation, publication, statements and payroll. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import {
  type Cycle,
  Cycles,
  isCalculated,
  Plans,
  type PlanDefinitionInput,
  type PlanVersion,
} from '../evaluations';
import { pageOf, zCursor, zPageSize } from '../organization';
import { parseInput, zCode, zText } from '../platform/errors';
import { readPeriod } from '../scoring';
import { Calculations } from './calculations.service';
import { payoutErrors } from './payouts.errors';
import { PayoutsQueries } from './payouts.queries';
import { payrollCsv, PayrollExport } from './payroll';
import { Publications } from './publications.service';
import { Simulations, zSimulation } from './simulations.service';
import { SnapshotsQueries } from './snapshots.queries';

const zNewPlan = z.strictObject({ key: zCode, name: zText(120), definition: z.unknown() });
const zNewCycle = z.strictObject({
  key: zCode,
  name: zText(120),
  /** Key of a plan; its newest published version unless `planVersion` names another. */
  plan: zCode,
  planVersion: z.int().min(1).optional(),
  /** `2026-Q3`, `2026-10`, `2026` or a range `2026-07-01..2026-10-01`. */
  period: z.string().max(30),
  pool: z.strictObject({
    minor: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    currency: z.string().length(3),
  }),
  backdatedReason: zText(300).optional(),
  /** Opens the cycle for ratings and calculation at once; `false` leaves it a draft. */
  open: z.boolean().default(true),
});
const zStatementsQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });
const zPayrollQuery = z.strictObject({ format: z.enum(['csv', 'json']).default('json') });
/** A calculation, a publication and a sign-off take no content; an empty object is none. */
const zNothing = z.strictObject({}).nullish();

@Controller('api/v1')
export class PayoutsApiController {
  constructor(
    private readonly plans: Plans,
    private readonly cycles: Cycles,
    private readonly calculations: Calculations,
    private readonly simulations: Simulations,
    private readonly publications: Publications,
    private readonly queries: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly payrolls: PayrollExport,
  ) {}

  /** Writes a plan's next version and publishes it: from then on it is frozen. */
  @Post('evaluation-plans')
  @Policy({ api: 'evaluations:write' })
  async createPlan(@Body() body: unknown, @CurrentApiKey() key: ApiKeyIdentity) {
    const input = parseInput(zNewPlan, body);
    const draft = await this.plans.create(
      { ...input, definition: input.definition as PlanDefinitionInput },
      actorOf(key),
    );
    return showPlan(await this.plans.publish(draft.id, actorOf(key)));
  }

  @Post('evaluation-cycles')
  @Policy({ api: 'evaluations:write' })
  async createCycle(@Body() body: unknown, @CurrentApiKey() key: ApiKeyIdentity) {
    const { plan, planVersion, period, pool, open, ...rest } = parseInput(zNewCycle, body);
    const version = await this.plans.published(plan, planVersion);
    const { from, to } = readPeriod(period);
    let cycle = await this.cycles.create(
      {
        ...rest,
        planVersionId: version.id,
        period: { from, to },
        poolMinor: pool.minor,
        currency: pool.currency,
      },
      actorOf(key),
    );
    if (open) {
      await this.cycles.move(cycle.id, 'open', actorOf(key));
      cycle = await this.cycles.move(cycle.id, 'collect', actorOf(key));
    }
    return this.show(cycle);
  }

  @Get('evaluation-cycles')
  @Policy({ api: 'evaluations:read' })
  async listCycles() {
    const items = await Promise.all((await this.cycles.all()).map((cycle) => this.show(cycle)));
    return { items, nextCursor: null };
  }

  @Get('evaluation-cycles/:id')
  @Policy({ api: 'evaluations:read' })
  async getCycle(@Param('id', ParseIntPipe) id: number) {
    return this.show(await this.cycles.byId(id));
  }

  @Post('evaluation-cycles/:id/calculate')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  async calculate(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ) {
    parseInput(zNothing, body);
    return this.show(await this.calculations.calculate(id, actorOf(key)));
  }

  /** Computes beside the cycle and changes nothing. */
  @Post('evaluation-cycles/:id/simulate')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  simulate(@Param('id', ParseIntPipe) id: number, @Body() body: unknown) {
    return this.simulations.simulate(id, parseInput(zSimulation, body ?? {}));
  }

  /** Always refused: a sign-off is a named person's approval, given on the cycle's page. */
  @Post('evaluation-cycles/:id/sign-offs')
  @Policy({ api: 'evaluations:write' })
  async signOff(@Param('id', ParseIntPipe) id: number): Promise<never> {
    const cycle = await this.cycles.byId(id);
    throw payoutErrors.sign_off_needs_person({ page: `/evaluations/${cycle.id}` });
  }

  @Post('evaluation-cycles/:id/publish')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  async publish(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ) {
    parseInput(zNothing, body);
    return this.show(await this.publications.publish(id, actorOf(key)));
  }

  /** The complete computation of each person, as it was calculated last or signed. */
  @Get('evaluation-cycles/:id/statements')
  @Policy({ api: 'evaluations:read' })
  async statements(@Param('id', ParseIntPipe) id: number, @Query() query: unknown) {
    const { cursor, limit } = parseInput(zStatementsQuery, query);
    const cycle = await this.cycles.byId(id);
    if (!isCalculated(cycle.state)) throw payoutErrors.cycle_not_calculated();
    const rows = await this.queries.statements(cycle, cursor, limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => String(row.employeeId),
      ({ statement }) => ({ employee: statement.member.employeeKey, ...statement }),
    );
  }

  @Get('evaluation-cycles/:id/payroll')
  @Policy({ api: 'evaluations:read' })
  async payroll(
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { format } = parseInput(zPayrollQuery, query);
    const payroll = await this.payrolls.of(id);
    if (format === 'json') return payroll;
    void reply.type('text/csv; charset=utf-8');
    void reply.header('Content-Disposition', `attachment; filename="payroll-${payroll.cycle}.csv"`);
    return payrollCsv(payroll);
  }

  private async show(cycle: Cycle) {
    const { id, key, name, period, state, poolMinor, currency, appealsUntil, snapshotId } = cycle;
    const plan = await this.plans.version(cycle.planVersionId);
    const snapshot = snapshotId === null ? undefined : await this.snapshots.hashes(snapshotId);
    return {
      id,
      key,
      name,
      plan: plan.planKey,
      planVersion: plan.version,
      period,
      state,
      pool: { minor: poolMinor, currency },
      appealsUntil,
      snapshotHash: snapshot?.snapshotHash ?? null,
      resultHash: snapshot?.resultHash ?? null,
    };
  }
}

function showPlan({ planKey, planName, version, state, definition, publishedAt }: PlanVersion) {
  const published = publishedAt === null ? null : new Date(publishedAt).toISOString();
  return { key: planKey, name: planName, version, state, publishedAt: published, definition };
}

function actorOf(key: ApiKeyIdentity): string {
  return `api-key:${key.id}`;
}
