/** Everybody's first page. */
import { Controller, Get, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { HomePage } from './home-page';

@Controller()
export class HomePagesController {
  constructor(
    private readonly page: HomePage,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'home.view' })
  async home(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const model = await this.page.for(viewer);
    return this.pages.html(request, 'home/home', model, {
      title: this.i18n.text(viewer.locale, 'home.title'),
    });
  }
}
