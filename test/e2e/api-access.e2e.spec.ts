/** Programs over HTTP: keys, their scopes, and repeated requests. */
import request from 'supertest';
import { ApiKeys } from '../../src/access';
import { describeOnBothDatabases } from '../support';
import { BASE, bootProbe, EMAIL, PASSWORD, probe, type ProbeApp } from './access-probe';

describeOnBothDatabases('programs over HTTP', (kind) => {
  let booted: ProbeApp;
  let app: ProbeApp['app'];
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    booted = await bootProbe(kind);
    ({ app } = booted);
  });
  afterAll(() => booted.close());
  beforeEach(() => {
    // Another window of the rate limits.
    booted.clock.advance(20 * 60_000);
    probe.fault = 'none';
  });

  const signedInCookie = async () => {
    const form = { email: EMAIL, password: PASSWORD };
    const reply = await http().post('/sign-in').type('form').set('Origin', BASE).send(form).expect(303);
    return String(reply.headers['set-cookie']).split(';')[0] ?? '';
  };

  describe('API keys', () => {
    let key: string;
    beforeAll(async () => {
      ({ key } = await app.get(ApiKeys).create({ name: 'BI', scopes: ['scores:read'] }));
    });

    it.each([
      ['no key', undefined, 'api_key_missing', 'Bearer'],
      ['another scheme', 'Basic YTpi', 'api_key_missing', 'Bearer'],
      ['an unknown key', `Bearer apl_${'x'.repeat(43)}`, 'api_key_invalid', 'Bearer error="invalid_token"'],
    ])('%s is refused with a problem', async (_, header, code, challenge) => {
      const call = http().get('/api/probe');
      const reply = await (header ? call.set('Authorization', header) : call).expect(401);
      expect(reply.headers['content-type']).toContain('application/problem+json');
      expect(reply.headers['www-authenticate']).toBe(challenge);
      expect(reply.body).toMatchObject({ code, status: 401 });
    });

    it('a key does what its scope says and no more; a session does not replace it', async () => {
      const as = (call: request.Test) => call.set('Authorization', `Bearer ${key}`);
      expect((await as(http().get('/api/probe')).expect(200)).body.name).toBe('BI');
      expect((await as(http().post('/api/probe')).send({}).expect(403)).body.code).toBe('api_scope_missing');
      await as(http().get('/probe/pay').set('Accept', 'application/json')).expect(401);
      await http()
        .get('/api/probe')
        .set('Cookie', await signedInCookie())
        .expect(401);
    });

    it('a revoked key is dead at once', async () => {
      const keys = app.get(ApiKeys);
      const made = await keys.create({ name: 'Old', scopes: ['all'] });
      const call = () => http().get('/api/probe').set('Authorization', `Bearer ${made.key}`);
      await call().expect(200);
      await keys.revoke(made.id);
      await call().expect(401);
    });
  });

  describe('Idempotency-Key', () => {
    let key: string;
    beforeAll(async () => {
      ({ key } = await app.get(ApiKeys).create({ name: 'CRM', scopes: ['interactions:write'] }));
    });
    const post = (idempotencyKey: string, body: object) =>
      http()
        .post('/api/probe')
        .set('Authorization', `Bearer ${key}`)
        .set('Idempotency-Key', idempotencyKey)
        .send(body);

    it('twenty at once: the handler runs once, everybody hears that reply or "in flight"', async () => {
      const before = probe.handled;
      const replies = await Promise.all(Array.from({ length: 20 }, () => post('parallel', { n: 1 })));
      expect(probe.handled).toBe(before + 1);
      for (const reply of replies) {
        if (reply.status === 409) expect(reply.body.code).toBe('idempotency_in_flight');
        else expect([reply.status, reply.body]).toEqual([201, { turn: probe.handled, body: { n: 1 } }]);
      }
      expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
      const repeat = await post('parallel', { n: 1 }).expect(201);
      expect(repeat.text).toBe(replies.find(({ status }) => status === 201)?.text);
      expect(repeat.headers).toMatchObject({
        'idempotency-replayed': 'true',
        'content-type': 'application/json; charset=utf-8',
      });
      expect(probe.handled).toBe(before + 1);
    });

    it('with another body it is refused', async () => {
      await post('reused', { n: 1 }).expect(201);
      expect((await post('reused', { n: 2 }).expect(422)).body.code).toBe('idempotency_key_reused');
    });

    it('a refusal is kept, as the problem it was', async () => {
      probe.fault = 'theirs';
      const first = await post('refused', { n: 1 }).expect(409);
      probe.fault = 'none';
      const second = await post('refused', { n: 1 }).expect(409);
      expect(second.body).toEqual(first.body);
      expect(second.headers['content-type']).toContain('application/problem+json');
    });

    it('a fault of ours is not kept', async () => {
      probe.fault = 'ours';
      await post('broken', { n: 1 }).expect(500);
      probe.fault = 'none';
      await post('broken', { n: 1 }).expect(201);
    });

    it('of another program is another key; one with spaces is none', async () => {
      const other = await app.get(ApiKeys).create({ name: 'ERP', scopes: ['all'] });
      const before = probe.handled;
      await post('shared', { n: 1 }).expect(201);
      await post('shared', { n: 2 }).set('Authorization', `Bearer ${other.key}`).expect(201);
      expect(probe.handled).toBe(before + 2);
      expect((await post('two words', {}).expect(400)).body.code).toBe('idempotency_key_invalid');
    });

    it('without it every request counts', async () => {
      const before = probe.handled;
      const send = () => http().post('/api/probe').set('Authorization', `Bearer ${key}`).send({ n: 1 });
      await send().expect(201);
      await send().expect(201);
      expect(probe.handled).toBe(before + 2);
    });
  });
});
