/** The cases as a list, as a board and as a file, and the form that opens one by hand. */
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { addDays } from '../../kernel';
import { Calendar, Visibility } from '../../organization';
import { Audit } from '../../platform/audit';
import { startOfDay } from '../../platform/clock';
import { Database } from '../../platform/database';
import { DomainError, parseInput } from '../../platform/errors';
import { attachment } from '../../platform/files';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { typedIn } from '../case-sections';
import { PromiseRates } from '../promises/promise-rates';
import { PromiseQueries } from '../promises/promise.queries';
import { CaseListPage } from './case-list-page';
import { type CaseFilters, caseFilters } from './case-list.queries';
import { NEW_CASE_FIELDS, NewCase, newCaseForm } from './new-case';

const SHOWN = 100;
/** Over so many days the promises of teams are counted on the board. */
const RATED_DAYS = 90;

@Controller('recovery')
export class BoardPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly list: CaseListPage,
    private readonly fresh: NewCase,
    private readonly calendar: Calendar,
    private readonly visibility: Visibility,
    private readonly promises: PromiseQueries,
    private readonly rates: PromiseRates,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const filters = parseInput(caseFilters, query);
    return filters.show === 'promises'
      ? this.promised(request, viewer)
      : this.list.list(request, viewer, filters);
  }

  @Get('board')
  @Policy({ permission: 'recovery.view' })
  board(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.list.board(request, viewer);
  }

  /** Kept in the audit log: what leaves leaves as a file. */
  @Post('exports')
  @HttpCode(200)
  @Policy({ permission: 'recovery.view' })
  async export(
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const filters: CaseFilters = parseInput(caseFilters, query);
    const file = await this.list.csv(viewer, filters);
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'recovery_case.exported',
        subject: 'recovery_case:list',
        details: { ...filters },
      }),
    );
    void reply
      .header('Content-Type', 'text/csv; charset=utf-8')
      .header('Content-Disposition', attachment('cases', 'csv'))
      .header('Cache-Control', 'no-store');
    return file;
  }

  @Get('new')
  @Policy({ permission: 'recovery.work' })
  form(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.fresh.page(request, viewer, { priority: 'normal' });
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async open(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const { customer, touchpoint, priority, employees, text } = parseInput(newCaseForm, body);
      const ids = employees.split(/[\s,;]+/).filter(Boolean);
      const told = { customer: customer || null, touchpoint, priority, employees: ids, text };
      const { caseId, opened } = await this.fresh.open(told, 'staff', viewer);
      return seeOther(`/recovery/${caseId}`, {
        kind: 'done',
        key: `cases.new.${opened ? 'opened' : 'joined'}`,
      });
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      return this.fresh.page(request, viewer, typedIn(body, NEW_CASE_FIELDS), error);
    }
  }

  private async promised(request: AppRequest, viewer: Viewer): Promise<HtmlReply> {
    const today = await this.calendar.today();
    const tonight = startOfDay(addDays(today, 1), await this.calendar.zone());
    const period = { from: addDays(today, 1 - RATED_DAYS), to: addDays(today, 1) };
    const visible = await this.visibility.employeeIds(viewer, 'recovery.view', today);
    return this.pages.html(request, 'recovery/promises', {
      ...(await this.list.top(viewer, 'promises')),
      promises: await this.promises.due(viewer, tonight, SHOWN),
      teams: (await this.rates.teams(period, visible)).map((team) => ({
        ...team,
        share: team.kept / team.due,
      })),
      days: RATED_DAYS,
    });
  }
}
