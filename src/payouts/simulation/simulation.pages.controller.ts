/** The pages on which human resources try other weights, curves and pools of a cycle, and keep and compare what they tried. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type Cycle, Cycles, requireWhole } from '../../evaluations';
import { DomainError, parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { PayViews } from '../pay-views';
import { changedPlan, zSimulation } from './changed-plan';
import { Scenarios } from './scenarios.service';
import { changesIn, type TypedSimulation } from './simulation-form';
import { type ShownSimulation, SimulationPages } from './simulation-page';
import { Simulations } from './simulations.service';

const zShow = z.strictObject({ scenario: z.uuid().optional() });
const zCompare = z.strictObject({ scenario: z.union([z.uuid(), z.array(z.uuid())]).default([]) });

@Controller('evaluations/:id')
@Policy({ permission: 'evaluations.simulation.view' })
export class SimulationPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly simulations: Simulations,
    private readonly scenarios: Scenarios,
    private readonly models: SimulationPages,
    private readonly payViews: PayViews,
  ) {}

  /** The plan as it stands, or a scenario that was kept: totals and groups, nobody's amount. */
  @Get('simulation')
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { scenario } = parseInput(zShow, query);
    return this.page(request, viewer, await this.cycles.byId(id), { scenario });
  }

  @Get('simulation/comparison')
  async compare(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { scenario } = parseInput(zCompare, query);
    const model = await this.models.comparison(await this.cycles.byId(id), viewer, [scenario].flat());
    const title = this.i18n.text(viewer.locale, 'simulation.comparison_title');
    return this.pages.html(request, 'payouts/simulation-comparison', { ...model, title }, { title });
  }

  /** Simulates what was typed and lists who moves, which the audit notes; `save` keeps it under a name instead. */
  @Post('simulation')
  @HttpCode(200)
  @Policy({ permission: 'evaluations.manage' })
  async simulate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    const cycle = await this.cycles.byId(id);
    const typed = typedIn(body);
    const { name = '', action, page = '1' } = typed;
    try {
      const base = await this.simulations.base(cycle);
      const { plan } = base.head;
      const changes = parseInput(zSimulation, changesIn(typed, plan));
      if (action === 'save') {
        changedPlan(plan, changes);
        const scenario = await this.scenarios.save(id, { name, changes }, viewer);
        return seeOther(`/evaluations/${id}/simulation?scenario=${scenario}`, {
          kind: 'done',
          key: 'simulation.saved',
        });
      }
      const people = viewer.scopeOf('pay.view') === 'all' ? { page: Number(page) || 1 } : undefined;
      const shown = { typed, name, changes, base, ...(people && { people }) };
      const reply = await this.page(request, viewer, cycle, shown);
      if (people) await this.payViews.record(viewer, id, { page: 'simulation', people: base.people });
      return reply;
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404 || error.status >= 500) throw error;
      return this.page(request, viewer, cycle, { typed, name, problem: error });
    }
  }

  @Post('scenarios/:scenario/removal')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.manage' })
  async remove(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('scenario', ParseUUIDPipe) scenario: string,
  ): Promise<SeeOther> {
    requireWhole(viewer);
    await this.scenarios.remove(id, scenario, viewer);
    return seeOther(`/evaluations/${id}/simulation`, { kind: 'done', key: 'simulation.removed' });
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    cycle: Cycle,
    shown: ShownSimulation,
  ): Promise<HtmlReply> {
    const model = await this.models.page(cycle, viewer, shown);
    return this.pages.html(request, 'payouts/simulation', model, {
      title: model.title,
      status: shown.problem?.status ?? 200,
    });
  }
}

function typedIn(body: Readonly<Record<string, unknown>>): TypedSimulation {
  return Object.fromEntries(
    Object.entries(body).flatMap(([field, value]) =>
      typeof value === 'string' ? [[field, value.slice(0, 200)]] : [],
    ),
  );
}
