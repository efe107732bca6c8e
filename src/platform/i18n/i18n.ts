/** Ties the words to the organization's region and zone. */
import { join } from 'node:path';
import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { Config, type Locale, projectRoot } from '../config';
import { Formats } from './formats';
import { type MessageParams, Messages } from './messages';

@Injectable()
export class I18n {
  private region = 'MX';
  private zone: string;
  private readonly formats = new Map<string, Formats>();

  constructor(
    private readonly messages: Messages,
    config: Config,
  ) {
    this.zone = config.timezone;
  }

  /** Follows the organization's settings: its country decides how Spanish writes numbers, its zone shows times. */
  follow(organization: { region: string; timezone: string }): void {
    this.region = organization.region;
    this.zone = organization.timezone;
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

  /** The words for a key. */
  text(locale: Locale, key: string, params?: MessageParams): string {
    return this.messages.format(locale, key, params);
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
