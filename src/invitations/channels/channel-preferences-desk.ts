/** Decides which way each touchpoint asks, in the audit. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { SettingsStore } from '../../platform/views';
import { channelPreferences, type ChannelPreferences, EVERY_TOUCHPOINT } from './channel-choice';
import { ChannelsQueries } from './channels.queries';
import { MessageChannels } from './message-channels';

/** `3`: by provider 3 only; `3+`: else by mail; '': as all others. */
const WAY = /^([1-9]\d{0,8})(\+?)$/;
const MOST = 501;

@Injectable()
export class ChannelPreferencesDesk {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly channels: MessageChannels,
    private readonly queries: ChannelsQueries,
    private readonly audit: Audit,
  ) {}

  /**
   * @param form `touchpoint.<n>` and `way.<n>` for each touchpoint
   * @returns whether anything changed
   * @throws DomainError `not_found` for a touchpoint or provider that is none
   */
  async save(form: Record<string, unknown>, viewer: Viewer): Promise<boolean> {
    const known = new Set((await this.channels.list()).map(({ id }) => id));
    const codes = new Set([EVERY_TOUCHPOINT, ...(await this.queries.touchpoints()).map(({ code }) => code)]);
    const preferences: ChannelPreferences['preferences'] = [];
    for (let index = 0; index < MOST; index += 1) {
      const [touchpoint, way] = [form[`touchpoint.${index}`], form[`way.${index}`]];
      if (typeof touchpoint !== 'string' || typeof way !== 'string') break;
      if (way === '') continue;
      const [, id = '0', fallback] = WAY.exec(way) ?? [];
      if (!codes.has(touchpoint) || !known.has(Number(id))) throw errors.not_found();
      preferences.push({ touchpoint, channelId: Number(id), fallback: fallback === '+' });
    }
    return this.database.transaction(async () => {
      const before = await this.settings.get(channelPreferences);
      if (JSON.stringify(before.preferences) === JSON.stringify(preferences)) return false;
      await this.settings.set(channelPreferences, { preferences });
      await this.audit.record({
        actor: viewer.actor,
        action: 'setting.changed',
        subject: `setting:${channelPreferences.name}`,
        details: { from: before.preferences, to: preferences },
      });
      return true;
    });
  }
}
