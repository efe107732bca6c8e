/** Webhooks over HTTP: the pages of administrators, and the API of programs that set themselves up. */
import { describeOnBothDatabases, type SignedIn } from '../support';
import { replies } from '../support/fake-provider';
import { grant } from '../database/answered.fixture';
import { toldIn, validSignatures, webhooksWorld, type WebhooksWorld } from '../database/webhooks.fixture';
import { words } from './scores.fixture';

const SECRET = /whsec_[A-Za-z0-9+/]{43}=/;

/** The words of a page, and of what it holds for programs that read the code: `+` and `=` are written as references there. */
const plain = (html: string) =>
  html.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)));

describeOnBothDatabases('the pages about webhooks', (kind) => {
  let world: WebhooksWorld;
  let admin: SignedIn;
  beforeEach(async () => {
    world = await webhooksWorld(kind);
    admin = await world.signIn([grant('admin', 'all')]);
  });
  afterEach(() => world.close());

  const typed = (change: Record<string, string> = {}) => ({
    name: 'Tickets',
    url: world.receiver.url,
    'on.response.recorded': 'on',
    ...change,
  });
  const add = async () => {
    const reply = await admin.post('/settings/webhooks', typed()).expect(200);
    const path = /action="(\/settings\/webhooks\/\d+)"/.exec(reply.text)?.[1] ?? '';
    return { path, secret: SECRET.exec(plain(reply.text))?.[0] ?? '' };
  };

  it('lead from the settings to an endpoint whose secret is shown once', async () => {
    expect((await admin.get('/settings').expect(200)).text).toContain('href="/settings/webhooks"');
    expect(words((await admin.get('/settings/webhooks').expect(200)).text)).toContain(
      'Ningún programa recibe avisos todavía',
    );
    await admin.get('/settings/webhooks/new').expect(200);
    const { path, secret } = await add();
    expect(secret).toMatch(SECRET);
    expect(plain((await admin.get(path).expect(200)).text)).not.toMatch(/whsec_/);
    const list = words((await admin.get('/settings/webhooks').expect(200)).text);
    expect(list).toContain('Tickets 127.0.0.1');
    expect(list).toContain('En uso');
  });

  it('send a test event, show each try and what was sent, and send it once more', async () => {
    const { path, secret } = await add();
    world.receiver.next(replies(500));
    await admin.post(`${path}/test-events`).expect(303);
    await world.work();
    const [request] = world.receiver.requests;
    if (!request) throw new Error('Nothing arrived.');
    expect(toldIn(request).type).toBe('webhook.test');
    expect(validSignatures(request, secret)).toBe(1);
    const page = (await admin.get(path)).text;
    expect(words(page)).toMatch(/webhook\.test En espera · próximo intento .* 1 http_500 \d+ ms/);
    const delivery = new RegExp(`${path}/deliveries/[0-9a-f-]{36}`).exec(page)?.[0] ?? '';
    const shown = words((await admin.get(delivery).expect(200)).text);
    expect(shown).toContain('http_500');
    expect(shown).toContain('"type": "webhook.test"');
    await admin.post(`${delivery}/replays`).expect(303);
    await world.work();
    expect(words((await admin.get(path)).text)).toMatch(/webhook\.test Entregado 2 201 \d+ ms/);
    expect(new Set(world.receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('say beside the field what is wrong, and keep what was typed', async () => {
    const reply = await admin
      .post('/settings/webhooks', { name: 'Metadatos', url: 'https://169.254.169.254/' })
      .expect(400);
    expect(words(reply.text)).toContain('Eventos: elija al menos uno.');
    const inside = await admin
      .post('/settings/webhooks', typed({ url: 'https://169.254.169.254/' }))
      .expect(422);
    expect(words(inside.text)).toContain('está en una red privada');
    expect(inside.text).toContain('value="https://169.254.169.254/"');
    await add();
    expect(words((await admin.post('/settings/webhooks', typed()).expect(422)).text)).toContain(
      'otro destino tiene este nombre',
    );
  });

  it('change, switch off and on, change the secret, and delete only when it is confirmed; all of it in the audit', async () => {
    const { path, secret } = await add();
    await admin.post(path, typed({ name: 'Mesa de ayuda', 'on.promise.broken': 'on' })).expect(303);
    await admin.post(`${path}/state`, { state: 'off' }).expect(303);
    expect(words((await admin.get(path)).text)).toContain('Apagado');
    await admin.post(`${path}/test-events`).expect(409);
    await admin.post(`${path}/state`, { state: 'on' }).expect(303);
    const rotated = plain((await admin.post(`${path}/secrets`, { endOldNow: 'on' }).expect(200)).text);
    expect(SECRET.exec(rotated)?.[0]).not.toBe(secret);
    await admin.post(`${path}/deletions`).expect(422);
    await admin.get(path).expect(200);
    await admin.post(`${path}/deletions`, { confirm: 'on' }).expect(303);
    await admin.get(path).expect(404);
    const id = path.split('/').at(-1) ?? '';
    expect(
      (await world.auditOf(`webhook_endpoint:${id}`)).map((entry) => entry.split('.')[1]).reverse(),
    ).toEqual(['added', 'changed', 'disabled', 'enabled', 'secret_rotated', 'deleted']);
    // Of an address its host alone: the rest may be a secret of the receiver.
    const kept = await world.database.all<{ details: string }>(
      'SELECT details AS "details" FROM audit_entry',
    );
    expect(JSON.stringify(kept)).not.toContain('/messages');
  });

  it('open to administrators alone', async () => {
    const { path } = await add();
    for (const person of [
      await world.signIn([grant('hr', 'all')]),
      await world.signIn([grant('auditor', 'all')]),
      await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] }),
    ]) {
      await person.get('/settings/webhooks').expect(403);
      await person.get(path).expect(403);
      await person.post(`${path}/secrets`).expect(403);
      await person.post(`${path}/test-events`).expect(403);
    }
    await world.http.get('/settings/webhooks').expect(303);
    await world.work();
    expect(world.receiver.requests).toEqual([]);
  });
});

describeOnBothDatabases('webhooks by API', (kind) => {
  let world: WebhooksWorld;
  let key: string;
  beforeEach(async () => {
    world = await webhooksWorld(kind);
    key = await world.apiKey('webhooks:write', 'webhooks:read');
  });
  afterEach(() => world.close());

  const path = '/api/v1/webhook-endpoints';
  const facts = () => ({
    name: 'Tickets',
    url: world.receiver.url,
    events: ['recovery_case.opened', 'response.recorded'],
  });
  const call = (method: 'get' | 'post' | 'patch' | 'delete', at: string, body?: object, as = key) => {
    const request = world.http[method](at).set('Authorization', `Bearer ${as}`);
    return body ? request.send(body) : request;
  };

  it('an endpoint is added, read, changed, given a new secret and deleted; its secrets are told once', async () => {
    const added = await call('post', path, facts()).expect(201);
    expect(added.body).toMatchObject({
      name: 'Tickets',
      events: ['response.recorded', 'recovery_case.opened'],
      state: 'on',
      offReason: null,
      secret: expect.stringMatching(SECRET),
    });
    const one = `${path}/${(added.body as { id: number }).id}`;
    expect((await call('get', one).expect(200)).body).not.toHaveProperty('secret');
    expect((await call('get', path).expect(200)).body).toMatchObject({
      items: [{ name: 'Tickets' }],
      nextCursor: null,
    });
    expect((await call('patch', one, { state: 'off', name: 'Other' }).expect(200)).body).toMatchObject({
      name: 'Other',
      state: 'off',
      offReason: 'by_hand',
    });
    expect((await call('post', `${one}/test-events`, {}).expect(409)).body).toMatchObject({
      code: 'webhook_endpoint_off',
    });
    await call('patch', one, { state: 'on' }).expect(200);
    const rotated = await call('post', `${one}/secrets`, {}).expect(201);
    expect(rotated.body).toEqual({
      secret: expect.stringMatching(SECRET),
      oldSecretEndsAt: new Date(world.clock.now() + 86_400_000).toISOString(),
    });
    await call('delete', one).expect(200);
    await call('get', one).expect(404);
  });

  it('deliveries are listed page by page, newest first, and replayed', async () => {
    const { body } = await call('post', path, facts()).expect(201);
    const one = `${path}/${(body as { id: number }).id}`;
    world.receiver.next(replies(500));
    for (let index = 0; index < 3; index += 1) {
      await world.answer(await world.contact(), { rating: '5' });
      await world.work();
    }
    const page = (await call('get', `${one}/deliveries?limit=2`).expect(200)).body as {
      items: { id: string; state: string; event: string }[];
      nextCursor: string;
    };
    expect(page.items.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    const rest = (await call('get', `${one}/deliveries?limit=2&cursor=${page.nextCursor}`).expect(200)).body;
    expect(rest).toMatchObject({
      items: [
        { state: 'waiting', tries: 1, lastStatus: 500, lastError: 'http_500', type: 'response.recorded' },
      ],
      nextCursor: null,
    });
    expect((await call('get', `${one}/deliveries?state=waiting`)).body).toMatchObject({
      items: [{ lastStatus: 500 }],
    });
    const id = (rest as { items: { id: string }[] }).items[0]?.id ?? '';
    await call('post', `${one}/deliveries/${id}/replays`, {}).expect(202);
    await world.work();
    expect((await call('get', `${one}/deliveries?state=delivered`)).body).toMatchObject({
      items: { length: 3 },
    });
    await call('post', `${one}/deliveries/${page.nextCursor.replace(/.$/, '0')}/replays`, {}).expect(404);
  });

  it('a repeat with the same Idempotency-Key gets the same secret, which nobody reads in the database', async () => {
    const send = () => call('post', path, facts()).set('Idempotency-Key', 'once').expect(201);
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await world.database.all('SELECT id FROM webhook_endpoint')).toHaveLength(1);
    const kept = JSON.stringify(await world.database.all('SELECT * FROM idempotency_key'));
    expect(kept).not.toContain('whsec_');
    expect(kept).not.toContain((first.body as { secret: string }).secret.slice(6, 30));
  });

  it('each operation asks for its scope, and what is wrong is told at its place', async () => {
    const reader = await world.apiKey('webhooks:read', 'responses:read');
    await call('post', path, facts(), reader).expect(403);
    await call('get', path, undefined, await world.apiKey('responses:read')).expect(403);
    const wrong = await call('post', path, {
      name: 'x',
      url: 'https://u:p@host.example/',
      events: ['nothing'],
    }).expect(400);
    expect((wrong.body as { errors: { pointer: string; code: string }[] }).errors).toMatchObject([
      { pointer: '/url', code: 'webhook_url' },
      { pointer: '/events/0', code: 'field_choice' },
    ]);
    const inside = await call('post', path, { ...facts(), url: 'https://10.0.0.1/' }).expect(422);
    expect(inside.body).toMatchObject({ errors: [{ pointer: '/url', code: 'webhook_private_host' }] });
    for (const at of ['0', 'x', '99']) await call('get', `${path}/${at}`).expect(404);
  });
});
