/**
 * An invitation with everything its mail and its answer page show: the customer, who served, where, and the
 * organization's words. One prepared statement reads it, from the token of an address or from the invitation's id.
 */
import { Injectable } from '@nestjs/common';
import { isLocale, type Locale, LOCALES, pickText, type LocaleText, type Tone } from '../kernel';
import { Database, type Lookup } from '../platform/database';
import { I18n } from '../platform/i18n';
import { type OrganizationSettings, SettingsStore, shownLogo, type ShownLogo } from '../platform/views';
import { contactSentence, firstNameOf, type SpokenContact, weekdayOf } from './contact-sentence';
import type { InvitationState } from './invitation-states';
import { readData } from './later-contact';
import { NO_TICKET, type Ticket, ticketOf } from './threading';

export interface ServingEmployee {
  readonly id: number;
  /** What customers call the person; with an initial where two of the same first name served. */
  readonly firstName: string;
  readonly role: string;
  /** Parts per million of the credit; the largest comes first. */
  readonly sharePpm: number;
}

/** Who asks, and how. */
export interface AskingOrganization {
  readonly name: string;
  readonly accent: string;
  readonly logo: ShownLogo | null;
  readonly tone: Tone;
  readonly fromName: string;
  /** '' for the sending address. */
  readonly replyTo: string;
}

export interface OpenInvitation {
  readonly invitationId: string;
  readonly interactionId: string;
  readonly surveyVersionId: number;
  readonly channel: string;
  readonly state: InvitationState;
  readonly locale: Locale;
  /** UTC milliseconds. */
  readonly sentAt: number | null;
  readonly answeredAt: number | null;
  /** From this instant on it can no longer be answered for the first time. */
  readonly expiresAt: number;
  readonly customerId: string | null;
  /** Null for nobody, and for somebody whose data was erased. */
  readonly customerName: string | null;
  readonly customerFirstName: string | null;
  /** Largest share first: the first one is named in the heading. */
  readonly employees: readonly ServingEmployee[];
  /** What the survey's texts may fill in. `employee` is absent when nobody in particular served. */
  readonly names: { readonly employee?: string; readonly name?: string; readonly organization: string };
  readonly organization: AskingOrganization;
  /**
   * Where the customer reaches a person: the touchpoint's number and hours, else the organization's; '' for none.
   * `hours` in the invitation's language, `hoursIn` in each.
   */
  readonly human: { readonly phone: string; readonly hours: string; readonly hoursIn: LocaleText };
  /** "Su llamada del martes 3 de noviembre, sobre su factura." */
  readonly contactSentence: string;
  /** What a mail program shows beside the subject. */
  readonly preheader: string;
  /** The parts of a shorter form, "su llamada del martes", and what `contactSentence` needs in another language. */
  readonly contact: SpokenContact & { readonly weekday: string };
}

/** What taking an answer needs besides: read with the link, so that nothing more has to be asked for. */
export interface AnswerableInvitation extends OpenInvitation {
  readonly touchpointId: number;
  readonly cellId: number;
  /** Whether something was answered already, if only by a machine. */
  readonly begun: boolean;
  /** The newest sign of a machine that was noted about the link: its instant and its name. */
  readonly machineSign: string | null;
  /** 1 while the customer's word stands that the contact was not theirs. */
  readonly objected: number;
}

/** What the sender looks at besides. */
export interface SendableInvitation extends OpenInvitation {
  readonly occurredAt: number;
  readonly sendAt: number;
  readonly attempts: number;
  readonly email: string | null;
  readonly customerZone: string | null;
  readonly erased: boolean;
  readonly ticket: Ticket;
}

