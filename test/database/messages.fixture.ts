/** The product up to the invitations with a provider of messages on this machine. */
import { Viewer } from '../../src/access';
import { DEFAULT_INVITATION_RULES, type InvitationRules, invitationRules } from '../../src/invitations';
import { channelPreferences } from '../../src/invitations/channels/channel-choice';
import { channelSettingsSchema, type MessageKind } from '../../src/invitations/channels/channel-settings';
import { MessageChannels } from '../../src/invitations/channels/message-channels';
import { SettingsStore } from '../../src/platform/views';
import type { DatabaseKind } from '../support';
import { type FakeProvider, startFakeProvider } from '../support/fake-provider';
import { invitationsOn, type InvitationsUnderTest, MINUTE } from './invitations.fixture';

export const NUMBER = '+525512345678';
export const SECRET = 'canario-de-credencial';

export const admin = new Viewer({
  userId: 1,
  name: 'Sofía Márquez',
  email: 'sofia.marquez@aguaclara.example',
  locale: 'es',
  employeeId: null,
  grants: [{ role: 'admin', scope: 'all' }],
});

export interface MessagesUnderTest extends InvitationsUnderTest {
  provider: FakeProvider;
  channelId: number;
  hookKey: string;
  /** A contact of somebody with a number and no mail address, unless said otherwise. */
  phoned(customer?: Record<string, unknown>, change?: Record<string, unknown>): Promise<string>;
  /** What a provider posts; the status of our reply. */
  post(body: unknown, key?: string): Promise<number>;
  prefer(fallback: boolean, touchpoint?: string): Promise<void>;
  rules(change: Partial<InvitationRules>): Promise<void>;
  work(minutes?: number): Promise<void>;
  suppressed(): Promise<{ reason: string; source: string }[]>;
}

export function settingsFor(url: string, change: Record<string, unknown> = {}) {
  return channelSettingsSchema.parse({
    url,
    body: '{"to":"{{to}}","text":"{{text}}"}',
    headers: [
      { name: 'Authorization', value: 'Bearer {{credential}}' },
      { name: 'Idempotency-Key', value: '{{reference}}' },
    ],
    idPointer: '/id',
    errorPointer: '/error',
    numberErrors: ['no_such_number'],
    // Longer than a busy machine takes to answer; whoever tests silence waits it out.
    timeoutSeconds: 5,
    perMinute: 600,
    receipts: {
      idPointer: '/id',
      referencePointer: '/ref',
      statusPointer: '/status',
      errorPointer: '/error',
      delivered: ['delivered', 'read'],
      failedForGood: ['rejected'],
      failedForNow: ['expired'],
      fromPointer: '/from',
      textPointer: '/text',
    },
    ...change,
  });
}

export async function messagesOn(
  kind: DatabaseKind,
  channel: MessageKind = 'sms',
): Promise<MessagesUnderTest> {
  const provider = await startFakeProvider();
  const test = await invitationsOn(kind, { PRIVATE_HOSTS: '127.0.0.1' });
  const channels = test.get(MessageChannels);
  const settings = test.get(SettingsStore);
  const channelId = await channels.add(
    {
      name: 'Mensajes',
      kind: channel,
      enabled: true,
      settings: settingsFor(provider.url),
      credential: SECRET,
    },
    admin,
  );
  const hookKey = await channels.makeHookKey(channelId, admin);
  const prefer = (fallback: boolean, touchpoint = 'phone-support') =>
    settings.set(channelPreferences, { preferences: [{ touchpoint, channelId, fallback }] });
  await prefer(true);
  return {
    ...test,
    provider,
    channelId,
    hookKey,
    prefer,
    phoned: async (customer = {}, change = {}) =>
      (await test.contact(change, { email: null, phone: '+52 55 1234 5678', ...customer })).id,
    post: async (body, key = hookKey) => {
      const reply = await test.app.inject({
        method: 'POST',
        url: `/hooks/messages/${key}`,
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify(body),
      });
      return reply.statusCode;
    },
    rules: (change) => settings.set(invitationRules, { ...DEFAULT_INVITATION_RULES, ...change }),
    work: async (minutes = 30) => {
      test.clock.advance(minutes * MINUTE);
      await test.runner.drain();
    },
    suppressed: () =>
      test.database.all(`SELECT reason AS "reason", source AS "source" FROM suppression ORDER BY reason`),
    close: async () => {
      await test.close();
      await provider.close();
    },
  };
}
