/**
 * What the pages behind an invitation's link have in common: the language they speak, whom the customer can call, and
 * the pages that say that there is nothing to answer.
 */
import { Injectable } from '@nestjs/common';
import type { AppRequest } from '../access';
import type { OpenInvitation } from '../invitations';
import { BusinessHours } from '../organization';
import { Clock, localDay } from '../platform/clock';
import { type Locale, LOCALES, pickText } from '../kernel';
import { RateLimits } from '../platform/http';
import { I18n, type Speech, toLocale } from '../platform/i18n';
import { type HtmlReply, Pages, type SplicedPage } from '../platform/views';
import type { PublishedSurvey } from '../surveys';
import { type AnswerPage, humanModel, withQuery } from './answer-page';
import type { LinkNotice } from './link-notices';

/** How many addresses that lead nowhere one sender may try in ten minutes. */
const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

/** Where a customer says that a contact was not so. */
export const wrongHref = (token: string): string => `/s/${token}/wrong`;

export type LinkQuery = Record<string, string | string[] | undefined>;

/** What every page of a link knows. */
export interface Place {
  readonly token: string;
  readonly locale: Locale;
  readonly invitation: OpenInvitation;
}

@Injectable()
export class LinkPages {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
    private readonly hours: BusinessHours,
    private readonly clock: Clock,
  ) {}

  /** Where the customer reaches a person, and whether somebody answers now. */
  async human(invitation: OpenInvitation, locale: Locale): Promise<AnswerPage['human']> {
    const { phone, hoursIn } = invitation.human;
    const { calendar, zone, state } = await this.hours.ofTouchpoint(invitation.touchpointId || null);
    const now = this.clock.now();
    const open = phone ? state(now) : undefined;
    const speech = speechTo(this.i18n, invitation);
    const formats = speech.formatsFor(locale, zone);
    const at = (key: string, instant: number): string => {
      const style = localDay(instant, zone) === localDay(now, zone) ? 'time' : 'long';
      return speech.text(locale, key, { at: formats.instant(instant, style) });
    };
    // Somebody who is there day and night needs no word about now.
    const openNow = !open
      ? undefined
      : open.open
        ? open.always
          ? undefined
          : at('responses.open_until', open.until)
        : open.opensAt === undefined
          ? undefined
          : at('responses.opens_at', open.opensAt);
    return {
      phone,
      hours: pickText(hoursIn, locale),
      openNow,
      emergency: calendar.emergencyPhone || undefined,
    };
  }

  /** A page for customers. @param page `zone` in which they live, where that is known */
  html(
    request: AppRequest,
    view: string,
    model: object,
    page: { locale: Locale; title: string; status?: number; zone?: string | undefined },
  ): Promise<HtmlReply> {
    const { zone, ...options } = page;
    return this.pages.html(request, view, model, { layout: 'public', ...options, ...(zone && { zone }) });
  }

  /** A page for customers that differs between them by little. */
  spliced(
    request: AppRequest,
    view: string,
    page: SplicedPage,
    { locale, status = 200 }: { locale: Locale; status?: number },
  ): Promise<HtmlReply> {
    return this.pages.spliced(request, view, page, { layout: 'public', locale, status });
  }

  /**
   * @param status of the page that says the answer can no longer be changed
   * @param notices what else there is to tell the customer
   */
  async closed(
    request: AppRequest,
    state: 'expired' | 'locked',
    { token, locale, invitation }: Place,
    status: number,
    notices: readonly LinkNotice[] = [],
  ): Promise<HtmlReply> {
    const human = humanModel(await this.human(invitation, locale));
    const titleKey = `responses.${state}_title`;
    // Nobody is told to call where there is nobody to call.
    const textKey = `responses.${state}_text${state === 'expired' && !human.phone ? '_alone' : ''}`;
    const languages = otherLanguages(locale, (lang) => withQuery(`/s/${token}`, { lang }));
    const model = { titleKey, textKey, languages, notices, ...human };
    const title = speechTo(this.i18n, invitation).text(locale, titleKey);
    return this.html(request, 'responses/closed', model, { locale, title, status });
  }

  /** The same page for every address that leads nowhere: mistyped, revoked, of another purpose, or never made. */
  async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.limits.require(`answer-token:${request.ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
    const locale = this.pages.localeOf(request);
    const title = this.i18n.forCustomers().text(locale, 'responses.unknown_title');
    const model = { titleKey: 'responses.unknown_title', textKey: 'responses.unknown_text' };
    return this.html(request, 'responses/closed', model, { locale, title, status: 404 });
  }
}

/** The other languages a page can be read in. @param address of the page in one of them */
export function otherLanguages(locale: Locale, address: (lang: Locale) => string) {
  return LOCALES.filter((other) => other !== locale).map((other) => ({
    locale: other,
    key: `responses.language_${other}`,
    href: address(other),
  }));
}

export function speechTo(i18n: I18n, { organization }: OpenInvitation): Speech {
  return i18n.forCustomers(organization.tone);
}

export function placeOf(
  token: string,
  query: LinkQuery,
  door: { invitation: OpenInvitation; survey?: PublishedSurvey },
): Place {
  return { token, locale: localeOf(query, door), invitation: door.invitation };
}

/** The language asked for, where the survey speaks it; else the invitation's. */
export function localeOf(
  query: LinkQuery,
  { invitation, survey }: { invitation: OpenInvitation; survey?: PublishedSurvey },
): Locale {
  const wanted = toLocale(single(query['lang']));
  if (!survey) return wanted ?? invitation.locale;
  return wanted && survey.languages.includes(wanted) ? wanted : ownLocaleOf(survey, invitation);
}

export function ownLocaleOf({ languages }: PublishedSurvey, { locale }: OpenInvitation): Locale {
  return languages.includes(locale) ? locale : (languages[0] ?? locale);
}

export function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A field of a form as text; '' for whatever is none. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
