/**
 * The kiosk: a page that stands on a device all day and asks one thing at a time. Without a script each touch sends
 * the form and the next question comes back; with it the device asks by itself, keeps the answers and sends them when
 * there is a network. Either way nothing is recorded before the end, and once.
 */
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, Policy } from '../access';
import type { Locale } from '../kernel';
import { errors, parseInput, zLocale } from '../platform/errors';
import { Public, RateLimits } from '../platform/http';
import { I18n, toLocale } from '../platform/i18n';
import { Assets, type HtmlReply, Pages } from '../platform/views';
import { HONEYPOT, hasLowRating, readAnswerForm } from '../responses';
import type { AnswerValue, AnswerValues } from '../surveys';
import { Asking, languageFor, type Questionnaire } from './asking.service';
import { type Carried, readCarried, writtenCarried } from './carried-answers';
import type { Collector } from './collector.store';
import { collectorErrors } from './collectors.errors';
import { Collectors } from './collectors.service';
import { flowOf, screensOf, slotAfter, toned } from './kiosk-screens';
import { faultsIn } from './page-by-page';
import { TakenAnswers } from './taking.service';

const UNKNOWN_LIMIT = 30;
const UNKNOWN_WINDOW_SECONDS = 600;

/** An answer as the device sends it when it can. */
const deviceAnswer = z.strictObject({
  id: z.uuid(),
  stamp: z.string().max(80),
  answers: z.record(
    z.string().max(100),
    z.union([z.number(), z.string().max(20_000), z.array(z.string().max(64)).max(100)]),
  ),
  /** When it was given by the device's clock, UTC milliseconds. */
  at: z.int().min(0).max(8_640_000_000_000_000),
  locale: zLocale,
});

type Query = Record<string, string | string[] | undefined>;

interface KioskPage {
  readonly key: string;
  readonly collector: Collector;
  readonly asked: Questionnaire;
  readonly locale: Locale;
  readonly ownLocale: Locale;
  readonly carried: Carried;
  /** Key of the slot that is asked; absent: the first one. */
  readonly slot?: string | undefined;
  /** What is wrong with the answer just given. */
  readonly problem?: string | undefined;
  /** Somebody has just finished. */
  readonly thanked?: { readonly unhappy: boolean } | undefined;
}

@Controller('k')
export class KioskPagesController {
  constructor(
    private readonly collectors: Collectors,
    private readonly asking: Asking,
    private readonly taken: TakenAnswers,
    private readonly pages: Pages,
    private readonly assets: Assets,
    private readonly i18n: I18n,
    private readonly limits: RateLimits,
  ) {}

  /** The script that keeps the page on the device; its address decides which pages it may keep. */
  @Get('service-worker.js')
  @Public()
  @Header('Cache-Control', 'no-cache')
  async worker(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const asset = await this.assets.find(
      this.assets.url('js/kiosk-worker.js').replace('/assets/', ''),
      undefined,
    );
    if (!asset) throw errors.not_found();
    void reply.type(asset.type);
    return asset.body;
  }

  @Get(':key')
  @Policy({ token: 'collector' })
  @Header('X-Robots-Tag', 'noindex')
  async show(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Query() query: Query,
  ): Promise<HtmlReply> {
    const collector = await this.open(key);
    if (!collector) return this.unknown(request);
    return this.page(request, 200, await this.firstPage(key, collector, query['lang']));
  }

  /** One touch on a device without scripts. */
  @Post(':key')
  @HttpCode(200)
  @Policy({ token: 'collector' })
  @Header('X-Robots-Tag', 'noindex')
  async touch(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Query() query: Query,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const collector = await this.open(key);
    if (!collector) return this.unknown(request);
    const { earlier, lang, slot: given, skip, ...form } = isRecord(body) ? body : {};
    const carried = readCarried(earlier);
    const stamp = carried && this.asking.readStamp(collector, carried.stamp);
    if (!carried || !stamp || typeof given !== 'string')
      return this.page(request, 200, await this.firstPage(key, collector, query['lang']));

    const asked = await this.asking.of(collector, stamp.versionId);
    const page: KioskPage = {
      key,
      collector,
      asked,
      ...spoken(collector, asked, lang ?? query['lang']),
      carried,
      slot: given,
    };
    if (lang !== undefined) return this.page(request, 200, page);
    const value = skip === undefined ? valueIn(form[`answers[${given}]`]) : undefined;
    const answers = withAnswer(carried.answers, given, value);
    const fault = faultsIn(asked, answers, [given])?.errors?.[0];
    if (fault) {
      const problem = this.i18n
        .forCustomers()
        .text(page.locale, `collectors.kiosk_${fault.code === 'answer_missing' ? 'missing' : 'wrong'}`);
      return this.page(request, 422, { ...page, problem });
    }
    const further = { ...carried, answers };
    const next = slotAfter(asked, answers, given);
    if (next !== undefined) return this.page(request, 200, { ...page, carried: further, slot: next });
    await this.record(request, collector, {
      id: carried.id,
      versionId: stamp.versionId,
      answers,
      locale: page.locale,
      claimedAt: null,
      signs: typeof form[HONEYPOT] === 'string' && form[HONEYPOT] !== '' ? ['honeypot_filled'] : [],
    });
    const read = readAnswerForm(asked.survey, asked.servers, { answers });
    // The next customer finds the first question under the thanks to this one: nothing has to be waited for.
    const fresh = await this.firstPage(key, collector, query['lang']);
    return this.page(request, 200, { ...fresh, thanked: { unhappy: hasLowRating(read.answers) } });
  }

