/**
 * An invitation about a contact that never was, for previews and test mails: Marta, who called yesterday about her bill
 * and was served by Ana; and by Luis too, where the survey asks about each of several people or about a role.
 */
import type { Locale } from '../kernel';
import type { I18n } from '../platform/i18n';
import type { OrganizationSettings } from '../platform/views';
import type { PublishedSurvey } from '../surveys';
import { contactSentence, weekdayOf } from './contact-sentence';
import { askingOrganization, type OpenInvitation, type ServingEmployee } from './open-invitation';

const DAY = 86_400_000;
const OPEN_DAYS = 14;
const CUSTOMER = { name: 'Marta Ruiz', firstName: 'Marta' };
const SERVING = ['Ana', 'Luis'];

/**
 * @param organization as it is to be shown, settled or not
 * @param now UTC milliseconds; the contact was the day before
 */
export function exampleInvitation(
  i18n: I18n,
  organization: OrganizationSettings,
  survey: PublishedSurvey,
  locale: Locale,
  now: number,
): OpenInvitation {
  const day = new Date(now - DAY).toISOString().slice(0, 10);
  const contact = { channel: 'phone', reason: 'billing', day };
  const speech = i18n.forCustomers(organization.tone);
  const sentence = contactSentence(speech, locale, contact);
  const employees = servingIn(survey);
  return {
    invitationId: 'example',
    interactionId: 'example',
    surveyVersionId: survey.versionId,
    channel: 'email',
    state: 'sent',
    locale,
    sentAt: now,
    answeredAt: null,
    expiresAt: now + OPEN_DAYS * DAY,
    customerId: null,
    customerName: CUSTOMER.name,
    customerFirstName: CUSTOMER.firstName,
    employees,
    names: {
      ...(employees[0] && { employee: employees[0].firstName }),
      name: CUSTOMER.firstName,
      organization: organization.name,
    },
    organization: askingOrganization(organization),
    touchpointId: 0,
    human: { phone: organization.phone, hours: organization.hours[locale], hoursIn: organization.hours },
    contactSentence: sentence,
    preheader: speech.text(locale, 'invitations.preheader', { contactSentence: sentence }),
    contact: { ...contact, weekday: weekdayOf(day, locale) },
  };
}

function servingIn({ questions }: PublishedSurvey): ServingEmployee[] {
  const roles = [
    ...new Set(questions.flatMap(({ about }) => (typeof about === 'object' ? [about.role] : []))),
  ];
  const several = roles.length > 0 || questions.some(({ about }) => about === 'each');
  const people = several ? SERVING : SERVING.slice(0, 1);
  return people.map((firstName, index) => ({
    id: index + 1,
    firstName,
    role: roles[index] ?? roles[0] ?? 'agent',
    sharePpm: Math.round(1_000_000 / people.length),
  }));
}
