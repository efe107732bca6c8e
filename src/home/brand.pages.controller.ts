/** How the organization appears to its customers, with the mail and the page beside the form as they would look. */
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { TONES } from '../kernel';
import { LOCALES, type Locale } from '../platform/config';
import type { DomainError } from '../platform/errors';
import { isFramedMail, mayBeFramed, showsFrames, TakesFile } from '../platform/http';
import { I18n, problemsOf, toLocale } from '../platform/i18n';
import { HtmlReply, LARGEST_LOGO, Pages, type SeeOther, seeOther, shownLogo } from '../platform/views';
import { MailPreview, PagePreview, PreviewLinks } from '../previews';
import { coreQuestion, otherTone, type ShownVersion, ShownVersions, Surveys } from '../surveys';
import { BRAND_FIELDS, LEAST_CONTRAST, shownContrast, type TypedBrand } from './brand-form';
import { BrandService } from './brand.service';

@Controller('settings/brand')
@Policy({ permission: 'settings.manage' })
export class BrandPagesController {
  constructor(
    private readonly brand: BrandService,
    private readonly surveys: Surveys,
    private readonly versions: ShownVersions,
    private readonly page: PagePreview,
    private readonly mail: MailPreview,
    private readonly links: PreviewLinks,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  async show(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
  ): Promise<HtmlReply> {
    return this.form(request, reply, viewer, await this.brand.typed());
  }

  @Post()
  @HttpCode(303)
  @TakesFile({ field: 'logo', limit: LARGEST_LOGO })
  async save(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const outcome = await this.brand.save(body, viewer);
    if (outcome.kind === 'refused') return this.form(request, reply, viewer, outcome.typed, outcome.error);
    return seeOther('/settings/brand', {
      kind: 'done',
      key: outcome.changed ? 'home.brand_saved' : 'home.settings_same',
    });
  }

  /** The customer's page with what is typed so far, for the frame beside the form. */
  @Get('page')
  async asPage(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const [shown, brand, locale] = [
      await this.asked(),
      await this.brand.asTyped(query),
      languageOf(query, viewer),
    ];
    mayBeFramed(reply);
    const action = this.links.pathTo({ versionId: shown.survey.versionId, locale, place: 'frame' });
    const { scale } = coreQuestion(shown.survey);
    return this.page.open(
      request,
      { shown, locale, action, note: false, brand },
      { rating: scale && String(scale.max) },
    );
  }

  /** The mail with what is typed so far. */
  @Get('mail')
  async asMail(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const brand = await this.brand.asTyped(query);
    const { html } = await this.mail.write(await this.asked(), languageOf(query, viewer), 'frame', brand);
    isFramedMail(reply);
    return new HtmlReply(html, 200, false);
  }

  /** The survey of a touchpoint that names none. */
  private async asked(): Promise<ShownVersion> {
    return { state: 'published', survey: await this.surveys.publishedFor(null) };
  }

  /** Surveys that are asked now and address customers in another tone: their texts are their authors' own. */
  private async speakingOtherwise(chosen: string): Promise<{ name: string; href: string }[]> {
    const tone = TONES.find((one) => one === chosen);
    if (!tone) return [];
    return (await this.versions.published())
      .filter((survey) => otherTone(survey, tone) !== undefined)
      .map(({ name, surveyId }) => ({ name, href: `/surveys/${surveyId}` }));
  }

  private async form(
    request: AppRequest,
    reply: FastifyReply,
    viewer: Viewer,
    typed: TypedBrand,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const say = (key: string, params?: Record<string, string | number>) =>
      this.i18n.text(locale, key, params);
    const labels = {
      ...Object.fromEntries(BRAND_FIELDS.map((name) => [name, say(`home.field.${name}`)])),
      logo: say('home.field.logo'),
    };
    const readable = /^#[0-9a-f]{6}$/i.test(typed.accent.trim());
    const ratio = readable ? shownContrast(typed.accent.trim().toLowerCase()) : 0;
    const logo = await this.brand.logo(typed.keptLogo);
    showsFrames(reply);
    return this.pages.html(
      request,
      'home/brand',
      {
        typed,
        label: labels,
        problems: problem && problemsOf(problem, this.i18n, locale, labels),
        logo: shownLogo(logo),
        removes: typed.removeLogo === 'on',
        limitKb: LARGEST_LOGO / 1024,
        limitBytes: LARGEST_LOGO,
        contrast: readable && {
          good: ratio >= LEAST_CONTRAST,
          ratio: this.i18n.formatsFor(locale).number(ratio, 1),
        },
        tones: TONES.map((tone) => ({
          tone,
          label: say(`home.tone_${tone}`),
          example: say(`home.tone_${tone}_example`),
          checked: tone === typed.tone,
        })),
        otherwise: await this.speakingOtherwise(typed.tone),
        languages: LOCALES.map((value) => ({
          value,
          label: say(`platform.language_${value}`),
          selected: value === locale,
        })),
        frameQuery: frameQuery(typed, locale),
      },
      { title: say('home.brand_title'), status: problem?.status },
    );
  }
}

function languageOf(query: Record<string, unknown>, viewer: Viewer): Locale {
  const { language } = query;
  return toLocale(typeof language === 'string' ? language : undefined) ?? viewer.locale;
}

/** What the frames show at first: the form as it stands. */
function frameQuery(typed: TypedBrand, language: Locale): string {
  const { removeLogo, ...fields } = typed;
  const shown = removeLogo === 'on' ? { ...fields, keptLogo: '' } : fields;
  return new URLSearchParams({ ...shown, language }).toString();
}
