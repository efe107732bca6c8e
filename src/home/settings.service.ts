/** Reads and changes what administrators decide. Each change leaves an audit entry in the same transaction. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { type InvitationRules, invitationRules } from '../invitations';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { parseInput } from '../platform/errors';
import {
  type OrganizationSettings,
  organizationSetting,
  type Setting,
  SettingsStore,
} from '../platform/views';
import { scoringSetting } from '../scoring';
import { type TypedSettings, zSettingsForm } from './settings-form';

type Values = Record<string, unknown>;

/** Hours proposed to somebody who turns quiet hours on. */
const USUAL_QUIET = { from: 21, until: 8 };

/** Values that may be a person's own: the audit log keeps their name, not what they say. */
const UNTOLD = new Set(['phone', 'mailFromName', 'hours', 'name']);

@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly store: SettingsStore,
    private readonly audit: Audit,
  ) {}

  /** The settings as the form shows them. */
  async typed(): Promise<TypedSettings> {
    const [organization, scoring, rules] = await Promise.all([
      this.store.get('organization'),
      this.store.get(scoringSetting),
      this.store.get(invitationRules),
    ]);
    const quiet = rules.quietHours ?? USUAL_QUIET;
    return {
      name: organization.name,
      locale: organization.locale,
      region: organization.region,
      timezone: organization.timezone,
      accent: organization.accent,
      phone: organization.phone,
      hoursEs: organization.hours.es,
      hoursEn: organization.hours.en,
      hoursPt: organization.hours['pt-BR'],
      mailFromName: organization.mailFromName,
      target: String(scoring.target),
      csatTarget: String(scoring.csatTarget),
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
      accent: form.accent,
      phone: form.phone,
      hours: { es: form.hoursEs, en: form.hoursEn, 'pt-BR': form.hoursPt },
      mailFromName: form.mailFromName,
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
        await this.replace(organizationSetting, organization, viewer),
        await this.replace(scoringSetting, { target: form.target, csatTarget: form.csatTarget }, viewer),
        await this.replace(invitationRules, rules, viewer),
      ];
      return changes.includes(true);
    });
  }

  private async replace<T extends object>(setting: Setting<T>, to: T, viewer: Viewer): Promise<boolean> {
    const [before, after] = [(await this.store.get(setting)) as Values, to as Values];
    const changed = Object.keys(after).filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    if (changed.length === 0) return false;
    await this.store.set(setting, to);
    const told = changed.filter((key) => !UNTOLD.has(key));
    await this.audit.record({
      actor: viewer.actor,
      action: 'setting.changed',
      subject: `setting:${setting.name}`,
      details: {
        changed,
        from: Object.fromEntries(told.map((key) => [key, before[key]])),
        to: Object.fromEntries(told.map((key) => [key, after[key]])),
      },
    });
    return true;
  }
}
