/**
 * The server is killed with -9 while it sends, in a real conversation with a mail server that delays, refuses and
 * breaks off by turns. Nobody gets two mails, nothing is lost silently: what left is `sent`, what is uncertain is
 * `unknown`, shown, and never sent again by itself.
 */
import { newId } from '../../src/platform/database';
import { createTestDatabase, type DatabaseKind } from '../support';
import { MoodyMailServer, plan, type Treatment, withDatabase } from './planned-mails';
import { compileSources, ServerProcess } from './server-process';

const PLANNED = 500;
const KILLS = 20;
/** Mails on the wire at once: the connections of one process. */
const ON_THE_WIRE = 5;

/** Most mails are taken; every seventh address has a bad day first, of another kind each. */
const MOODS: readonly Treatment[] = ['drop_after', '421', 'drop_before', '450', '550', '5.7.1', 'slow'];
const moodOf = (address: string): Treatment => {
  const number = Number(/\d+/.exec(address)?.[0] ?? 0);
  return (number % 7 === 0 ? MOODS[(number / 7) % MOODS.length] : undefined) ?? 'accept';
};
const ALL = Array.from({ length: PLANNED }, (_, n) => moodOf(`customer-${n}@d`));
const DROPPED_AFTER = ALL.filter((mood) => mood === 'drop_after').length;
const REFUSED = ALL.filter((mood) => mood === '550' || mood === '5.7.1').length;

interface Settled {
  readonly state: string;
  readonly reason: string | null;
  readonly email: string;
  readonly events: number;
}

/** One database with its mail server, and processes of the real server on it. */
class Backlog {
  private readonly tries = new Map<string, number>();
  readonly mails = new MoodyMailServer((address) => this.treat(address));
  private file: Awaited<ReturnType<typeof createTestDatabase>> | undefined;
  private smtp = '';

  constructor(
    private readonly main: string,
    private readonly kind: DatabaseKind,
  ) {}

  async open(): Promise<void> {
    this.file = await createTestDatabase(this.kind);
    this.smtp = await this.mails.listen();
    // The first start publishes the survey.
    await (await this.start('web')).kill();
    await this.with((database) => plan(database, PLANNED));
    await this.letTimePass();
  }

