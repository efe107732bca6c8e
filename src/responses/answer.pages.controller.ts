/**
 * The customer's pages behind the link of an invitation. They need no script, no cookie and no sign-in: the token in
 * the address is the proof. Opening a page changes nothing; only sending the form does.
 */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import { contactSentence, type OpenInvitation } from '../invitations';
import type { Locale } from '../kernel';
import { Straight } from '../platform/http';
import { I18n } from '../platform/i18n';
import { type HtmlReply, type SeeOther, seeOther, type SplicedPage } from '../platform/views';
import { corrected, retyped } from './answer-fields';
import { stepOf } from './answer-form';
import { splicedForm } from './spliced-pages';
import { type AnswerPage, answerModel, humanModel, promiseKeyOf, readersOf, withQuery } from './answer-page';
import {
  LinkPages,
  type LinkQuery,
  localeOf,
  ownLocaleOf,
  type Place,
  placeOf,
  single,
  speechTo,
  textIn,
  wrongHref,
} from './link-pages';
import { type LinkNotice, LinkNotices } from './link-notices';
import { CORRECTION_MILLISECONDS } from './recording';
import { type Door, type Outcome, Responses } from './responses.service';
import { lookingOf, sendingOf, trapHref } from './sending';

type KnownDoor = Exclude<Door, { state: 'unknown' }>;
type OpenDoor = Extract<Door, { state: 'open' | 'changeable' }>;

