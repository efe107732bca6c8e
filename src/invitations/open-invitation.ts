/**
 * An invitation with everything its mail and its answer page show: the customer, who served, where, and the
 * organization's words. One prepared statement reads it, from the token of an address or from the invitation's id.
 */
import { Injectable } from '@nestjs/common';
import { isLocale, type Locale, LOCALES, pickText, type LocaleText, type Tone } from '../kernel';
import { BusinessHours } from '../organization';
import { Database, type Lookup, soon, type Soon } from '../platform/database';
import { I18n, type Speech } from '../platform/i18n';
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
  readonly touchpointId: number;
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

/** The columns of `COLUMNS`, in their order: a row read by position costs half of one read by name. */
type Row = readonly [
  invitationId: string, interactionId: string, surveyVersionId: number, invitationChannel: string,
  state: InvitationState, locale: string, sentAt: number | null, answeredAt: number | null, expiresAt: number | null,
  customerId: string | null, customerName: string | null, erasedAt: number | null, occurredDay: string,
  touchpointId: number, cellId: number, begun: number, machineSign: string | null, objected: number, channel: string,
  reason: string, phone: string | null, hours: string | null, employeeId: number | null, employeeName: string | null,
  role: string | null, sharePpm: number | null,
]; // prettier-ignore
/** Behind them, for the sender. */
type SendableRow = readonly [
  ...Row,
  occurredAt: number, sendAt: number | null, attempts: number, email: string | null, customerZone: string | null,
  source: string, data: string | null,
]; // prettier-ignore

const columns = (
  expiresAt: string,
): string => `i.id, i.interaction_id, i.survey_version_id, i.channel AS "asked_by",
  i.state, i.locale, i.sent_at, i.answered_at, ${expiresAt}, i.customer_id, c.name AS "customer_name", c.erased_at,
  n.occurred_day, n.touchpoint_id, n.cell_id,
  (SELECT COUNT(*) FROM response r WHERE r.invitation_id = i.id) AS "begun",
  (SELECT MAX(CAST(m.last_at AS text) || ' ' || m.sign) FROM machine_sign m WHERE m.invitation_id = i.id) AS "machine_sign",
  CASE WHEN EXISTS (SELECT 1 FROM data_quality_note q WHERE q.interaction_id = n.id AND q.state = 'open')
    THEN 1 ELSE 0 END AS "objected",
  cell.channel, cell.reason, t.phone, t.hours, p.employee_id, e.name, p.role, p.share_ppm`;
const SENDABLE = `n.occurred_at, i.send_at, i.attempts, c.email, c.timezone, n.source, n.data`;
const JOINS = `JOIN interaction n ON n.id = i.interaction_id JOIN cell ON cell.id = n.cell_id
  JOIN touchpoint t ON t.id = n.touchpoint_id LEFT JOIN customer c ON c.id = i.customer_id
  LEFT JOIN participation p ON p.interaction_id = i.interaction_id LEFT JOIN employee e ON e.id = p.employee_id`;

/** The page of an answer: read for each visit and each answer, so that nothing more is asked for on the way. */
const FROM_TOKEN = `FROM invitation_token k JOIN invitation i ON i.id = k.invitation_id ${JOINS}`;
const LIVING = `k.purpose = 'answer' AND k.revoked_at IS NULL`;
const BY_TOKEN: Lookup = {
  one: `SELECT ${columns('k.expires_at')} ${FROM_TOKEN} WHERE k.token_hash = ? AND ${LIVING}`,
  many: `SELECT ${columns('k.expires_at')}, k.token_hash ${FROM_TOKEN} WHERE k.token_hash = ANY($1::varchar[]) AND ${LIVING}`,
};
const BY_ID: Lookup = {
  one: `SELECT ${columns('i.expires_at')}, ${SENDABLE} FROM invitation i ${JOINS} WHERE i.id = ?`,
  many: `SELECT ${columns('i.expires_at')}, ${SENDABLE}, i.id AS "key" FROM invitation i ${JOINS}
    WHERE i.id = ANY($1::varchar[])`,
};

@Injectable()
export class OpenInvitations {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly hours: BusinessHours,
  ) {}

  /** @returns undefined for a hash that no living answer token has; at once on SQLite, as long as the settings are known */
  byTokenHash(hash: string): Soon<AnswerableInvitation | undefined> {
    const organization = this.settings.known('organization') ?? this.settings.get('organization');
    return soon(this.database.find<Row>(BY_TOKEN, hash), (rows) => {
      const [row] = rows;
      return row && soon(organization, (known) => new ReadInvitation(row, rows, known, this.i18n));
    });
  }

  async byId(id: string): Promise<SendableInvitation | undefined> {
    const rows = await this.database.find<SendableRow>(BY_ID, id);
    const [row] = rows;
    if (!row) return undefined;
    const { calendar } = await this.hours.ofTouchpoint(row[13]);
    return new ReadSendable(
      row,
      rows,
      await this.settings.get('organization'),
      this.i18n,
      calendar.emergencyPhone,
    );
  }
}

