/** The pages of payroll: a cycle's account and files, what payroll says it paid, and how files are laid out. */
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
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type Cycle, Cycles, cycleTabs, isSealed } from '../../evaluations';
import { addDays } from '../../kernel';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { PayViews } from '../pay-views';
import { payrollFile } from './payroll-file';
import { formOf, type LayoutForm, layoutFields, layoutOf, zLayoutForm } from './payroll-form';
import { PAY_KINDS, PAYROLL_PRESETS, type PayrollLayout, zPayrollLayout } from './payroll-layout';
import { PayrollRuns } from './payroll-runs.service';
import { readPayments } from './payments-text';

const zPresetQuery = z.strictObject({ preset: z.enum(['columns', 'rows']).optional() });
const zConfirmForm = z.strictObject({ payments: z.string().max(5_000_000) });

/** Shown on the page of the layout; the people are those of no cycle. */
const SAMPLE = {
  head: { cycle: '2027-t1', currency: 'MXN', period: { from: '2027-01-01', to: '2027-04-01' } },
  entries: [
    { employee: 'E-11', name: 'Ana Beltrán', legalEntity: 'MX01', amounts: { bonus: 512_300 } },
    {
      employee: 'E-12',
      name: 'Óscar Fuentes',
      legalEntity: 'MX01',
      amounts: { bonus: 98_050, adjustment: 4_500 },
    },
  ],
};

