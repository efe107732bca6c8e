/**
 * The customer's pages of any version, played through by the example of a contact: the same templates, the same reading
 * of the form, the same way through the sections. Nothing is kept: what was answered before travels in the form.
 */
import { Injectable } from '@nestjs/common';
import { exampleInvitation, type OpenInvitation } from '../invitations';
import type { Locale } from '../kernel';
import { Clock } from '../platform/clock';
import { DomainError } from '../platform/errors';
import { I18n, toLocale } from '../platform/i18n';
import {
  type HtmlReply,
  type OrganizationSettings,
  type PageRequest,
  Pages,
  SettingsStore,
} from '../platform/views';
import {
  type AnswerPage,
  answerModel,
  answerRules,
  type Before,
  corrected,
  type FieldValues,
  formStep,
  hasLowRating,
  humanModel,
  NO_FIELDS,
  promiseKeyOf,
  readAnswerForm,
  readersOf,
  retyped,
} from '../responses';
import type { PublishedSurvey, ShownVersion } from '../surveys';
import { NO_WAY, pageOf, readWay, type SentPage, type Way, withPage, writtenWay } from './earlier-pages';

const CORRECTION = 86_400_000;

/** What is shown, and to whom it is said that it is a preview. */
export interface PreviewTarget {
  readonly shown: ShownVersion;
  readonly locale: Locale;
  /** Where the form is sent: the preview itself. */
  readonly action: string;
  /** Whether the page says that it is a preview; in a frame of ours the page around it does. */
  readonly note: boolean;
  /** Shown in place of what the organization has settled. */
  readonly brand?: Partial<OrganizationSettings> | undefined;
}

/** Where somebody is in the preview, as the address says. */
export interface PreviewQuery {
  readonly lang?: string | undefined;
  readonly step?: string | undefined;
  /** The rating tapped in the mail. */
  readonly rating?: string | undefined;
}

