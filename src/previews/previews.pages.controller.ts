/**
 * Surveys as customers see them, for those who write them: the pages and the mail of any version in any language, on a
 * phone and on a desktop, and a test mail to oneself.
 */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import type { Locale } from '../kernel';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { errors, parseInput, zLocale } from '../platform/errors';
import { isFramedMail, mayBeFramed, RateLimits, showsFrames } from '../platform/http';
import { I18n } from '../platform/i18n';
import { MailRefused } from '../platform/mail';
import { HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { type ShownVersion, ShownVersions } from '../surveys';
import { MailPreview } from './mail-preview';
import { PagePreview } from './page-preview';
import { PreviewLinks } from './preview-links';

const DEVICES = ['phone', 'desktop'] as const;

const zPreviewQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
  language: zLocale.optional(),
  /** Present: the page around the preview, with the preview in a frame as wide as the device. */
  device: z.enum(DEVICES).optional(),
  /** Key of the section to begin at. */
  step: z.string().max(32).optional(),
  /** The rating tapped in the mail. */
  rating: z.coerce.number().int().min(0).max(10).optional(),
});
type PreviewAddress = z.output<typeof zPreviewQuery>;

const zTestMail = z.strictObject({
  version: z.coerce.number().int().min(1),
  language: zLocale,
  device: z.enum(DEVICES).optional(),
});

/** Test mails one person may send in an hour. */
const TESTS_PER_HOUR = 20;
const HOUR_SECONDS = 3600;

@Controller('surveys/:id')
export class PreviewsPagesController {
  constructor(
    private readonly versions: ShownVersions,
    private readonly page: PagePreview,
    private readonly mail: MailPreview,
    private readonly links: PreviewLinks,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly limits: RateLimits,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  /** The customer's first page, or any section of it; with `device`, in a frame on a page of ours. */
  @Get('preview')
  @Policy({ permission: 'surveys.view' })
  async preview(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() input: unknown,
  ): Promise<HtmlReply> {
    const query = parseInput(zPreviewQuery, input);
    const shown = await this.versions.of(idOf(id), query.version);
    const locale = languageIn(shown, query.language ?? viewer.locale);
    const action = this.links.pathTo({ versionId: shown.survey.versionId, locale, place: 'frame' });
    if (query.device) {
      showsFrames(reply);
      return this.around(request, viewer, shown, locale, query, {
        shows: 'page',
        frame: addressOf(shown, 'preview', locale, { step: query.step, rating: query.rating }),
      });
    }
    mayBeFramed(reply);
    return this.page.open(
      request,
      { shown, locale, action, note: false },
      { step: query.step, rating: query.rating?.toString() },
    );
  }

  @Get('mail-preview')
  @Policy({ permission: 'surveys.view' })
  async mailPreview(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() input: unknown,
  ): Promise<HtmlReply> {
    const query = parseInput(zPreviewQuery, input);
    const shown = await this.versions.of(idOf(id), query.version);
    const locale = languageIn(shown, query.language ?? viewer.locale);
    const { subject, from, replyTo, text, invitation } = await this.mail.write(shown, locale, 'frame');
    showsFrames(reply);
    return this.around(
      request,
      viewer,
      shown,
      locale,
      { device: 'phone', ...query },
      {
        shows: 'mail',
        frame: addressOf(shown, 'mail-preview/html', locale, {}),
        mail: { subject, from, replyTo: replyTo || undefined, preheader: invitation.preheader, text },
      },
    );
  }

  /** The mail itself, for the frame. Its links lead to the preview of the page, in the same frame. */
  @Get('mail-preview/html')
  @Policy({ permission: 'surveys.view' })
  async mailHtml(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() input: unknown,
  ): Promise<HtmlReply> {
    const query = parseInput(zPreviewQuery, input);
    const shown = await this.versions.of(idOf(id), query.version);
    const { html } = await this.mail.write(
      shown,
      languageIn(shown, query.language ?? viewer.locale),
      'frame',
    );
    isFramedMail(reply);
    return new HtmlReply(html, 200, false);
  }

  /** Sends the mail to the signed-in person's own address, and nowhere else. */
  @Post('test-mail')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async testMail(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { version, language, device = 'phone' } = parseInput(zTestMail, body);
    const shown = await this.versions.of(idOf(id), version);
    const locale = languageIn(shown, language);
    await this.limits.require(`test-mail:${viewer.actor}`, TESTS_PER_HOUR, HOUR_SECONDS);
    const back = addressOf(shown, 'mail-preview', locale, { device });
    try {
      await this.mail.send(shown, locale, { name: viewer.name, address: viewer.email });
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      return seeOther(back, { kind: 'problem', key: 'previews.test_refused' });
    }
    const { surveyId } = shown.survey;
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'survey.test_mail_sent',
        subject: `survey:${surveyId}`,
        details: { version, locale },
      }),
    );
    return seeOther(back, {
      kind: 'done',
      key: 'previews.test_sent',
      params: { address: viewer.email },
    });
  }

  private around(
    request: AppRequest,
    viewer: Viewer,
    shown: ShownVersion,
    locale: Locale,
    { device = 'phone', step, rating }: PreviewAddress,
    model: { shows: 'page' | 'mail'; frame: string; mail?: object },
  ): Promise<HtmlReply> {
    const { survey, state } = shown;
    const here = model.shows === 'page' ? 'preview' : 'mail-preview';
    const title = this.i18n.text(viewer.locale, `previews.title_${model.shows}`, { name: survey.name });
    const place = model.shows === 'page' ? { step, rating } : {};
    return this.pages.html(
      request,
      'previews/preview',
      {
        ...model,
        surveyId: survey.surveyId,
        name: survey.name,
        version: survey.version,
        draft: state === 'draft',
        locale,
        device,
        backHref: backTo(shown, viewer),
        views: (['page', 'mail'] as const).map((view) => ({
          key: `previews.view_${view}`,
          href: addressOf(shown, view === 'page' ? 'preview' : 'mail-preview', locale, { device }),
          current: view === model.shows,
        })),
        devices: DEVICES.map((one) => ({
          key: `previews.device_${one}`,
          href: addressOf(shown, here, locale, { ...place, device: one }),
          current: one === device,
        })),
        languages: survey.languages.map((one) => ({
          locale: one,
          href: addressOf(shown, here, one, { ...place, device }),
          current: one === locale,
        })),
        canSend: viewer.can('surveys.manage'),
        address: viewer.email,
      },
      { title },
    );
  }
}

function idOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw errors.not_found();
  return Number(id);
}

/** The language wanted, where the survey speaks it; else its author's. */
function languageIn({ survey }: ShownVersion, wanted: Locale): Locale {
  return survey.languages.includes(wanted) ? wanted : (survey.languages[0] ?? wanted);
}

/** A draft is left for where it is written. */
function backTo({ survey, state }: ShownVersion, viewer: Viewer): string {
  const path = `/surveys/${survey.surveyId}`;
  if (state !== 'draft') return `${path}?version=${survey.version}`;
  return viewer.can('surveys.manage') ? `${path}/edit` : path;
}

function addressOf(
  { survey }: ShownVersion,
  path: string,
  language: Locale,
  more: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams({ version: String(survey.version), language });
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, String(value));
  return `/surveys/${survey.surveyId}/${path}?${query.toString()}`;
}
