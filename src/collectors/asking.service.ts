/** What a collector asks, and in whose name: the survey of its touchpoint, the person it is about, where to call. */
import { Injectable } from '@nestjs/common';
import { type Locale, pickText } from '../kernel';
import { Calendar, isEmployedOn } from '../organization';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { SettingsStore } from '../platform/views';
import { type PublishedSurvey, type Server, Surveys, type TextName } from '../surveys';
import type { Collector } from './collector.store';
import { EmployeeNames } from './employee-names';
import { type FormStamp, readStamp, writtenStamp } from './form-stamp';

export interface Questionnaire {
  readonly survey: PublishedSurvey;
  /** The person of the collector, as long as they work here. */
  readonly servers: readonly Server[];
  /** `employee` absent: nobody in particular, or somebody who is not named in public. */
  readonly names: Partial<Record<TextName, string>>;
}

@Injectable()
export class Asking {
  constructor(
    private readonly surveys: Surveys,
    private readonly settings: SettingsStore,
    private readonly names: EmployeeNames,
    private readonly calendar: Calendar,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @param versionId of a page that was shown before; the version asked now when absent */
  async of(collector: Collector, versionId?: number): Promise<Questionnaire> {
    const { touchpoint, employee } = collector;
    const survey =
      versionId === undefined
        ? await this.surveys.publishedFor(touchpoint.surveyKey)
        : await this.surveys.version(versionId);
    const { name: organization } = await this.settings.get('organization');
    const shownName = await this.names.publicNameOf(collector);
    const serves = employee !== null && isEmployedOn(employee, await this.calendar.today());
    return {
      survey,
      servers: serves ? [{ id: employee.id, firstName: shownName ?? '', role: 'agent' }] : [],
      names: { ...(shownName !== undefined && { employee: shownName }), organization },
    };
  }

  /** Where a customer reaches a person: the touchpoint's number and hours, else the organization's; '' for none. */
  async human({ touchpoint }: Collector, locale: Locale): Promise<{ phone: string; hours: string }> {
    const { phone, hours } = touchpoint;
    if (phone) return { phone, hours: hours ? pickText(hours, locale) : '' };
    const organization = await this.settings.get('organization');
    return { phone: organization.phone, hours: organization.hours[locale] };
  }

  /** A stamp for a page that is made now. */
  stamp(collector: Collector, survey: PublishedSurvey): string {
    return writtenStamp(this.config.secretKey, collector.id, {
      versionId: survey.versionId,
      madeAt: this.clock.now(),
    });
  }

  readStamp(collector: Collector, stamp: unknown): FormStamp | undefined {
    return readStamp(this.config.secretKey, collector.id, stamp);
  }
}

/** The language of a page: the one asked for, else the reader's, else the collector's, as far as the survey speaks it. */
export function languageFor(survey: PublishedSurvey, wanted: readonly (Locale | undefined)[]): Locale {
  const spoken = wanted.find((locale) => locale !== undefined && survey.languages.includes(locale));
  return spoken ?? survey.languages[0] ?? 'es';
}