@Injectable()
export class PagePreview {
  constructor(
    private readonly pages: Pages,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** The page as it is opened: from the mail, or at one of its sections. */
  async open(request: PageRequest, target: PreviewTarget, query: PreviewQuery): Promise<HtmlReply> {
    const survey = startingAt(target.shown.survey, query.step);
    const from = survey === target.shown.survey ? undefined : query.step;
    const fields = corrected(survey, UNANSWERED, query.rating);
    return this.form(request, target, { ...query, survey, fields, way: { ...NO_WAY, from } });
  }

  /** The page after the form was sent: the next section, the same one with what is wrong, or the thanks. */
  async send(
    request: PageRequest,
    target: PreviewTarget,
    query: PreviewQuery,
    body: Readonly<Record<string, unknown>>,
  ): Promise<HtmlReply> {
    const { earlier: carried, lang, ...form } = body;
    const way = readWay(carried);
    const survey = startingAt(target.shown.survey, way.from);
    const spoken = typeof lang === 'string' ? lang : query.lang;
    const { employees } = await this.invitation(target, localeIn(target, spoken));
    const before = way.pages.reduce<Before>((done, page) => taken(survey, employees, page, done), NOTHING);
    const fieldsBefore = way.pages.reduce<FieldValues>(
      (done, page) => retyped(survey, employees, page, done),
      NO_FIELDS,
    );
    const fields = retyped(survey, employees, form, fieldsBefore);
    const here = { lang: spoken, survey, fields, step: formStep(form), way };
    // Another language was asked for: nothing was sent yet.
    if (typeof lang === 'string') return this.form(request, target, here);
    try {
      const read = readAnswerForm(survey, employees, form, before);
      const next = { step: read.next?.key, way: withPage(way, pageOf(form)) };
      if (read.next) return await this.form(request, target, { ...here, ...next });
      return await this.thanks(request, target, spoken, hasLowRating(read.answers), fields);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.form(request, target, { ...here, error });
    }
  }

  private async form(
    request: PageRequest,
    target: PreviewTarget,
    place: {
      lang?: string | undefined;
      survey: PublishedSurvey;
      fields: FieldValues;
      step?: string | undefined;
      way: Way;
      error?: DomainError;
    },
  ): Promise<HtmlReply> {
    const { survey, fields, step, error } = place;
    const locale = localeIn(target, place.lang);
    const invitation = await this.invitation(target, locale);
    const page: AnswerPage = {
      action: target.action,
      locale,
      ownLocale: target.locale,
      survey,
      servers: invitation.employees,
      names: invitation.names,
      customerName: invitation.customerName,
      seed: 'preview',
      fields,
      step,
      contactSentence: invitation.contactSentence,
      human: invitation.human,
      mailed: true,
      error,
    };
    const model = {
      ...answerModel(page, this.i18n.forCustomers(invitation.organization.tone)),
      // The rules of a draft change with it: they have no address of their own.
      rulesHref: answerRules(survey) ? `${target.action}/rules.css` : undefined,
      previewNote: target.note,
      carried: writtenWay(place.way),
    };
    return this.pages.html(request, 'responses/answer', model, {
      layout: 'public',
      locale,
      status: error ? 422 : 200,
      title: model.title,
      brand: target.brand,
    });
  }

  private async thanks(
    request: PageRequest,
    target: PreviewTarget,
    lang: string | undefined,
    unhappy: boolean,
    fields: FieldValues,
  ): Promise<HtmlReply> {
    const locale = localeIn(target, lang);
    const invitation = await this.invitation(target, locale);
    const speech = this.i18n.forCustomers(invitation.organization.tone);
    const model = {
      unhappy,
      promiseKey: fields.mayContact ? promiseKeyOf(fields.contactWhen) : undefined,
      textKey: 'responses.thanks_text',
      customer: invitation.customerFirstName,
      changeHref: target.action,
      until: speech.formatsFor(locale).instant(this.clock.now() + CORRECTION, 'short'),
      readers: readersOf(
        { survey: target.shown.survey, servers: invitation.employees, names: invitation.names, locale },
        speech,
      ),
      previewNote: target.note,
      ...humanModel(invitation.human),
    };
    const title = speech.text(locale, 'responses.thanks_title');
    return this.pages.html(request, 'responses/thanks', model, {
      layout: 'public',
      locale,
      title,
      brand: target.brand,
    });
  }

  private async invitation({ shown, brand }: PreviewTarget, locale: Locale): Promise<OpenInvitation> {
    const organization = { ...(await this.settings.get('organization')), ...brand };
    return exampleInvitation(this.i18n, organization, shown.survey, locale, this.clock.now());
  }
}

const NOTHING: Before = { answers: [], posted: new Set() };
const UNANSWERED = { values: {}, mayContact: false, mayQuote: false, quoteName: 'initial' } as const;

/** What a page sent before adds to the answers; nothing when it no longer fits the survey. */
function taken(
  survey: PublishedSurvey,
  servers: OpenInvitation['employees'],
  page: SentPage,
  before: Before,
): Before {
  const step = formStep(page);
  if (step === undefined) return before;
  try {
    const { answers } = readAnswerForm(survey, servers, page, before);
    return { answers, posted: new Set([...before.posted, step]) };
  } catch (error) {
    if (error instanceof DomainError) return before;
    throw error;
  }
}

function localeIn({ shown, locale }: PreviewTarget, lang: string | undefined): Locale {
  const wanted = toLocale(lang);
  return wanted && shown.survey.languages.includes(wanted) ? wanted : locale;
}

/** A section is shown by itself, whatever would have led to it; the ones after it follow as usual. */
function startingAt(survey: PublishedSurvey, step: string | undefined): PublishedSurvey {
  const at = survey.sections.findIndex(({ key }) => key === step);
  if (at <= 0) return survey;
  const [first, ...rest] = survey.sections.slice(at);
  if (!first) return survey;
  const { title, intro } = first;
  const open = { ...(title && { title }), ...(intro && { intro }) };
  const { key, then, shuffle, questions } = first;
  return { ...survey, sections: [{ key, then, shuffle, questions, ...open }, ...rest] };
}
