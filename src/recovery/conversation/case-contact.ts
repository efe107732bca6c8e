/** How the customer of a case is reached: where, in which language, and whether they want to be. */
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../../customers';
import { isLocale, type Locale, type LocaleText, pickText } from '../../kernel';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { MAY_CONTACT } from '../recovery.queries';

export interface CaseContact {
  readonly caseId: string;
  readonly customerName: string | null;
  readonly email: string | null;
  readonly locale: Locale;
  /** The customer asked to be contacted, or wrote to us. */
  readonly wanted: boolean;
  /** Where a person answers, and when. */
  readonly phone: string;
  readonly hours: string;
}

interface Row {
  customerName: string | null;
  email: string | null;
  locale: string;
  mayContact: number;
  wrote: number;
  phone: string | null;
  hours: string | null;
}

@Injectable()
export class CaseContacts {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly suppressions: Suppressions,
  ) {}

  async of(caseId: string): Promise<CaseContact | undefined> {
    const row = await this.database.get<Row>(
      `SELECT c.name AS "customerName", c.email AS "email", COALESCE(r.locale, c.locale, 'es') AS "locale",
              ${MAY_CONTACT} AS "mayContact", t.phone AS "phone", t.hours AS "hours",
              (SELECT CAST(COUNT(*) AS bigint) FROM case_letter l WHERE l.case_id = k.id AND l.direction = 'in'
                 AND l.from_customer = 1) AS "wrote"
       FROM recovery_case k LEFT JOIN response r ON r.id = k.response_id
       LEFT JOIN response_current rc ON rc.response_id = k.response_id
       LEFT JOIN response_revision v ON v.response_id = k.response_id AND v.revision = rc.revision
       LEFT JOIN touchpoint t ON t.id = k.touchpoint_id
       LEFT JOIN customer c ON c.id = k.customer_id WHERE k.id = ?`,
      [caseId],
    );
    if (!row) return undefined;
    const organization = await this.settings.get('organization');
    const locale = isLocale(row.locale) ? row.locale : 'es';
    const own = row.phone !== null && row.phone !== '';
    return {
      caseId,
      customerName: row.customerName,
      email: row.email,
      locale,
      wanted: row.mayContact === 1 || row.wrote > 0,
      phone: own ? (row.phone ?? '') : organization.phone,
      hours: own ? hoursIn(row.hours, locale) : organization.hours[locale],
    };
  }

  /** Whether a letter may be sent to the address: nobody wished for silence, and mail arrives there. */
  async mayWriteTo(email: string): Promise<boolean> {
    return !(await this.suppressions.isSuppressed(email));
  }
}

function hoursIn(hours: string | null, locale: Locale): string {
  if (hours === null || hours === '') return '';
  const parsed: unknown = JSON.parse(hours);
  return typeof parsed === 'object' && parsed !== null ? pickText(parsed as LocaleText, locale) : '';
}
