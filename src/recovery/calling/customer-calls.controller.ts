/**
 * "Call me back" behind the link of an invitation: the customer chooses an hour and reads that it is promised. Opening
 * the page changes nothing; what a program sends is thanked for and not kept.
 */
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, Policy } from '../../access';
import { DomainError, zText } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import type { HtmlReply } from '../../platform/views';
import {
  humanModel,
  LinkPageController,
  LinkPages,
  LinkPersons,
  type LinkQuery,
  type Place,
  otherLanguages,
  placeOf,
  Responses,
  sendingOf,
  speechTo,
  trapHref,
  withQuery,
} from '../../responses';
import type { CallWindow } from '../calc';
import { CallRequests } from './call-requests.service';

/** Where customers ask to be called. */
export const callHref = (token: string): string => `/s/${token}/call`;

/** Enough of it to be dialled. */
const PHONE = /^(?=(?:.*\d){6})[\d\s()+./#-]{6,40}$/;
const zAsked = z.object({
  window: z.string().regex(/^\d{10,15}$/).transform(Number), // prettier-ignore
  phone: z.union([z.literal(''), zText(40)]).default(''),
});

@Controller('s/:token/call')
@Policy({ token: 'answer' })
export class CustomerCallsController extends LinkPageController {
  constructor(
    private readonly responses: Responses,
    private readonly calls: CallRequests,
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
    const place = placeOf(token, query, door);
    const { locale, invitation } = place;
    const known = await this.calls.phone(invitation.customerId);
    const problem = sent === undefined ? undefined : await this.heard(request, place, sent, known);
    const { windows, zone } = await this.calls.windows(invitation.touchpointId);
    const pending = await this.calls.pending(invitation.invitationId);
    const speech = speechTo(this.i18n, invitation);
    const formats = speech.formatsFor(locale, zone);
    const address = (lang: string): string => withQuery(callHref(token), { lang });
    const typed = zAsked.safeParse(sent);
    const model = {
      action: address(locale),
      backHref: withQuery(`/s/${token}`, { lang: locale }),
      trapHref: trapHref(token),
      // What a program sends is thanked for like a person's.
      asked: sent !== undefined && problem === undefined,
      pending: pending && { text: pending.text },
      windows: pending
        ? undefined
        : windows.map((window) => ({
            value: String(window.until),
            label: this.words(window, formats),
            checked: typed.success && typed.data.window === window.until,
          })),
      knownEnd: known?.replaceAll(/\D/g, '').slice(-2),
      phoneNeeded: known === null,
      phoneTyped: typed.success ? typed.data.phone : '',
      problem: problem && speech.text(locale, problem),
      languages: otherLanguages(locale, address),
      ...this.persons.hidden(token),
      ...humanModel(await this.link.human(invitation, locale)),
    };
    const title = speech.text(locale, 'calls.title');
    return this.link.html(request, 'recovery/call', model, {
      locale,
      title,
      zone,
      status: problem === undefined ? 200 : 422,
    });
  }

  /** @returns the key of what is wrong; undefined for nothing */
  private async heard(
    request: AppRequest,
    { token, locale, invitation }: Place,
    sent: unknown,
    known: string | null,
  ): Promise<string | undefined> {
    const asked = zAsked.safeParse(sent);
    if (!asked.success) return 'calls.choose';
    const { window, phone } = asked.data;
    if (phone === '' ? known === null : !PHONE.test(phone)) return 'calls.phone_needed';
    if (!this.persons.isFromPage(token, sent)) return 'calls.choose';
    if (!this.persons.isPerson(token, invitation, sent, sendingOf(request))) return undefined;
    const speech = speechTo(this.i18n, invitation);
    const caller = {
      invitationId: invitation.invitationId,
      customerId: invitation.customerId,
      touchpointId: invitation.touchpointId,
      language: locale,
      people: invitation.employees.map(({ id }) => id),
    };
    const note = phone === '' ? '' : phone;
    try {
      await this.calls.ask(
        caller,
        window,
        (chosen, zone) =>
          speech.text(locale, 'calls.promise', { when: this.words(chosen, speech.formatsFor(locale, zone)) }),
        note,
      );
    } catch (error) {
      if (error instanceof DomainError && error.code === 'call_window_gone') return 'errors.call_window_gone';
      throw error;
    }
    return undefined;
  }

  /** "martes, 3 de noviembre, de 9:00 a 12:00" */
  private words(
    { day, from, until }: CallWindow,
    formats: ReturnType<ReturnType<typeof speechTo>['formatsFor']>,
  ): string {
    return `${formats.day(day, 'long')}, ${formats.instant(from, 'time')}–${formats.instant(until, 'time')}`;
  }
}
