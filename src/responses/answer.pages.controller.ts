/**
 * The customer's pages behind the link of an invitation. They need no script, no cookie and no sign-in: the token in
 * the address is the proof. Opening a page changes nothing; only sending the form does.
 */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import type { OpenInvitation } from '../invitations';
import type { Locale } from '../kernel';
import { RateLimits, Straight } from '../platform/http';
import { I18n, toLocale } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { coreQuestion, promptOf } from '../surveys';
import { type AnswerPage, answerModel, corrected, frameModel, preselected, retyped } from './answer-page';
import { CORRECTION_MILLISECONDS } from './recording';
import { Responses } from './responses.service';

/** How many addresses that lead nowhere one sender may try in ten minutes. */
const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

type Query = Record<string, string | string[] | undefined>;

@Controller('s/:token')
@Policy({ token: 'answer' })
export class AnswerPagesController {
  constructor(
    private readonly responses: Responses,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
  ) {}

  @Get()
  @Straight()
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async show(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: Query,
  ): Promise<HtmlReply> {
    const door = await this.responses.open(token);
    if (door.state === 'unknown') return this.unknown(request);
    const { invitation } = door;
    const locale = localeOf(query, invitation);
    const rating = single(query['r']);
    switch (door.state) {
      case 'expired':
        return this.closed(request, 'expired', 410, { token, locale, invitation });
      case 'locked':
        return this.closed(request, 'locked', 200, { token, locale, invitation });
      case 'open':
        return this.form(request, 200, {
          token,
          locale,
          invitation,
          survey: door.survey,
          fields: preselected(door.survey, rating),
        });
      case 'changeable':
        return this.form(request, 200, {
          token,
          locale,
          invitation,
          survey: door.survey,
          fields: corrected(door.survey, door.given, rating),
          changeableUntil: door.until,
        });
    }
  }

  /** Answers with the next page itself: loading it again repeats the same answer, which is then no second one. */
  @Post()
  @Straight()
  @HttpCode(200)
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async send(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: Query,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const outcome = await this.responses.submit(token, body, { userAgent: request.headers['user-agent'] });
    if (outcome.kind === 'unknown') return this.unknown(request);
    const { invitation } = outcome;
    const locale = localeOf(query, invitation);
    switch (outcome.kind) {
      case 'expired':
        return this.closed(request, 'expired', 410, { token, locale, invitation });
      case 'locked':
        return this.closed(request, 'locked', 409, { token, locale, invitation });
      case 'refused':
        return this.form(request, 422, {
          token,
          locale,
          invitation,
          survey: outcome.survey,
          fields: retyped(outcome.survey, body),
          error: outcome.error,
        });
      case 'step':
        return this.form(request, 200, {
          token,
          locale,
          invitation,
          survey: outcome.survey,
          fields: corrected(outcome.survey, outcome.given, undefined),
        });
      case 'recorded':
        return this.pages.html(
          request,
          'responses/thanks',
          {
            unhappy: outcome.lowRating,
            mayContact: outcome.mayContact,
            textKey: outcome.revision > 1 ? 'responses.thanks_corrected' : 'responses.thanks_text',
            customer: invitation.customerFirstName,
            changeHref: `/s/${token}${locale === invitation.locale ? '' : `?lang=${locale}`}`,
            until: this.i18n
              .formatsFor(locale)
              .instant(outcome.firstReceivedAt + CORRECTION_MILLISECONDS, 'short'),
            ...frameModel({ token, locale, invitation }),
          },
          { layout: 'public', locale, title: this.i18n.text(locale, 'responses.thanks_title') },
        );
    }
  }

  private form(request: AppRequest, status: number, page: AnswerPage): Promise<HtmlReply> {
    const { survey, locale, invitation } = page;
    return this.pages.html(request, 'responses/answer', answerModel(page, this.i18n), {
      layout: 'public',
      status,
      locale,
      title: promptOf(coreQuestion(survey), locale, invitation.names),
    });
  }

  private closed(
    request: AppRequest,
    state: 'expired' | 'locked',
    status: number,
    page: { token: string; locale: Locale; invitation: OpenInvitation },
  ): Promise<HtmlReply> {
    const title = this.i18n.text(page.locale, `responses.${state}_title`);
    return this.pages.html(
      request,
      'responses/closed',
      { titleKey: `responses.${state}_title`, textKey: `responses.${state}_text`, ...frameModel(page) },
      { layout: 'public', status, locale: page.locale, title },
    );
  }

  /** The same page for every address that leads nowhere: mistyped, revoked, of another purpose, or never made. */
  private async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.limits.require(`answer-token:${request.ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
    const locale = this.pages.localeOf(request);
    return this.pages.html(
      request,
      'responses/closed',
      { titleKey: 'responses.unknown_title', textKey: 'responses.unknown_text' },
      { layout: 'public', status: 404, locale, title: this.i18n.text(locale, 'responses.unknown_title') },
    );
  }
}

function localeOf(query: Query, invitation: OpenInvitation): Locale {
  return toLocale(single(query['lang'])) ?? invitation.locale;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
