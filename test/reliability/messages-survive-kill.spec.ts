/**
 * The server is killed with -9 while it hands messages to a provider over HTTP that is slow, asks for patience, refuses
 * and breaks off by turns. Nobody gets two messages, nothing is lost silently: what was taken is `sent`, what is
 * uncertain is `unknown`, shown, and never sent again by itself.
 */
import type { Socket } from 'node:net';
import type { Database } from '../../src/platform/database';
import { createTestDatabase, type DatabaseKind } from '../support';
import {
  breaksOff,
  type FakeProvider,
  type ProviderRequest,
  replies,
  startFakeProvider,
} from '../support/fake-provider';
import { settingsFor } from '../database/messages.fixture';
import { plan, withDatabase } from './planned-mails';
import { compileSources, ServerProcess } from './server-process';

const PLANNED = 160;
const KILLS = 6;
/** Messages in the air at once at one provider. */
const IN_THE_AIR = 5;

type Mood = 'takes' | 'takes_and_breaks_off' | 'wants_patience' | 'knows_no_such_number' | 'is_slow';
const MOODS: readonly Mood[] = ['takes_and_breaks_off', 'wants_patience', 'knows_no_such_number', 'is_slow'];
/** Every seventh number is treated otherwise, at its first try. */
const moodOf = (index: number): Mood =>
  (index % 7 === 0 ? MOODS[(index / 7) % MOODS.length] : undefined) ?? 'takes';
const ALL = Array.from({ length: PLANNED }, (_, index) => moodOf(index));
const BROKEN_OFF = ALL.filter((mood) => mood === 'takes_and_breaks_off').length;
const numberOf = (index: number) => `+5255${10_000_000 + index}`;
const indexOf = (number: string) => Number(number.slice(5)) - 10_000_000;

interface Settled {
  readonly state: string;
  readonly reason: string | null;
  readonly phone: string;
  readonly reference: string | null;
  readonly events: number;
}

/** One database with its provider, and processes of the real server on it. */
class Backlog {
  /** Times a message to the number was read to its end by a provider that did not refuse it. */
  readonly taken = new Map<string, number>();
  readonly references = new Map<string, Set<string>>();
  private readonly tries = new Map<string, number>();
  private onMessage: () => void = () => undefined;
  private provider: FakeProvider | undefined;
  private file: Awaited<ReturnType<typeof createTestDatabase>> | undefined;

  constructor(
    private readonly main: string,
    private readonly kind: DatabaseKind,
  ) {}

  async open(): Promise<void> {
    this.provider = await startFakeProvider();
    this.provider.always((request, response, socket) => this.answer(request, response, socket));
    this.file = await createTestDatabase(this.kind);
    // The first start publishes the survey.
    await (await this.start('web')).kill();
    const settings = settingsFor(this.provider.url, {
      headers: [{ name: 'Idempotency-Key', value: '{{reference}}' }],
      perMinute: 100_000,
      timeoutSeconds: 10,
    });
    await this.with(async (database) => {
      await plan(database, PLANNED);
      const channel = await database.get<{ id: number }>(
        `INSERT INTO message_channel (name, kind, enabled, settings, created_at, updated_at)
         VALUES ('SMS', 'sms', 1, ?, 0, 0) RETURNING id AS "id"`,
        [JSON.stringify(settings)],
      );
      for (let index = 0; index < PLANNED; index += 1)
        await database.run(`UPDATE customer SET email = NULL, phone = ? WHERE external_id = ?`, [
          numberOf(index),
          `C-${index}`,
        ]);
      await database.run(`UPDATE invitation SET channel = 'sms', message_channel_id = ?`, [channel?.id ?? 0]);
    });
    await this.letTimePass();
  }

