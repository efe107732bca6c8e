/** Outgoing webhooks: what is written, what is sent, tried again, given up, and what never leaves. */
import { JobRunner } from '../../src/platform/jobs';
import { WebhookDelivering } from '../../src/integrations/webhooks/delivering';
import { describeOnBothDatabases, TEST_NOW, TEST_PASSWORD } from '../support';
import { Users } from '../../src/access';
import { breaksOff, replies } from '../support/fake-provider';
import { DAY, HOUR, SECRET_COMMENT } from './answered.fixture';
import { toldIn, validSignatures, webhooksWorld, type WebhooksWorld } from './webhooks.fixture';

const MINUTE = 60_000;
/** The waits before the second try to the tenth, with the most that chance adds. */
const WAITS = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

describeOnBothDatabases('outgoing webhooks', (kind) => {
  let world: WebhooksWorld;
  beforeEach(async () => {
    world = await webhooksWorld(kind);
  });
  afterEach(() => world.close());

  const answered = async (rating = '5') =>
    world.answer(await world.contact(), { rating, ...(rating === '1' && { comment: SECRET_COMMENT }) });

  it('an answer is told once to each endpoint that wants it, with a signature the receiver can verify', async () => {
    const { id, secret } = await world.subscribe();
    await world.subscribe(['recognition.awarded'], 'Wall');
    const responseId = await answered();
    await world.work();
    expect(world.receiver.requests).toHaveLength(1);
    const [request] = world.receiver.requests;
    if (!request) throw new Error('Nothing arrived.');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(validSignatures(request, secret)).toBe(1);
    expect(Number(request.headers['webhook-timestamp'])).toBe(Math.floor(world.clock.now() / 1000));
    expect(request.headers['content-type']).toBe('application/json');
    expect(toldIn(request)).toMatchObject({
      type: 'response.recorded',
      timestamp: new Date(TEST_NOW).toISOString(),
      data: { response: responseId, touchpoint: 'phone', interaction: { source: 'api', externalId: 'T-1' } },
    });
    expect(await world.deliveries(id)).toMatchObject([{ state: 'delivered', tries: 1, status: 201 }]);
  });

  it('a poor rating is told besides, and opens a case that is told too', async () => {
    await world.subscribe();
    await answered('1');
    await world.work();
    expect(world.receiver.requests.map((request) => toldIn(request).type).sort()).toEqual([
      'recovery_case.opened',
      'response.low_rating',
      'response.recorded',
    ]);
  });

  it('where nobody is subscribed nothing is written', async () => {
    await world.subscribe(['promise.broken']);
    await answered();
    expect(await world.database.all('SELECT id FROM webhook_event')).toEqual([]);
  });

  it('what is undone is told to nobody', async () => {
    await world.subscribe();
    const contact = await world.contact();
    await world.database
      .transaction(async () => {
        await world.answer(contact, { rating: '5' });
        throw new Error('undone');
      })
      .catch(() => undefined);
    await world.work();
    expect(world.receiver.requests).toEqual([]);
  });

  it('what was not taken is tried again under the same id with the same body, newly signed, until it is', async () => {
    const { id, secret } = await world.subscribe(['response.recorded']);
    world.receiver.next(replies(500), breaksOff);
    await answered();
    await world.work();
    world.clock.advance(6_000);
    await world.work();
    world.clock.advance(6 * MINUTE);
    await world.work();
    const { requests } = world.receiver;
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
    for (const request of requests) expect(validSignatures(request, secret)).toBe(1);
    expect(await world.deliveries(id)).toMatchObject([{ state: 'delivered', tries: 3 }]);
    expect(
      await world.database.all(
        'SELECT number AS "number", status AS "status", error AS "error" FROM webhook_try ORDER BY number',
      ),
    ).toEqual([
      { number: 1, status: 500, error: 'http_500' },
      { number: 2, status: null, error: 'econnreset' },
      { number: 3, status: 201, error: null },
    ]);
    expect((await world.endpoints.find(id)).failingSince).toBeNull();
  });

  it('it is tried ten times at the times of the schedule, then given up; nothing but failure switches it off', async () => {
    const admin = await world.get(Users).create({
      email: 'sofia.marquez@aguaclara.example', name: 'Sofía Márquez', password: TEST_PASSWORD, locale: 'es',
      roles: [{ role: 'admin', scope: 'all' }],
    }); // prettier-ignore
    const { id } = await world.subscribe(['response.recorded']);
    world.receiver.always(replies(503));
    await answered();
    await world.work();
    for (const [index, wait] of WAITS.entries()) {
      const [row] = await world.deliveries(id);
      const waits = (row?.nextAt ?? 0) - world.clock.now();
      expect({ index, early: waits < wait, late: waits > wait * 1.1 }).toEqual({
        index,
        early: false,
        late: false,
      });
      world.clock.advance(waits);
      await world.work();
    }
    expect(world.receiver.requests).toHaveLength(10);
    expect(await world.deliveries(id)).toMatchObject([{ state: 'failed', tries: 10, nextAt: null }]);
    expect(await world.endpoints.find(id)).toMatchObject({ state: 'off', offReason: 'failing' });
    expect(await world.auditOf(`webhook_endpoint:${id}`)).toContain('system webhook_endpoint.disabled');
    await world.work();
    const mails = await world.database.all<{ subject: string }>(
      'SELECT subject AS "subject" FROM captured_mail',
    );
    expect(admin).toBeGreaterThan(0);
    expect(mails).toEqual([{ subject: 'Se apagó el webhook «Tickets»' }]);
    await answered();
    await world.work();
    expect(world.receiver.requests).toHaveLength(10);
  });

  it('one thing taken in between, and an endpoint that fails otherwise stays on', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    world.receiver.always(replies(503));
    await answered();
    await world.work();
    world.clock.advance(2 * DAY);
    world.receiver.next(replies(204));
    await world.endpoints.test(id, 'user:1');
    await world.work();
    world.clock.advance(2 * DAY);
    await world.work();
    expect(await world.endpoints.find(id)).toMatchObject({ state: 'on' });
  });

  it('410 switches the endpoint off at once, and what waits is given up', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    world.receiver.next(replies(500), replies(410));
    await answered();
    await world.work();
    await answered();
    await world.work();
    expect(await world.endpoints.find(id)).toMatchObject({ state: 'off', offReason: 'gone' });
    expect(await world.deliveries(id)).toMatchObject([
      { state: 'failed', error: 'endpoint_off' },
      { state: 'failed', error: 'http_410' },
    ]);
    world.clock.advance(DAY);
    await world.work();
    expect(world.receiver.requests).toHaveLength(2);
  });

  it('a redirect is a failure and is not followed', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    world.receiver.next(
      replies(302, {}, { Location: world.receiver.url.replace('/messages', '/elsewhere') }),
    );
    await answered();
    await world.work();
    expect(world.receiver.requests.map(({ path }) => path)).toEqual(['/messages']);
    expect(await world.deliveries(id)).toMatchObject([{ state: 'waiting', error: 'http_302' }]);
  });

  it('while a secret is changed both sign; afterwards the new one alone; at once when the old one is known', async () => {
    const { id, secret } = await world.subscribe(['response.recorded']);
    const { secret: second } = await world.endpoints.rotate(id, false, 'user:1');
    await answered();
    await world.work();
    world.clock.advance(DAY);
    await answered();
    await world.work();
    const { secret: third } = await world.endpoints.rotate(id, true, 'user:1');
    await answered();
    await world.work();
    const valid = world.receiver.requests.map((request) => [
      String(request.headers['webhook-signature']).split(' ').length,
      ...[secret, second, third].map((one) => validSignatures(request, one)),
    ]);
    expect(valid).toEqual([
      [2, 1, 1, 0],
      [1, 0, 1, 0],
      [1, 0, 0, 1],
    ]);
  });

  it('no secret stands in the database or the audit as it is', async () => {
    const { id, secret } = await world.subscribe();
    await world.endpoints.rotate(id, false, 'user:1');
    const rows = JSON.stringify([
      await world.database.all('SELECT * FROM webhook_secret'),
      await world.database.all('SELECT * FROM audit_entry'),
    ]);
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(secret.slice(6, 30));
    expect(await world.auditOf(`webhook_endpoint:${id}`)).toEqual([
      'user:1 webhook_endpoint.secret_rotated',
      'user:1 webhook_endpoint.added',
    ]);
  });

  it('a deleted endpoint gets nothing, and nothing of it is left', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    await answered();
    await world.endpoints.remove(id, 'user:1');
    await answered();
    await world.work();
    expect(world.receiver.requests).toEqual([]);
    for (const table of ['webhook_endpoint', 'webhook_secret', 'webhook_delivery'])
      expect(await world.database.all(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it('switched off it gets nothing and nothing is kept for it; switched on again it does', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    await world.endpoints.switch(id, 'off', 'user:1');
    await answered();
    await world.endpoints.switch(id, 'on', 'user:1');
    await answered();
    await world.work();
    expect(world.receiver.requests).toHaveLength(1);
  });

  it('what failed is replayed by hand under its id, with all its tries; a foreign delivery is not found', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    const other = await world.subscribe(['promise.broken'], 'Other');
    world.receiver.next(replies(400));
    await answered();
    await world.work();
    await world.endpoints.switch(id, 'off', 'user:1');
    const [delivery] = await world.deliveries(id);
    const replay = (endpointId: number) =>
      world.get(WebhookDelivering).replay(endpointId, delivery?.id ?? '', 'user:1');
    await expect(replay(id)).rejects.toMatchObject({ code: 'webhook_endpoint_off' });
    await expect(replay(other.id)).rejects.toMatchObject({ code: 'not_found' });
    await world.endpoints.switch(id, 'on', 'user:1');
    await replay(id);
    await world.work();
    const ids = world.receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await world.deliveries(id)).toMatchObject([{ state: 'delivered', tries: 2 }]);
  });

  it('a process that died while sending is followed by another: the event is sent again, not lost', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    await answered();
    // As left behind by kill -9: claimed, and the job that held it used up.
    await world.database.run(`UPDATE webhook_delivery SET claim = 'dead', lease_until = ?`, [
      world.clock.now() + 45_000,
    ]);
    await world.database.run(`DELETE FROM job WHERE kind = 'integrations.deliver_webhooks'`);
    await world.work();
    expect(world.receiver.requests).toEqual([]);
    world.clock.advance(6 * MINUTE);
    await world.work();
    expect(world.receiver.requests).toHaveLength(1);
    expect(await world.deliveries(id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('a receiver that answers slowly has at most four requests at a time, and holds up nobody else', async () => {
    const { id } = await world.subscribe(['response.recorded'], 'Slow');
    const fast = await world.subscribe(
      ['response.recorded'],
      'Fast',
      world.receiver.url.replace('/messages', '/fast'),
    );
    let [now, most] = [0, 0];
    const held: (() => void)[] = [];
    world.receiver.always((request, response, socket) => {
      if (request.path === '/fast') return replies(200)(request, response, socket);
      most = Math.max(most, (now += 1));
      held.push(() => {
        now -= 1;
        response.end();
      });
    });
    for (let index = 0; index < 9; index += 1) await answered();
    const working = world.get(JobRunner).drain();
    while ((await world.deliveries(fast.id)).some(({ state }) => state !== 'delivered') || now < 4)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await world.deliveries(id)).toHaveLength(9);
    for (let sent = 0; sent < 9; sent += 1) {
      while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
      held.shift()?.();
    }
    await working;
    expect(most).toBe(4);
    expect((await world.deliveries(id)).every(({ state }) => state === 'delivered')).toBe(true);
  });

  it('deliveries are forgotten a month after they ended, and the events nobody is told of any more', async () => {
    const { id } = await world.subscribe(['response.recorded']);
    await answered();
    await world.work();
    world.clock.advance(29 * DAY);
    await world.get(WebhookDelivering).tidy();
    expect(await world.deliveries(id)).toHaveLength(1);
    world.clock.advance(2 * DAY);
    await world.get(WebhookDelivering).tidy();
    for (const table of ['webhook_delivery', 'webhook_try', 'webhook_event'])
      expect(await world.database.all(`SELECT * FROM ${table}`)).toEqual([]);
  });
});

describeOnBothDatabases('where webhooks may go', (kind) => {
  it('a private address is refused when it is typed, and again when the installation allows it no more', async () => {
    const world = await webhooksWorld(kind);
    try {
      const { id } = await world.subscribe(['response.recorded']);
      for (const [url, code] of [
        ['https://10.1.2.3/hook', 'webhook_private_host'],
        ['https://[::1]/hook', 'webhook_private_host'],
        ['https://169.254.169.254/latest', 'webhook_private_host'],
        ['http://tickets.example/hook', 'webhook_not_https'],
        ['https://tickets.example:25/', 'webhook_port'],
      ] as const)
        await expect(world.subscribe(['response.recorded'], url, url)).rejects.toMatchObject({
          code: 'validation_failed',
          errors: [{ pointer: '/url', code }],
        });
      (world.config as { privateHosts: readonly string[] }).privateHosts = [];
      await world.answer(await world.contact(), { rating: '5' });
      await world.work();
      expect(world.receiver.requests).toEqual([]);
      expect(await world.deliveries(id)).toMatchObject([
        { state: 'waiting', error: 'private_host', status: null },
      ]);
    } finally {
      await world.close();
    }
  });
});
