/**
 * What administrators decide and the database keeps: one row per named setting, checked by its schema when written
 * and when read. Values are kept in memory for five seconds, so that all nodes follow a change soon.
 */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { type ZodType, z } from 'zod';
import { type Tone, TONES } from '../../kernel';
import { Clock } from '../clock';
import { Config, LOCALES, type Locale } from '../config';
import { Database } from '../database';
import { errors, parseInput, zEmail, zLocale, zText } from '../errors';
import { I18n } from '../i18n';
import { contrastOnPaper, DEFAULT_ACCENT } from './brand';
import { type Logo, zLogo } from './logo';

const KEPT_MS = 5000;

export interface Setting<T> {
  name: string;
  schema: ZodType<T>;
  /** What holds until somebody decides otherwise. */
  defaults: (config: Config) => T;
}

/** Declares a setting; its defaults make an empty database usable. */
export function defineSetting<T>(setting: Setting<T>): Setting<T> {
  return setting;
}

export interface OrganizationSettings {
  name: string;
  locale: Locale;
  /** ISO 3166 country: how Spanish writes numbers. */
  region: string;
  timezone: string;
  /** The accent colour, `#rrggbb`, legible on paper. */
  accent: string;
  /** Shown where the organization's name would stand; null: the name stands there. */
  logo: Logo | null;
  /** How customers are addressed in Spanish. */
  tone: Tone;
  /** The telephone number where customers reach a person. */
  phone: string;
  /** When that telephone is answered, in words, per language. */
  hours: Record<Locale, string>;
  mailFromName: string;
  /** Where customers' answers to a mail arrive; '': at the sending address. */
  replyTo: string;
}

const optionalText = (max: number) => z.union([z.literal(''), zText(max)]);

export const organizationSetting = defineSetting<OrganizationSettings>({
  name: 'organization',
  schema: z.strictObject({
    name: zText(80),
    locale: zLocale,
    region: z.string().regex(/^[A-Z]{2}$/),
    timezone: z.string().refine((zone) => IANAZone.isValidZone(zone)),
    accent: z.string().regex(/^#[0-9a-f]{6}$/),
    logo: zLogo.nullable(),
    tone: z.enum(TONES),
    phone: optionalText(40),
    hours: z.strictObject({ es: optionalText(120), en: optionalText(120), 'pt-BR': optionalText(120) }),
    mailFromName: optionalText(80),
    replyTo: z.union([z.literal(''), zEmail]),
  }),
  defaults: (config) => ({
    name: 'Aplauso',
    locale: config.defaultLocale,
    region: 'MX',
    timezone: config.timezone,
    accent: DEFAULT_ACCENT,
    logo: null,
    tone: 'usted',
    phone: '',
    hours: Object.fromEntries(LOCALES.map((locale) => [locale, ''])) as Record<Locale, string>,
    mailFromName: '',
    replyTo: '',
  }),
});

@Injectable()
export class SettingsStore implements OnApplicationBootstrap {
  private readonly kept = new Map<string, { until: number; value: unknown }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly i18n: I18n,
  ) {}

  /** Numbers and times follow the organization from the first page or mail on; a database without a schema can wait. */
  async onApplicationBootstrap(): Promise<void> {
    await this.get('organization').catch(() => undefined);
  }

  get(name: 'organization'): Promise<OrganizationSettings>;
  get<T>(setting: Setting<T>): Promise<T>;
  get<T>(nameOrSetting: Setting<T> | 'organization'): Promise<T | OrganizationSettings> {
    const setting = (nameOrSetting === 'organization' ? organizationSetting : nameOrSetting) as Setting<T>;
    const known = this.known(setting);
    return known === undefined ? this.read(setting) : Promise.resolve(known);
  }

  /** The value as far as it is kept in memory; undefined when it has to be read. */
  known(name: 'organization'): OrganizationSettings | undefined;
  known<T>(setting: Setting<T>): T | undefined;
  known<T>(nameOrSetting: Setting<T> | 'organization'): T | OrganizationSettings | undefined {
    const kept = this.kept.get(nameOrSetting === 'organization' ? nameOrSetting : nameOrSetting.name);
    if (!kept) return undefined;
    // Elapsed time, not the time of day: a clock that is set back must not keep a setting alive. What was known before a
    // transaction began still holds in it.
    const left = kept.until - performance.now();
    return left > 0 || (left > -KEPT_MS && this.database.inTransaction()) ? (kept.value as T) : undefined;
  }

  private async read<T>(setting: Setting<T>): Promise<T> {
    const now = performance.now();
    const row = await this.database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', [setting.name]);
    const defaults = setting.defaults(this.config);
    const value = row ? setting.schema.parse({ ...defaults, ...(JSON.parse(row.value) as object) }) : defaults;
    // Inside a transaction the row may be one that is undone later.
    if (!this.database.inTransaction()) this.kept.set(setting.name, { until: now + KEPT_MS, value });
    if (setting.name === organizationSetting.name) this.i18n.follow(value as OrganizationSettings);
    return value;
  }

  /**
   * Replaces a setting. The caller writes the audit entry in the same transaction.
   * @throws DomainError `validation_failed`, or `accent_too_pale` for a colour that cannot be read
   */
  set(name: 'organization', value: OrganizationSettings): Promise<void>;
  set<T>(setting: Setting<T>, value: T): Promise<void>;
  async set<T>(nameOrSetting: Setting<T> | 'organization', value: T | OrganizationSettings): Promise<void> {
    const setting = (nameOrSetting === 'organization' ? organizationSetting : nameOrSetting) as Setting<unknown>;
    const valid = parseInput(setting.schema, value);
    if (setting.name === organizationSetting.name) refusePaleAccent((valid as OrganizationSettings).accent);
    await this.database.run(
      `INSERT INTO setting (name, value, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      [setting.name, JSON.stringify(valid), this.clock.now()],
    );
    this.kept.delete(setting.name);
    this.database.afterCommit(() => this.kept.delete(setting.name));
  }
}

function refusePaleAccent(accent: string): void {
  const ratio = contrastOnPaper(accent);
  // Shown rounded down: 4.49 must not read as 4.5.
  if (ratio < 4.5) throw errors.accent_too_pale({ color: accent, ratio: Math.floor(ratio * 10) / 10 }, '/accent');
}
