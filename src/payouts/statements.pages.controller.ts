/** One person's statement: the page, and the same document as a PDF file. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Cycles } from '../evaluations';
import { DomainError, errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../platform/views';
import { ApprovalPages } from './approval/approval-page';
import { ResultSignOffs } from './approval/result-sign-offs.service';
import { PayViews } from './pay-views';
import { type FoundStatement, StatementDocuments } from './statement-document';
import { statementPdf } from './statement-pdf';
import { StatementReadings } from './statement-readings';

/** Which version: as it was signed, or as an appeal left it. */
const zVersion = z.strictObject({
  revision: z
    .string()
    .regex(/^[0-9a-f-]{36}$/)
    .optional(),
});

const zApprovalForm = z.strictObject({ evaluation: z.string().max(64), reason: z.string().max(5000) });

@Controller('evaluations')
@Policy({ permission: 'evaluations.view' })
export class StatementsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly settings: SettingsStore,
    private readonly cycles: Cycles,
    private readonly documents: StatementDocuments,
    private readonly resultSignOffs: ResultSignOffs,
    private readonly approvals: ApprovalPages,
    private readonly payViews: PayViews,
    private readonly readings: StatementReadings,
  ) {}

  @Get(':id/statements/:employeeId')
  show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, { id, employeeId, revision: parseInput(zVersion, query).revision });
  }

  /** Approves the result that the statement explains, and leads to the next one that waits. */
  @Post(':id/approvals/:employeeId')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.sign_off' })
  async approve(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { evaluation, reason } = parseInput(zApprovalForm, body);
    const given = { cycleId: id, employeeId, evaluationHash: evaluation, reason };
    try {
      await this.resultSignOffs.sign(given, viewer);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404) throw error;
      return this.page(request, viewer, { id, employeeId, revision: undefined }, error, reason);
    }
    const next = await this.approvals.after(await this.cycles.byId(id), employeeId, viewer);
    return seeOther(next, { kind: 'done', key: 'approvals.signed' });
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    { id, employeeId, revision }: { id: number; employeeId: number; revision: string | undefined },
    problem?: DomainError,
    reason?: string,
  ): Promise<HtmlReply> {
    const found = await this.found(viewer, id, employeeId, revision);
    const cycle = await this.cycles.byId(id);
    const path = `/evaluations/${id}/statements/${employeeId}`;
    const versions =
      found.revisions.length === 0
        ? []
        : [
            {
              href: path,
              label: this.i18n.text(viewer.locale, 'payouts.version_signed'),
              current: !revision,
            },
            ...found.revisions.map(({ id: one, day }) => ({
              href: `${path}?revision=${one}`,
              label: this.i18n.text(viewer.locale, 'payouts.version_revised', {
                day: this.i18n.formatsFor(viewer.locale).day(day, 'short'),
              }),
              current: revision === one,
            })),
          ];
    const mine = found.own && found.published;
    const model = {
      ...found,
      revision,
      mine,
      readAt: mine ? await this.readings.readAt(id, employeeId, revision) : null,
      readings: `${path}/readings`,
      appeal: mine && found.appealsOpen && viewer.can('appeals.file') ? `/appeals/cycles/${id}/new` : null,
      versions,
      pdf: `${path}/pdf${revision === undefined ? '' : `?revision=${revision}`}`,
      approval: await this.approvals.one(cycle, employeeId, viewer, problem, reason),
    };
    const title = this.i18n.text(viewer.locale, 'payouts.statement_title');
    return this.pages.html(request, 'payouts/statement', model, { title, status: problem?.status ?? 200 });
  }

  @Post(':id/statements/:employeeId/readings')
  @HttpCode(303)
  @Policy({ permission: 'appeals.file' })
  async read(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { revision } = parseInput(zVersion, body ?? {});
    await this.found(viewer, id, employeeId, revision);
    await this.readings.note(await this.cycles.byId(id), employeeId, viewer, revision);
    const path = `/evaluations/${id}/statements/${employeeId}`;
    return seeOther(revision === undefined ? path : `${path}?revision=${revision}`, {
      kind: 'done',
      key: 'payouts.reading_saved',
    });
  }

  @Get(':id/statements/:employeeId/pdf')
  async pdf(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { revision } = parseInput(zVersion, query);
    const { document } = await this.found(viewer, id, employeeId, revision);
    const { name } = await this.settings.get('organization');
    void reply.type('application/pdf');
    void reply.header('Content-Disposition', `attachment; filename="${document.fileName}.pdf"`);
    const words = {
      organization: name,
      page: (page: number, pages: number) =>
        this.i18n.text(viewer.locale, 'payouts.page_of', { page, pages }),
    };
    return new StreamableFile(statementPdf(document, words));
  }

  /** @throws DomainError `not_found`, alike for what does not exist and for what is not the viewer's to see */
  private async found(
    viewer: Viewer,
    id: number,
    employeeId: number,
    revision: string | undefined,
  ): Promise<FoundStatement> {
    const cycle = await this.cycles.byId(id);
    const found = await this.documents.find(cycle, employeeId, viewer, revision);
    if (!found) throw errors.not_found();
    await this.payViews.record(viewer, cycle.id, { page: 'statement', employee: employeeId });
    return found;
  }
}
