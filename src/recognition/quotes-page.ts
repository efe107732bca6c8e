/** The desk's list of quotes: with what is suggested to be left out, what was left out, and translations. */
import { LOCALES } from '../kernel';
import { displayedText } from './calc/displayed-text';
import type { NamedPerson } from './calc/names-in-text';
import { markedPieces, redacted, suggestRedactions } from './calc/redactions';
import type { QuoteTranslation } from './quote-translations.service';
import type { QuoteLine } from './quotes.queries';

export function quoteModel(
  quote: QuoteLine,
  wishes: readonly NamedPerson[],
  translations: readonly QuoteTranslation[],
) {
  const text = displayedText(quote.text);
  const suggestions =
    quote.state === 'pending' ? suggestRedactions(text, wishes, quote.people.split(', ')) : [];
  const asked = new Set(translations.map(({ locale }) => locale));
  return {
    ...quote,
    text,
    customer: displayedText(quote.customer),
    original: quote.original === null ? null : displayedText(quote.original),
    pieces: markedPieces(text, suggestions),
    suggested: redacted(text, suggestions),
    kinds: [...new Set(suggestions.map(({ kind }) => kind))],
    marked: suggestions.length > 0,
    translations,
    askable: LOCALES.filter((locale) => locale !== quote.locale && !asked.has(locale)),
  };
}
