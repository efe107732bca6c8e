/**
 * A page behind a link that a customer was sent: looking changes nothing, the form comes back to the same address. What is done with
 * it, and whether a person sent it, is each page's own business.
 */
import { Body, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { AppRequest } from '../access';
import type { HtmlReply } from '../platform/views';
import type { LinkQuery } from './link-pages';

export abstract class LinkPageController {
  @Get()
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  show(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: LinkQuery,
  ): Promise<HtmlReply> {
    return this.page(request, token, query, undefined);
  }

  @Post()
  @HttpCode(200)
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  send(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: LinkQuery,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    return this.page(request, token, query, body);
  }

  /** @param sent the form; undefined for somebody who only looks */
  protected abstract page(
    request: AppRequest,
    token: string,
    query: LinkQuery,
    sent: unknown,
  ): Promise<HtmlReply>;
}
