/** The reports of recovery, and their tables as files; that one was taken away stands in the audit. */
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { errors, parseInput } from '../../platform/errors';
import { attachment, csvOf } from '../../platform/files';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { REPORT_TABLES, ReportPage, reportQuery } from './report-page';

const exportForm = z.strictObject({
  _csrf: z.string().optional(),
  format: z.literal('csv'),
  table: z.enum(REPORT_TABLES),
});

@Controller('recovery/reports')
export class ReportsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly page: ReportPage,
    private readonly i18n: I18n,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const model = await this.page.model(parseInput(reportQuery, query), viewer);
    const title = this.i18n.text(viewer.locale, 'outcomes.reports_title');
    return this.pages.html(request, 'recovery/reports', model, { title });
  }

  @Post('exports')
  @HttpCode(200)
  @Policy({ permission: 'recovery.view' })
  async file(
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { table } = parseInput(exportForm, body);
    const model = await this.page.model(parseInput(reportQuery, query), viewer);
    const one = this.page.files(model, viewer).find(({ key }) => key === table);
    if (!one) throw errors.not_found();
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'recovery_report.exported',
        subject: 'organization',
        details: { table, period: model.period, touchpoint: model.touchpoint, cause: model.cause },
      }),
    );
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', attachment(`aplauso-recovery-${table}-${model.period}`, 'csv'))
      .header('Cache-Control', 'no-store');
    return csvOf(one);
  }
}