/** What was read. What only pages and mails show is worked out when it is looked at: taking an answer needs none of it. */
class ReadInvitation implements AnswerableInvitation {
  readonly invitationId: string;
  readonly interactionId: string;
  readonly surveyVersionId: number;
  readonly channel: string;
  readonly state: InvitationState;
  readonly locale: Locale;
  readonly sentAt: number | null;
  readonly answeredAt: number | null;
  readonly expiresAt: number;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly touchpointId: number;
  readonly cellId: number;
  readonly begun: boolean;
  readonly machineSign: string | null;
  readonly objected: number;
  readonly erased: boolean;
  readonly employees: readonly ServingEmployee[];

  constructor(
    private readonly row: Row,
    rows: readonly Row[],
    private readonly settled: OrganizationSettings,
    private readonly i18n: I18n,
  ) {
    const locale = row[5];
    this.invitationId = row[0];
    this.interactionId = row[1];
    this.surveyVersionId = row[2];
    this.channel = row[3];
    this.state = row[4];
    this.locale = isLocale(locale) ? locale : settled.locale;
    this.sentAt = row[6];
    this.answeredAt = row[7];
    this.expiresAt = row[8] ?? 0;
    this.customerId = row[9];
    this.erased = row[11] !== null;
    this.customerName = this.erased ? null : row[10];
    this.touchpointId = row[13];
    this.cellId = row[14];
    this.begun = row[15] > 0;
    this.machineSign = row[16];
    this.objected = row[17];
    this.employees = servingOf(rows);
  }

  get customerFirstName(): string | null {
    return firstNameOf(this.customerName);
  }
  get names(): OpenInvitation['names'] {
    const [lead] = this.employees;
    const name = this.customerFirstName;
    return {
      ...(lead && { employee: lead.firstName }),
      ...(name !== null && { name }),
      organization: this.settled.name,
    };
  }
  get organization(): AskingOrganization {
    let asking = askings.get(this.settled);
    if (!asking) askings.set(this.settled, (asking = askingOrganization(this.settled)));
    return asking;
  }
  get human(): OpenInvitation['human'] {
    const [phone, writtenHours] = [this.row[20], this.row[21]];
    if (!phone) {
      const hoursIn = this.settled.hours;
      return { phone: this.settled.phone, hours: hoursIn[this.locale], hoursIn };
    }
    const hoursIn = writtenHours ? (JSON.parse(writtenHours) as LocaleText) : NO_HOURS;
    return { phone, hours: pickText(hoursIn, this.locale), hoursIn };
  }
  get contactSentence(): string {
    return contactSentence(this.speech, this.locale, this.contact);
  }
  get preheader(): string {
    const { contactSentence: sentence } = this;
    return this.speech.text(this.locale, 'invitations.preheader', { contactSentence: sentence });
  }
  get contact(): OpenInvitation['contact'] {
    const [day, channel, reason] = [this.row[12], this.row[18], this.row[19]];
    return { channel, reason, day, weekday: weekdayOf(day, this.locale) };
  }

  protected get speech(): Speech {
    return this.i18n.forCustomers(this.settled.tone);
  }
}

class ReadSendable extends ReadInvitation implements SendableInvitation {
  readonly occurredAt: number;
  readonly sendAt: number;
  readonly attempts: number;
  readonly email: string | null;
  readonly customerZone: string | null;
  readonly ticket: Ticket;

  constructor(
    row: SendableRow,
    rows: readonly SendableRow[],
    settled: OrganizationSettings,
    i18n: I18n,
    private readonly emergencyPhone: string,
  ) {
    super(row as readonly unknown[] as Row, rows as readonly unknown[] as Row[], settled, i18n);
    this.occurredAt = row[26];
    this.sendAt = row[27] ?? 0;
    this.attempts = row[28];
    this.email = row[29];
    this.customerZone = row[30];
    this.ticket = row[32] ? ticketOf(row[31], readData(row[32])) : NO_TICKET;
  }

  /** A mail is read whenever it is read: it says the hours and the number that is always answered, not who is there now. */
  override get human(): OpenInvitation['human'] {
    const { phone, hoursIn } = super.human;
    if (!this.emergencyPhone) return { phone, hours: pickText(hoursIn, this.locale), hoursIn };
    const spoken = LOCALES.map((locale): [Locale, string] => {
      const emergency = this.speech.text(locale, 'invitations.emergency', { phone: this.emergencyPhone });
      const hours = pickText(hoursIn, locale);
      return [locale, hours ? `${hours}. ${emergency}` : emergency];
    });
    const all = Object.fromEntries(spoken) as LocaleText;
    return { phone: phone || this.emergencyPhone, hours: pickText(all, this.locale), hoursIn: all };
  }
}

const askings = new WeakMap<OrganizationSettings, AskingOrganization>();

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
  const [only] = rows;
  if (only && rows.length === 1) {
    const [id, share] = [only[22], only[25]];
    if (id === null || share === null) return [];
    return [{ id, firstName: firstNameOf(only[23]) ?? '', role: only[24] ?? '', sharePpm: share }];
  }
  const served = rows.flatMap((row) => {
    const [id, sharePpm] = [row[22], row[25]];
    return id === null || sharePpm === null ? [] : [{ id, name: row[23], role: row[24] ?? '', sharePpm }];
  });
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

const NO_HOURS = Object.fromEntries(LOCALES.map((locale) => [locale, ''])) as Record<Locale, string>;
