/**
 * The page behind a poster or a plain link, for customers nobody invited: the same questions with the same look as
 * behind a mail, without script or cookie. Opening it changes nothing. What is answered on one page travels in the
 * form to the next; the last one is recorded, once however often it is sent.
 */
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, Policy } from '../access';
import type { Locale } from '../kernel';
import { Clock } from '../platform/clock';
import { DomainError } from '../platform/errors';
import { RateLimits } from '../platform/http';
import { I18n, toLocale } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import {
  answerModel,
  type FieldValues,
  hasLowRating,
  HONEYPOT,
  humanModel,
  NO_FIELDS,
  readAnswerForm,
  readersOf,
  retyped,
} from '../responses';
import type { PublishedSurvey } from '../surveys';
import { Asking, languageFor, type Questionnaire } from './asking.service';
import { type Carried, readCarried, writtenCarried } from './carried-answers';
import { pathOf } from './collector-keys';
import type { Collector } from './collector.store';
import { Collectors } from './collectors.service';
import { faultsHere, sectionOf, sectionBehind } from './page-by-page';
import { TakenAnswers } from './taking.service';

/** How many addresses that lead nowhere one sender may try in ten minutes. */
const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

/** Nobody reads a page, chooses and sends faster than this (`docs/adr/0010-human-answers.md`). */
const SHORTEST_LOOK_MS = 1200;

type Query = Record<string, string | string[] | undefined>;

/** One page of the questionnaire. */
interface LinkPage {
  readonly key: string;
  readonly collector: Collector;
  readonly asked: Questionnaire;
  readonly locale: Locale;
  /** The language that needs no mention in the address. */
  readonly ownLocale: Locale;
  readonly carried: Carried;
  readonly fields: FieldValues;
  readonly step?: string | undefined;
  readonly error?: DomainError | undefined;
}

