/** The pages about appeals: one's own and the reviewers' queue, the form, and one appeal with its story. */
import {
  Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req, Res, StreamableFile,
} from '@nestjs/common'; // prettier-ignore
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Cycles } from '../evaluations';
import { PayViews } from '../payouts';
import { DomainError, errors, parseInput } from '../platform/errors';
import { isUpload, TakesFile, type Upload } from '../platform/http';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { AppealPages, type Typed } from './appeal-pages';
import { AppealStore } from './appeal.store';
import { AppealsQueries, type SeenAppeal } from './appeals.queries';
import { type AppealDecision, Appeals, EVIDENCE_LIMIT, type NewAppeal } from './appeals.service';

const zShow = z.strictObject({ show: z.enum(['open', 'settled']).catch('open').default('open') });
const zId = z.string().regex(/^[0-9a-f-]{36}$/);
const zTyped = z.string().max(6000).optional();
const zForm = z.strictObject({
  subject: zTyped,
  response: zTyped,
  line: zTyped,
  reason: zTyped,
  file: z.custom<Upload | string>().optional(),
});
const zDecisionForm = z.strictObject({
  verdict: zTyped,
  correction: zTyped,
  exclusion: zTyped,
  credited: zTyped,
  line: zTyped,
  result: zTyped,
  eligibleDays: zTyped,
  reason: zTyped,
  beyondReserve: zTyped,
});
const zEvidence = z.strictObject({ file: z.custom<Upload | string>().optional() });
const FILE = { field: 'file', limit: EVIDENCE_LIMIT };

