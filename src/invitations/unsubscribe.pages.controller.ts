/**
 * The page behind "I do not want surveys". Looking at it changes nothing, so that programs which follow every link in a
 * mail unsubscribe nobody; the POST acts, from the page's button or from the mail program itself (RFC 8058): without
 * cookies, without a redirect.
 */
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import { IgnoresForm } from '../platform/http';
import { type HtmlReply, Pages } from '../platform/views';
import { I18n } from '../platform/i18n';
import { type Subscription, Unsubscribing } from './unsubscribing';

@Controller('u')
export class UnsubscribePagesController {
  constructor(
    private readonly unsubscribing: Unsubscribing,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get(':token')
  @Policy({ token: 'unsubscribe' })
  async look(@Req() request: AppRequest, @Param('token') token: string): Promise<HtmlReply> {
    return this.page(request, await this.unsubscribing.look(token));
  }

  /** Mail programs send their button's form as multipart, preferably (RFC 8058, 3.2). */
  @Post(':token')
  @HttpCode(200)
  @IgnoresForm()
  @Policy({ token: 'unsubscribe' })
  async end(@Req() request: AppRequest, @Param('token') token: string): Promise<HtmlReply> {
    return this.page(request, await this.unsubscribing.end(token));
  }

  private page(request: AppRequest, subscription: Subscription | undefined): Promise<HtmlReply> {
    const locale = subscription?.locale ?? this.pages.localeOf(request);
    const state = subscription === undefined ? 'unknown' : subscription.ended ? 'ended' : 'open';
    return this.pages.html(
      request,
      'invitations/unsubscribe',
      { [state]: true },
      {
        layout: 'public',
        locale,
        status: subscription ? 200 : 404,
        title: this.i18n.text(locale, `invitations.unsubscribe_title_${state}`),
      },
    );
  }
}
