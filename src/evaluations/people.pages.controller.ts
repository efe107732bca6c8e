/** Pages of those who run a cycle: who takes part and why, how far ratings are, results of lines, and conditions. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { DomainError, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Cycles } from './cycles.service';
import { Gates } from './gates.service';
import { LineResults } from './line-results.service';
import { PeoplePages, type RefusedForm } from './people-page';
import { Population } from './population';
import { RaterReminders } from './rater-progress';
import { readResults } from './results-text';
import { requireWhole } from './whole-cycle';

const zPage = z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
const zDecisionForm = z.strictObject({
  decision: z.enum(['in', 'out', 'by_rule']),
  reason: z.string().max(5000),
});
const zResultsForm = z.strictObject({ line: z.string().max(40), results: z.string().max(2_000_000) });
const zGateForm = z.strictObject({
  gate: z.string().max(40),
  employee: z.string().max(200).optional(),
  closed: z.enum(['yes', 'no']),
  reason: z.string().max(5000),
});

@Controller('evaluations')
@Policy({ permission: 'evaluations.manage' })
export class PeoplePagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly population: Population,
    private readonly raters: RaterReminders,
    private readonly results: LineResults,
    private readonly gates: Gates,
    private readonly models: PeoplePages,
  ) {}

  @Get(':id/people')
  people(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    return this.peoplePage(request, viewer, id, parseInput(zPage, query).page);
  }

  /** Takes somebody in or out by name, or takes that back. */
  @Post(':id/people/:employeeId')
  @HttpCode(303)
  async decide(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    const form = parseInput(zDecisionForm, body);
    try {
      await this.population.decide({ cycleId: id, employeeId, ...form }, viewer);
      await this.cycles.redraw(id);
    } catch (error) {
      const refused = refusal(error, String(employeeId), form);
      return this.peoplePage(request, viewer, id, 1, refused);
    }
    return seeOther(`/evaluations/${id}/people`, { kind: 'done', key: 'population.decided' });
  }

  @Post(':id/reminders')
  @HttpCode(303)
  async remind(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    try {
      const written = await this.raters.remind(id, viewer.actor);
      const key = written > 0 ? 'raters.reminded' : 'raters.nobody_reminded';
      return seeOther(`/evaluations/${id}/people#raters`, { kind: 'done', key });
    } catch (error) {
      return this.peoplePage(request, viewer, id, 1, refusal(error, 'reminders', {}));
    }
  }

  @Get(':id/inputs')
  inputs(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    return this.inputsPage(request, viewer, id);
  }

  /** Results of one line, pasted. */
  @Post(':id/results')
  @HttpCode(303)
  async record(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    const form = parseInput(zResultsForm, body);
    try {
      await this.results.record(id, readResults(form.results, form.line), viewer.actor);
    } catch (error) {
      return this.inputsPage(request, viewer, id, refusal(error, form.line, form));
    }
    return seeOther(`/evaluations/${id}/inputs`, { kind: 'done', key: 'inputs.recorded' });
  }

  @Post(':id/gates')
  @HttpCode(303)
  async close(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    const { gate, employee, closed, reason } = parseInput(zGateForm, body);
    const typed = { employee: employee ?? '', reason };
    try {
      const given = { gate, employee: employee?.trim() ?? null, closed: closed === 'yes', reason };
      await this.gates.decide(id, given, viewer.actor);
    } catch (error) {
      return this.inputsPage(request, viewer, id, refusal(error, `gate ${gate}`, typed));
    }
    return seeOther(`/evaluations/${id}/inputs`, { kind: 'done', key: 'inputs.decided' });
  }

  private async peoplePage(
    request: AppRequest,
    viewer: Viewer,
    id: number,
    page: number,
    refused?: RefusedForm,
  ): Promise<HtmlReply> {
    requireWhole(viewer);
    const cycle = await this.cycles.byId(id);
    const model = await this.models.people(cycle, viewer, page, refused);
    const title = this.i18n.text(viewer.locale, 'population.title', { cycle: cycle.name });
    return this.pages.html(request, 'evaluations/people', model, {
      title,
      status: refused?.error.status ?? 200,
    });
  }

  private async inputsPage(
    request: AppRequest,
    viewer: Viewer,
    id: number,
    refused?: RefusedForm,
  ): Promise<HtmlReply> {
    requireWhole(viewer);
    const cycle = await this.cycles.byId(id);
    const model = await this.models.inputs(cycle, viewer, refused);
    const title = this.i18n.text(viewer.locale, 'inputs.title', { cycle: cycle.name });
    return this.pages.html(request, 'evaluations/inputs', model, {
      title,
      status: refused?.error.status ?? 200,
    });
  }
}

/** What was refused, to be shown above the form with what was typed; anything else goes on. */
function refusal(error: unknown, form: string, typed: Record<string, string>): RefusedForm {
  if (!(error instanceof DomainError) || error.status === 404) throw error;
  return { error, form, typed };
}
