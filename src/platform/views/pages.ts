/** Makes a page: the template's words in the reader's language, inside a layout that knows the reader and the place. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Config, type Locale } from '../config';
import { I18n, negotiateLocale } from '../i18n';
import { Assets } from './assets';
import { DEFAULT_ACCENT } from './brand';
import { shownLogo } from './logo';
import { CutPage, marked, presence, type Slots } from './cut-page';
import type { PageData } from './helpers';
import { Navigation } from './navigation';
import { decodeFlash, FLASH_COOKIE, type Flash, HtmlReply } from './replies';
import { type OrganizationSettings, SettingsStore } from './settings-store';
import { Templates } from './templates';

export type Layout = 'staff' | 'public' | 'kiosk' | 'board' | 'fragment' | 'bare';

/** Who reads, as far as a layout has to know. `access` has more. */
export interface PageViewer {
  name: string;
  locale: Locale;
  can(permission: string): boolean;
}

/** The part of a request that pages look at. */
export interface PageRequest {
  url: string;
  headers: Record<string, string | string[] | undefined>;
  cookies?: Record<string, string | undefined>;
  viewer?: PageViewer | undefined;
}

/** What modules know about a request that every page shows: see `Pages.registerViewContext`. */
export interface ViewContext {
  /** For the hidden field of forms. */
  csrfToken?: string | undefined;
  viewer?: PageViewer | undefined;
  /** Small counts beside menu entries, by their key. */
  badges?: Record<string, number>;
}
export type ViewContextProvider = (request: never) => ViewContext | Promise<ViewContext>;

export interface PageOptions {
  /** `staff` unless said. */
  layout?: Layout;
  status?: number;
  /** Words for the browser's title; the organization's name is added. */
  title?: string;
  /** The language, when the page knows better than the reader's account and browser. */
  locale?: Locale;
  /** IANA zone for instants, when it is not the organization's. */
  zone?: string;
  /** Seconds after which a browser without JavaScript loads the page again: for work that is under way. */
  refresh?: number | undefined;
  /** Shown in place of what the organization has settled: for previews. */
  brand?: Partial<OrganizationSettings> | undefined;
}

/** A page that differs from reader to reader by little: see `Pages.spliced`. */
export interface SplicedPage {
  /** Everything the page depends on besides the slots, the language and the organization. */
  variant: string;
  /** What differs from reader to reader; every text that is there is shown as it is or within a message. */
  slots: Slots;
  model(this: void, slots: Slots): object;
  title(this: void, slots: Slots): string;
}

const PRODUCT = 'Aplauso';
/** So many pages are kept cut: surveys × languages × what readers have chosen so far. */
const CUT_PAGES = 500;
const BAR_ENTRIES = 7;

@Injectable()
export class Pages {
  private readonly providers: ViewContextProvider[] = [];
  private readonly cutPages = new Map<string, CutPage | 'uncut'>();
  private edition: { of?: OrganizationSettings; content?: string; number: number } = { number: 0 };

