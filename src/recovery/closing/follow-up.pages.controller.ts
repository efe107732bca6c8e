/**
 * "Is it solved?" behind the link of a mail. Opening it changes nothing, however often and whoever opens it; what a
 * program sends is thanked for and not kept.
 */
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, Policy } from '../../access';
import { zText } from '../../platform/errors';
import { I18n, toLocale } from '../../platform/i18n';
import { type HtmlReply, SettingsStore } from '../../platform/views';
import {
  humanModel,
  LinkPageController,
  LinkPages,
  LinkPersons,
  type LinkQuery,
  otherLanguages,
  sendingOf,
  withQuery,
} from '../../responses';
import { FollowUps, type Outcome, OUTCOMES } from './follow-ups.service';

const zSaid = z.object({
  word: z.enum(OUTCOMES),
  text: z.union([z.literal(''), zText(2000)]).default(''),
});

@Controller('f/:token')
@Policy({ token: 'follow-up' })
export class FollowUpPagesController extends LinkPageController {
  constructor(
    private readonly followUps: FollowUps,
    private readonly persons: LinkPersons,
    private readonly link: LinkPages,
    private readonly i18n: I18n,
    private readonly settings: SettingsStore,
  ) {
    super();
  }

  protected async page(
    request: AppRequest,
    token: string,
    query: LinkQuery,
    said: unknown,
  ): Promise<HtmlReply> {
    const asked = await this.followUps.open(token);
    if (!asked) return this.link.unknown(request);
    const locale = toLocale(textIn(query['lang'])) ?? asked.locale;
    const word = zSaid.safeParse(said);
    const heard = word.success && this.persons.isFromPage(token, said);
    const mail = { invitationId: asked.id, sentAt: asked.sentAt };
    if (heard && this.persons.isPerson(token, mail, said, sendingOf(request)))
      await this.followUps.hear(asked.id, word.data.word, word.data.text);
    const { tone } = await this.settings.get('organization');
    const answered: Outcome | null = heard ? word.data.word : asked.answer;
    const meant = OUTCOMES.find((one) => one === textIn(query['said'])) ?? null;
    const address = (lang: string): string =>
      withQuery(`/f/${token}`, { lang, ...(meant !== null && { said: meant }) });
    const model = {
      action: address(locale),
      thanksKey: heard ? `outcomes.page_thanks.${word.data.word}` : undefined,
      saidKey: !heard && answered ? `outcomes.page_said.${answered}` : undefined,
      isNoFirst: (heard ? null : meant) === 'not_solved',
      isAnswered: heard,
      languages: otherLanguages(locale, address),
      ...this.persons.hidden(token),
      ...humanModel({ phone: asked.phone, hours: asked.hours }),
    };
    const title = this.i18n.forCustomers(tone).text(locale, 'outcomes.page_title');
    return this.link.html(request, 'recovery/follow-up', model, { locale, title });
  }
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
