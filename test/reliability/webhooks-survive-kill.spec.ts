/**
 * The server is killed with -9 while events happen and are sent to a receiver that takes them, refuses them and breaks
 * off by turns. Every event whose cause was acknowledged reaches the receiver, under one id however often.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createTestDatabase, describeOnBothDatabases } from '../support';
import { breaksOff, type FakeProvider, replies, startFakeProvider } from '../support/fake-provider';
import { toldIn } from '../database/webhooks.fixture';
import { withDatabase } from './planned-mails';
import { compileSources, ServerProcess } from './server-process';

const CASES = 120;
const CLIENTS = 6;
/** The server dies after so many acknowledged cases, with the next ones and their events on their way. */
const KILLED_AFTER = [30, 80];

describeOnBothDatabases('webhooks under kill -9', (kind) => {
  let compiled: ReturnType<typeof compileSources>;
  let receiver: FakeProvider;
  beforeAll(async () => {
    compiled = compileSources();
    receiver = await startFakeProvider();
  });
  afterAll(async () => {
    compiled.remove();
    await receiver.close();
  });

  it('nothing that happened is kept from the receiver, and each thing has one id', async () => {
    const file = await createTestDatabase(kind);
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: file.url,
      SECRET_KEY: 'a secret that is long enough for a test',
      PRIVATE_HOSTS: '127.0.0.1',
    };
    const start = () => ServerProcess.start(compiled.main, env);
    let server = await start();
    const key = `apl_${randomBytes(32).toString('base64url')}`;
    await withDatabase(file.url, (database) =>
      database.run(`INSERT INTO api_key (name, key_hash, scopes, created_at) VALUES ('test', ?, 'all', 0)`, [
        createHash('sha256').update(key).digest('hex'),
      ]),
    );
    const call = async (method: string, path: string, body: object) => {
      const reply = await fetch(`${server.address}/api/v1/${path}`, {
        method,
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
      return (await reply.json()) as { id: string };
    };
    await call('PUT', 'touchpoints/phone', { names: { es: 'Teléfono' }, channel: 'phone' });
    const events = ['recovery_case.opened'];
    await call('POST', 'webhook-endpoints', { name: 'Tickets', url: receiver.url, events });

    const ids = new Map<string, Set<string>>();
    let asked = 0;
    receiver.always((request, response, socket) => {
      asked += 1;
      if (asked % 5 === 0) return replies(503)(request, response, socket);
      const told = String(toldIn(request).data['case']);
      ids.set(told, (ids.get(told) ?? new Set()).add(String(request.headers['webhook-id'])));
      // It has read the event and we do not learn that it has.
      return asked % 7 === 0 ? breaksOff(request, response, socket) : replies(204)(request, response, socket);
    });

    const acknowledged: string[] = [];
    let [next, killing] = [0, Promise.resolve()];
    const kills = [...KILLED_AFTER];
    const client = async () => {
      while (next < CASES) {
        next += 1;
        const text = `Case ${next}`;
        await call('POST', 'recovery-cases', { touchpoint: 'phone', text }).then(
          ({ id }) => acknowledged.push(id),
          () => killing,
        );
        if (acknowledged.length >= (kills[0] ?? Infinity)) {
          kills.shift();
          killing = server.kill().then(async () => void (server = await start()));
        }
        await killing;
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    expect(kills).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(CASES / 2);

    const waiting = () =>
      withDatabase(file.url, async (database) => {
        // What would take minutes and hours: leases of the dead lapse, and the waits are over.
        await database.run(`UPDATE job SET lease_until = 1, attempts = 0 WHERE state = 'leased'`);
        await database.run(`UPDATE job SET run_at = 1 WHERE kind = 'integrations.deliver_webhooks'`);
        await database.run(`UPDATE webhook_delivery SET lease_until = 1 WHERE lease_until IS NOT NULL`);
        await database.run(`UPDATE webhook_delivery SET next_at = 1 WHERE state = 'waiting'`);
        const rows = await database.all(`SELECT id FROM webhook_delivery WHERE state = 'waiting'`);
        return rows.length;
      });
    for (let looks = 0; looks < 200 && (await waiting()) > 0; looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 250));
    await server.kill();
    const opened = await withDatabase(file.url, (database) =>
      database.all<{ id: string }>('SELECT id AS "id" FROM recovery_case'),
    );
    await file.remove();
    expect(opened.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    // Also those whose acknowledgement was lost with the server: the event is where its cause is, and nowhere else.
    expect([...ids.keys()].sort()).toEqual(opened.map(({ id }) => id).sort());
    expect([...ids.values()].filter(({ size }) => size !== 1)).toEqual([]);
  }, 240_000);
});