  start(role = 'all'): Promise<ServerProcess> {
    return ServerProcess.start(this.main, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: this.file?.url ?? '',
      SECRET_KEY: 'a secret that is long enough for a test',
      MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
      PRIVATE_HOSTS: '127.0.0.1',
      ROLE: role,
    });
  }

  /** Resolves when so many customers have got their message. */
  reached(enough: number): Promise<void> {
    return new Promise((resolve) => {
      this.onMessage = () => {
        if (this.taken.size >= enough) resolve();
      };
      this.onMessage();
    });
  }

  /** What would take minutes: leases of the dead lapse, what was put off is due, and the schedules come round. */
  letTimePass(): Promise<void> {
    return this.with(async (database) => {
      await database.run(`UPDATE invitation SET lease_until = 1 WHERE state = 'sending'`);
      await database.run(`UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned'`);
      await database.run(`DELETE FROM sending_pace`);
      await database.run(`UPDATE job SET lease_until = 1, attempts = 0 WHERE state = 'leased'`);
      for (const name of ['invitations.send', 'invitations.dispatch_messages'])
        await comeRound(database, name);
    });
  }

  /** Lets the server send until nothing is due any more, in spite of what was put off. */
  async settled(): Promise<Settled[]> {
    for (let looks = 0; looks < 300; looks += 1) {
      const rows = await this.rows();
      if (rows.every(({ state }) => state !== 'planned' && state !== 'sending')) return rows;
      await this.with(async (database) => {
        await database.run(
          `UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned' AND send_at > 1`,
        );
        await database.run(`DELETE FROM sending_pace`);
        await comeRound(database, 'invitations.dispatch_messages');
      });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The invitations were not settled in time.');
  }

  /** @returns what is wrong, sentence by sentence */
  faults(rows: readonly Settled[]): string[] {
    const found: string[] = [];
    if (rows.length !== PLANNED) found.push(`${rows.length} invitations`);
    for (const { state, reason, phone, reference, events } of rows) {
      const times = this.taken.get(phone) ?? 0;
      const references = this.references.get(phone) ?? new Set();
      if (times > 1) found.push(`${phone} got ${times} messages`);
      if (references.size > 1) found.push(`${phone} was tried with two references`);
      if (references.size === 1 && reference !== null && !references.has(reference))
        found.push(`${phone} has another reference on record`);
      if (state === 'sent' && times !== 1) found.push(`${phone} is sent and got ${times} messages`);
      else if (state === 'bounced' && moodOf(indexOf(phone)) !== 'knows_no_such_number')
        found.push(`${phone} bounced, and the provider did not refuse it`);
      else if (state === 'unknown' && reason !== null) found.push(`${phone} is unknown and already decided`);
      else if (!['sent', 'bounced', 'unknown'].includes(state)) found.push(`${phone} is ${state}`);
      if (events === 0) found.push(`nothing on record tells how ${phone} became ${state}`);
    }
    const unknown = rows.filter(({ state }) => state === 'unknown').length;
    if (unknown > KILLS * IN_THE_AIR + BROKEN_OFF) found.push(`${unknown} unknown, more than there can be`);
    if (unknown < BROKEN_OFF)
      found.push(`${unknown} unknown, though ${BROKEN_OFF} connections broke after the request`);
    return found;
  }

  async remove(): Promise<void> {
    await this.provider?.close();
    await this.file?.remove();
  }

  private with<T>(work: Parameters<typeof withDatabase<T>>[1]): Promise<T> {
    return withDatabase(this.file?.url ?? '', work);
  }

  private rows(): Promise<Settled[]> {
    return this.with((database) =>
      database.all<Settled>(
        `SELECT i.state AS "state", i.reason AS "reason", c.phone AS "phone", i.message_id AS "reference",
           (SELECT COUNT(*) FROM invitation_event e WHERE e.invitation_id = i.id AND e.state = i.state) AS "events"
         FROM invitation i JOIN customer c ON c.id = i.customer_id`,
      ),
    );
  }

  private async answer(
    request: ProviderRequest,
    response: Parameters<ReturnType<typeof replies>>[1],
    socket: Socket,
  ): Promise<void> {
    const to = request.json?.['to'] ?? '';
    const tries = (this.tries.get(to) ?? 0) + 1;
    this.tries.set(to, tries);
    const references = this.references.get(to) ?? new Set();
    this.references.set(to, references.add(String(request.headers['idempotency-key'])));
    const mood = moodOf(indexOf(to));
    if (mood === 'knows_no_such_number')
      return replies(400, { error: 'no_such_number' })(request, response, socket);
    if (mood === 'wants_patience' && tries === 1) return replies(503)(request, response, socket);
    this.taken.set(to, (this.taken.get(to) ?? 0) + 1);
    this.onMessage();
    if (mood === 'takes_and_breaks_off') return breaksOff(request, response, socket);
    await new Promise((resolve) => setTimeout(resolve, mood === 'is_slow' ? 150 : Math.random() * 15));
    return replies(201, { id: `msg-${to}-${tries}` })(request, response, socket);
  }
}

/** The schedule is due, as if it had last come round long ago; the server may write a tick of its own at any moment. */
async function comeRound(database: Database, name: string): Promise<void> {
  await database.run(`DELETE FROM schedule_tick WHERE name = ? AND tick_at > 0`, [name]);
  await database.run(
    `INSERT INTO schedule_tick (name, tick_at) VALUES (?, 0) ON CONFLICT (name, tick_at) DO NOTHING`,
    [name],
  );
}

describe('a server that is killed while it sends messages', () => {
  const built = { main: '', remove: (): void => undefined };
  beforeAll(() => void Object.assign(built, compileSources()));
  afterAll(() => built.remove());

  const killed = async (kind: DatabaseKind): Promise<string[]> => {
    const backlog = new Backlog(built.main, kind);
    try {
      await backlog.open();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const server = await backlog.start();
        // So that the last one still finds some to send; what is uncertain is no longer sent.
        await backlog.reached(Math.floor((kill * (PLANNED - 80)) / KILLS) + Math.floor(Math.random() * 4));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
        await server.kill();
        await backlog.letTimePass();
      }
      const server = await backlog.start();
      const rows = await backlog.settled();
      await server.kill();
      return backlog.faults(rows);
    } finally {
      await backlog.remove();
    }
  };

  it('six times on each database: nobody gets two messages and no invitation is lost silently', async () => {
    expect(await Promise.all([killed('sqlite'), killed('postgres')])).toEqual([[], []]);
  });
});
