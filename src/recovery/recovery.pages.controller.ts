/** One page per case with the whole story, and what those who work it do there. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { seeOther } from '../platform/views';
import { CasePage } from './case-page';
import { STEP_NAMES } from './case-states';
import { CaseClocks } from './clocks/case-clocks.service';
import { CaseMerging } from './opening/merging.service';
import { Assigning } from './owners/assigning.service';
import { RecoveryCases } from './recovery-cases.service';
import { recoveryErrors } from './recovery.errors';
import { RecoveryQueries } from './recovery.queries';

const CLOCK_STEPS = ['contacted', 'wait', 'resume'] as const;

const stepForm = z.strictObject({
  _csrf: z.string().optional(),
  step: z.enum(STEP_NAMES as [string, ...string[]]),
  note: z.union([z.literal(''), zText(2000)]).optional(),
});
const noteForm = z.strictObject({ _csrf: z.string().optional(), note: zText(2000) });
const clockForm = z.strictObject({ _csrf: z.string().optional(), clock: z.enum(CLOCK_STEPS) });
const ownerForm = z.strictObject({
  _csrf: z.string().optional(),
  owner: z.string().regex(/^\d{1,9}$/).transform(Number), // prettier-ignore
  reason: zText(500),
});
const mergeForm = z.strictObject({ _csrf: z.string().optional(), into: z.uuid(), reason: zText(500) });

@Controller('recovery/:id')
export class RecoveryPagesController {
  constructor(
    private readonly queries: RecoveryQueries,
    private readonly cases: RecoveryCases,
    private readonly clocks: CaseClocks,
    private readonly assigning: Assigning,
    private readonly merging: CaseMerging,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly page: CasePage,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  story(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    return this.page.show(request, viewer, id);
  }

  @Post('steps')
  @Policy({ permission: 'recovery.work' })
  async take(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const form = parseInput(stepForm, body);
    await this.requireSeen(viewer, id);
    await this.cases.take(form.step as (typeof STEP_NAMES)[number], id, viewer, form.note || null);
    return seeOther(`/recovery/${id}`, { kind: 'done', key: `recovery.done.${form.step}` });
  }

  @Post('notes')
  @Policy({ permission: 'recovery.work' })
  async note(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { note } = parseInput(noteForm, body);
    await this.requireSeen(viewer, id);
    await this.cases.note(id, viewer, note);
    return seeOther(`/recovery/${id}`);
  }

  /** The customer was reached; it is their turn; it is ours again. */
  @Post('clock')
  @Policy({ permission: 'recovery.work' })
  async turn(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { clock } = parseInput(clockForm, body);
    await this.requireSeen(viewer, id);
    await this.database.transaction(async () => {
      await this.cases.refuseTheRated({ id }, viewer);
      const now = this.clock.now();
      if (!(await this.clocks[clock](id, now))) throw recoveryErrors.case_clock_unchanged();
      await this.cases.addNote(id, viewer.actor, `clock.${clock}`, '');
    });
    return seeOther(`/recovery/${id}`, { kind: 'done', key: `cases.done.${clock}` });
  }

  @Post('owner')
  @Policy({ permission: 'recovery.work' })
  async give(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { owner, reason } = parseInput(ownerForm, body);
    await this.requireSeen(viewer, id);
    await this.assigning.give(id, owner, viewer, reason);
    // Whoever gives a case away may not be allowed to read it any more.
    const still = await this.queries.story(viewer, id);
    return seeOther(still ? `/recovery/${id}` : '/recovery', { kind: 'done', key: 'cases.done.given' });
  }

  @Post('merge')
  @Policy({ permission: 'recovery.work' })
  async merge(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { into, reason } = parseInput(mergeForm, body);
    await this.requireSeen(viewer, id);
    await this.requireSeen(viewer, into);
    await this.merging.merge(id, into, viewer, reason);
    return seeOther(`/recovery/${into}`, { kind: 'done', key: 'cases.done.merged' });
  }

  private async requireSeen(viewer: Viewer, id: string): Promise<void> {
    if (!(await this.queries.story(viewer, id))) throw errors.not_found();
  }
}