@Controller('evaluations')
@Policy({ permission: 'payroll.view' })
export class PayrollPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly runs: PayrollRuns,
    private readonly payViews: PayViews,
  ) {}

  @Get('payroll-layout')
  layout(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    requireEverybody(viewer);
    const { preset } = parseInput(zPresetQuery, query);
    return this.layoutPage(request, viewer, preset && zPayrollLayout.parse(PAYROLL_PRESETS[preset]));
  }

  @Post('payroll-layout')
  @HttpCode(303)
  @Policy({ permission: 'payroll.hand_over' })
  async settle(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireEverybody(viewer);
    const form = parseInput(zLayoutForm, body);
    try {
      await this.runs.settle(layoutOf(form) as z.input<typeof zPayrollLayout>, viewer.actor);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.layoutPage(request, viewer, undefined, form, error);
    }
    return seeOther('/evaluations/payroll-layout', { kind: 'done', key: 'payroll.layout_saved' });
  }

  @Get(':id/payroll')
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    requireEverybody(viewer);
    return this.cyclePage(request, viewer, await this.sealed(id));
  }

  @Post(':id/payroll-files')
  @HttpCode(303)
  @Policy({ permission: 'payroll.hand_over' })
  async prepare(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply | SeeOther> {
    requireEverybody(viewer);
    try {
      await this.runs.prepare(id, viewer.actor);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404) throw error;
      return this.cyclePage(request, viewer, await this.sealed(id), { error });
    }
    return seeOther(`/evaluations/${id}/payroll`, { kind: 'done', key: 'payroll.prepared' });
  }

  /** A taken file is in the audit, so it is asked for with a form. */
  @Post('payroll-files/:run/copies')
  @HttpCode(200)
  async take(
    @CurrentViewer() viewer: Viewer,
    @Param('run', ParseUUIDPipe) run: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    requireEverybody(viewer);
    const { number, cycleId } = await this.runs.byId(run);
    const { key } = await this.cycles.byId(cycleId);
    const bytes = await this.runs.take(run, viewer.actor);
    void reply.type('text/csv');
    void reply.header('Content-Disposition', `attachment; filename="payroll-${key}-${number}.csv"`);
    return bytes;
  }

  @Post('payroll-files/:run/confirmations')
  @HttpCode(303)
  @Policy({ permission: 'payroll.hand_over' })
  async confirm(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('run', ParseUUIDPipe) run: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireEverybody(viewer);
    const { payments } = parseInput(zConfirmForm, body);
    const { cycleId } = await this.runs.byId(run);
    const cycle = await this.sealed(cycleId);
    try {
      const read = readPayments(payments, cycle.currency, await this.runs.layout());
      await this.runs.confirm(run, read, viewer.actor);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404) throw error;
      // Whatever is wrong with one of the lines is wrong with what was pasted.
      const wrong = new DomainError(error.code, error.status, error.params, '/payments');
      return this.cyclePage(request, viewer, cycle, { error: wrong, run, payments });
    }
    return seeOther(`/evaluations/${cycleId}/payroll`, { kind: 'done', key: 'payroll.confirmed' });
  }

  private async cyclePage(
    request: AppRequest,
    viewer: Viewer,
    cycle: Cycle,
    refused?: { error: DomainError; run?: string; payments?: string },
  ): Promise<HtmlReply> {
    const money = (minor: number) => ({ minor, currency: cycle.currency });
    const say = (key: string) => this.i18n.text(viewer.locale, key);
    const account = await this.runs.account(cycle);
    const runs = await Promise.all(
      (await this.runs.of(cycle.id)).map(async (run) => {
        const differences = await this.runs.differences(run.id);
        const told = differences.filter(({ paidMinor }) => paidMinor !== null);
        return {
          ...run,
          shortChecksum: run.checksum.slice(0, 12),
          total: money(run.totals.totalMinor),
          first: run.number === 1,
          even: differences.length === 0,
          untold: differences.length - told.length,
          nothingTold: told.length === 0 && differences.length > 0,
          differences: told.map(({ employee, name, dueMinor, paidMinor }) => ({
            employee,
            name,
            due: money(dueMinor),
            paid: money(paidMinor ?? 0),
            difference: money((paidMinor ?? 0) - dueMinor),
          })),
          payments: refused?.run === run.id ? refused.payments : '',
          problem: refused?.run === run.id,
        };
      }),
    );
    const model = {
      cycle,
      lastDay: addDays(cycle.period.to, -1),
      tabs: cycleTabs(this.i18n, viewer, cycle, 'payroll'),
      kinds: PAY_KINDS.filter((kind) => kind === 'bonus' || account.byKind[kind] !== 0).map((kind) => ({
        name: say(`payroll.kind.${kind}`),
        amount: money(account.byKind[kind]),
      })),
      pool: money(cycle.poolMinor),
      reserve: cycle.reserveMinor > 0 ? money(cycle.reserveMinor) : null,
      reserveLeft: money(cycle.reserveMinor - account.byKind.adjustment),
      due: money(account.dueMinor),
      told: money(account.toldMinor),
      paid: account.paidMinor === null ? null : money(account.paidMinor),
      open: account.dueMinor - account.toldMinor === 0 ? null : money(account.dueMinor - account.toldMinor),
      runs: runs.reverse(),
      manages: viewer.scopeOf('payroll.hand_over') === 'all',
      problems:
        refused && problemsOf(refused.error, this.i18n, viewer.locale, { payments: say('payroll.payments') }),
    };
    await this.payViews.record(viewer, cycle.id, { page: 'payroll' });
    const title = this.i18n.text(viewer.locale, 'payroll.title', { cycle: cycle.name });
    return this.pages.html(request, 'payouts/payroll', model, {
      title,
      status: refused?.error.status ?? 200,
    });
  }

  private async layoutPage(
    request: AppRequest,
    viewer: Viewer,
    preset?: PayrollLayout,
    typed?: LayoutForm,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string) => this.i18n.text(viewer.locale, key);
    const settled = await this.runs.layout();
    const layout = preset ?? settled;
    const model = {
      ...layoutFields(typed ?? formOf(layout), say),
      preset: preset !== undefined,
      sample: problem
        ? null
        : payrollFile(SAMPLE.head, SAMPLE.entries, layout).bytes.toString(textEncoding(layout)),
      manages: viewer.scopeOf('payroll.hand_over') === 'all',
      problems: problem && problemsOf(problem, this.i18n, viewer.locale),
    };
    const title = say('payroll.layout_title');
    return this.pages.html(request, 'payouts/payroll-layout', model, {
      title,
      status: problem?.status ?? 200,
    });
  }

  /** @throws DomainError `not_found` before the sign-off: there is nothing to hand over */
  private async sealed(id: number): Promise<Cycle> {
    const cycle = await this.cycles.byId(id);
    if (!isSealed(cycle.state)) throw errors.not_found();
    return cycle;
  }
}

const textEncoding = ({ encoding }: PayrollLayout) => (encoding === 'latin1' ? 'latin1' : 'utf8');

/** Payroll is about everybody: who sees only a team's pay, or the own, does not hand it over. */
function requireEverybody(viewer: Viewer): void {
  if (viewer.scopeOf('payroll.view') !== 'all') throw errors.forbidden();
}
