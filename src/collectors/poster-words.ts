/** What a poster says in a language: the touchpoint's question in words of the organization. */
import { Injectable } from '@nestjs/common';
import { type Locale, pickText } from '../kernel';
import { I18n } from '../platform/i18n';
import { BrandImages, type Logo, SettingsStore } from '../platform/views';
import type { Collector } from './collector.store';
import { EmployeeNames } from './employee-names';
import type { Poster, PosterLogo, PosterSize } from './poster';

@Injectable()
export class PosterWords {
  constructor(
    private readonly settings: SettingsStore,
    private readonly images: BrandImages,
    private readonly names: EmployeeNames,
    private readonly i18n: I18n,
  ) {}

  async of(collector: Collector, url: string, size: PosterSize, locale: Locale): Promise<Poster> {
    const organization = await this.settings.get('organization');
    const employee = await this.names.publicNameOf(collector);
    const place = pickText(collector.touchpoint.names, locale);
    const speech = this.i18n.forCustomers();
    const text = (key: string, params: Record<string, string> = {}) =>
      speech.text(locale, `collectors.${key}`, params);
    return {
      size,
      language: locale,
      title: text('poster_title', { place }),
      organization: organization.name,
      logo: await this.logo(organization.logo),
      accent: organization.accent,
      heading: employee ? text('poster_heading_employee', { employee }) : text('poster_heading'),
      sentence: text('poster_sentence'),
      instruction: text('poster_instruction'),
      codeMeaning: text('poster_code'),
      url,
      place,
      footer: text('poster_footer', { organization: organization.name }),
    };
  }

  private async logo(logo: Logo | null): Promise<PosterLogo | undefined> {
    const image = logo && (await this.images.find(logo.hash, logo.type));
    return image ? { bytes: image.body, width: logo.width, height: logo.height } : undefined;
  }
}
