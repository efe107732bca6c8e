/** The page on which people with that permission bring in what was said about equal treatment, and see how much there is. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { DomainError } from '../platform/errors';
import { isUpload, TakesFile } from '../platform/http';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { LEAST_GROUP } from './calc';
import { EqualityImports, LARGEST_FILE } from './equality-imports.service';
import { equalityErrors } from './equality.errors';

@Controller('equality')
@Policy({ permission: 'equality.view' })
export class EqualityPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly imports: EqualityImports,
  ) {}

  @Get()
  show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post('imports')
  @HttpCode(303)
  @Policy({ permission: 'equality.manage' })
  @TakesFile({ field: 'file', limit: LARGEST_FILE })
  async take(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    const file = body['file'];
    try {
      if (!isUpload(file) || file.bytes.length === 0)
        throw equalityErrors.equality_file_unreadable({}, '/file');
      if (file.tooLarge)
        throw equalityErrors.equality_file_too_large({ limit: LARGEST_FILE / 1024 / 1024 }, '/file');
      await this.imports.file(file.bytes.toString('utf8'), viewer.actor, viewer.name);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.page(request, viewer, error);
    }
    return seeOther('/equality', { kind: 'done', key: 'equality.imported' });
  }

  private async page(request: AppRequest, viewer: Viewer, problem?: DomainError): Promise<HtmlReply> {
    const title = this.i18n.text(viewer.locale, 'equality.store_title');
    const problems =
      problem &&
      problemsOf(problem, this.i18n, viewer.locale, { file: this.i18n.text(viewer.locale, 'equality.file') });
    const model = {
      title,
      problems,
      fileError: problems?.byField['file'],
      least: LEAST_GROUP,
      kept: await this.imports.kept(),
      imports: await this.imports.imports(),
      manages: viewer.scopeOf('equality.manage') === 'all',
    };
    return this.pages.html(request, 'equality/store', model, { title, status: problem?.status ?? 200 });
  }
}
