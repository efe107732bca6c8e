/**
 * What was promised to a customer, behind the link of their answer: they see it in their language and zone and say
 * whether it was kept. Opening the page changes nothing; what a program sends is thanked for and not kept.
 */
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, Policy } from '../../access';
import { I18n } from '../../platform/i18n';
import type { HtmlReply } from '../../platform/views';
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
} from '../../responses';
import { CUSTOMER_WORDS } from './promise-states';
import { type PromiseLine, PromiseQueries } from './promise.queries';
import { Promises } from './promises.service';

/** Where customers read what was promised to them. */
export const promisesHref = (token: string): string => `/s/${token}/promises`;

const zWord = z.object({ promise: z.uuid(), word: z.enum(CUSTOMER_WORDS) });

@Controller('s/:token/promises')
@Policy({ token: 'answer' })
export class CustomerPromisesController extends LinkPageController {
  constructor(
    private readonly responses: Responses,
    private readonly queries: PromiseQueries,
    private readonly promises: Promises,
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
    said: unknown,
  ): Promise<HtmlReply> {
    const door = await this.responses.open(token, { head: request.method === 'HEAD' });
    if (door.state === 'unknown') return this.link.unknown(request);
    const { locale, invitation } = placeOf(token, query, door);
    const { invitationId } = invitation;
    const word = zWord.safeParse(said);
    // Only a form of ours can speak for the customer: its stamp says when it was opened.
    const heard = word.success && this.persons.isFromPage(token, said);
    if (heard && this.persons.isPerson(token, invitation, said, sendingOf(request)))
      await this.promises.hearBehind(invitationId, word.data.promise, word.data.word);
    const promises = await this.queries.behind(invitationId);
    const speech = this.i18n.forCustomers(invitation.organization.tone);
    const address = (lang: string): string => withQuery(promisesHref(token), { lang });
    const model = {
      action: address(locale),
      backHref: withQuery(`/s/${token}`, { lang: locale }),
      trapHref: trapHref(token),
      thanks: heard,
      promises: promises.map(shownPromise),
      languages: otherLanguages(locale, address),
      ...this.persons.hidden(token),
      ...humanModel(await this.link.human(invitation, locale)),
    };
    const title = speech.text(locale, 'promises.page_title');
    return this.link.html(request, 'recovery/promised', model, {
      locale,
      title,
      zone: await this.queries.zoneBehind(invitationId),
    });
  }
}

function shownPromise(promise: PromiseLine) {
  const { id, text, dueAt, keptAt, customerWord, state } = promise;
  const late = state === 'broken' && keptAt !== null;
  const shown = keptAt === null && state === 'kept' ? undefined : late ? 'kept_late' : state;
  return {
    id,
    text,
    dueAt,
    keptAt,
    stateKey: customerWord === null || late ? shown && `promises.page_state.${shown}` : undefined,
    saidKey: customerWord && `promises.page_said.${customerWord}`,
    maySayYes: customerWord !== 'kept',
    maySayNo: customerWord !== 'not_kept',
    care: state === 'broken',
  };
}
