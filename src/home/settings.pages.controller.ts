/** One page for what administrators decide about the organization, its targets and its invitations. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { LOCALES } from '../platform/config';
import { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { REGIONS, SETTINGS_FIELDS, type TypedSettings, typedIn } from './settings-form';
import { SettingsService } from './settings.service';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

@Controller('settings')
export class SettingsPagesController {
  constructor(
    private readonly settings: SettingsService,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'settings.manage' })
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer, await this.settings.typed());
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async save(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const changed = await this.settings.save(body, viewer);
      return seeOther('/settings', {
        kind: 'done',
        key: changed ? 'home.settings_saved' : 'home.settings_same',
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.page(request, viewer, typedIn(body), error);
    }
  }

  private page(
    request: AppRequest,
    viewer: Viewer,
    typed: TypedSettings,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const say = (key: string, params?: Record<string, string>) => this.i18n.text(locale, key, params);
    const labels = Object.fromEntries(SETTINGS_FIELDS.map((name) => [name, say(`home.field.${name}`)]));
    const countries = new Intl.DisplayNames([locale], { type: 'region' });
    const regions = [...new Set([typed.region, ...REGIONS])].filter((code) => /^[A-Z]{2}$/.test(code));
    const zones = [...new Set([typed.timezone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
      .filter(Boolean)
      .sort();
    const model = {
      typed,
      quiet: typed.quiet === 'on',
      label: labels,
      problems: problem && problemsOf(problem, this.i18n, locale, labels),
      languages: LOCALES.map((value) => ({ value, label: say(`platform.language_${value}`) })),
      regions: regions
        .map((value) => ({ value, label: countries.of(value) ?? value }))
        .sort((a, b) => a.label.localeCompare(b.label, locale)),
      zones: zones.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
      hours: HOURS.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` })),
    };
    return this.pages.html(request, 'home/settings', model, {
      title: say('home.settings_title'),
      status: problem?.status,
    });
  }
}
