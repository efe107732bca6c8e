/** The product up to the mailroom, with invitations that were really sent, and mails about them as systems write them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mailroom, mailroomSettings, type MailroomSettings, type TakenIn } from '../../src/mailroom';
import { SettingsStore } from '../../src/platform/views';
import { Interactions, interactionInput, Touchpoints } from '../../src/interactions';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { bootApp, type DatabaseKind, type TestApp } from '../support';

export const DAY = 86_400_000;
const MINUTE = 60_000;
const FIXTURE_ID = /0199f3a0-1b2c-7d3e-8f4a-5b6c7d8e9f00/g;
const folder = join(__dirname, '../fixtures/incoming');

/** A fixture, about another invitation, with another Message-ID where one is given. */
export function mailAbout(
  name: string,
  invitationId: string,
  change: (mail: string) => string = (x) => x,
): Buffer {
  const mail = readFileSync(join(folder, `${name}.eml`), 'latin1').replace(FIXTURE_ID, invitationId);
  return Buffer.from(change(mail), 'latin1');
}

export interface SentInvitation {
  id: string;
  interactionId: string;
}

export interface MailroomUnderTest {
  test: TestApp;
  /** A contact of a customer and its invitation, sent. The customer is new unless an address is given again. */
  sent(email?: string): Promise<SentInvitation>;
  takeIn(name: string, about: string, change?: (mail: string) => string): Promise<TakenIn>;
  state(id: string): Promise<{ state: string; reason: string | null; lastError: string | null }>;
  timeline(id: string): Promise<string[]>;
  suppression(): Promise<{ reason: string; source: string }[]>;
  replies(): Promise<
    { sender: string | null; subject: string | null; text: string | null; forward: string }[]
  >;
  mails(): Promise<{ to: string; raw: string; subject: string }[]>;
  configure(change: Partial<MailroomSettings>): Promise<void>;
}

export async function mailroomOn(
  kind: DatabaseKind,
  env: Record<string, string> = {},
): Promise<MailroomUnderTest> {
  const test = await bootApp(kind, {
    env: { MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>', ...env },
  });
  const { database, clock } = test;
  await test
    .get(Employees)
    .upsert(
      'E-1',
      { name: 'Ana Beltrán', email: 'ana.beltran@aguaclara.example', hiredOn: '2020-01-01' },
      'system',
    );
  await test
    .get(Touchpoints)
    .upsert('phone-support', { name: 'Atención telefónica', channel: 'phone' }, 'system');
  await test.work();
  let contacts = 0;
  return {
    test,
    sent: async (email = 'marta@example.com') => {
      contacts += 1;
      const input = {
        source: 'crm',
        externalId: `T-${contacts}`,
        touchpoint: 'phone-support',
        reason: 'billing',
        occurredAt: new Date(clock.now()).toISOString(),
        customer: { externalId: `C-${email}`, name: 'Marta Ruiz', email, locale: 'es', segment: 'repeat' },
        participants: [{ employee: 'E-1' }],
      };
      const { id: interactionId } = await test.get(Interactions).intake(parseInput(interactionInput, input));
      clock.advance(31 * MINUTE);
      await test.work();
      const row = await database.get<{ id: string; state: string }>(
        'SELECT id AS "id", state AS "state" FROM invitation WHERE interaction_id = ?',
        [interactionId],
      );
      expect(row).toMatchObject({ state: 'sent' });
      return { id: row?.id ?? '', interactionId };
    },
    takeIn: (name, about, change) => test.get(Mailroom).takeIn(mailAbout(name, about, change), 'hook'),
    state: async (id) => {
      const row = await database.get<{ state: string; reason: string | null; lastError: string | null }>(
        'SELECT state AS "state", reason AS "reason", last_error AS "lastError" FROM invitation WHERE id = ?',
        [id],
      );
      if (!row) throw new Error('There is no such invitation.');
      return row;
    },
    timeline: async (id) =>
      (
        await database.all<{ state: string }>(
          'SELECT state AS "state" FROM invitation_event WHERE invitation_id = ? ORDER BY at, id',
          [id],
        )
      ).map(({ state }) => state),
    suppression: () =>
      database.all('SELECT reason AS "reason", source AS "source" FROM suppression ORDER BY suppressed_at'),
    replies: () =>
      database.all(
        'SELECT sender AS "sender", subject AS "subject", text AS "text", forward AS "forward" FROM mail_reply ORDER BY received_at, id',
      ),
    mails: () =>
      database.all(
        'SELECT envelope_to AS "to", raw AS "raw", subject AS "subject" FROM captured_mail ORDER BY id',
      ),
    configure: async (change) => {
      const store = test.get(SettingsStore);
      await store.set(mailroomSettings, { ...(await store.get(mailroomSettings)), ...change });
    },
  };
}
