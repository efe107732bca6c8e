/**
 * The words of the product: ICU messages in `views/messages/<language>/<module>.json`, read once. Numbers that need a
 * certain form (percentages, money, signs) are handed over as text made by `Formats`.
 *
 * What customers read exists in three tones where the language has them: `tones/<language>.<tone>.json` holds the words
 * that differ from the formal ones.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { type Tone, TONES } from '../../kernel';
import { LOCALES, type Locale } from '../config';
import { regionalTag } from './formats';

export type MessageParams = Record<string, string | number | boolean | Date | null | undefined>;

export class Messages {
  private readonly texts = new Map<Locale, Map<string, string>>();
  /** By language and tone: `es tu`. */
  private readonly toned = new Map<string, ReadonlyMap<string, string>>();
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
      for (const tone of TONES) this.readTone(join(folder, `tones/${locale}.${tone}.json`), locale, tone);
    }
  }

  private readTone(file: string, locale: Locale, tone: Tone): void {
    if (!existsSync(file)) return;
    const texts = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
    for (const key of texts.keys()) {
      if (!this.texts.get(locale)?.has(key))
        throw new Error(`Message ${key} has a tone (${locale}.${tone}) but no text.`);
    }
    this.toned.set(`${locale} ${tone}`, texts);
  }

  has(key: string): boolean {
    return this.texts.get('es')?.has(key) ?? false;
  }

  /** The country whose way of writing numbers Spanish follows. */
  follow(region: string): void {
    this.region = region;
  }

  /** The words for a key in a language, in the formal tone unless another is asked for. */
  format(locale: Locale, key: string, params: MessageParams = {}, tone: Tone = 'usted'): string {
    const toned = tone === 'usted' ? undefined : this.toned.get(`${locale} ${tone}`)?.get(key);
    const text = toned ?? this.texts.get(locale)?.get(key);
    if (text === undefined) {
      this.onMissing(key);
      return key;
    }
    const tag = regionalTag(locale, this.region);
    const name = toned === undefined ? `${tag} ${key}` : `${tag} ${tone} ${key}`;
    const message =
      this.compiled.get(name) ?? new IntlMessageFormat(text, tag, undefined, { ignoreTag: true });
    this.compiled.set(name, message);
    return String(message.format(params));
  }
}