@Controller('q/:key')
@Policy({ token: 'collector' })
export class LinkPagesController {
  constructor(
    private readonly collectors: Collectors,
    private readonly asking: Asking,
    private readonly taken: TakenAnswers,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('X-Robots-Tag', 'noindex')
  async show(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Query() query: Query,
  ): Promise<HtmlReply> {
    const collector = await this.open(key);
    if (!collector) return this.unknown(request);
    return this.form(request, 200, await this.firstPage(request, key, collector, query));
  }

  /** Answers with the next page itself: loading it again sends the same answer, which is then no second one. */
  @Post()
  @HttpCode(200)
  @Header('X-Robots-Tag', 'noindex')
  async send(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Query() query: Query,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const collector = await this.open(key);
    if (!collector) return this.unknown(request);
    const { earlier, lang, ...form } = isRecord(body) ? body : {};
    const carried = readCarried(earlier);
    const stamp = carried && this.asking.readStamp(collector, carried.stamp);
    // Not a page of ours: the customer starts on a fresh one.
    if (!carried || !stamp)
      return this.form(request, 200, await this.firstPage(request, key, collector, query));

    const asked = await this.asking.of(collector, stamp.versionId);
    const { survey, servers } = asked;
    const page: LinkPage = {
      key,
      collector,
      asked,
      ...this.spoken(request, collector, survey, lang ?? query['lang']),
      carried,
      fields: retyped(survey, servers, form, { ...NO_FIELDS, values: carried.answers }),
      step: sectionOf(survey, form),
    };
    // The same page in another language: a button of the form asks for it, so that nothing typed is lost.
    if (lang !== undefined) return this.form(request, 200, page);
    return this.advance(request, page, { form, madeAt: stamp.madeAt });
  }

  /** To the next page, or to the thanks; back to the same one with what is wrong on it. */
  private async advance(
    request: AppRequest,
    page: LinkPage,
    { form, madeAt }: { form: Record<string, unknown>; madeAt: number },
  ): Promise<HtmlReply> {
    const { collector, asked, locale, carried, fields, step } = page;
    const error = faultsHere(asked, fields.values, step);
    if (error) return this.form(request, 422, { ...page, error });
    const next = sectionBehind(asked.survey, fields.values, step);
    if (next !== undefined) {
      const further = { ...carried, answers: fields.values };
      return this.form(request, 200, { ...page, carried: further, step: next });
    }
    await this.taken.take(
      collector,
      {
        id: carried.id,
        versionId: asked.survey.versionId,
        answers: fields.values,
        mayQuote: fields.mayQuote,
        locale,
        claimedAt: null,
        signs: [
          ...(typeof form[HONEYPOT] === 'string' && form[HONEYPOT] !== '' ? ['honeypot_filled'] : []),
          ...(this.clock.now() - madeAt < SHORTEST_LOOK_MS ? ['no_human_interval'] : []),
        ],
      },
      { ip: request.ip, userAgent: request.headers['user-agent'] },
    );
    return this.thanks(request, page);
  }

  private async firstPage(
    request: AppRequest,
    key: string,
    collector: Collector,
    query: Query,
  ): Promise<LinkPage> {
    const asked = await this.asking.of(collector);
    const stamp = this.asking.stamp(collector, asked.survey);
    const carried = { id: randomUUID(), stamp, answers: {} };
    const languages = this.spoken(request, collector, asked.survey, query['lang']);
    return { key, collector, asked, ...languages, carried, fields: NO_FIELDS };
  }

  private async form(request: AppRequest, status: number, page: LinkPage): Promise<HtmlReply> {
    const { key, collector, asked, locale, ownLocale, carried, fields, step, error } = page;
    const model = answerModel(
      {
        ...asked,
        action: pathOf(collector.kind, key),
        locale,
        ownLocale,
        human: await this.asking.human(collector, locale),
        customerName: null,
        seed: carried.id,
        fields,
        step,
        error,
      },
      this.i18n.forCustomers(),
    );
    return this.pages.html(
      request,
      'responses/answer',
      {
        ...model,
        // Nothing is kept before the end, so there is no page to go back to but the browser's own.
        step: model.step && { ...model.step, backHref: undefined },
        // Nobody knows how to reach somebody nobody knows.
        offers: model.offers?.quote && { quote: model.offers.quote },
        carried: writtenCarried(carried),
      },
      { layout: 'public', status, locale, title: model.title },
    );
  }

  private async thanks(
    request: AppRequest,
    { collector, asked, locale, fields }: LinkPage,
  ): Promise<HtmlReply> {
    const speech = this.i18n.forCustomers();
    const { answers } = readAnswerForm(asked.survey, asked.servers, { answers: fields.values });
    const model = {
      unhappy: hasLowRating(answers),
      textKey: 'responses.thanks_text',
      readers: readersOf({ ...asked, locale }, speech),
      ...humanModel(await this.asking.human(collector, locale)),
    };
    const title = speech.text(locale, 'responses.thanks_title');
    return this.pages.html(request, 'responses/thanks', model, { layout: 'public', locale, title });
  }

  private spoken(request: AppRequest, { locale }: Collector, survey: PublishedSurvey, wanted: unknown) {
    const own = languageFor(survey, [this.pages.localeOf(request, locale), locale]);
    const asked = typeof wanted === 'string' ? toLocale(wanted) : undefined;
    return { locale: languageFor(survey, [asked, own]), ownLocale: own };
  }

  /** A kiosk's key opens no page for telephones: it is a device's secret. */
  private async open(key: string): Promise<Collector | null> {
    const collector = await this.collectors.byKey(key);
    return collector?.kind === 'kiosk' ? null : collector;
  }

  /** The same page for every address that leads nowhere: mistyped, revoked, or never made. */
  private async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.limits.require(`collector-key:${request.ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
    const locale = this.pages.localeOf(request);
    const title = this.i18n.forCustomers().text(locale, 'collectors.gone_title');
    return this.pages.html(
      request,
      'responses/closed',
      { titleKey: 'collectors.gone_title', textKey: 'collectors.gone_text' },
      { layout: 'public', status: 404, locale, title },
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
