/** The stream of what customers wrote, with search. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { CommentsPage } from './comments-page';
import { commentTabs } from './tabs';

@Controller('comments')
export class CommentsPagesController {
  constructor(
    private readonly page: CommentsPage,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'answers.view' })
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const model = await this.page.model(viewer, query);
    return this.pages.html(
      request,
      'comments/list',
      { ...model, tabs: commentTabs(viewer, this.i18n, 'comments') },
      { title: model.title },
    );
  }
}
