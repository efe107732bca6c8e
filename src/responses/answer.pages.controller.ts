/**
 * The customer's pages behind the link of an invitation. They need no script, no cookie and no sign-in: the token in
 * the address is the proof. Opening a page changes nothing; only sending the form does.
 */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import { contactSentence, type OpenInvitation } from '../invitations';
import { type Locale, pickText } from '../kernel';
import { RateLimits, Straight } from '../platform/http';
import { I18n, type Speech, toLocale } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import type { PublishedSurvey } from '../surveys';
import { corrected, retyped } from './answer-fields';
import { stepOf } from './answer-form';
import { type AnswerPage, answerModel, humanModel, promiseKeyOf, readersOf, withQuery } from './answer-page';
import { trapHref } from './link-trap.controller';
import { CORRECTION_MILLISECONDS } from './recording';
import { type Door, type Outcome, Responses } from './responses.service';
import { lookingOf, sendingOf } from './sending';

/** How many addresses that lead nowhere one sender may try in ten minutes. */
const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

type Query = Record<string, string | string[] | undefined>;
type OpenDoor = Extract<Door, { state: 'open' | 'changeable' }>;

/** What every page of a link knows. */
interface Place {
  readonly token: string;
  readonly locale: Locale;
  readonly invitation: OpenInvitation;
}

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
    const rating = single(query['r']);
    const door = await this.responses.open(token, lookingOf(request, rating));
    if (door.state === 'unknown') return this.unknown(request);
    if (!isOpen(door)) return this.closed(request, door, { token, locale: localeOf(query, door), ...door });
    return this.form(request, 200, {
      ...this.pageOf(token, door, localeOf(query, door)),
      fields: corrected(door.survey, door.given, rating),
      step: stepShown(door, single(query['step'])),
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
    @Query() query: Query,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { lang, ...form } = isRecord(body) ? body : {};
    if (lang !== undefined) return this.spokenIn(request, token, { ...query, lang: String(lang) }, form);
    const outcome = await this.responses.submit(token, form, sendingOf(request));
    switch (outcome.kind) {
      case 'unknown':
        return this.unknown(request);
      case 'expired':
      case 'locked':
        return this.closed(request, { state: outcome.kind }, placeOf(token, query, outcome), 409);
      case 'refused': {
        const { survey, step, error, invitation } = outcome;
        const before = corrected(survey, outcome.given, undefined);
        return this.form(request, 422, {
          ...this.pageOf(token, outcome, localeOf(query, outcome)),
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
    query: Query,
    form: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const door = await this.responses.open(token);
    if (door.state === 'unknown') return this.unknown(request);
    if (!isOpen(door)) return this.closed(request, door, placeOf(token, query, door));
    const before = corrected(door.survey, door.given, undefined);
    return this.form(request, 200, {
      ...this.pageOf(token, door, localeOf(query, door)),
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
    query: Query,
    outcome: Extract<Outcome, { kind: 'step' }>,
  ): Promise<HtmlReply | SeeOther> {
    const { survey, given, section } = outcome;
    const door = await this.responses.open(token);
    if (isOpen(door) && stepShown(door, section.key) === section.key) {
      return seeOther(withQuery(`/s/${token}`, { step: section.key, lang: single(query['lang']) }));
    }
    return this.form(request, 200, {
      ...this.pageOf(token, outcome, localeOf(query, outcome)),
      fields: corrected(survey, given, undefined),
      step: section.key,
    });
  }

  private pageOf(
    token: string,
    door: Pick<OpenDoor, 'invitation' | 'survey' | 'stamp'> & { until?: number },
    locale: Locale,
  ): Omit<AnswerPage, 'fields'> {
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
      contactSentence: contactSentence(this.speech(invitation), locale, invitation.contact),
      human: humanIn(invitation, locale),
      mailed: invitation.channel === 'email',
      trapHref: trapHref(token),
      stamp: door.stamp,
      changeableUntil: door.until,
    };
  }

  private form(request: AppRequest, status: number, page: AnswerPage): Promise<HtmlReply> {
    const model = answerModel(page, this.i18n.forCustomers());
    const { locale } = page;
    return this.pages.html(request, 'responses/answer', model, {
      layout: 'public',
      status,
      locale,
      title: model.title,
    });
  }

  private thanks(
    request: AppRequest,
    { token, locale, invitation }: Place,
    outcome: Extract<Outcome, { kind: 'recorded' }>,
    form: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const speech = this.speech(invitation);
    const until = outcome.firstReceivedAt + CORRECTION_MILLISECONDS;
    const model = {
      unhappy: outcome.lowRating,
      promiseKey: outcome.mayContact ? promiseKeyOf(form['contactWhen']) : undefined,
      textKey: outcome.revision > 1 ? 'responses.thanks_corrected' : 'responses.thanks_text',
      customer: invitation.customerFirstName,
      changeHref: withQuery(`/s/${token}`, { lang: locale === invitation.locale ? undefined : locale }),
      until: speech.formatsFor(locale).instant(until, 'short'),
      readers: readersOf(
        { survey: outcome.survey, servers: invitation.employees, names: invitation.names, locale },
        speech,
      ),
      ...humanModel(humanIn(invitation, locale)),
    };
    const title = speech.text(locale, 'responses.thanks_title');
    return this.pages.html(request, 'responses/thanks', model, { layout: 'public', locale, title });
  }

  private closed(
    request: AppRequest,
    { state }: { state: 'expired' | 'locked' },
    { token, locale, invitation }: Place,
    lockedStatus = 200,
  ): Promise<HtmlReply> {
    const [titleKey, textKey] = [`responses.${state}_title`, `responses.${state}_text`];
    const languages = (['es', 'en', 'pt-BR'] as const)
      .filter((other) => other !== locale)
      .map((other) => ({
        locale: other,
        key: `responses.language_${other}`,
        href: withQuery(`/s/${token}`, { lang: other }),
      }));
    const model = { titleKey, textKey, languages, ...humanModel(humanIn(invitation, locale)) };
    const title = this.speech(invitation).text(locale, titleKey);
    const status = state === 'expired' ? 410 : lockedStatus;
    return this.pages.html(request, 'responses/closed', model, { layout: 'public', status, locale, title });
  }

  /** The same page for every address that leads nowhere: mistyped, revoked, of another purpose, or never made. */
  private async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.limits.require(`answer-token:${request.ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
    const locale = this.pages.localeOf(request);
    const title = this.i18n.forCustomers().text(locale, 'responses.unknown_title');
    return this.pages.html(
      request,
      'responses/closed',
      { titleKey: 'responses.unknown_title', textKey: 'responses.unknown_text' },
      { layout: 'public', status: 404, locale, title },
    );
  }

  private speech({ organization }: OpenInvitation): Speech {
    return this.i18n.forCustomers(organization.tone);
  }
}

function isOpen(door: Door): door is OpenDoor {
  return door.state === 'open' || door.state === 'changeable';
}

/** The page asked for, when the customer has been there or comes to it next; else the one that comes next. */
function stepShown({ section, sent }: OpenDoor, wanted: string | undefined): string {
  return wanted !== undefined && sent.includes(wanted) ? wanted : section.key;
}

function placeOf(
  token: string,
  query: Query,
  door: { invitation: OpenInvitation; survey?: PublishedSurvey },
): Place {
  return { token, locale: localeOf(query, door), invitation: door.invitation };
}

/** The language asked for, where the survey speaks it; else the invitation's. */
function localeOf(
  query: Query,
  { invitation, survey }: { invitation: OpenInvitation; survey?: PublishedSurvey },
): Locale {
  const wanted = toLocale(single(query['lang']));
  if (!survey) return wanted ?? invitation.locale;
  return wanted && survey.languages.includes(wanted) ? wanted : ownLocaleOf(survey, invitation);
}

function ownLocaleOf({ languages }: PublishedSurvey, { locale }: OpenInvitation): Locale {
  return languages.includes(locale) ? locale : (languages[0] ?? locale);
}

function humanIn({ human }: OpenInvitation, locale: Locale): AnswerPage['human'] {
  return { phone: human.phone, hours: pickText(human.hoursIn, locale) };
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
