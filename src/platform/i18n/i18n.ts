/** Ties the words to the organization's region and zone. */
import { join } from 'node:path';
import { Global, Injectable, Logger, Module } from '@nestjs/common';
import type { Tone } from '../../kernel';
import { Config, type Locale, projectRoot } from '../config';
import { Formats } from './formats';
import { type MessageParams, Messages } from './messages';

/** Words and formats for readers who are addressed in one way: staff, or the customers of an organization. */
export interface Speech {
  /** How a reader of this language writes numbers, money and dates. */
  formatsFor(locale: Locale, zone?: string): Formats;
  /** The words for a key. */
  text(locale: Locale, key: string, params?: MessageParams): string;
}

@Injectable()
export class I18n implements Speech {
  private region = 'MX';
  private zone: string;
  private tone: Tone = 'usted';
  private readonly toCustomers = new Map<Tone, Speech>();
  private readonly formats = new Map<string, Formats>();

  constructor(
    private readonly messages: Messages,
    config: Config,
  ) {
    this.zone = config.timezone;
  }

  /**
   * Follows the organization's settings: its country decides how Spanish writes numbers, its zone shows times, its tone
   * addresses customers.
   */
  follow(organization: { region: string; timezone: string; tone: Tone }): void {
    this.region = organization.region;
    this.zone = organization.timezone;
    this.tone = organization.tone;
    this.messages.follow(organization.region);
  }

  /** How a reader of this language writes numbers, money and dates; `zone` is the organization's unless given. */
  formatsFor(locale: Locale, zone: string = this.zone): Formats {
    const name = `${locale} ${this.region} ${zone}`;
    const formats = this.formats.get(name) ?? new Formats(locale, this.region, zone);
    this.formats.set(name, formats);
    return formats;
  }

  /** Whether there are words for a key. */
  has(key: string): boolean {
    return this.messages.has(key);
  }

  /** The words for a key, as staff is addressed. */
  text(locale: Locale, key: string, params?: MessageParams): string {
    return this.messages.format(locale, key, params);
  }

  /**
   * An organization's own code in words. Codes we know are translated, others are shown as they are.
   * @param kind where their words stand: `scoring.reason` has those of `scoring.reason.billing`
   */
  codeName(locale: Locale, kind: string, code: string): string {
    const key = `${kind}.${code}`;
    return this.has(key) ? this.text(locale, key) : code.replaceAll('_', ' ');
  }

  /** Words and formats as customers are addressed: in the organization's tone unless another is to be shown. */
  forCustomers(tone: Tone = this.tone): Speech {
    const kept = this.toCustomers.get(tone);
    if (kept) return kept;
    const speech: Speech = {
      formatsFor: (locale, zone) => this.formatsFor(locale, zone),
      text: (locale, key, params) => this.messages.format(locale, key, params, tone),
    };
    this.toCustomers.set(tone, speech);
    return speech;
  }
}

function readMessages(config: Config): Messages {
  const logger = new Logger('Messages');
  return new Messages(join(projectRoot(), 'views/messages'), (key) => {
    if (config.environment === 'test') throw new Error(`There is no message ${key}.`);
    logger.warn(`There is no message ${key}.`);
  });
}

/** Makes the words and formats available everywhere. */
@Global()
@Module({
  providers: [{ provide: Messages, useFactory: readMessages, inject: [Config] }, I18n],
  exports: [Messages, I18n],
})
export class I18nModule {}
