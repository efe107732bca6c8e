/** The recovery board and one page per case with the whole story. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Clock } from '../platform/clock';
import { errors, parseInput, zText } from '../platform/errors';
import { Pages, seeOther } from '../platform/views';
import { STEP_NAMES, stepsFrom } from './case-states';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryQueries } from './recovery.queries';

const SHOWN = 100;
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
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('show') show?: string) {
    const which = show === 'done' ? 'done' : 'open';
    const now = this.clock.now();
    const cases = (await this.queries.list(viewer, which, SHOWN)).map((line) => ({
      ...line,
      late: which === 'open' && line.dueAt < now,
    }));
    return this.pages.html(request, 'recovery/list', {
      cases,
      which,
      counts: await this.queries.counts(viewer, now),
    });
  }

  @Get(':id')
  @Policy({ permission: 'recovery.view' })
  async story(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    const story = await this.queries.story(viewer, id);
    if (!story) throw errors.not_found();
    const steps = viewer.can('recovery.work') ? stepsFrom(story.state) : [];
    const late = story.resolvedAt === null && story.dueAt < this.clock.now();
    return this.pages.html(request, 'recovery/case', {
      ...story,
      steps,
      late,
      canWork: viewer.can('recovery.work'),
    });
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
