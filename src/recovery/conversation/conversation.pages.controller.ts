/** What those who work a case write, note and decide about the conversation with its customer, from its page. */
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Calendar } from '../../organization';
import { instantAt } from '../../platform/clock';
import { DomainError, errors, parseInput, zText } from '../../platform/errors';
import { type HtmlReply, type SeeOther, seeOther } from '../../platform/views';
import { CasePage } from '../case-page';
import { typedIn } from '../case-sections';
import { RecoveryQueries } from '../recovery.queries';
import { RecoveryCases } from '../recovery-cases.service';
import { CALL_OUTCOMES, CaseTalk } from './case-talk.service';
import { conversationErrors } from './conversation.errors';
import { WRITTEN_KINDS } from './letter-texts';
import { Letters } from './letters.service';

const csrf = { _csrf: z.string().optional() };
const optionalText = z.union([z.literal(''), zText(2000)]).default('');
const letterForm = z.strictObject({
  ...csrf,
  kind: z.enum(WRITTEN_KINDS),
  subject: zText(200),
  text: zText(6000),
});
const callForm = z.strictObject({
  ...csrf,
  callAt: z.string().max(30),
  outcome: z.enum(CALL_OUTCOMES),
  said: optionalText,
  next: optionalText,
});
const advocateForm = z.strictObject({ ...csrf, advocate: z.string().regex(/^\d{0,9}$/) });
const ruleForm = z.strictObject({ ...csrf, rule: zText(200), ruleReason: zText(2000) });

@Controller('recovery/:id')
export class ConversationPagesController {
  constructor(
    private readonly cases: RecoveryQueries,
    private readonly work: RecoveryCases,
    private readonly letters: Letters,
    private readonly talk: CaseTalk,
    private readonly calendar: Calendar,
    private readonly page: CasePage,
  ) {}

  @Post('letters')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  write(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, id, 'conversation', body, ['kind', 'subject', 'text'], async () => {
      const { kind, subject, text } = parseInput(letterForm, body);
      await this.work.refuseTheRated({ id }, viewer);
      await this.letters.write({ caseId: id, kind, subject, text }, viewer.actor);
      return 'letters.done_written';
    });
  }

  @Post('calls')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  call(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const fields = ['callAt', 'outcome', 'said', 'next'];
    return this.taken(request, viewer, id, 'conversation', body, fields, async () => {
      const { callAt, outcome, said, next } = parseInput(callForm, body);
      const at = await this.timeOf(callAt);
      await this.talk.noteCall(id, { at, outcome, text: said, next }, viewer);
      return 'letters.done_call';
    });
  }

  @Post('advocate')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  name(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, id, 'advocate', body, ['advocate'], async () => {
      const { advocate } = parseInput(advocateForm, body);
      await this.talk.name(id, advocate === '' ? null : Number(advocate), viewer.userId, viewer);
      return 'letters.done_advocate';
    });
  }

  @Post('rules')
  @HttpCode(303)
  @Policy({ permission: 'recovery.break_rules' })
  breakRule(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, id, 'advocate', body, ['rule', 'ruleReason'], async () => {
      const { rule, ruleReason } = parseInput(ruleForm, body);
      await this.talk.breakRule(id, rule, ruleReason, viewer);
      return 'letters.done_rule';
    });
  }

  private async timeOf(local: string): Promise<number> {
    try {
      return instantAt(local.trim().slice(0, 16), await this.calendar.zone());
    } catch (error) {
      if (error instanceof RangeError) throw conversationErrors.call_time({}, '/callAt');
      throw error;
    }
  }

  /** A form that is refused is shown again on the page with what was typed. */
  private async taken(
    request: AppRequest,
    viewer: Viewer,
    id: string,
    section: string,
    body: unknown,
    fields: readonly string[],
    work: () => Promise<string>,
  ): Promise<HtmlReply | SeeOther> {
    if (!(await this.cases.story(viewer, id))) throw errors.not_found();
    try {
      return seeOther(`/recovery/${id}#${section}`, { kind: 'done', key: await work() });
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      return this.page.show(request, viewer, id, { section, typed: typedIn(body, fields), problem: error });
    }
  }
}