@Controller('appeals')
@Policy({ permission: 'appeals.view' })
export class AppealsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly appeals: Appeals,
    private readonly queries: AppealsQueries,
    private readonly store: AppealStore,
    private readonly models: AppealPages,
    private readonly payViews: PayViews,
  ) {}

  @Get()
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { show } = parseInput(zShow, query);
    const title = this.i18n.text(viewer.locale, 'appeals.title');
    const model = await this.models.list(viewer, show === 'settled');
    return this.pages.html(request, 'appeals/list', { ...model, title }, { title });
  }

  @Get('cycles/:cycle/new')
  @Policy({ permission: 'appeals.file' })
  async form(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('cycle', ParseIntPipe) cycleId: number,
  ): Promise<HtmlReply> {
    const cycle = await this.cycles.byId(cycleId);
    if (!(await this.appeals.canFile(cycle, viewer))) throw errors.not_found();
    return this.filing(request, viewer, cycleId, {});
  }

  @Post('cycles/:cycle')
  @HttpCode(303)
  @Policy({ permission: 'appeals.file' })
  @TakesFile(FILE)
  async file(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('cycle', ParseIntPipe) cycleId: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { file, ...typed } = parseInput(zForm, body ?? {});
    const { subject = '', response = '', line = '', reason = '' } = typed;
    try {
      const id = await this.appeals.file(
        {
          cycleId,
          subject: subject as NewAppeal['subject'],
          reason,
          ...(response !== '' && { response }),
          ...(line !== '' && { line }),
        },
        isUpload(file) ? file : null,
        viewer,
      );
      return seeOther(`/appeals/${id}`, { kind: 'done', key: 'appeals.filed' });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.filing(request, viewer, cycleId, typed, error);
    }
  }

  @Get(':id')
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, await this.found(viewer, id));
  }

  @Post(':id/reviews')
  @HttpCode(303)
  @Policy({ permission: 'appeals.decide' })
  take(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, {}, async () => {
      await this.appeals.take(id, viewer);
      return 'appeals.taken';
    });
  }

  @Post(':id/decisions')
  @HttpCode(303)
  @Policy({ permission: 'appeals.decide' })
  decide(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const typed = parseInput(zDecisionForm, body ?? {});
    return this.orWithProblems(request, viewer, id, typed, async () => {
      const appeal = await this.found(viewer, id);
      await this.appeals.decide(id, decisionOf(appeal, typed), viewer);
      return 'appeals.decided';
    });
  }

  @Post(':id/withdrawals')
  @HttpCode(303)
  @Policy({ permission: 'appeals.file' })
  withdraw(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, {}, async () => {
      await this.appeals.withdraw(id, viewer);
      return 'appeals.withdrawn';
    });
  }

  @Post(':id/evidence')
  @HttpCode(303)
  @Policy({ permission: 'appeals.file' })
  @TakesFile(FILE)
  addEvidence(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { file } = parseInput(zEvidence, body ?? {});
    return this.orWithProblems(request, viewer, id, {}, async () => {
      await this.appeals.addEvidence(id, isUpload(file) ? file : null, viewer);
      return 'appeals.evidence_added';
    });
  }

  /** The file to be saved, never shown in place: what somebody uploaded runs nowhere. */
  @Get(':id/evidence/:file')
  async evidence(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const appeal = await this.found(viewer, id);
    const evidence = zId.safeParse(file).success
      ? await this.store.evidenceBytes(appeal.id, file)
      : undefined;
    if (!evidence) throw errors.not_found();
    const plain = evidence.name.replace(/[^\w.-]/g, '_');
    void reply.type(evidence.mediaType);
    void reply.header(
      'Content-Disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(evidence.name)}`,
    );
    return new StreamableFile(evidence.bytes);
  }

  private async orWithProblems(
    request: AppRequest,
    viewer: Viewer,
    id: string,
    typed: Typed,
    work: () => Promise<string>,
  ): Promise<HtmlReply | SeeOther> {
    await this.found(viewer, id);
    try {
      return seeOther(`/appeals/${id}`, { kind: 'done', key: await work() });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.page(request, viewer, await this.found(viewer, id), typed, error);
    }
  }

  private async filing(
    request: AppRequest,
    viewer: Viewer,
    cycleId: number,
    typed: Typed,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const title = this.i18n.text(viewer.locale, 'appeals.new_title');
    const model = await this.models.form(viewer, await this.cycles.byId(cycleId), typed, problem);
    return this.pages.html(
      request,
      'appeals/new',
      { ...model, title },
      { title, status: problem?.status ?? 200 },
    );
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    appeal: SeenAppeal,
    typed: Typed = {},
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const model = await this.models.one(viewer, appeal, typed, problem);
    if (model.revised.length > 0)
      await this.payViews.record(viewer, appeal.cycleId, { page: 'appeal', employee: appeal.employeeId });
    const title = `${this.i18n.text(viewer.locale, 'appeals.one_title')} · ${appeal.cycleName}`;
    return this.pages.html(request, 'appeals/one', model, { title, status: problem?.status ?? 200 });
  }

  private async found(viewer: Viewer, id: string): Promise<SeenAppeal> {
    const appeal = zId.safeParse(id).success ? await this.queries.one(viewer, id) : undefined;
    if (!appeal) throw errors.not_found();
    return appeal;
  }
}

function isShown(error: unknown): error is DomainError {
  return error instanceof DomainError && error.status < 500 && error.status !== 404;
}

/** What the form means: a rejection corrects nothing, whatever stands in the other fields. */
function decisionOf({ responseId }: SeenAppeal, typed: z.output<typeof zDecisionForm>): AppealDecision {
  const { verdict = '', correction, reason = '', beyondReserve = '' } = typed;
  const corrections =
    verdict === 'reject' || correction === undefined
      ? []
      : [correctionOf(correction, responseId ?? '', typed)];
  return {
    verdict: verdict as AppealDecision['verdict'],
    reason,
    corrections: corrections as AppealDecision['corrections'],
    ...(beyondReserve !== '' && { beyondReserve }),
  };
}

function correctionOf(
  kind: string,
  response: string,
  {
    exclusion = '',
    credited = '',
    line = '',
    result = '',
    eligibleDays = '',
  }: z.output<typeof zDecisionForm>,
): object {
  switch (kind) {
    case 'exclusion':
      return { kind, response, reason: exclusion };
    case 'attribution':
      return { kind, response, reason: 'wrong_person', credited: [{ employee: credited }] };
    case 'line':
      return { kind, line, result: result.trim().replace(',', '.') };
    default:
      return { kind: 'days', eligibleDays: /^\d{1,3}$/.test(eligibleDays) ? Number(eligibleDays) : null };
  }
}
