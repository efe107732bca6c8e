/**
 * Staff pages of the other ways in: which kiosks, posters and links there are, whether they are alive, how to set one
 * up, print it, give it a new key and take it out of use.
 */
import { Body, Controller, Get, Header, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { InteractionsQueries } from '../interactions';
import { LOCALES, pickText } from '../kernel';
import { Calendar } from '../organization';
import { Clock, startOfDay } from '../platform/clock';
import { Config } from '../platform/config';
import { DomainError, errors, parseInput, zLocale } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, seeOther } from '../platform/views';
import { COLLECTOR_KINDS } from './calc';
import { pathOf } from './collector-keys';
import { type Collector, CollectorStore } from './collector.store';
import { Collectors, type KeyedCollector, newCollector } from './collectors.service';
import { EmployeeNames } from './employee-names';
import { POSTER_SIZES, posterPdf } from './poster';
import { PosterWords } from './poster-words';
import { qrPng, qrSvg } from './qr-code';

/** A kiosk that has been silent for longer is told so: it shows itself every minute. */
const SILENT_AFTER_MS = 10 * 60_000;

const posterQuery = z.strictObject({
  size: z.enum(POSTER_SIZES).default('a4'),
  locale: zLocale.optional(),
});
const FORM_FIELDS = ['kind', 'name', 'touchpoint', 'employee', 'locale'] as const;
type Fields = Partial<Record<(typeof FORM_FIELDS)[number], string>>;

@Controller('collectors')
export class CollectorsPagesController {
  constructor(
    private readonly collectors: Collectors,
    private readonly store: CollectorStore,
    private readonly touchpoints: InteractionsQueries,
    private readonly names: EmployeeNames,
    private readonly posters: PosterWords,
    private readonly calendar: Calendar,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'touchpoints.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const answers = await this.answersThisMonth();
    const rows = (await this.store.all()).map((collector) => this.row(collector, viewer, answers));
    return this.pages.html(
      request,
      'collectors/list',
      {
        active: rows.filter((row) => !row.revoked),
        revoked: rows.filter((row) => row.revoked),
        mayManage: viewer.can('touchpoints.manage'),
        mayEnter: viewer.can('responses.enter'),
      },
      { title: this.text(viewer, 'collectors.title') },
    );
  }

  @Get('new')
  @Policy({ permission: 'touchpoints.manage' })
  async blank(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const touchpoint = typeof query['touchpoint'] === 'string' ? query['touchpoint'] : undefined;
    return this.form(request, viewer, { kind: 'qr', locale: viewer.locale, touchpoint });
  }

  @Post()
  @Policy({ permission: 'touchpoints.manage' })
  async create(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    try {
      const made = await this.collectors.create(parseInput(newCollector, body), viewer.actor);
      return await this.afterNewKey(request, viewer, made, 'collectors.done_created');
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.form(request, viewer, fieldsIn(body), error);
    }
  }

