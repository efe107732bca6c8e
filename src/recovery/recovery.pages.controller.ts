/** The recovery board and one page per case with the whole story. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { addDays } from '../kernel';
import { Calendar, Visibility } from '../organization';
import { Clock, startOfDay } from '../platform/clock';
import { errors, parseInput, zText } from '../platform/errors';
import { Pages, seeOther } from '../platform/views';
import { CasePage } from './case-page';
import { STEP_NAMES } from './case-states';
import { PromiseRates } from './promises/promise-rates';
import { PromiseQueries } from './promises/promise.queries';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryQueries } from './recovery.queries';

const SHOWN = 100;
/** Over so many days the promises of teams are counted on the board. */
const RATED_DAYS = 90;
const stepForm = z.strictObject({
  _csrf: z.string().optional(),
  step: z.enum(STEP_NAMES as [string, ...string[]]),
  note: z.union([z.literal(''), zText(2000)]).optional(),
});
const noteForm = z.strictObject({ _csrf: z.string().optional(), note: zText(2000) });

@Controller('recovery')
export class RecoveryPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly queries: RecoveryQueries,
    private readonly cases: RecoveryCases,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly visibility: Visibility,
    private readonly promises: PromiseQueries,
    private readonly rates: PromiseRates,
    private readonly page: CasePage,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('show') show?: string) {
    const now = this.clock.now();
    const today = await this.calendar.today();
    const tonight = startOfDay(addDays(today, 1), await this.calendar.zone());
    const model = {
      counts: await this.queries.counts(viewer, now),
      promiseCounts: await this.promises.counts(viewer, tonight),
    };
    if (show === 'promises') {
      const period = { from: addDays(today, 1 - RATED_DAYS), to: addDays(today, 1) };
      const visible = await this.visibility.employeeIds(viewer, 'recovery.view', today);
      return this.pages.html(request, 'recovery/promises', {
        ...model,
        which: 'promises',
        promises: await this.promises.due(viewer, tonight, SHOWN),
        teams: (await this.rates.teams(period, visible)).map((team) => ({
          ...team,
          share: team.kept / team.due,
        })),
        days: RATED_DAYS,
      });
    }
    const which = show === 'done' ? 'done' : 'open';
    const cases = (await this.queries.list(viewer, which, SHOWN)).map((line) => ({
      ...line,
      late: which === 'open' && line.dueAt < now,
    }));
    return this.pages.html(request, 'recovery/list', { ...model, cases, which });
  }

  @Get(':id')
  @Policy({ permission: 'recovery.view' })
  story(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    return this.page.show(request, viewer, id);
  }

  @Post(':id/steps')
  @Policy({ permission: 'recovery.work' })
  async take(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const form = parseInput(stepForm, body);
    if (!(await this.queries.story(viewer, id))) throw errors.not_found();
    await this.cases.take(form.step as (typeof STEP_NAMES)[number], id, viewer, form.note || null);
    return seeOther(`/recovery/${id}`, { kind: 'done', key: `recovery.done.${form.step}` });
  }

  @Post(':id/notes')
  @Policy({ permission: 'recovery.work' })
  async note(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { note } = parseInput(noteForm, body);
    if (!(await this.queries.story(viewer, id))) throw errors.not_found();
    await this.cases.note(id, viewer, note);
    return seeOther(`/recovery/${id}`);
  }
}
