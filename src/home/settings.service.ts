/** Reads and changes what administrators decide. Each change leaves an audit entry in the same transaction. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { appealsSetting } from '../appeals';
import { type InvitationRules, invitationRules } from '../invitations';
import { Database } from '../platform/database';
import { parseInput } from '../platform/errors';
import { readinessSetting } from '../payouts';
import { type OrganizationSettings, organizationSetting, SettingsStore } from '../platform/views';
import { scoringSetting } from '../scoring';
import { AuditedSettings } from './audited-settings';
import { type TypedSettings, zSettingsForm } from './settings-form';

/** Hours proposed to somebody who turns quiet hours on. */
const USUAL_QUIET = { from: 21, until: 8 };

/** A share as the form shows it: `0.1` is `10`. */
const percent = (share: number): string => String(Math.round(share * 1e6) / 1e4);

@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly store: SettingsStore,
    private readonly settings: AuditedSettings,
  ) {}

  /** The settings as the form shows them. */
  async typed(): Promise<TypedSettings> {
    const [organization, scoring, gates, appeals, rules] = await Promise.all([
      this.store.get('organization'),
      this.store.get(scoringSetting),
      this.store.get(readinessSetting),
      this.store.get(appealsSetting),
      this.store.get(invitationRules),
    ]);
    const quiet = rules.quietHours ?? USUAL_QUIET;
    return {
      name: organization.name,
      locale: organization.locale,
      region: organization.region,
      timezone: organization.timezone,
      target: String(scoring.target),
      csatTarget: String(scoring.csatTarget),
      reliability: percent(gates.reliability),
      responseRate: percent(gates.response_rate),
      coverage: percent(gates.coverage),
      answers: String(gates.answers),
      months: String(gates.months),
      decideWorkingDays: String(appeals.decideWorkingDays),
      delayMinutes: String(rules.delayMinutes),
      askAgainDays: String(rules.askAgainDays),
      quiet: rules.quietHours ? 'on' : '',
      quietFrom: String(quiet.from),
      quietUntil: String(quiet.until),
    };
  }

  /**
   * Takes the form.
   * @returns whether anything changed
   * @throws DomainError `validation_failed` naming every field that is wrong; nothing is changed then
   */
  async save(body: unknown, viewer: Viewer): Promise<boolean> {
    const form = parseInput(zSettingsForm, body);
    const organization: OrganizationSettings = {
      ...(await this.store.get('organization')),
      name: form.name,
      locale: form.locale,
      region: form.region,
      timezone: form.timezone,
    };
    const quietHours = form.quiet ? { from: form.quietFrom, until: form.quietUntil } : null;
    return this.database.transaction(async () => {
      // What the form does not show stays as it is.
      const rules: InvitationRules = {
        ...(await this.store.get(invitationRules)),
        delayMinutes: form.delayMinutes,
        askAgainDays: form.askAgainDays,
        quietHours,
      };
      const changes = [
        await this.settings.replace(organizationSetting, organization, viewer),
        await this.settings.replace(
          scoringSetting,
          { target: form.target, csatTarget: form.csatTarget },
          viewer,
        ),
        await this.settings.replace(
          readinessSetting,
          {
            reliability: form.reliability / 100,
            response_rate: form.responseRate / 100,
            coverage: form.coverage / 100,
            answers: form.answers,
            months: form.months,
          },
          viewer,
        ),
        await this.settings.replace(appealsSetting, { decideWorkingDays: form.decideWorkingDays }, viewer),
        await this.settings.replace(invitationRules, rules, viewer),
      ];
      return changes.includes(true);
    });
  }
}
