/**
 * The words of the product: ICU messages in `views/messages/<language>/<module>.json`, read once. Numbers that need a
 * certain form (percentages, money, signs) are handed over as text made by `Formats`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, type Locale } from '../config';
import { regionalTag } from './formats';

export type MessageParams = Record<string, string | number | boolean | Date | null | undefined>;

export class Messages {
  private readonly texts = new Map<Locale, Map<string, string>>();
  private readonly compiled = new Map<string, IntlMessageFormat>();
  private region = 'MX';

  /**
   * @param folder `views/messages`
   * @param onMissing told about a key that has no text; the key itself is shown in its place
   */
  constructor(
    folder: string,
    private readonly onMissing: (key: string) => void = () => undefined,
  ) {
    for (const locale of LOCALES) {
      const texts = new Map<string, string>();
      for (const file of readdirSync(join(folder, locale))
        .filter((name) => name.endsWith('.json'))
        .sort()) {
        const content = JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as Record<
          string,
          string
        >;
        for (const [key, text] of Object.entries(content)) {
          if (texts.has(key))
            throw new Error(`Message ${key} is in two files, one of them ${locale}/${file}.`);
          texts.set(key, text);
        }
      }
      this.texts.set(locale, texts);
    }
  }

  has(key: string): boolean {
    return this.texts.get('es')?.has(key) ?? false;
  }

  /** The country whose way of writing numbers Spanish follows. */
  follow(region: string): void {
    this.region = region;
  }

  /** The words for a key in a language. */
  format(locale: Locale, key: string, params: MessageParams = {}): string {
    const text = this.texts.get(locale)?.get(key);
    if (text === undefined) {
      this.onMissing(key);
      return key;
    }
    const tag = regionalTag(locale, this.region);
    const name = `${tag} ${key}`;
    const message =
      this.compiled.get(name) ?? new IntlMessageFormat(text, tag, undefined, { ignoreTag: true });
    this.compiled.set(name, message);
    return String(message.format(params));
  }
}
