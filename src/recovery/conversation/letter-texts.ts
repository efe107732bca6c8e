/**
 * The texts that letters begin with: what the organization wrote, in each language, or ours until it did. Words in braces
 * stand for what is known of the case.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Locale, LOCALES } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { defineSetting, SettingsStore } from '../../platform/views';
import { conversationErrors } from './conversation.errors';

/** Written by people: what they can begin with. */
export const WRITTEN_KINDS = ['apology', 'explanation', 'offer'] as const;
/** Those the product sends: with a gesture, and to ask whether the trouble is solved. */
export const LETTER_KINDS = [...WRITTEN_KINDS, 'gesture', 'follow_up'] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

export const PLACEHOLDERS = ['customer', 'organization', 'writer', 'gesture', 'value', 'code'] as const;
export type PlaceholderValues = Partial<Record<(typeof PLACEHOLDERS)[number], string>>;

export interface LetterText {
  readonly subject: string;
  readonly text: string;
}
/** '' where ours holds. */
export type LetterTexts = Record<LetterKind, Record<Locale, LetterText>>;

const zLetterText = z.strictObject({ subject: z.string().max(200), text: z.string().max(4000) });
const inEachLocale = <T>(value: T): Record<Locale, T> =>
  Object.fromEntries(LOCALES.map((locale) => [locale, value])) as Record<Locale, T>;
const ofEachKind = <T>(value: T): Record<LetterKind, T> =>
  Object.fromEntries(LETTER_KINDS.map((kind) => [kind, value])) as Record<LetterKind, T>;

const letterSetting = defineSetting<LetterTexts>({
  name: 'case_letters',
  schema: z.strictObject(ofEachKind(z.strictObject(inEachLocale(zLetterText)))),
  defaults: () => ofEachKind(inEachLocale({ subject: '', text: '' })),
});

@Injectable()
export class LetterTextStore {
  constructor(
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** The text with its placeholders. */
  async of(kind: LetterKind, locale: Locale): Promise<LetterText> {
    const own = (await this.settings.get(letterSetting))[kind][locale];
    const { tone } = await this.settings.get('organization');
    const speech = this.i18n.forCustomers(tone);
    const asTheyAre = Object.fromEntries(PLACEHOLDERS.map((name) => [name, `{${name}}`]));
    return {
      subject: own.subject || speech.text(locale, `letters.default.${kind}_subject`, asTheyAre),
      text: own.text || speech.text(locale, `letters.default.${kind}_text`, asTheyAre),
    };
  }

  /** @throws letter_placeholder_unknown */
  async change(kind: LetterKind, locale: Locale, text: LetterText, actor: string): Promise<void> {
    for (const [field, words] of Object.entries(text)) {
      const unknown = unknownPlaceholder(words as string);
      if (unknown) throw conversationErrors.letter_placeholder_unknown({ placeholder: unknown }, `/${field}`);
    }
    await this.database.transaction(async () => {
      const texts = await this.settings.get(letterSetting);
      const changed = { ...texts, [kind]: { ...texts[kind], [locale]: text } };
      await this.settings.set(letterSetting, changed);
      await this.audit.record({
        actor,
        action: 'letter_text.changed',
        subject: `letter_text:${kind}`,
        details: { locale },
      });
    });
  }
}

function unknownPlaceholder(text: string): string | undefined {
  return [...text.matchAll(/\{([^{}\n]{1,40})\}/g)]
    .map(([, name = '']) => name)
    .find((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
}

/** The text for one customer; a placeholder without a value is left out, and with a missing code its whole line. */
export function filledText(text: string, values: PlaceholderValues): string {
  return text
    .split('\n')
    .filter((line) => !line.includes('{code}') || values.code)
    .join('\n')
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      (PLACEHOLDERS as readonly string[]).includes(name)
        ? (values[name as keyof PlaceholderValues] ?? '')
        : whole,
    )
    .replace(/[ \t]+([,:.])/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
