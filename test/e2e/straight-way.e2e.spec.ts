/** Requests that are answered before Fastify sees them get what Fastify would have answered, and the rest is left to it. */
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { answeringWorld, type AnsweringWorld } from './responses.fixture';

const FORM = 'application/x-www-form-urlencoded';
/** The connection's own, and what is different in every reply. */
const PASSING = ['date', 'connection', 'keep-alive', 'x-request-id', 'content-length', 'transfer-encoding'];

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

describeOnBothDatabases('the straight way to an answer', (kind) => {
  let world: AnsweringWorld;
  let origin: string;

  beforeAll(async () => {
    world = await answeringWorld(kind);
    await world.app.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${(world.app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  const lasting = (headers: Iterable<[string, unknown]>) =>
    Object.fromEntries(
      [...headers].filter(([name]) => !PASSING.includes(name)).map(([n, v]) => [n, String(v)]),
    );
  /** From the socket. */
  async function straight(path: string, form?: string, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await fetch(`${origin}${path}`, {
      redirect: 'manual',
      headers: { ...headers, ...(form !== undefined && { 'content-type': FORM }) },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const body = await reply.text();
    expect(Number(reply.headers.get('content-length'))).toBe(Buffer.byteLength(body));
    return { status: reply.status, headers: lasting(reply.headers), body };
  }
  /** Through Fastify. */
  async function through(path: string, form?: string): Promise<Reply> {
    const reply = await world.app.inject({
      url: path,
      method: form === undefined ? 'GET' : 'POST',
      headers: { accept: '*/*', ...(form !== undefined && { 'content-type': FORM }) },
      payload: form,
    });
    return { status: reply.statusCode, headers: lasting(Object.entries(reply.headers)), body: reply.body };
  }
  /** Pages carry their own address and stamp. */
  const alike = ({ status, headers, body }: Reply, token: string) => ({
    status,
    headers,
    body: body.replaceAll(token, 'TOKEN').replace(/name="opened" value="[^"]*"/, ''),
  });

  it.each([
    ['the page', '', undefined, 200],
    ['the page from a rating button', '?r=4', undefined, 200],
    ['the page in another language', '?lang=en', undefined, 200],
    ['an answer', '', 'rating=4&comment=Muy+bien%2C+gracias+%F0%9F%99%82', 200],
    ['an answer in another language', '?lang=en', 'rating=2&mayContact=on', 200],
    ['a refused form', '', 'rating=9', 422],
    ['a form with an unknown field', '', 'rating=4&surprise=1', 422],
    ['a change of the language', '', 'rating=4&lang=en', 200],
  ] as const)('%s is the same both ways', async (_, query, form, status) => {
    const [one, other] = [await world.invite(world.ana), await world.invite(world.ana)];
    const reply = await straight(`/s/${one.token}${query}`, form);
    expect(reply.status).toBe(status);
    expect(alike(reply, one.token)).toEqual(
      alike(await through(`/s/${other.token}${query}`, form), other.token),
    );
  });

  it('an address that leads nowhere is the same page both ways, and trying many is refused', async () => {
    const nowhere = `/s/${'n'.repeat(43)}`;
    const reply = await straight(nowhere, 'rating=4');
    expect(reply.status).toBe(404);
    expect(reply).toEqual(await through(nowhere, 'rating=4'));
    let last = reply;
    for (let tries = 0; tries < 40 && last.status !== 429; tries += 1) last = await straight(nowhere);
    expect(last.status).toBe(429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    const refused = await through(nowhere);
    expect({ ...last, body: '' }).toEqual({ ...refused, body: '' });
    expect((await straight(nowhere, 'rating=4')).status).toBe(429);
    world.clock.advance(10 * 60_000);
  });

  it('a form in pieces is put together; one that is larger than a customer’s is read by Fastify', async () => {
    const { token } = await world.invite(world.ana);
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => {
        socket.write(
          `POST /s/${token} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${FORM}\r\nContent-Length: 22\r\n\r\nrating=`,
        );
        setTimeout(() => socket.write('5&comment='), 30);
        setTimeout(() => socket.write('Bien\n'), 60);
      });
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(reply).toContain('Gracias por su respuesta');
    const large = await world.invite(world.ana);
    const sent = await straight(`/s/${large.token}`, `rating=5&comment=${'á'.repeat(3500)}`);
    expect(sent.status).toBe(200);
    const tooLarge = await fetch(`${origin}/s/${large.token}`, {
      method: 'POST',
      headers: { 'content-type': FORM },
      body: `rating=5&comment=${'a'.repeat(1_100_000)}`,
    });
    expect(tooLarge.status).toBe(413);
  });

  it('a cookie, another kind of body and another method go through Fastify, with the same answer', async () => {
    const { token } = await world.invite(world.ana);
    const path = `/s/${token}`;
    const page = await straight(path, undefined, { cookie: 'aplauso_language=en' });
    expect(page.body).toContain('<html lang="es">');
    const head = await fetch(`${origin}${path}`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const asJson = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rating: 5 }),
    });
    expect(asJson.status).toBe(200);
    const asText = await fetch(`${origin}${path}`, { method: 'POST', body: 'rating=5' });
    expect(asText.status).toBe(422);
    expect((await fetch(`${origin}${path}`, { method: 'PUT', body: 'rating=5' })).status).toBe(404);
  });

  it('a failure is one page with the number of its request, and the server goes on', async () => {
    const { token } = await world.invite(world.ana);
    const kept = world.database.sharing.bind(world.database);
    world.database.sharing = () => Promise.reject(new Error('The disk is full.'));
    const reply = await straight(`/s/${token}`, 'rating=4');
    world.database.sharing = kept;
    expect(reply.status).toBe(500);
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await straight(`/s/${token}`, 'rating=4')).status).toBe(200);
  });
});