  @Get(':id')
  @Policy({ permission: 'touchpoints.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    return this.detail(request, viewer, await this.collectors.require(Number(id)));
  }

  @Post(':id/keys')
  @Policy({ permission: 'touchpoints.manage' })
  async renew(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    const made = await this.collectors.renewKey(Number(id), viewer.actor);
    return this.afterNewKey(request, viewer, made, 'collectors.done_renewed');
  }

  @Post(':id/revocation')
  @Policy({ permission: 'touchpoints.manage' })
  async revoke(@CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    await this.collectors.revoke(Number(id), viewer.actor);
    return seeOther(`/collectors/${Number(id)}`, { kind: 'done', key: 'collectors.done_revoked' });
  }

  @Get(':id/poster.pdf')
  @Policy({ permission: 'touchpoints.view' })
  async poster(
    @Param('id') id: string,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { size, locale } = parseInput(posterQuery, query);
    const { collector, url } = await this.printed(id);
    const pdf = await posterPdf(await this.posters.of(collector, url, size, locale ?? collector.locale));
    void reply
      .type('application/pdf')
      .header('Content-Disposition', `inline; filename="${collector.kind}-${collector.id}-${size}.pdf"`);
    return pdf;
  }

  @Get(':id/code.png')
  @Policy({ permission: 'touchpoints.view' })
  @Header('Content-Type', 'image/png')
  async png(@Param('id') id: string): Promise<Buffer> {
    return qrPng((await this.printed(id)).url);
  }

  @Get(':id/code.svg')
  @Policy({ permission: 'touchpoints.view' })
  @Header('Content-Type', 'image/svg+xml')
  async svg(@Param('id') id: string): Promise<string> {
    return qrSvg((await this.printed(id)).url);
  }

  /** A collector whose address may stand on paper. A revoked one leads nowhere: nothing is printed for it. */
  private async printed(id: string): Promise<{ collector: Collector; url: string }> {
    const collector = await this.collectors.require(Number(id));
    if (collector.publicKey === null || collector.revokedAt !== null) throw errors.not_found();
    return { collector, url: this.urlOf(collector, collector.publicKey) };
  }

  /** A kiosk's key is on this page and never again; what is public is on the collector's own page. */
  private async afterNewKey(
    request: AppRequest,
    viewer: Viewer,
    { id, key }: KeyedCollector,
    doneKey: string,
  ) {
    const collector = await this.collectors.require(id);
    if (collector.kind !== 'kiosk') return seeOther(`/collectors/${id}`, { kind: 'done', key: doneKey });
    const url = this.urlOf(collector, key);
    return this.pages.html(
      request,
      'collectors/key',
      { id, name: collector.name, url, code: dataUrl(await qrSvg(url)) },
      { title: this.text(viewer, 'collectors.key_title') },
    );
  }

  private async detail(request: AppRequest, viewer: Viewer, collector: Collector): Promise<HtmlReply> {
    const { publicKey } = collector;
    const url = publicKey === null ? undefined : this.urlOf(collector, publicKey);
    const model = {
      ...this.row(collector, viewer, await this.answersThisMonth()),
      language: this.text(viewer, `collectors.language_${collector.locale}`),
      createdAt: collector.createdAt,
      url,
      code: url === undefined ? undefined : dataUrl(await qrSvg(url)),
      sizes: POSTER_SIZES.map((size) => ({
        size: size.toUpperCase(),
        links: LOCALES.map((locale) => ({
          locale,
          language: this.text(viewer, `collectors.language_${locale}`),
          href: `/collectors/${collector.id}/poster.pdf?size=${size}&locale=${locale}`,
        })),
      })),
      mayManage: viewer.can('touchpoints.manage') && collector.revokedAt === null,
    };
    return this.pages.html(request, 'collectors/one', model, { title: collector.name });
  }

  private async form(
    request: AppRequest,
    viewer: Viewer,
    fields: Fields,
    error?: DomainError,
  ): Promise<HtmlReply> {
    const labels = Object.fromEntries(
      FORM_FIELDS.map((field) => [field, this.text(viewer, `collectors.field_${field}`)]),
    );
    const problems = error && problemsOf(error, this.i18n, viewer.locale, labels);
    const { items } = await this.touchpoints.touchpoints(0, 500);
    const model = {
      fields,
      labels,
      problems,
      kinds: COLLECTOR_KINDS.map((kind) => ({
        kind,
        label: this.text(viewer, `collectors.kind_${kind}`),
        hint: this.text(viewer, `collectors.kind_${kind}_hint`),
        checked: fields.kind === kind,
      })),
      touchpoints: items
        .filter(({ retired }) => !retired)
        .map(({ code, names }) => ({ value: code, label: pickText(names, viewer.locale) })),
      employees: await this.names.employed(),
      locales: LOCALES.map((locale) => ({
        value: locale,
        label: this.text(viewer, `collectors.language_${locale}`),
      })),
    };
    return this.pages.html(request, 'collectors/new', model, {
      title: this.text(viewer, 'collectors.new_title'),
      status: error ? error.status : 200,
    });
  }

  private row(collector: Collector, viewer: Viewer, answers: ReadonlyMap<number, number>) {
    const { id, kind, name, touchpoint, employee, lastSeenAt, revokedAt } = collector;
    const silent =
      kind === 'kiosk' &&
      revokedAt === null &&
      lastSeenAt !== null &&
      this.clock.now() - lastSeenAt > SILENT_AFTER_MS;
    const closed = touchpoint.retiredAt !== null;
    const state = revokedAt !== null ? 'revoked' : closed ? 'closed' : silent ? 'silent' : 'active';
    return {
      id,
      kind,
      kindName: this.text(viewer, `collectors.kind_${kind}`),
      name,
      touchpoint: pickText(touchpoint.names, viewer.locale),
      employee: employee?.name,
      lastSeenAt,
      answers: answers.get(id) ?? 0,
      state,
      stateName: this.text(viewer, `collectors.state_${state}`),
      revoked: revokedAt !== null,
      revokedAt,
      kiosk: kind === 'kiosk',
    };
  }

  private async answersThisMonth(): Promise<Map<number, number>> {
    const [today, zone] = [await this.calendar.today(), await this.calendar.zone()];
    const month = DateTime.fromISO(today).startOf('month');
    const first = (date: DateTime) => startOfDay(date.toFormat('yyyy-MM-dd'), zone);
    return this.store.answersBetween(first(month), first(month.plus({ months: 1 })));
  }

  private urlOf({ kind }: Collector, key: string): string {
    return `${this.config.baseUrl}${pathOf(kind, key)}`;
  }

  private text(viewer: Viewer, key: string): string {
    return this.i18n.text(viewer.locale, key);
  }
}

/** What was typed, for the form that comes back with its faults. */
function fieldsIn(body: unknown): Fields {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return Object.fromEntries(
    FORM_FIELDS.flatMap((name) => {
      const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function dataUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
