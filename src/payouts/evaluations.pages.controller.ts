/** The pages of evaluations: the list, and one cycle with what can be done to it. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { type Cycle, Cycles, isPublished, PLAIN_ACTIONS, requireWhole } from '../evaluations';
import { DomainError, errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Readiness } from './approval/readiness.service';
import { APPROVAL_GATES } from './calc';
import { Calculations } from './calculations.service';
import { CyclePages } from './cycle-page';
import { PayViews } from './pay-views';
import { Publications } from './publications.service';
import { SignOffs } from './sign-offs.service';

const zPage = z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
const zSignOffForm = z.strictObject({ snapshot: z.coerce.number().int(), reason: z.string().max(5000) });
const zGateForm = z.strictObject({ gate: z.enum(APPROVAL_GATES), reason: z.string().max(5000) });
const zStepForm = z.strictObject({ action: z.enum(PLAIN_ACTIONS) });

@Controller('evaluations')
@Policy({ permission: 'evaluations.view' })
export class EvaluationsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly calculations: Calculations,
    private readonly signOffs: SignOffs,
    private readonly publications: Publications,
    private readonly cyclePages: CyclePages,
    private readonly readiness: Readiness,
    private readonly payViews: PayViews,
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

  /** Lets the cycle pass a closed gate. */
  @Post(':id/readiness')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.sign_off' })
  passGate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const given = parseInput(zGateForm, body);
    return this.orWithProblems(request, viewer, id, async () => {
      await this.readiness.override({ cycleId: id, ...given }, viewer);
      return 'approvals.gate_passed';
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
    await this.payViews.record(viewer, cycle.id, { page: 'cycle', people: model.paySeen });
    return this.pages.html(request, 'payouts/cycle', model, {
      title: cycle.name,
      status: problem?.status ?? 200,
    });
  }
}