  /** What the device has kept: sent one by one, and again until it hears that it is here. */
  @Post(':key/answers')
  @Policy({ token: 'collector' })
  async take(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: 'recorded' | 'repeated' }> {
    const collector = await this.require(request, key);
    const { stamp: written, at, ...answer } = parseInput(deviceAnswer, body);
    const stamp = this.asking.readStamp(collector, written);
    if (!stamp) throw collectorErrors.answer_page_unknown();
    const { repeated } = await this.record(request, collector, {
      ...answer,
      versionId: stamp.versionId,
      claimedAt: at,
    });
    void reply.status(repeated ? 200 : 201);
    return { status: repeated ? 'repeated' : 'recorded' };
  }

  /** Every minute, once nothing waits to be sent; the reply tells whether the page has changed. */
  @Post(':key/heartbeat')
  @HttpCode(200)
  @Policy({ token: 'collector' })
  async heartbeat(@Req() request: AppRequest, @Param('key') key: string): Promise<{ page: string }> {
    const collector = await this.require(request, key);
    await this.collectors.seen(collector);
    return { page: this.edition(await this.asking.of(collector)) };
  }

  private record(
    { ip, headers }: AppRequest,
    collector: Collector,
    submission: Omit<Parameters<TakenAnswers['take']>[1], 'mayQuote'>,
  ) {
    // In front of others nobody is asked whether their words may be shown.
    return this.taken.take(
      collector,
      { ...submission, mayQuote: false },
      { ip, userAgent: headers['user-agent'] },
    );
  }

  private async firstPage(key: string, collector: Collector, lang: unknown): Promise<KioskPage> {
    const asked = await this.asking.of(collector);
    const stamp = this.asking.stamp(collector, asked.survey);
    const carried = { id: randomUUID(), stamp, answers: {} };
    return { key, collector, asked, ...spoken(collector, asked, lang), carried };
  }

  private page(request: AppRequest, status: number, page: KioskPage): Promise<HtmlReply> {
    const { key, collector, asked, locale, ownLocale, carried, slot, problem, thanked } = page;
    const speech = this.i18n.forCustomers();
    const screens = screensOf(asked, locale, speech);
    const shown = screens.find((screen) => screen.key === (slot ?? slotAfter(asked, {}, undefined)));
    const model = {
      address: `/k/${key}`,
      action: locale === ownLocale ? `/k/${key}` : `/k/${key}?lang=${locale}`,
      homeHref: `/k/${key}`,
      collector: collector.id,
      edition: this.edition(asked),
      carried: writtenCarried(carried),
      stamp: carried.stamp,
      screen: shown && { ...toned(shown, asked, carried.answers), problem },
      begun: Object.keys(carried.answers).length > 0,
      screens,
      flow: flowOf(asked),
      thanked,
      trap: HONEYPOT,
      languages: asked.survey.languages.map((language) => ({
        locale: language,
        key: `collectors.language_${language}`,
        active: language === locale,
        href: language === ownLocale ? `/k/${key}` : `/k/${key}?lang=${language}`,
      })),
      ownLocale,
    };
    const title = shown?.prompt ?? '';
    return this.pages.html(request, 'collectors/kiosk', model, { layout: 'kiosk', status, locale, title });
  }

  /** Changes whenever the page would look different: the survey's version, or the product's own files. */
  private edition({ survey }: Questionnaire): string {
    const [, , files = ''] = this.assets.url('js/kiosk.js').split('/');
    return `${survey.versionId}-${files}`;
  }

  /** Only a kiosk's key opens this page: what is printed for everybody does not make a kiosk. */
  private async open(key: string): Promise<Collector | null> {
    const collector = await this.collectors.byKey(key);
    return collector?.kind === 'kiosk' ? collector : null;
  }

  private async require(request: AppRequest, key: string): Promise<Collector> {
    const collector = await this.open(key);
    if (collector) return collector;
    await this.countUnknown(request);
    throw errors.not_found();
  }

  private countUnknown({ ip }: AppRequest): Promise<void> {
    return this.limits.require(`collector-key:${ip}`, UNKNOWN_LIMIT, UNKNOWN_WINDOW_SECONDS);
  }

  private async unknown(request: AppRequest): Promise<HtmlReply> {
    await this.countUnknown(request);
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

/** The device's own language unless another is asked for. */
function spoken({ locale }: Collector, { survey }: Questionnaire, wanted: unknown) {
  const asked = typeof wanted === 'string' ? toLocale(wanted) : undefined;
  const ownLocale = languageFor(survey, [locale]);
  return { locale: languageFor(survey, [asked, ownLocale]), ownLocale };
}

function valueIn(sent: unknown): AnswerValue | undefined {
  if (typeof sent === 'string') return sent === '' ? undefined : sent;
  if (!Array.isArray(sent)) return undefined;
  return sent.filter((one): one is string => typeof one === 'string').slice(0, 100);
}

function withAnswer(answers: AnswerValues, slot: string, value: AnswerValue | undefined): AnswerValues {
  const kept = Object.fromEntries(Object.entries(answers).filter(([key]) => key !== slot));
  return value === undefined ? kept : { ...kept, [slot]: value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
