/** Evaluations for programs: cycles, calculation, simulation, publication, statements and payroll. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import {
  type Cycle,
  Cycles,
  hasResult,
  Plans,
  type PlanDefinitionInput,
  type PlanVersion,
  zPlanDefinition,
} from '../evaluations';
import { pageOf, zCursor, zPageSize } from '../organization';
import { parseInput, zCode, zText } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { readPeriod } from '../scoring';
import { Calculations } from './calculations.service';
import { payoutErrors } from './payouts.errors';
import { PayViews } from './pay-views';
import { PayoutsQueries } from './payouts.queries';
import { payrollCsv, PayrollExport } from './payroll';
import {
  cycleExample,
  cyclePage,
  cycleReply,
  newCycleExample,
  payrollReply,
  planExample,
  planReply,
  simulationReply,
  statementsPage,
} from './payouts.replies';
import { Publications } from './publications.service';
import { zSimulation } from './simulation/changed-plan';
import { Simulations } from './simulation/simulations.service';
import { SnapshotsQueries } from './snapshots.queries';

const zNewPlan = z.strictObject({ key: zCode, name: zText(120), definition: z.unknown() });
const zNewCycle = z.strictObject({
  key: zCode,
  name: zText(120),
  plan: zCode.describe('Key of a plan; its newest published version unless `planVersion` names another.'),
  planVersion: z.int().min(1).optional(),
  period: z.string().max(30).describe('`2026-Q3`, `2026-10`, `2026` or a range `2026-07-01..2026-10-01`.'),
  pool: z.strictObject({
    minor: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    currency: z.string().length(3).describe('ISO 4217; that of the plan.'),
  }),
  backdatedReason: zText(300)
    .optional()
    .describe('Why the cycle may start under a plan that was published after its period began.'),
  open: z
    .boolean()
    .default(true)
    .describe('Opens the cycle for ratings and calculation at once; `false` leaves it a draft.'),
});
const zStatementsQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });
const zPayrollQuery = z.strictObject({ format: z.enum(['csv', 'json']).default('json') });
/** A calculation, a publication and a sign-off take no content; an empty object is none. */
const zNothing = z.strictObject({}).nullish();

const cycleId = { id: z.int().positive().describe('The cycle.') };
const PLAN_REFUSALS = [
  'plan_weights_sum', 'plan_line_repeated', 'plan_targets_order', 'plan_survey_cap', 'plan_currency_unknown',
]; // prettier-ignore

