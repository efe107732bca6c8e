/** Where an operator enters the answer a customer gives on the telephone: find the contact, read out, write down. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { isLocale, type Locale, pickText } from '../kernel';
import { Calendar, Visibility } from '../organization';
import { startOfDay } from '../platform/clock';
import { DomainError, errors, zLocale } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../platform/views';
import { CONTACT_WINDOWS, QUOTE_NAMES } from '../responses';
import { atAnswers } from './answer-faults';
import { type EnteredFields, enteredIn, enteringModel, NOTHING_ENTERED } from './entering-page';
import { EnteringQueries, type ListedContact } from './entering.queries';
import { type AnswerableContact, type Asked, EnteredAnswers } from './entering.service';

const LISTED = 50;
const zId = z.string().regex(/^[0-9a-f-]{36}$/);

@Controller('responses/new')
@Policy({ permission: 'responses.enter' })
export class EnteringPagesController {
  constructor(
    private readonly entered: EnteredAnswers,
    private readonly queries: EnteringQueries,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
    private readonly settings: SettingsStore,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  async search(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    const asked = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
    const [source, externalId] = [asked('source'), asked('externalId')];
    if (externalId !== '') {
      const found = await this.entered.contactOf(source, externalId);
      if (found) return seeOther(`/responses/new/${found.id}`);
    }
    const today = await this.calendar.today();
    const visible = await this.visibility.employeeIds(viewer, 'responses.enter', today);
    const since = startOfDay(today, await this.calendar.zone());
    const contacts = await this.queries.unanswered(since, visible, viewer.employeeId, LISTED);
    return this.pages.html(
      request,
      'collectors/enter-search',
      {
        source,
        sources: await this.queries.sources(),
        externalId,
        notFound: externalId !== '',
        contacts: contacts.map((contact) => this.contactModel(contact, viewer)),
      },
      { title: this.text(viewer, 'collectors.enter_title'), status: externalId === '' ? 200 : 404 },
    );
  }

  @Get(':interactionId')
  async blank(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('interactionId') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const contact = await this.found(id, viewer);
    return this.form(request, viewer, contact, NOTHING_ENTERED, zLocale.safeParse(query['lang']).data);
  }

  @Post(':interactionId')
  async enter(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('interactionId') id: string,
    @Query() query: Record<string, unknown>,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const contact = await this.found(id, viewer);
    const fields = enteredIn(body);
    const lang = zLocale.safeParse(query['lang']).data;
    const { survey } = await this.entered.asked(contact);
    try {
      const { responseId } = await atAnswers(survey, () =>
        this.entered.enter(contact, viewer, {
          answers: fields.answers,
          mayContact: fields.mayContact,
          contactWhen: CONTACT_WINDOWS.find((one) => fields.mayContact && one === fields.contactWhen) ?? null,
          mayQuote: fields.mayQuote,
          quoteName: QUOTE_NAMES.find((one) => one === fields.quoteName) ?? 'anonymous',
          locale: lang ?? null,
        }),
      );
      return seeOther(`/responses/${responseId}`, { kind: 'done', key: 'collectors.done_entered' });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.form(request, viewer, contact, fields, lang, error);
    }
  }

  private async form(
    request: AppRequest,
    viewer: Viewer,
    contact: AnswerableContact,
    fields: EnteredFields,
    lang: Locale | undefined,
    error?: DomainError,
  ): Promise<HtmlReply> {
    const asked = await this.entered.asked(contact);
    const locale = lang ?? (isLocale(asked.locale) ? asked.locale : viewer.locale);
    const shown = await this.queries.one(contact.id);
    if (!shown) throw errors.not_found();
    const model = {
      ...enteringModel(
        { ...(await this.wordsOf(contact, asked)), locale, fields, error },
        this.i18n,
        viewer.locale,
      ),
      contact: this.contactModel(shown, viewer),
      action: `/responses/new/${contact.id}?lang=${locale}`,
      shownLocale: locale,
      languages: asked.survey.languages.map((language) => ({
        locale: language,
        active: language === locale,
        href: `/responses/new/${contact.id}?lang=${language}`,
      })),
      invited: asked.invitationId !== null,
    };
    return this.pages.html(request, 'collectors/enter', model, {
      title: this.text(viewer, 'collectors.enter_title'),
      status: error ? 422 : 200,
    });
  }

  private async wordsOf(contact: AnswerableContact, { survey }: Asked) {
    const servers = await this.queries.servers(contact.id);
    const organization = await this.settings.get('organization');
    const [first] = servers;
    return {
      survey,
      servers,
      names: { ...(first && { employee: first.firstName }), organization: organization.name },
    };
  }

  private async found(id: string, viewer: Viewer): Promise<AnswerableContact> {
    const contact = zId.safeParse(id).success ? await this.entered.contact(id) : undefined;
    if (!contact) throw errors.not_found();
    await this.entered.requireEnterable(contact, viewer);
    return contact;
  }

  private contactModel(contact: ListedContact, viewer: Viewer) {
    return {
      ...contact,
      href: `/responses/new/${contact.id}`,
      touchpoint: pickText(contact.touchpoint, viewer.locale),
      channel: this.text(viewer, `interactions.channel_${contact.channel}`),
    };
  }

  private text(viewer: Viewer, key: string): string {
    return this.i18n.text(viewer.locale, key);
  }
}