@Controller('s/:token')
@Policy({ token: 'answer' })
export class AnswerPagesController {
  constructor(
    private readonly responses: Responses,
    private readonly link: LinkPages,
    private readonly notices: LinkNotices,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Straight()
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async show(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: LinkQuery,
  ): Promise<HtmlReply> {
    const rating = single(query['r']);
    const door = await this.responses.open(token, lookingOf(request, rating));
    if (door.state === 'unknown') return this.link.unknown(request);
    const notices = await this.noticesFor(token, query, door);
    if (!isOpen(door)) return this.closed(request, token, query, door, 200, notices);
    return this.form(request, 200, {
      ...(await this.pageOf(token, door, localeOf(query, door))),
      fields: corrected(door.survey, door.given, rating),
      step: stepShown(door, single(query['step'])),
      notices,
    });
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
    @Query() query: LinkQuery,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = isRecord(body) ? body : {};
    if (form['lang'] !== undefined) return this.spokenIn(request, token, query, form);
    const outcome = await this.responses.submit(token, form, sendingOf(request));
    switch (outcome.kind) {
      case 'unknown':
        return this.link.unknown(request);
      case 'expired':
      case 'locked':
        return this.closed(request, token, query, { ...outcome, state: outcome.kind }, 409);
      case 'refused': {
        const { survey, step, error, invitation } = outcome;
        const before = corrected(survey, outcome.given, undefined);
        return this.form(request, 422, {
          ...(await this.pageOf(token, outcome, localeOf(query, outcome))),
          fields: retyped(survey, invitation.employees, form, before),
          step,
          error,
        });
      }
      case 'step':
        return this.next(request, token, query, outcome);
      case 'recorded':
        return this.thanks(request, placeOf(token, query, outcome), outcome, form);
    }
  }

  /** The same page in another language: a button of the form asks for it, so that nothing typed is lost. Keeps nothing. */
  private async spokenIn(
    request: AppRequest,
    token: string,
    asked: LinkQuery,
    { lang, ...form }: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const query = { ...asked, lang: textIn(lang) };
    const door = await this.responses.open(token);
    if (door.state === 'unknown') return this.link.unknown(request);
    if (!isOpen(door)) return this.closed(request, token, query, door, 200);
    const before = corrected(door.survey, door.given, undefined);
    return this.form(request, 200, {
      ...(await this.pageOf(token, door, localeOf(query, door))),
      fields: retyped(door.survey, door.invitation.employees, form, before),
      step: stepShown(door, stepOf(form)),
    });
  }

  /**
   * The section after the one that was kept. It gets an address of its own, so that the browser's way back needs no
   * second sending; unless the answer is in doubt, which opening the link again would not show.
   */
  private async next(
    request: AppRequest,
    token: string,
    query: LinkQuery,
    outcome: Extract<Outcome, { kind: 'step' }>,
  ): Promise<HtmlReply | SeeOther> {
    const { survey, given, section } = outcome;
    const door = await this.responses.open(token);
    if (isOpen(door) && stepShown(door, section.key) === section.key) {
      return seeOther(withQuery(`/s/${token}`, { step: section.key, lang: single(query['lang']) }));
    }
    return this.form(request, 200, {
      ...(await this.pageOf(token, outcome, localeOf(query, outcome))),
      fields: corrected(survey, given, undefined),
      step: section.key,
    });
  }

  private closed(
    request: AppRequest,
    token: string,
    query: LinkQuery,
    door: { state: 'expired' | 'locked'; invitation: OpenInvitation },
    lockedStatus: number,
    notices: readonly LinkNotice[] = [],
  ): Promise<HtmlReply> {
    const status = door.state === 'expired' ? 410 : lockedStatus;
    return this.link.closed(request, door.state, placeOf(token, query, door), status, notices);
  }

  /** Whoever has not answered yet is asked for nothing else. */
  private async noticesFor(token: string, query: LinkQuery, door: KnownDoor): Promise<readonly LinkNotice[]> {
    if (door.state !== 'changeable' && door.state !== 'locked') return [];
    const { locale, invitation } = placeOf(token, query, door);
    const { invitationId } = invitation;
    return this.notices.of({ token, invitationId, locale, speech: speechTo(this.i18n, invitation) });
  }

  private async pageOf(
    token: string,
    door: Pick<OpenDoor, 'invitation' | 'survey' | 'stamp'> & { until?: number },
    locale: Locale,
  ): Promise<Omit<AnswerPage, 'fields'>> {
    const { invitation, survey } = door;
    return {
      action: `/s/${token}`,
      locale,
      ownLocale: ownLocaleOf(survey, invitation),
      survey,
      servers: invitation.employees,
      names: invitation.names,
      customerName: invitation.customerName,
      seed: invitation.invitationId,
      contactSentence: contactSentence(speechTo(this.i18n, invitation), locale, invitation.contact),
      human: await this.link.human(invitation, locale),
      callHref: this.notices.callHref(token),
      mailed: invitation.channel === 'email',
      wrongHref: wrongHref(token),
      trapHref: trapHref(token),
      stamp: door.stamp,
      changeableUntil: door.until,
    };
  }

  private form(request: AppRequest, status: number, page: AnswerPage): Promise<HtmlReply> {
    const { locale } = page;
    const speech = this.i18n.forCustomers();
    const spliced = splicedForm(page, speech);
    if (spliced) return this.link.spliced(request, 'responses/answer', spliced, { status, locale });
    const model = answerModel(page, speech);
    return this.link.html(request, 'responses/answer', model, { status, locale, title: model.title });
  }

  private async thanks(
    request: AppRequest,
    { token, locale, invitation }: Place,
    outcome: Extract<Outcome, { kind: 'recorded' }>,
    form: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const speech = speechTo(this.i18n, invitation);
    const until = outcome.firstReceivedAt + CORRECTION_MILLISECONDS;
    const readers = readersOf(
      { survey: outcome.survey, servers: invitation.employees, names: invitation.names, locale },
      speech,
    );
    const model = {
      unhappy: outcome.lowRating,
      promiseKey: outcome.mayContact ? promiseKeyOf(form['contactWhen']) : undefined,
      textKey: outcome.revision > 1 ? 'responses.thanks_corrected' : 'responses.thanks_text',
      ...humanModel(await this.link.human(invitation, locale)),
    };
    const withCall = this.notices.callHref(token);
    const page: SplicedPage = {
      variant: JSON.stringify([model, readers?.count]),
      slots: {
        customer: invitation.customerFirstName ?? undefined,
        changeHref: withQuery(`/s/${token}`, { lang: locale === invitation.locale ? undefined : locale }),
        until: speech.formatsFor(locale).instant(until, 'short'),
        people: readers?.people,
        callHref:
          withCall && withQuery(withCall, { lang: locale === invitation.locale ? undefined : locale }),
      },
      model: ({ people, ...shown }) => ({
        ...model,
        ...shown,
        readers: readers && { people, count: readers.count },
      }),
      title: () => speech.text(locale, 'responses.thanks_title'),
    };
    return this.link.spliced(request, 'responses/thanks', page, { locale });
  }
}

function isOpen(door: Door): door is OpenDoor {
  return door.state === 'open' || door.state === 'changeable';
}

/** The page asked for, when the customer has been there or comes to it next; else the one that comes next. */
function stepShown({ section, sent }: OpenDoor, wanted: string | undefined): string {
  return wanted !== undefined && sent.includes(wanted) ? wanted : section.key;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
