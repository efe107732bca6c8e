/** Certificates: for whoever has an award, and for human resources to print. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type Locale, pickText } from '../../kernel';
import { Calendar } from '../../organization';
import { errors } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { AwardQueries } from './award.queries';
import { AwardWords } from './award-words';
import { certificatePdf } from './certificate-pdf';

@Injectable()
export class Certificates {
  constructor(
    private readonly calendar: Calendar,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly queries: AwardQueries,
    private readonly words: AwardWords,
  ) {}

  /**
   * The file and what it is called.
   * @throws not_found for somebody else's award, unless the viewer manages awards; also once it was revoked
   */
  async of(viewer: Viewer, grantId: string, locale: Locale) {
    const grant = await this.queries.grant(viewer, grantId);
    const mayPrint = grant && (grant.employeeId === viewer.employeeId || viewer.can('recognition.manage'));
    if (!mayPrint || grant.revokedAt !== null) throw errors.not_found();
    const { name: organization, accent } = await this.settings.get('organization');
    const award = pickText(grant.awardName, locale);
    const say = (key: string, params: Record<string, string> = {}) => this.words.say(locale, key, params);
    const day = this.i18n.formatsFor(locale).day(await this.calendar.dayOf(grant.grantedAt), 'long');
    const file = certificatePdf({
      locale,
      organization,
      accent,
      icon: grant.icon,
      heading: say('certificate_heading'),
      lead: say('certificate_lead'),
      person: grant.person,
      award,
      period: this.words.period(grant, locale),
      // A certificate hangs where everybody reads it: what it says is what the award asks for, without figures of theirs.
      reasons: grant.reasons.map((reason) => say(`certificate_${reason.kind}`)),
      given: say('certificate_given', { day }),
      signature: say('certificate_signature'),
    });
    return { file, name: `${award} ${grant.person}`.normalize('NFC') };
  }
}