interface Row {
  invitationId: string;
  interactionId: string;
  surveyVersionId: number;
  invitationChannel: string;
  state: InvitationState;
  locale: string;
  sendAt: number | null;
  sentAt: number | null;
  answeredAt: number | null;
  expiresAt: number | null;
  attempts: number;
  customerId: string | null;
  customerName: string | null;
  email: string | null;
  customerZone: string | null;
  erasedAt: number | null;
  occurredAt: number;
  occurredDay: string;
  touchpointId: number;
  cellId: number;
  begun: number;
  machineSign: string | null;
  objected: number;
  channel: string;
  reason: string;
  phone: string | null;
  hours: string | null;
  employeeId: number | null;
  employeeName: string | null;
  role: string | null;
  sharePpm: number | null;
  /** Read for the sender only. */
  source?: string;
  data?: string | null;
}

const COLUMNS = `i.id AS "invitationId", i.interaction_id AS "interactionId", i.survey_version_id AS "surveyVersionId",
  i.channel AS "invitationChannel", i.state AS "state", i.locale AS "locale", i.send_at AS "sendAt", i.sent_at AS "sentAt",
  i.answered_at AS "answeredAt", i.attempts AS "attempts", i.customer_id AS "customerId", c.name AS "customerName",
  c.email AS "email", c.timezone AS "customerZone", c.erased_at AS "erasedAt", n.occurred_at AS "occurredAt",
  n.occurred_day AS "occurredDay", n.touchpoint_id AS "touchpointId", n.cell_id AS "cellId",
  (SELECT COUNT(*) FROM response r WHERE r.invitation_id = i.id) AS "begun",
  (SELECT MAX(CAST(m.last_at AS text) || ' ' || m.sign) FROM machine_sign m WHERE m.invitation_id = i.id) AS "machineSign",
  CASE WHEN EXISTS (SELECT 1 FROM data_quality_note q WHERE q.interaction_id = n.id AND q.state = 'open')
    THEN 1 ELSE 0 END AS "objected",
  cell.channel AS "channel", cell.reason AS "reason", t.phone AS "phone",
  t.hours AS "hours", p.employee_id AS "employeeId", e.name AS "employeeName", p.role AS "role",
  p.share_ppm AS "sharePpm"`;
const JOINS = `JOIN interaction n ON n.id = i.interaction_id JOIN cell ON cell.id = n.cell_id
  JOIN touchpoint t ON t.id = n.touchpoint_id LEFT JOIN customer c ON c.id = i.customer_id
  LEFT JOIN participation p ON p.interaction_id = i.interaction_id LEFT JOIN employee e ON e.id = p.employee_id`;

/** The page of an answer: read for each visit and each answer, so that nothing more is asked for on the way. */
const BY_TOKEN: Lookup = {
  one: `SELECT ${COLUMNS}, k.expires_at AS "expiresAt" FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id
    ${JOINS} WHERE k.token_hash = ? AND k.purpose = 'answer' AND k.revoked_at IS NULL`,
  many: `SELECT k.token_hash AS "key", ${COLUMNS}, k.expires_at AS "expiresAt"
    FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id
    ${JOINS} WHERE k.token_hash = ANY($1::varchar[]) AND k.purpose = 'answer' AND k.revoked_at IS NULL`,
};
const BY_ID = `SELECT ${COLUMNS}, i.expires_at AS "expiresAt", n.source AS "source", n.data AS "data" FROM invitation i ${JOINS} WHERE i.id = ?`;

