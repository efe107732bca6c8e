/**
 * The customer's own words behind the link of the answer: whether they are shown, with which name, and the way to take them
 * back, at any time and without a reason. Opening the page changes nothing.
 */
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, Policy } from '../access';
import { I18n } from '../platform/i18n';
import type { HtmlReply } from '../platform/views';
import {
  humanModel,
  LinkPageController,
  LinkPages,
  LinkPersons,
  type LinkQuery,
  otherLanguages,
  placeOf,
  Responses,
  sendingOf,
  trapHref,
  withQuery,
} from '../responses';
import { displayedText } from './calc/displayed-text';
import { QuoteConsents } from './quote-consents.service';

/** Where customers see their words and take them back. */
export const wordsHref = (token: string): string => `/s/${token}/words`;

const zChoice = z.object({ consent: z.enum(['end', 'again']) });

@Controller('s/:token/words')
@Policy({ token: 'answer' })
export class CustomerWordsController extends LinkPageController {
  constructor(
    private readonly responses: Responses,
    private readonly consents: QuoteConsents,
    private readonly persons: LinkPersons,
    private readonly link: LinkPages,
    private readonly i18n: I18n,
  ) {
    super();
  }

  protected async page(
    request: AppRequest,
    token: string,
    query: LinkQuery,
    sent: unknown,
  ): Promise<HtmlReply> {
    const door = await this.responses.open(token, { head: request.method === 'HEAD' });
    if (door.state === 'unknown') return this.link.unknown(request);
    const { locale, invitation } = placeOf(token, query, door);
    const before = await this.consents.ofInvitation(invitation.invitationId);
    const choice = zChoice.safeParse(sent);
    if (before && choice.success && this.persons.isFromPage(token, sent)) {
      // Taken back is taken back, whoever pressed the button; given again only by a person.
      if (choice.data.consent === 'end') await this.consents.end(before.id);
      else if (this.persons.isPerson(token, invitation, sent, sendingOf(request)))
        await this.consents.giveAgain(before);
    }
    const quote = await this.consents.ofInvitation(invitation.invitationId);
    const speech = this.i18n.forCustomers(invitation.organization.tone);
    const address = (lang: string): string => withQuery(wordsHref(token), { lang });
    const ended = quote !== undefined && quote.consentEndedAt !== null;
    const model = {
      action: address(locale),
      backHref: withQuery(`/s/${token}`, { lang: locale }),
      trapHref: trapHref(token),
      quote: quote && {
        text: displayedText(quote.text),
        name: displayedText(quote.shownName),
        stateKey: ended ? 'quotes.own_state.ended' : `quotes.own_state.${quote.state}`,
        ended,
      },
      languages: otherLanguages(locale, address),
      ...this.persons.hidden(token),
      ...humanModel(await this.link.human(invitation, locale)),
    };
    const title = speech.text(locale, 'quotes.own_title');
    return this.link.html(request, 'recognition/own-words', model, { locale, title });
  }
}
