/** What those who work a case do about gestures from its page, and what others decide about what was asked for. */
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput, zText } from '../../platform/errors';
import { type HtmlReply, type SeeOther, seeOther } from '../../platform/views';
import { CasePage } from '../case-page';
import { typedIn } from '../case-sections';
import { RecoveryQueries } from '../recovery.queries';
import { GestureQueries } from './gesture.queries';
import { Gestures } from './gestures.service';

const giveForm = z.strictObject({
  _csrf: z.string().optional(),
  once: z.uuid().optional(),
  kind: z.string().regex(/^\d{1,9}$/),
  gestureReason: zText(500),
});
const decideForm = z.strictObject({
  _csrf: z.string().optional(),
  decision: z.enum(['granted', 'refused']),
  reason: zText(500),
});

@Controller('recovery')
export class GesturesPagesController {
  constructor(
    private readonly cases: RecoveryQueries,
    private readonly gestures: Gestures,
    private readonly queries: GestureQueries,
    private readonly page: CasePage,
  ) {}

  @Post(':id/gestures')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async give(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    if (!(await this.cases.story(viewer, id))) throw errors.not_found();
    try {
      const { once, kind, gestureReason } = parseInput(giveForm, body);
      const gesture = { id: once, caseId: id, kindId: Number(kind), reason: gestureReason };
      const { state } = await this.gestures.give(gesture, viewer);
      return seeOther(`/recovery/${id}#gestures`, { kind: 'done', key: `gestures.done_${state}` });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404 || error.status === 403) throw error;
      const problem = error.errors || error.pointer ? error : asForm(error);
      return this.page.show(request, viewer, id, {
        section: 'gestures',
        typed: typedIn(body, ['kind', 'gestureReason']),
        problem,
      });
    }
  }

  @Post('gestures/:gesture/decisions')
  @HttpCode(303)
  @Policy({ permission: 'recovery.decide' })
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('gesture') gesture: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { decision, reason } = parseInput(decideForm, body);
    const asked = await this.queries.one(gesture, viewer.locale);
    if (!asked || !(await this.cases.story(viewer, asked.caseId))) throw errors.not_found();
    await this.gestures.decide(gesture, decision, reason, viewer);
    return seeOther('/recovery/gestures', { kind: 'done', key: `gestures.done_${decision}` });
  }
}

/** What is wrong with the budget or the vouchers stands at the field where the gesture was chosen. */
function asForm({ code, status, params }: DomainError): DomainError {
  return new DomainError(code, status, params, '/kind');
}
