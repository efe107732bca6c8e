/**
 * The mail that asks: one question with its rating links, and the headers that make it a good citizen among mails.
 * Links only open pages; nothing in the mail records an answer or ends a subscription by being fetched.
 */
import { pickText } from '../kernel';
import { type MailTemplates, type OutgoingMail, Places, type WrittenMail } from '../platform/mail';
import { coreQuestion, type PublishedSurvey, promptOf } from '../surveys';
import { mailScale } from './mail-scale';
import type { OpenInvitation } from './open-invitation';
import { NO_TICKET, threadHeaders, type Ticket } from './threading';

export interface MailSecrets {
  answer: string;
  unsubscribe: string;
}

export interface MailSurroundings {
  /** Where people reach the product, without a slash at the end. */
  baseUrl: string;
  /** The configured sending address; bounces go to its domain. */
  senderAddress: string;
  /** "At most once in so many days", 0 when there is no limit. */
  askAgainDays: number;
  /** The Message-ID of the mail this one reminds of; null for a first mail. */
  remindsOf?: string | null;
  /** What the contact says about its ticket. */
  ticket?: Ticket;
  /** Where mails to the way out are read; null where nobody would read them. */
  wayOutDomain?: string | null;
}

/** Stable over all attempts, so that a mail that arrives twice is recognised as one. */
export function messageIdOf(invitationId: string, baseUrl: string): string {
  return `<inv-${invitationId}@${new URL(baseUrl).hostname}>`;
}

/** The address that bounces of this invitation go to. */
export function bounceAddressOf(invitationId: string, senderAddress: string): string {
  return `bounce+${invitationId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}`;
}

/**
 * RFC 8058, RFC 2369, RFC 2919.
 * @param mailTo the way out by mail; the web address comes first, as it is the one that acts at once
 */
export function listHeaders(
  unsubscribeHref: string,
  mailTo: string | null,
  baseUrl: string,
): Record<string, string> {
  return {
    'List-Unsubscribe': [unsubscribeHref, ...(mailTo === null ? [] : [`mailto:${mailTo}`])]
      .map((href) => `<${href}>`)
      .join(', '),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-ID': `<invitations.${new URL(baseUrl).hostname}>`,
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
}

/**
 * "Marta, ¿cómo le atendió Ana?" A question that starts with a name keeps its capital, and a statement to agree with
 * ("I was helped quickly") is left as it is.
 */
function addressed(question: string, firstName: string | null, startsWithName: boolean): string {
  if (!firstName || !question.endsWith('?')) return question;
  const rest = startsWithName
    ? question
    : question.replace(
        /^(¿?)(\p{L})/u,
        (_, mark: string, letter: string) => mark + letter.toLocaleLowerCase(),
      );
  return `${firstName}, ${rest}`;
}

/** Where the links of a mail lead. */
export interface MailLinks {
  answer: string;
  unsubscribe: string;
}
export type MailContext = Pick<MailSurroundings, 'baseUrl' | 'askAgainDays' | 'remindsOf'>;

/** What of an invitation is in its mail. */
type Worded = Pick<
  OpenInvitation,
  | 'locale'
  | 'names'
  | 'organization'
  | 'human'
  | 'customerFirstName'
  | 'contactSentence'
  | 'preheader'
  | 'contact'
>;

/** The values of the template `views/emails/invitation.mjml`. */
export function mailModel(
  invitation: Worded,
  { answer: answerHref, unsubscribe: unsubscribeHref }: MailLinks,
  survey: PublishedSurvey,
  { baseUrl, askAgainDays, remindsOf }: MailContext,
) {
  const { locale, names, organization, human } = invitation;
  const question = coreQuestion(survey);
  const prompt = promptOf(question, locale, names);
  return {
    heading: addressed(
      prompt,
      invitation.customerFirstName,
      /^¿?\{/.test(pickText(question.texts.prompt, locale)),
    ),
    // The name of a topic, with its two halves on the page, is no question that could stand alone.
    opens: question.kind === 'expectation',
    contactSentence: invitation.contactSentence,
    // The subject asks how somebody served only where that is what the mail asks.
    asks: question.kind === 'csat' && question.subject === 'employee' ? 'service' : 'opinion',
    channel: invitation.contact.channel,
    weekday: invitation.contact.weekday,
    preheader: invitation.preheader,
    employeeFirstName: names.employee ?? null,
    customerFirstName: invitation.customerFirstName,
    aboutPerson: survey.questions.some((one) => one.subject === 'employee' && one.scale !== undefined),
    organization: {
      name: organization.name,
      accent: organization.accent,
      phone: human.phone,
      hours: human.hours,
      logo: organization.logo && {
        ...organization.logo,
        src: `${baseUrl}${organization.logo.href}`,
      },
    },
    ...mailScale(question, locale, answerHref),
    answerHref,
    unsubscribeHref,
    maxPerDays: askAgainDays,
    isReminder: Boolean(remindsOf),
  };
}

/** What the customer reads: subject, HTML and text. @throws Error when a template or text is broken */
export function writeMail(
  templates: MailTemplates,
  invitation: OpenInvitation,
  survey: PublishedSurvey,
  links: MailLinks,
  context: MailContext,
): WrittenMail {
  const model = mailModel(invitation, links, survey, context);
  return templates.render('invitation', invitation.locale, model, invitation.organization.tone);
}

/** The invitation and its links with places for what differs between mails about the same survey. */
function placed(places: Places, invitation: OpenInvitation, links: MailLinks): [Worded, MailLinks] {
  const { names, contact, locale, organization, human } = invitation;
  const employee = places.for(names.employee);
  const name = places.for(names.name);
  return [
    {
      locale,
      organization,
      human,
      names: { ...names, ...(employee !== undefined && { employee }), ...(name !== undefined && { name }) },
      customerFirstName: places.for(invitation.customerFirstName),
      contactSentence: places.for(invitation.contactSentence),
      preheader: places.for(invitation.preheader),
      contact: { ...contact, weekday: places.for(contact.weekday) },
    },
    { answer: places.for(links.answer), unsubscribe: places.for(links.unsubscribe) },
  ];
}

/** The finished mail. @throws Error when a template or text is broken: nothing has been handed over then */
export function composeMail(
  templates: MailTemplates,
  invitation: OpenInvitation,
  address: string,
  survey: PublishedSurvey,
  secrets: MailSecrets,
  surroundings: MailSurroundings,
): OutgoingMail {
  const { baseUrl, wayOutDomain = null, remindsOf = null, ticket = NO_TICKET } = surroundings;
  const mailTo = wayOutDomain === null ? null : `unsubscribe+${secrets.unsubscribe}@${wayOutDomain}`;
  const links = {
    answer: `${baseUrl}/s/${secrets.answer}`,
    unsubscribe: `${baseUrl}/u/${secrets.unsubscribe}`,
  };
  const { fromName, replyTo } = invitation.organization;
  const places = new Places();
  const model = mailModel(...placed(places, invitation, links), survey, surroundings);
  const { locale, organization } = invitation;
  const content = templates.compose('invitation', locale, model, organization.tone, places.values);
  return {
    to: { ...(invitation.customerName && { name: invitation.customerName }), address },
    fromName,
    ...(replyTo !== '' && { replyTo }),
    ...content,
    headers: {
      ...listHeaders(links.unsubscribe, mailTo, baseUrl),
      ...threadHeaders(ticket, remindsOf, new URL(baseUrl).hostname),
    },
    messageId: messageIdOf(invitation.invitationId, baseUrl),
    envelopeFrom: bounceAddressOf(invitation.invitationId, surroundings.senderAddress),
  };
}
