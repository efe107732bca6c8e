/** Customers' words in another language: asked for by one colleague, written by another, shown with the original beside it. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LOCALES } from '../kernel';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, placeholders } from '../platform/database';
import { parseInput, zLocale, zText } from '../platform/errors';
import { recognitionErrors } from './recognition.errors';

const asked = z.strictObject({ locale: zLocale });
const written = z.strictObject({ locale: zLocale, text: zText(4_000) });

export interface QuoteTranslation {
  locale: string;
  /** Null while it is waited for. */
  text: string | null;
}

@Injectable()
export class QuoteTranslations {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws validation_failed, quote_not_translatable */
  async ask(quoteId: string, input: unknown, actor: string): Promise<void> {
    const { locale } = parseInput(asked, input);
    await this.database.transaction(async () => {
      await this.requireOther(quoteId, locale);
      const { changes } = await this.database.run(
        `INSERT INTO quote_translation (quote_id, locale, asked_by, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        [quoteId, locale, actor, this.clock.now()],
      );
      if (changes > 0) await this.record('quote.translation_asked', quoteId, locale, actor);
    });
  }

  /** Writes it, or writes it anew. @throws validation_failed, quote_not_translatable */
  async write(quoteId: string, input: unknown, actor: string): Promise<void> {
    const { locale, text } = parseInput(written, input);
    await this.database.transaction(async () => {
      await this.requireOther(quoteId, locale);
      const now = this.clock.now();
      await this.database.run(
        `INSERT INTO quote_translation (quote_id, locale, asked_by, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        [quoteId, locale, actor, now],
      );
      await this.database.run(
        'UPDATE quote_translation SET text = ?, written_by = ?, written_at = ? WHERE quote_id = ? AND locale = ?',
        [text, actor, now, quoteId, locale],
      );
      await this.record('quote.translated', quoteId, locale, actor);
    });
  }

  /** By quote, every language that was asked for, in the order of the languages. */
  async of(quoteIds: readonly string[]): Promise<Map<string, QuoteTranslation[]>> {
    if (quoteIds.length === 0) return new Map();
    const rows = await this.database.all<QuoteTranslation & { quoteId: string }>(
      `SELECT quote_id AS "quoteId", locale AS "locale", text AS "text" FROM quote_translation
       WHERE quote_id IN (${placeholders(quoteIds.length)})`,
      quoteIds,
    );
    const order = (locale: string) => LOCALES.findIndex((one) => one === locale);
    rows.sort((one, other) => order(one.locale) - order(other.locale));
    return new Map(
      quoteIds.map((id) => [
        id,
        rows.filter(({ quoteId }) => quoteId === id).map(({ locale, text }) => ({ locale, text })),
      ]),
    );
  }

  private async requireOther(quoteId: string, locale: string): Promise<void> {
    const quote = await this.database.get(
      `SELECT 1 AS "one" FROM quote WHERE id = ? AND state = 'approved' AND locale <> ?`,
      [quoteId, locale],
    );
    if (!quote) throw recognitionErrors.quote_not_translatable();
  }

  private record(action: string, quoteId: string, locale: string, actor: string): Promise<unknown> {
    return Promise.resolve(
      this.audit.record({ actor, action, subject: `quote:${quoteId}`, details: { locale } }),
    );
  }
}
