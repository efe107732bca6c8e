/**
 * A survey as a customer sees it, behind a signed address: what a test mail's links lead to, on any device and without
 * signing in, and what frames of ours show. It plays through the pages and keeps nothing.
 */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppRequest, Policy } from '../access';
import { DomainError, errors } from '../platform/errors';
import { mayBeFramed, RateLimits } from '../platform/http';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { answerRules } from '../responses';
import { ShownVersions } from '../surveys';
import { PagePreview, type PreviewQuery, type PreviewTarget } from './page-preview';
import { PreviewLinks } from './preview-links';

/** How many addresses that lead nowhere one sender may try in ten minutes. */
const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

type AddressQuery = Record<string, string | string[] | undefined>;

@Controller('p/:token')
@Policy({ token: 'preview' })
export class PublicPreviewController {
  constructor(
    private readonly links: PreviewLinks,
    private readonly versions: ShownVersions,
    private readonly preview: PagePreview,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
  ) {}

  @Get()
  @Header('X-Robots-Tag', 'noindex')
  async show(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
    @Query() query: AddressQuery,
  ): Promise<HtmlReply> {
    const target = await this.target(token);
    if (!target) return this.unknown(request);
    mayBeFramed(reply);
    return this.preview.open(request, target, placeIn(query));
  }

  @Post()
  @HttpCode(200)
  @Header('X-Robots-Tag', 'noindex')
  async send(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
    @Query() query: AddressQuery,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const target = await this.target(token);
    if (!target) return this.unknown(request);
    mayBeFramed(reply);
    return this.preview.send(request, target, placeIn(query), isRecord(body) ? body : {});
  }

  /** What shows and hides questions as their page is filled in; of a draft, as it stands now. */
  @Get('rules.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  async rules(@Param('token') token: string): Promise<string> {
    const target = await this.target(token);
    const rules = target && answerRules(target.shown.survey);
    if (!rules) throw errors.not_found();
    return rules.css;
  }

  /** Undefined for an address that is none of ours, has run out, or shows a version that is gone. */
  private async target(token: string): Promise<PreviewTarget | undefined> {
    const link = this.links.read(token);
    if (!link) return undefined;
    try {
      const shown = await this.versions.byId(link.versionId);
      return { shown, locale: link.locale, action: `/p/${token}`, note: link.place === 'mail' };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  private async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.limits.require(`preview-token:${request.ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
    const locale = this.pages.localeOf(request);
    return this.pages.html(
      request,
      'responses/closed',
      { titleKey: 'responses.unknown_title', textKey: 'previews.unknown_text' },
      {
        layout: 'public',
        status: 404,
        locale,
        title: this.i18n.forCustomers().text(locale, 'responses.unknown_title'),
      },
    );
  }
}

function placeIn(query: AddressQuery): PreviewQuery {
  const single = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { lang: single('lang'), step: single('step'), rating: single('r') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
