/**
 * "Somebody else helped me", "I did not have this contact": the customer says that the question itself is wrong, which
 * rates nobody. Opening the page changes nothing; what is sent is looked into by a person.
 */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import { contactSentence } from '../invitations';
import { LOCALES } from '../kernel';
import type { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import type { HtmlReply } from '../platform/views';
import { HONEYPOT } from './answer-form';
import { humanModel, withQuery } from './answer-page';
import { DataQualityNotes, NOTE_KINDS } from './data-quality-notes.service';
import { LinkPages, type LinkQuery, type Place, placeOf, speechTo, textIn, wrongHref } from './link-pages';
import { PageStamps } from './page-stamp';
import { Responses } from './responses.service';
import { sendingOf } from './sending';

interface Said {
  readonly kind?: string | undefined;
  readonly text?: string | undefined;
}

@Controller('s/:token/wrong')
@Policy({ token: 'answer' })
export class WrongPagesController {
  constructor(
    private readonly responses: Responses,
    private readonly notes: DataQualityNotes,
    private readonly stamps: PageStamps,
    private readonly link: LinkPages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async show(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: LinkQuery,
  ): Promise<HtmlReply> {
    return this.page(request, token, query, {});
  }

  @Post()
  @HttpCode(200)
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async send(
    @Req() request: AppRequest,
    @Param('token') token: string,
    @Query() query: LinkQuery,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const { lang, ...form } = (typeof body === 'object' && body !== null ? body : {}) as Record<
      string,
      unknown
    >;
    if (lang !== undefined) return this.page(request, token, { lang: textIn(lang) }, saidIn(form));
    const outcome = await this.notes.open(token, form, sendingOf(request));
    if (outcome.kind === 'unknown') return this.link.unknown(request);
    const place = placeOf(token, query, outcome);
    switch (outcome.kind) {
      case 'expired':
        return this.link.closed(request, 'expired', place, 410);
      case 'refused':
        return this.form(request, place, saidIn(form), outcome.error);
      case 'opened':
        return this.thanks(request, place);
    }
  }

  private async page(request: AppRequest, token: string, query: LinkQuery, said: Said): Promise<HtmlReply> {
    const door = await this.responses.open(token);
    if (door.state === 'unknown') return this.link.unknown(request);
    const place = placeOf(token, query, door);
    if (door.state === 'expired') return this.link.closed(request, 'expired', place, 410);
    return this.form(request, place, said, undefined);
  }

  private async form(
    request: AppRequest,
    place: Place,
    said: Said,
    error: DomainError | undefined,
  ): Promise<HtmlReply> {
    const { token, locale, invitation } = place;
    const speech = speechTo(this.i18n, invitation);
    const [title, more] = ['responses.wrong_title', 'responses.wrong_more'].map((key) =>
      speech.text(locale, key),
    );
    const labels = { kind: title ?? '', text: more ?? '' };
    const problems = error && problemsOf(error, speech, locale, labels);
    const model = {
      action: withQuery(wrongHref(token), languageOf(place)),
      stamp: this.stamps.issue(token),
      trap: HONEYPOT,
      problems: problems && problems.list.length > 0 ? problems.list : undefined,
      kindError: problems?.byField['kind'],
      textError: problems?.byField['text'],
      contact: contactSentence(speech, locale, invitation.contact),
      kinds: [...NOTE_KINDS].reverse().map((kind, index) => ({
        id: index === 0 ? 'field-kind' : `field-kind-${kind}`,
        value: kind,
        key: `responses.note_kind_${kind}`,
        checked: kind === said.kind,
      })),
      text: said.text,
      backHref: withQuery(`/s/${token}`, languageOf(place)),
      // Buttons of the form: nothing typed is lost.
      languages: LOCALES.filter((other) => other !== locale).map((other) => ({
        locale: other,
        key: `responses.language_${other}`,
      })),
      ...humanModel(await this.link.human(invitation, locale)),
    };
    return this.link.html(request, 'responses/wrong', model, {
      locale,
      title: title ?? '',
      status: error ? 422 : 200,
    });
  }

  private async thanks(request: AppRequest, place: Place): Promise<HtmlReply> {
    const { token, locale, invitation } = place;
    const model = {
      backHref: withQuery(`/s/${token}`, languageOf(place)),
      ...humanModel(await this.link.human(invitation, locale)),
    };
    const title = speechTo(this.i18n, invitation).text(locale, 'responses.wrong_thanks_title');
    return this.link.html(request, 'responses/wrong-thanks', model, { locale, title });
  }
}

function languageOf({ locale, invitation }: Place): { lang: string | undefined } {
  return { lang: locale === invitation.locale ? undefined : locale };
}

function saidIn(body: unknown): Said {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (Object.hasOwn(sent, name) ? sent[name] : undefined);
  const [kind, more] = [text('kind'), text('text')];
  return {
    kind: typeof kind === 'string' ? kind : undefined,
    text: typeof more === 'string' ? more.replace(/(?![\t\n\r])\p{Cc}|\p{Cs}/gu, '') : undefined,
  };
}