@Controller('api/v1')
@ApiSection({
  name: 'Evaluations',
  order: 80,
  text: 'Plans, cycles, statements and payroll. Approval stays with named people.',
})
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
    private readonly payViews: PayViews,
  ) {}

  /** Writes a plan's next version and publishes it: from then on it is frozen. */
  @Post('evaluation-plans')
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Write and publish the next version of an evaluation plan',
    description:
      'A published version is frozen; a change is a new version. The weights of the lines sum to 10,000 basis points.',
    body: zNewPlan.extend({ definition: zPlanDefinition }),
    bodyExample: planExample,
    replies: { 201: { text: 'Published.', schema: planReply } },
    errors: PLAN_REFUSALS,
  })
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
  @ApiOperation({
    summary: 'Draw up an evaluation cycle',
    body: zNewCycle,
    bodyExample: newCycleExample,
    replies: { 201: { text: 'Created.', schema: cycleReply, example: cycleExample } },
    errors: [
      'plan_unknown',
      'plan_not_published',
      'plan_published_late',
      'cycle_key_taken',
      'cycle_currency_differs',
      'cycle_period_empty',
      'period_unreadable',
    ],
  })
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
  @ApiOperation({
    summary: 'List evaluation cycles',
    replies: {
      200: {
        text: 'All cycles in one page.',
        schema: cyclePage,
        example: { items: [cycleExample], nextCursor: null },
      },
    },
  })
  async listCycles() {
    const items = await Promise.all((await this.cycles.all()).map((cycle) => this.show(cycle)));
    return { items, nextCursor: null };
  }

  @Get('evaluation-cycles/:id')
  @Policy({ api: 'evaluations:read' })
  @ApiOperation({
    summary: 'Read an evaluation cycle',
    params: cycleId,
    replies: { 200: { text: 'The cycle.', schema: cycleReply, example: cycleExample } },
    errors: ['validation_failed', 'not_found'],
  })
  async getCycle(@Param('id', ParseIntPipe) id: number) {
    return this.show(await this.cycles.byId(id));
  }

  @Post('evaluation-cycles/:id/calculate')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Calculate a cycle',
    description:
      'As often as needed until it is signed off. Inputs and result are kept with their hashes. Takes no body.',
    params: cycleId,
    replies: { 200: { text: 'The cycle with the hashes of its new result.', schema: cycleReply } },
    errors: ['validation_failed', 'not_found', 'cycle_wrong_state', 'cycle_without_members'],
  })
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
  @ApiOperation({
    summary: 'Simulate other weights, targets or another pool',
    description: 'Computes beside the cycle and changes nothing.',
    params: cycleId,
    body: zSimulation,
    bodyExample: { poolMinor: 2_000_000, lines: [] },
    replies: {
      200: { text: 'What would be paid, compared with the cycle as it stands.', schema: simulationReply },
    },
    errors: [
      'not_found',
      'cycle_without_members',
      'plan_line_unknown',
      'plan_targets_order',
      'plan_weights_sum',
    ],
  })
  simulate(@Param('id', ParseIntPipe) id: number, @Body() body: unknown) {
    return this.simulations.simulate(id, parseInput(zSimulation, body ?? {}));
  }

  /** Always refused: a sign-off is a named person's approval, given on the cycle's page. */
  @Post('evaluation-cycles/:id/sign-offs')
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Sign off: refused, a person does it',
    description:
      'An approval is given by a named person on the cycle’s page, which the refusal names. Listed so that nobody looks for it in vain.',
    params: cycleId,
    replies: {},
    errors: ['validation_failed', 'not_found', 'sign_off_needs_person'],
  })
  async signOff(@Param('id', ParseIntPipe) id: number): Promise<never> {
    const cycle = await this.cycles.byId(id);
    throw payoutErrors.sign_off_needs_person({ page: `/evaluations/${cycle.id}` });
  }

  @Post('evaluation-cycles/:id/publish')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Publish the statements of a signed cycle',
    description: 'From then on everybody sees their own statement, and can appeal. Takes no body.',
    params: cycleId,
    replies: { 200: { text: 'The published cycle.', schema: cycleReply } },
    errors: ['validation_failed', 'not_found', 'cycle_wrong_state'],
  })
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
  @ApiOperation({
    summary: 'List the statements of a cycle',
    description: 'The complete computation of each person, as it was calculated last or signed.',
    params: cycleId,
    query: zStatementsQuery,
    replies: { 200: { text: 'A page of statements.', schema: statementsPage } },
    errors: ['not_found', 'cycle_not_calculated'],
  })
  async statements(
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ) {
    const { cursor, limit } = parseInput(zStatementsQuery, query);
    const cycle = await this.cycles.byId(id);
    if (!hasResult(cycle)) throw payoutErrors.cycle_not_calculated();
    const rows = await this.queries.statements(cycle, cursor, limit + 1);
    await this.payViews.record(programOf(key), id, { page: 'api', people: Math.min(rows.length, limit) });
    return pageOf(
      rows,
      limit,
      (row) => String(row.employeeId),
      ({ statement }) => ({
        employee: statement.member.employeeKey,
        ...statement,
        spread: statement.spread ?? null,
      }),
    );
  }

  @Get('evaluation-cycles/:id/payroll')
  @Policy({ api: 'evaluations:read' })
  @ApiOperation({
    summary: 'Hand a signed cycle over to payroll',
    description:
      'With `format=csv` a file with one row per person and a last row `TOTAL,<count>,<sum>,<currency>`.',
    params: cycleId,
    query: zPayrollQuery,
    replies: {
      200: {
        text: 'What everybody gets, with control totals.',
        schema: payrollReply,
        otherForms: { 'text/csv': 'A header, one row per person, and the totals.' },
        example: {
          cycle: '2027-q1',
          period: { from: '2027-01-01', to: '2027-04-01' },
          currency: 'MXN',
          rows: [{ employee: 'E-12', name: 'Ana Beltrán', amountMinor: 512_300, adjustmentMinor: 0 }],
          count: 1,
          totalMinor: 512_300,
        },
      },
    },
    errors: ['not_found', 'cycle_not_signed_off'],
  })
  async payroll(
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { format } = parseInput(zPayrollQuery, query);
    const payroll = await this.payrolls.of(id);
    await this.payViews.record(programOf(key), id, { page: 'api', people: payroll.count });
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

/** A program is nobody's own account: whatever it reads is somebody else's pay. */
const programOf = (key: ApiKeyIdentity) => ({ actor: actorOf(key), employeeId: null });
