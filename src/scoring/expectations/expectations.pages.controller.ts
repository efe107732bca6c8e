/** What customers expected and what they received. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { commentTabs } from '../comments/tabs';
import { ExpectationsPage } from './expectations-page';

@Controller('expectations')
export class ExpectationsPagesController {
  constructor(
    private readonly page: ExpectationsPage,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'answers.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const model = await this.page.model(viewer, query);
    return this.pages.html(
      request,
      'comments/expectations',
      { ...model, tabs: commentTabs(viewer, this.i18n, 'expectations') },
      { title: model.title },
    );
  }
}
