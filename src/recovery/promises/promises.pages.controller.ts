/** What those who work a case do about promises, from its page. */
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Calendar } from '../../organization';
import { DomainError, errors, parseInput, zText } from '../../platform/errors';
import { type HtmlReply, type SeeOther, seeOther } from '../../platform/views';
import { CasePage } from '../case-page';
import { typedIn } from '../case-sections';
import { RecoveryQueries } from '../recovery.queries';
import { recoveryErrors } from '../recovery.errors';
import { readDue } from './promise-due';
import { PromiseQueries } from './promise.queries';
import { Promises } from './promises.service';

const promiseForm = z.strictObject({
  _csrf: z.string().optional(),
  text: zText(500),
  dueAt: z.string(),
  promisedBy: z.string(),
});
const keptForm = z.strictObject({
  _csrf: z.string().optional(),
  note: z.union([z.literal(''), zText(2000)]).optional(),
});

@Controller('recovery/:id/promises')
export class PromisesPagesController {
  constructor(
    private readonly cases: RecoveryQueries,
    private readonly queries: PromiseQueries,
    private readonly promises: Promises,
    private readonly calendar: Calendar,
    private readonly page: CasePage,
  ) {}

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async make(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    await this.requireSeen(viewer, id);
    try {
      const { text, dueAt, promisedBy } = parseInput(promiseForm, body);
      const promiser = (await this.queries.promisers(id, viewer.userId)).find(
        (one) => String(one.id) === promisedBy,
      );
      if (!promiser) throw recoveryErrors.promise_by_nobody({}, '/promisedBy');
      const due = readDue(dueAt, await this.calendar.zone());
      const made = { text, dueAt: due, by: { userId: promiser.id, employeeId: promiser.employeeId } };
      await this.promises.make(id, made, viewer);
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      const typed = typedIn(body, ['text', 'dueAt', 'promisedBy']);
      return this.page.show(request, viewer, id, { section: 'promises', typed, problem: error });
    }
    return seeOther(`/recovery/${id}`, { kind: 'done', key: 'promises.done_made' });
  }

  @Post(':promise/kept')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async keep(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('promise') promise: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { note } = parseInput(keptForm, body);
    await this.requireSeen(viewer, id);
    await this.promises.keep(id, promise, viewer, note || null);
    return seeOther(`/recovery/${id}`, { kind: 'done', key: 'promises.done_kept' });
  }

  private async requireSeen(viewer: Viewer, id: string): Promise<void> {
    if (!(await this.cases.story(viewer, id))) throw errors.not_found();
  }
}
