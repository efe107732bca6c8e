/** A touchpoint by hand: made, renamed, given the telephone and the hours at which a person answers, put out of use. */
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { pickText } from '../kernel';
import type { Locale } from '../platform/config';
import { DomainError, errors } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { CHANNELS, PRESENCES } from './channels';
import { InteractionsQueries, type TouchpointView } from './interactions.queries';
import {
  changedTouchpoint,
  newTouchpoint,
  TOUCHPOINT_FIELDS,
  type TypedTouchpoint,
  typedAs,
  typedTouchpoint,
} from './touchpoint-form';
import { Touchpoints } from './touchpoints';

@Controller('touchpoints')
export class TouchpointFormsPagesController {
  constructor(
    private readonly queries: InteractionsQueries,
    private readonly touchpoints: Touchpoints,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get('new')
  @Policy({ permission: 'touchpoints.manage' })
  empty(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.show(request, viewer.locale, undefined, typedTouchpoint());
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'touchpoints.manage' })
  async make(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const { code, facts } = newTouchpoint(body);
      await this.touchpoints.create(code, facts, viewer.actor);
      return seeOther('/touchpoints', { kind: 'done', key: 'interactions.touchpoint_made' });
    } catch (error) {
      return this.again(request, viewer, undefined, body, error);
    }
  }

  @Get(':code')
  @Policy({ permission: 'touchpoints.manage' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
  ): Promise<HtmlReply> {
    const touchpoint = await this.found(code);
    return this.show(request, viewer.locale, touchpoint, typedTouchpoint(touchpoint));
  }

  @Post(':code')
  @HttpCode(303)
  @Policy({ permission: 'touchpoints.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const touchpoint = await this.found(code);
    try {
      await this.touchpoints.upsert(code, changedTouchpoint(body), viewer.actor);
      return seeOther('/touchpoints', { kind: 'done', key: 'interactions.touchpoint_saved' });
    } catch (error) {
      return this.again(request, viewer, touchpoint, body, error);
    }
  }

  private async found(code: string): Promise<TouchpointView> {
    const touchpoint = await this.queries.touchpoint(code);
    if (!touchpoint) throw errors.not_found();
    return touchpoint;
  }

  private again(
    request: AppRequest,
    viewer: Viewer,
    touchpoint: TouchpointView | undefined,
    body: unknown,
    error: unknown,
  ): Promise<HtmlReply> {
    if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
    return this.show(request, viewer.locale, touchpoint, typedAs(body), error);
  }

  private show(
    request: AppRequest,
    locale: Locale,
    touchpoint: TouchpointView | undefined,
    typed: TypedTouchpoint,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string) => this.i18n.text(locale, `interactions.${key}`);
    const labels = Object.fromEntries(
      TOUCHPOINT_FIELDS.map((field) => [field, say(`field_${field.replace('.', '_').replace('-', '_')}`)]),
    );
    const title = touchpoint ? pickText(touchpoint.names, locale) : say('touchpoint_new');
    return this.pages.html(
      request,
      'interactions/touchpoint-form',
      {
        title,
        known: touchpoint && { code: touchpoint.code },
        typed,
        labels,
        channels: CHANNELS.map((value) => ({ value, label: say(`channel_${value}`) })),
        presences: PRESENCES.map((value) => ({ value, label: say(`presence_${value}`) })),
        problems: problem && problemsOf(problem, this.i18n, locale, labels),
      },
      { title, status: problem?.status ?? 200 },
    );
  }
}