@Injectable()
export class OpenInvitations {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
  ) {}

  /** @returns undefined for a hash that no living answer token has */
  async byTokenHash(hash: string): Promise<AnswerableInvitation | undefined> {
    const rows = await this.database.find<Row>(BY_TOKEN, hash);
    return this.assemble(
      rows,
      this.settings.known('organization') ?? (await this.settings.get('organization')),
    );
  }

  async byId(id: string): Promise<SendableInvitation | undefined> {
    return this.assemble(await this.database.all<Row>(BY_ID, [id]), await this.settings.get('organization'));
  }

  private assemble(
    rows: readonly Row[],
    organization: OrganizationSettings,
  ): (SendableInvitation & AnswerableInvitation) | undefined {
    const [row] = rows;
    if (!row) return undefined;
    const locale = isLocale(row.locale) ? row.locale : organization.locale;
    const contact = { channel: row.channel, reason: row.reason, day: row.occurredDay };
    const employees = servingOf(rows);
    const i18n = this.i18n.forCustomers(organization.tone);
    let sentence: string | undefined;
    const wordedContact = () => (sentence ??= contactSentence(i18n, locale, contact));
    const customerFirstName = row.erasedAt === null ? firstNameOf(row.customerName) : null;
    return {
      invitationId: row.invitationId,
      interactionId: row.interactionId,
      surveyVersionId: row.surveyVersionId,
      channel: row.invitationChannel,
      state: row.state,
      locale,
      sendAt: row.sendAt ?? 0,
      sentAt: row.sentAt,
      answeredAt: row.answeredAt,
      expiresAt: row.expiresAt ?? 0,
      attempts: row.attempts,
      customerId: row.customerId,
      customerName: row.erasedAt === null ? row.customerName : null,
      customerFirstName,
      touchpointId: row.touchpointId,
      cellId: row.cellId,
      begun: row.begun > 0,
      machineSign: row.machineSign,
      objected: row.objected,
      email: row.email,
      customerZone: row.customerZone,
      erased: row.erasedAt !== null,
      occurredAt: row.occurredAt,
      ticket: row.data ? ticketOf(row.source ?? '', readData(row.data)) : NO_TICKET,
      employees,
      names: {
        ...(employees[0] && { employee: employees[0].firstName }),
        ...(customerFirstName !== null && { name: customerFirstName }),
        organization: organization.name,
      },
      organization: askingOrganization(organization),
      human: humanOf(row, organization, locale),
      // Worded when somebody reads them: taking an answer needs none of it.
      get contactSentence() {
        return wordedContact();
      },
      get preheader() {
        return i18n.text(locale, 'invitations.preheader', { contactSentence: wordedContact() });
      },
      get contact() {
        return { ...contact, weekday: weekdayOf(row.occurredDay, locale) };
      },
    };
  }
}

/** What mails and pages show of the organization. */
export function askingOrganization(organization: OrganizationSettings): AskingOrganization {
  const { name, accent, tone, replyTo, mailFromName } = organization;
  return {
    name,
    accent,
    logo: shownLogo(organization.logo),
    tone,
    fromName: mailFromName || name,
    replyTo,
  };
}

function servingOf(rows: readonly Row[]): ServingEmployee[] {
  const served = rows.flatMap(({ employeeId: id, employeeName, role, sharePpm }) =>
    id === null || sharePpm === null ? [] : [{ id, name: employeeName, role: role ?? '', sharePpm }],
  );
  served.sort((one, other) => other.sharePpm - one.sharePpm || one.id - other.id);
  return served.map(({ id, name, role, sharePpm }) => {
    const firstName = firstNameOf(name) ?? '';
    const alone = served.every((other) => other.id === id || firstNameOf(other.name) !== firstName);
    return { id, firstName: alone ? firstName : withInitial(firstName, name), role, sharePpm };
  });
}

/** "Ana B." */
function withInitial(firstName: string, name: string | null): string {
  const [initial] = name?.trim().split(/\s+/)[1] ?? '';
  return initial === undefined ? firstName : `${firstName} ${initial}.`;
}

function humanOf(row: Row, organization: OrganizationSettings, locale: Locale): OpenInvitation['human'] {
  if (!row.phone)
    return { phone: organization.phone, hours: organization.hours[locale], hoursIn: organization.hours };
  const hoursIn = row.hours ? (JSON.parse(row.hours) as LocaleText) : NO_HOURS;
  return { phone: row.phone, hours: pickText(hoursIn, locale), hoursIn };
}

const NO_HOURS = Object.fromEntries(LOCALES.map((locale) => [locale, ''])) as Record<Locale, string>;
