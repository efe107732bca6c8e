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

/** What the files say: by language, and by language and tone (`es tu`). */
interface Texts {
  readonly plain: ReadonlyMap<Locale, ReadonlyMap<string, string>>;
  readonly toned: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** By folder: who starts the product several times in one process reads its words once. */
const read = new Map<string, Texts>();

export class Messages {
  private readonly texts: Texts;
  private readonly compiled = new Map<string, IntlMessageFormat>();
  private region = 'MX';

  /**
   * @param folder `views/messages`
   * @param onMissing told about a key that has no text; the key itself is shown in its place
   * @throws Error when a key is in two files, or has a tone and no text
   */
  constructor(
    folder: string,
    private readonly onMissing: (key: string) => void = () => undefined,
  ) {
    this.texts = read.get(folder) ?? textsIn(folder);
    read.set(folder, this.texts);
  }

  has(key: string): boolean {
    return this.texts.plain.get('es')?.has(key) ?? false;
  }

  /** The country whose way of writing numbers Spanish follows. */
  follow(region: string): void {
    this.region = region;
  }

  /** The words for a key in a language, in the formal tone unless another is asked for. */
  format(locale: Locale, key: string, params: MessageParams = {}, tone: Tone = 'usted'): string {
    const toned = tone === 'usted' ? undefined : this.texts.toned.get(`${locale} ${tone}`)?.get(key);
    const text = toned ?? this.texts.plain.get(locale)?.get(key);
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

function textsIn(folder: string): Texts {
  const [plain, toned] = [new Map<Locale, Map<string, string>>(), new Map<string, Map<string, string>>()];
  for (const locale of LOCALES) {
    const texts = new Map<string, string>();
    for (const file of readdirSync(join(folder, locale))
      .filter((name) => name.endsWith('.json'))
      .sort()) {
      for (const [key, text] of entriesOf(join(folder, locale, file))) {
        if (texts.has(key)) throw new Error(`Message ${key} is in two files, one of them ${locale}/${file}.`);
        texts.set(key, text);
      }
    }
    plain.set(locale, texts);
    for (const tone of TONES) {
      const file = join(folder, `tones/${locale}.${tone}.json`);
      if (!existsSync(file)) continue;
      const spoken = new Map(entriesOf(file));
      for (const key of spoken.keys())
        if (!texts.has(key)) throw new Error(`Message ${key} has a tone (${locale}.${tone}) but no text.`);
      toned.set(`${locale} ${tone}`, spoken);
    }
  }
  return { plain, toned };
}

const entriesOf = (file: string): [string, string][] =>
  Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
