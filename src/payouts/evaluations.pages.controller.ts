/** The pages of evaluations: the list, one cycle with what can be done to it, and the statement of one person. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { type Cycle, Cycles, hasResult, isPublished, PLAIN_ACTIONS, Plans } from '../evaluations';
import { addDays } from '../kernel';
import { Calendar } from '../organization';
import { DomainError, errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Calculations } from './calculations.service';
import { CyclePages } from './cycle-page';
import { PayoutsQueries } from './payouts.queries';
import { Publications } from './publications.service';
import { shortSeal } from './sealing';
import { SignOffs } from './sign-offs.service';
import { SnapshotsQueries } from './snapshots.queries';
import { statementNames, StatementPages } from './statement-page';

const zPage = z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
const zSignOffForm = z.strictObject({ snapshot: z.coerce.number().int(), reason: z.string().max(5000) });
const zStepForm = z.strictObject({ action: z.enum(PLAIN_ACTIONS) });

@Controller('evaluations')
@Policy({ permission: 'evaluations.view' })
export class EvaluationsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly calendar: Calendar,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly calculations: Calculations,
    private readonly signOffs: SignOffs,
    private readonly publications: Publications,
    private readonly payouts: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly cyclePages: CyclePages,
    private readonly statementPages: StatementPages,
  ) {}

  @Get()
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const model = await this.cyclePages.list(viewer);
    const title = this.i18n.text(viewer.locale, model.runs ? 'payouts.list_title' : 'payouts.own_title');
    return this.pages.html(request, 'payouts/list', { ...model, title }, { title });
  }

  @Get(':id')
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const cycle = await this.cycles.byId(id);
    if (viewer.scopeOf('evaluations.view') === 'own') {
      if (viewer.employeeId === null || !isPublished(cycle.state)) throw errors.not_found();
      return seeOther(`/evaluations/${id}/statements/${viewer.employeeId}`);
    }
    return this.page(request, viewer, cycle, parseInput(zPage, query).page);
  }

  @Get(':id/statements/:employeeId')
  async statement(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
  ): Promise<HtmlReply> {
    const cycle = await this.cycles.byId(id);
    const reach = await this.payouts.reach(cycle, viewer);
    const statement = hasResult(cycle) && (await this.payouts.statement(cycle, employeeId, reach));
    const snapshot = cycle.snapshotId === null ? undefined : await this.snapshots.hashes(cycle.snapshotId);
    if (!statement || !snapshot) throw errors.not_found();
    const plan = await this.plans.version(cycle.planVersionId);
    const names = statementNames(plan.definition, viewer.locale);
    const [signOff] = (await this.snapshots.signOffs(cycle.id)).slice(-1);
    const { member, currency } = statement;
    const amount = { minor: member.amountMinor, currency };
    const own = viewer.employeeId === employeeId;
    const money = this.i18n.formatsFor(viewer.locale).money(amount, { code: true });
    const heading = this.i18n.text(viewer.locale, own ? 'payouts.own_bonus' : 'payouts.bonus_of', {
      amount: money,
      name: member.name,
    });
    const model = {
      cycle,
      lastDay: addDays(cycle.period.to, -1),
      plan: statement.plan,
      heading,
      amount,
      signOff: signOff && { ...signOff, day: await this.calendar.dayOf(signOff.signedAt) },
      published: isPublished(cycle.state),
      appealsOpen: cycle.appealsUntil !== null && (await this.calendar.today()) <= cycle.appealsUntil,
      steps: this.statementPages.steps(statement, viewer.locale, names, reach === 'all'),
      seal: { short: shortSeal(snapshot.resultHash), ...snapshot },
    };
    const title = this.i18n.text(viewer.locale, 'payouts.statement_title');
    return this.pages.html(request, 'payouts/statement', model, { title });
  }

  @Post(':id/calculations')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.manage' })
  calculate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, async () => {
      requireWhole(viewer);
      await this.calculations.calculate(id, viewer.actor);
      return 'payouts.calculated';
    });
  }

  @Post(':id/sign-offs')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.sign_off' })
  signOff(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { snapshot, reason } = parseInput(zSignOffForm, body);
    const sign = async (): Promise<string> => {
      await this.signOffs.sign({ cycleId: id, snapshotId: snapshot, reason }, viewer);
      return 'payouts.signed';
    };
    return this.orWithProblems(request, viewer, id, sign, reason);
  }

  @Post(':id/publication')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.manage' })
  publish(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, async () => {
      requireWhole(viewer);
      await this.publications.publish(id, viewer.actor);
      return 'payouts.published';
    });
  }

  /** Steps without work of their own. */
  @Post(':id/steps')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.manage' })
  step(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { action } = parseInput(zStepForm, body);
    return this.orWithProblems(request, viewer, id, async () => {
      requireWhole(viewer);
      await this.cycles.move(id, action, viewer.actor);
      return 'payouts.step_taken';
    });
  }

  /** Does it, or shows the cycle again with what is wrong. */
  private async orWithProblems(
    request: AppRequest,
    viewer: Viewer,
    id: number,
    work: () => Promise<string>,
    reason?: string,
  ): Promise<HtmlReply | SeeOther> {
    try {
      return seeOther(`/evaluations/${id}`, { kind: 'done', key: await work() });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404) throw error;
      return this.page(request, viewer, await this.cycles.byId(id), 1, error, reason);
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    cycle: Cycle,
    page: number,
    problem?: DomainError,
    reason?: string,
  ): Promise<HtmlReply> {
    const model = await this.cyclePages.cycle(cycle, viewer, page, problem, reason);
    return this.pages.html(request, 'payouts/cycle', model, {
      title: cycle.name,
      status: problem?.status ?? 200,
    });
  }
}

/** A cycle belongs to the organization: who manages only a team's evaluations does not lead it. */
function requireWhole(viewer: Viewer): void {
  if (viewer.scopeOf('evaluations.manage') !== 'all') throw errors.forbidden();
}
