/** A message to oneself, by the way that invitations take: the same request, credential and reading of the reply. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database, newId } from '../../platform/database';
import { RateLimits } from '../../platform/http';
import { I18n } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { Surveys } from '../../surveys';
import { exampleInvitation } from '../example-invitation';
import type { OpenInvitation } from '../open-invitation';
import type { Locale } from '../../kernel';
import type { MessageOutcome } from './message-channel';
import { type Channel, MessageChannels } from './message-channels';
import { writeMessage } from './message-text';

const PER_HOUR = 10;

@Injectable()
export class TestMessage {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly surveys: Surveys,
    private readonly limits: RateLimits,
    private readonly channels: MessageChannels,
    private readonly audit: Audit,
  ) {}

  /** An invitation about a contact that never was, in a language. */
  async example(locale: Locale): Promise<OpenInvitation> {
    const organization = await this.settings.get('organization');
    const survey = await this.surveys.publishedFor(null);
    return exampleInvitation(
      this.i18n,
      organization,
      await this.surveys.version(survey.versionId),
      locale,
      this.clock.now(),
    );
  }

  /**
   * @param number E.164; the audit keeps that a test was sent, not where to
   * @returns undefined when the credential cannot be read
   * @throws DomainError `rate_limited`
   */
  async send(channel: Channel, number: string, viewer: Viewer): Promise<MessageOutcome | undefined> {
    await this.limits.require(`messages.test:${viewer.userId}`, PER_HOUR, 3600);
    const provider = await this.channels.provider(channel.id);
    if (!provider) return undefined;
    // The way to the pages of this installation; a link that could be answered belongs to customers only.
    const link = `${this.config.baseUrl}/s/${'x'.repeat(43)}`;
    const written = writeMessage(this.i18n, channel.settings, await this.example(viewer.locale), link);
    const outcome = await provider.send({ to: number, link, reference: `test-${newId()}`, ...written });
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'message_channel.tested',
        subject: `message_channel:${channel.id}`,
        details: { outcome: outcome.kind, ...(outcome.kind !== 'accepted' && { code: outcome.code }) },
      }),
    );
    return outcome;
  }
}