  start(role = 'all'): Promise<ServerProcess> {
    return ServerProcess.start(this.main, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: this.url,
      SECRET_KEY: 'a secret that is long enough for a test',
      SMTP_URL: this.smtp,
      MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
      ROLE: role,
    });
  }

  /** Resolves when so many customers have got their mail. */
  taken(enough: number): Promise<void> {
    return new Promise((resolve) => {
      this.mails.onMail = () => {
        if (this.mails.taken.size >= enough) resolve();
      };
      this.mails.onMail();
    });
  }

  /** What would take minutes: leases of the dead lapse, pauses are over, what was put off is due, and the schedule comes round. */
  letTimePass(): Promise<void> {
    return this.with(async (database) => {
      await database.run(`UPDATE invitation SET lease_until = 1 WHERE state = 'sending'`);
      await database.run(`UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned'`);
      await database.run(`DELETE FROM sending_pace`);
      await database.run(`UPDATE job SET lease_until = 1, attempts = 0 WHERE state = 'leased'`);
      await database.run(`DELETE FROM schedule_tick WHERE name = 'invitations.send'`);
      await database.run(`INSERT INTO schedule_tick (name, tick_at) VALUES ('invitations.send', 0)`);
    });
  }

  /**
   * Has every claim take its time (PostgreSQL), so that the claims of two workers meet: what keeps them apart is put to
   * the test hundreds of times instead of hardly ever.
   */
  lingerOverClaims(): Promise<void> {
    return this.with(async (database) => {
      await database.run(`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.003); RETURN NEW; END $$`);
      await database.run(`CREATE TRIGGER linger BEFORE UPDATE ON invitation FOR EACH ROW
        WHEN (OLD.state = 'planned' AND NEW.state = 'sending') EXECUTE FUNCTION linger()`);
    });
  }

  /**
   * Has both of two servers send at the same time: one has as many jobs of this kind as it runs at once, so that the
   * other one takes the next.
   * @returns how many servers have sent
   */
  async sendOnBoth(): Promise<number> {
    const senders = new Set<string>();
    await this.with(async (database) => {
      await database.run(`DELETE FROM job WHERE kind = 'invitations.send' AND state = 'ready'`);
      for (let looks = 0; looks < 400 && senders.size < 2; looks += 1) {
        const jobs = await database.all<{ owner: string | null }>(
          `SELECT lease_owner AS "owner" FROM job WHERE kind = 'invitations.send'`,
        );
        for (const { owner } of jobs) if (owner !== null) senders.add(owner);
        if (jobs.every(({ owner }) => owner !== null)) {
          await database.run(
            `INSERT INTO job (id, kind, payload, unique_key, state, run_at, attempts, max_attempts, created_at)
             VALUES (?, 'invitations.send', '{"lane":1}', NULL, 'ready', 0, 0, 3, 0)`,
            [newId()],
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    return senders.size;
  }

  /** Lets the servers send until nothing is due any more, in spite of what was put off; or somebody got two mails. */
  async settled(): Promise<Settled[]> {
    for (let looks = 0; looks < 600; looks += 1) {
      const rows = await this.rows();
      if ([...this.mails.taken.values()].some((times) => times > 1)) return rows;
      if (rows.every(({ state }) => state !== 'planned' && state !== 'sending')) return rows;
      await this.with(async (database) => {
        await database.run(
          `UPDATE invitation SET send_at = 1, slot_at = NULL WHERE state = 'planned' AND send_at > 1`,
        );
        await database.run(`DELETE FROM sending_pace`);
      });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The invitations were not settled in time.');
  }

  /** @returns what is wrong, sentence by sentence */
  faults(rows: readonly Settled[], mostUnknown: number): string[] {
    const found: string[] = [];
    if (rows.length !== PLANNED) found.push(`${rows.length} invitations`);
    for (const { state, reason, email, events } of rows) {
      const times = this.mails.taken.get(email) ?? 0;
      if (times > 1) found.push(`${email} got ${times} mails`);
      if ((this.mails.messageIds.get(email)?.size ?? 1) > 1) found.push(`${email} got two Message-IDs`);
      if (state === 'sent' && times !== 1) found.push(`${email} is sent and got ${times} mails`);
      else if (state === 'bounced' && (times > 0 || !['550', '5.7.1'].includes(moodOf(email))))
        found.push(`${email} bounced and got ${times} mails`);
      else if (state === 'unknown' && reason !== null) found.push(`${email} is unknown and already decided`);
      else if (!['sent', 'bounced', 'unknown'].includes(state)) found.push(`${email} is ${state}`);
      if (events === 0) found.push(`nothing on record tells how ${email} became ${state}`);
    }
    const count = (state: string) => rows.filter((row) => row.state === state).length;
    if (count('unknown') > mostUnknown)
      found.push(`${count('unknown')} unknown, at most ${mostUnknown} can be`);
    if (count('unknown') < 1) found.push('none unknown, though connections broke after the mail was read');
    if (count('bounced') > REFUSED) found.push(`${count('bounced')} bounced, ${REFUSED} were refused`);
    return found;
  }

  async remove(): Promise<void> {
    await this.mails.close();
    await this.file?.remove();
  }

  private get url(): string {
    return this.file?.url ?? '';
  }

  private with<T>(work: Parameters<typeof withDatabase<T>>[1]): Promise<T> {
    return withDatabase(this.url, work);
  }

  private rows(): Promise<Settled[]> {
    return this.with((database) =>
      database.all<Settled>(
        `SELECT i.state AS "state", i.reason AS "reason", c.email AS "email", (SELECT COUNT(*) FROM invitation_event e
           WHERE e.invitation_id = i.id AND e.state = i.state) AS "events"
         FROM invitation i JOIN customer c ON c.id = i.customer_id`,
      ),
    );
  }

  /** The mood shows on the first try; what is put off is taken on the next one. */
  private treat(address: string): Treatment {
    const mood = moodOf(address);
    const times = (this.tries.get(address) ?? 0) + 1;
    this.tries.set(address, times);
    return times === 1 || mood === '550' || mood === '5.7.1' ? mood : 'accept';
  }
}

describe('a server that is killed while it sends', () => {
  const built = { main: '', remove: (): void => undefined };
  beforeAll(() => void Object.assign(built, compileSources()));
  afterAll(() => built.remove());

  const killedTwentyTimes = async (kind: DatabaseKind): Promise<string[]> => {
    const backlog = new Backlog(built.main, kind);
    try {
      await backlog.open();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const server = backlog.start();
        // So that the last one still finds plenty to send; what is uncertain is no longer sent.
        await backlog.taken(Math.floor((kill * (PLANNED - 150)) / KILLS) + Math.floor(Math.random() * 8));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
        await (await server).kill();
        await backlog.letTimePass();
      }
      const server = await backlog.start();
      const rows = await backlog.settled();
      await server.kill();
      return backlog.faults(rows, KILLS * ON_THE_WIRE + DROPPED_AFTER);
    } finally {
      await backlog.remove();
    }
  };

  it('twenty times on each database: mails nobody twice and loses no invitation silently', async () => {
    const faults = await Promise.all([killedTwentyTimes('sqlite'), killedTwentyTimes('postgres')]);
    expect(faults).toEqual([[], []]);
  }, 900_000);

  it('two workers on the same backlog on PostgreSQL: nobody gets two mails', async () => {
    const backlog = new Backlog(built.main, 'postgres');
    try {
      await backlog.open();
      await backlog.lingerOverClaims();
      const workers = await Promise.all([backlog.start(), backlog.start()]);
      expect(await backlog.sendOnBoth()).toBe(2);
      const rows = await backlog.settled();
      await Promise.all(workers.map((worker) => worker.kill()));
      expect(backlog.faults(rows, DROPPED_AFTER)).toEqual([]);
      expect(rows.filter(({ state }) => state === 'unknown')).toHaveLength(DROPPED_AFTER);
    } finally {
      await backlog.remove();
    }
  });
});
