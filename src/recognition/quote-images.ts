/** Which quote a picture shows: as the wall shows it now, in finished words. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';
import { Calendar } from '../organization';
import { errors } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { SettingsStore } from '../platform/views';
import { BoardQuotes } from './board-quotes';
import type { QuoteCard } from './quote-image';

@Injectable()
export class QuoteImages {
  constructor(
    private readonly quotes: BoardQuotes,
    private readonly calendar: Calendar,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
  ) {}

  /** @param locale of whoever shares it: the translation is shown where there is one. @throws not_found unless the wall may show it */
  async card(quoteId: string, locale: Locale): Promise<QuoteCard> {
    const quote = await this.quotes.one(quoteId, locale, await this.calendar.today());
    if (!quote) throw errors.not_found();
    const { name, accent } = await this.settings.get('organization');
    const customer = quote.customer || this.i18n.text(locale, 'recognition.anonymous');
    const people = this.i18n.formatsFor(locale).list(quote.people);
    const about =
      people === '' ? customer : this.i18n.text(locale, 'recognition.about', { customer, people });
    return {
      text: quote.text,
      caption: quote.team === null || people === '' ? about : `${about}, ${quote.team}`,
      organization: name,
      accent,
    };
  }
}