  constructor(
    private readonly templates: Templates,
    private readonly i18n: I18n,
    private readonly settings: SettingsStore,
    private readonly navigation: Navigation,
    private readonly assets: Assets,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Adds what a module knows about each request. Later providers win. */
  registerViewContext(provider: ViewContextProvider): void {
    this.providers.push(provider);
  }

  /**
   * A finished page, to be returned by the handler: `return this.pages.html(request, 'scoring/my-results', model)`.
   * The model holds values, not words and not formatted numbers; templates reach the page's own facts by `@locale`,
   * `@organization`, `@viewer`, `@path`, `@title`.
   */
  async html(request: PageRequest, name: string, model: object, options: PageOptions = {}): Promise<HtmlReply> {
    const context = await this.contextOf(request);
    const organization = { ...(await this.settings.get('organization')), ...options.brand };
    const locale = options.locale ?? context.viewer?.locale ?? this.localeOf(request, organization.locale);
    const flash = decodeFlash(request.cookies?.[FLASH_COOKIE]);
    const data = { ...this.dataFor(request, context, organization, locale, options), flash: this.worded(flash, locale) };
    const body = this.templates.render(name, model, data);
    const html = this.templates.render(`layouts/${options.layout ?? 'staff'}`, { body }, data);
    return new HtmlReply(html, options.status ?? 200, flash !== undefined);
  }

  /**
   * A finished page for readers nobody knows more about than what is handed over: rendered once for each variant, and
   * then joined around each reader's own words. The language has to be given.
   */
  async spliced(
    request: PageRequest,
    name: string,
    page: SplicedPage,
    options: PageOptions & { locale: Locale },
  ): Promise<HtmlReply> {
    const { slots } = page;
    const whole = (shown: Slots) =>
      this.html(request, name, page.model(shown), { ...options, title: page.title(shown) });
    if (this.config.environment === 'development' || options.brand || request.cookies?.[FLASH_COOKIE])
      return whole(slots);
    const organization = this.editionOf(
      this.settings.known('organization') ?? (await this.settings.get('organization')),
    );
    const { locale, layout, zone } = options;
    const key = `${name} ${layout} ${locale} ${zone} ${organization} ${presence(slots)} ${page.variant}`;
    let cut = this.cutPages.get(key);
    if (cut === undefined) {
      if (this.cutPages.size >= CUT_PAGES) this.cutPages.clear();
      cut = CutPage.of((await whole(marked(slots))).html, slots) ?? 'uncut';
      this.cutPages.set(key, cut);
    }
    if (cut === 'uncut') return whole(slots);
    const html = cut.filled(slots);
    // Every test that looks at a page checks that nothing was left out of its variant.
    if (this.config.environment === 'test' && html !== (await whole(slots)).html)
      throw new Error(`The page ${name} depends on more than its variant says: ${page.variant}`);
    return new HtmlReply(html, options.status ?? 200, false);
  }

  /** A number that changes whenever the organization's settings do; they are read anew every few seconds. */
  private editionOf(organization: OrganizationSettings): number {
    if (organization === this.edition.of) return this.edition.number;
    const content = JSON.stringify(organization);
    const number = content === this.edition.content ? this.edition.number : this.edition.number + 1;
    this.edition = { of: organization, content, number };
    return number;
  }

  /** The language of a reader without an account: of their browser, or the organization's. */
  localeOf(request: PageRequest, fallback: Locale = this.config.defaultLocale): Locale {
    const header = request.headers['accept-language'];
    return negotiateLocale(Array.isArray(header) ? header[0] : header, fallback);
  }

  private async contextOf(request: PageRequest): Promise<ViewContext> {
    let context: ViewContext = { viewer: request.viewer };
    for (const provider of this.providers) context = { ...context, ...(await provider(request as never)) };
    return context;
  }

  private dataFor(
    request: PageRequest,
    context: ViewContext,
    organization: OrganizationSettings,
    locale: Locale,
    options: PageOptions,
  ): PageData & Record<string, unknown> {
    const path = request.url.split('?')[0] ?? '/';
    const { viewer, badges } = context;
    const formats = this.i18n.formatsFor(locale, options.zone);
    const navigation = viewer
      ? this.navigation.for((permission) => viewer.can(permission), path).map((entry) => ({ ...entry, badge: badges?.[entry.key] }))
      : [];
    return {
      // Pages without the staff's frame are customers': the organization chooses how it addresses them.
      i18n: options.layout === 'public' || options.layout === 'kiosk' ? this.i18n.forCustomers(organization.tone) : this.i18n,
      locale,
      formats,
      numberLocale: formats.tag,
      assetUrl: (file) => this.assets.url(file),
      csrfToken: context.csrfToken,
      organization: { ...organization, hours: organization.hours[locale], logo: shownLogo(organization.logo) },
      brandUrl: organization.accent === DEFAULT_ACCENT ? undefined : this.assets.brandUrl(organization.accent),
      viewer: viewer && { name: viewer.name, initials: initialsOf(viewer.name) },
      navigation,
      // More would wrap on a laptop: the rest stands behind "More".
      barNavigation: navigation.length > BAR_ENTRIES + 1 ? navigation.slice(0, BAR_ENTRIES) : navigation,
      moreNavigation: navigation.length > BAR_ENTRIES + 1 ? navigation.slice(BAR_ENTRIES) : [],
      path,
      now: this.clock.now(),
      title: [options.title, organization.name].filter(Boolean).join(' · ') || PRODUCT,
      refresh: options.refresh,
      development: this.config.environment !== 'production',
    };
  }

  private worded(flash: Flash | undefined, locale: Locale): { kind: Flash['kind']; text: string } | undefined {
    if (!flash || !this.i18n.has(flash.key)) return undefined;
    return { kind: flash.kind, text: this.i18n.text(locale, flash.key, flash.params) };
  }
}

/** The first letters of the first and the last name. */
function initialsOf(name: string): string {
  const names = name.trim().split(/\s+/);
  const letters = names.length > 1 ? [names[0], names.at(-1)] : [names[0]];
  return letters.map((part) => [...(part ?? '')][0] ?? '').join('').toLocaleUpperCase();
}
