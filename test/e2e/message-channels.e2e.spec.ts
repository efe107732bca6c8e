/** The pages about providers of messages and the API for chat links, over HTTP. */
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { MessageChannels } from '../../src/invitations/channels/message-channels';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { type FakeProvider, replies, startFakeProvider, staysSilent } from '../support/fake-provider';

const PAGE = '/invitations/channels';
const SECRET = 'canario-de-credencial-7';

describeOnBothDatabases('the pages about message channels', (kind) => {
  let test: TestApp;
  let provider: FakeProvider;
  let admin: SignedIn;
  beforeEach(async () => {
    provider = await startFakeProvider();
    test = await bootApp(kind, { env: { PRIVATE_HOSTS: '127.0.0.1' } });
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
  });
  afterEach(async () => {
    await test.close();
    await provider.close();
  });

  const form = (change: Record<string, string> = {}): Record<string, string> => ({
    name: 'SMS del proveedor',
    kind: 'sms',
    enabled: 'on',
    perMinute: '60',
    url: provider.url,
    method: 'POST',
    contentType: 'json',
    credential: SECRET,
    headers: 'Authorization: Bearer {{credential}}\r\nIdempotency-Key: {{reference}}',
    body: '{"to":"{{to}}","text":"{{text}}"}',
    timeoutSeconds: '1',
    idPointer: '/id',
    successStatuses: '200-299',
    retryStatuses: '429, 503',
    numberErrors: '21211, 21614',
    'receipts.idPointer': '/id',
    'receipts.statusPointer': '/status',
    'receipts.delivered': 'delivered',
    'receipts.failedForGood': 'rejected',
    'receipts.fromPointer': '/from',
    'receipts.textPointer': '/text',
    ...change,
  });
  const add = async (change: Record<string, string> = {}): Promise<string> => {
    const reply = await admin.post(PAGE, form(change)).expect(303);
    return reply.headers['location'] ?? '';
  };

  it('a channel is described once and comes back as it was typed, but for the credential, which nobody sees again', async () => {
    const href = await add();
    expect(href).toMatch(/^\/invitations\/channels\/\d+$/);
    const { text } = await admin.get(href).expect(200);
    for (const value of ['SMS del proveedor', '21211, 21614', 'Authorization: Bearer {{credential}}'])
      expect(text).toContain(value);
    expect(text).not.toContain(SECRET);
    const list = await admin.get(PAGE).expect(200);
    expect(list.text).toContain('SMS del proveedor');
    for (const table of ['message_channel', 'audit_entry', 'setting'])
      expect(JSON.stringify(await test.database.all(`SELECT * FROM ${table}`))).not.toContain(SECRET);
    const again = await admin.post(href, form({ credential: '' })).expect(303);
    expect(again.headers['location']).toBe(href);
    const channel = await test.get(MessageChannels).find(Number(href.split('/').at(-1)));
    expect(channel).toMatchObject({ hasCredential: true, settings: { numberErrors: ['21211', '21614'] } });
  });

  it.each([
    [{ url: 'http://169.254.169.254/latest' }, 'field-url'],
    [{ url: 'https://10.0.0.1/' }, 'field-url'],
    [{ url: 'nonsense' }, 'field-url'],
    [{ body: '{"to": {{to}}}' }, 'field-body'],
    [{ body: '{"to":"{{process.env}}"}' }, 'field-body'],
    [{ headers: 'Host: evil.example' }, 'field-headers'],
    [{ headers: 'nonsense' }, 'field-headers'],
    [{ 'texts.en': 'Rate us' }, 'field-texts.en'],
    [{ 'receipts.idPointer': 'id' }, 'field-receipts.idPointer'],
    [{ 'template.parameters': 'password' }, 'field-template.parameters'],
    [{ perMinute: '0' }, 'field-perMinute'],
    [{ name: '' }, 'field-name'],
  ] as [Record<string, string>, string][])(
    '%j is refused beside its field, with everything typed',
    async (change, id) => {
      const { text, status } = await admin.post(PAGE, form(change));
      expect(status).toBe(422);
      expect(text).toContain(`href="#${id}"`);
      expect(text).toContain(`id="${id}"`);
      expect(text).not.toContain(SECRET);
      expect(await test.get(MessageChannels).list()).toEqual([]);
    },
  );

  it('a name is given once; another server needs the credential again', async () => {
    const href = await add();
    expect((await admin.post(PAGE, form())).text).toContain('href="#field-name"');
    const moved = { url: 'https://collector.example.com/', credential: '' };
    const refused = await admin.post(href, form(moved));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('href="#field-credential"');
    await admin.post(href, form({ ...moved, credential: 'another' })).expect(303);
  });

  it('the address for receipts is shown once, works, and ends when it is replaced or removed', async () => {
    const href = await add();
    const addressIn = (text: string) => /\/hooks\/messages\/([\w-]{43})/.exec(text)?.[1] ?? '';
    const first = addressIn((await admin.post(`${href}/hook-keys`).expect(200)).text);
    expect((await admin.get(href)).text).not.toContain(first);
    await test.http
      .post(`/hooks/messages/${first}`)
      .send({ id: 'x', status: 'delivered' })
      .expect(202, { received: true });
    await test.http.post(`/hooks/messages/${first}`).type('form').send('id=x&status=delivered').expect(202);
    const second = addressIn((await admin.post(`${href}/hook-keys`).expect(200)).text);
    await test.http.post(`/hooks/messages/${first}`).send({}).expect(404);
    await test.http.post(`/hooks/messages/${second}`).send({}).expect(202);
    await admin.post(`${href}/hook-revocations`).expect(303);
    await test.http.post(`/hooks/messages/${second}`).send({}).expect(404);
    await test.http.get(`/hooks/messages/${second}`).expect(404);
  });

  it('a test message goes to the number typed, and says what the provider said', async () => {
    const href = await add();
    expect((await admin.post(`${href}/test-messages`, { number: '55 1234 5678' })).text).toContain(
      'href="#field-number"',
    );
    await admin.post(`${href}/test-messages`, { number: '+52 55 1234 5678' }).expect(303);
    expect(provider.requests).toHaveLength(1);
    expect(provider.requests[0]?.json).toMatchObject({ to: '+525512345678' });
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    provider.next(replies(401), staysSilent);
    for (const code of ['http_401', 'timeout']) {
      const reply = await admin.post(`${href}/test-messages`, { number: '+52 55 1234 5678' }).expect(303);
      expect(flashOf(reply.headers)).toContain(code);
    }
    expect(JSON.stringify(await test.database.all('SELECT * FROM audit_entry'))).not.toContain('5512345678');
  });

  it('each touchpoint takes the way that is chosen for it', async () => {
    const href = await add();
    const id = href.split('/').at(-1) ?? '';
    await test.get(Touchpoints).upsert('phone-support', { name: 'Teléfono', channel: 'phone' }, 'system');
    const { text } = await admin.get(PAGE);
    expect(text).toContain('name="way.1"');
    const ways = { 'touchpoint.0': '*', 'way.0': '', 'touchpoint.1': 'phone-support', 'way.1': `${id}+` };
    await admin.post(`${PAGE}/preferences`, ways).expect(303);
    expect((await admin.get(PAGE)).text).toContain(`<option value="${id}+" selected>`);
    await admin.post(`${PAGE}/preferences`, { ...ways, 'way.1': '99+' }).expect(404);
    await admin.post(`${PAGE}/preferences`, { ...ways, 'touchpoint.1': 'nowhere' }).expect(404);
  });

  it('nobody but who manages the settings sees or changes a channel', async () => {
    const href = await add();
    for (const role of ['hr', 'lead', 'employee', 'recovery', 'auditor'] as const) {
      const other = await test.signIn([
        { role, scope: role === 'lead' ? 'team' : role === 'employee' ? 'own' : 'all' },
      ]);
      await other.get(PAGE).expect(403);
      await other.get(href).expect(403);
      await other.post(href, form({ name: 'mine' })).expect(403);
      await other.post(`${href}/hook-keys`).expect(403);
      await other.post(`${href}/test-messages`, { number: '+525512345678' }).expect(403);
    }
    expect(provider.requests).toHaveLength(0);
    await test.http.get(PAGE).expect(303);
  });

  it('what is no channel is not there', async () => {
    for (const id of ['0', '99', 'abc', '1e3', '-1']) await admin.get(`${PAGE}/${id}`).expect(404);
  });
});

/** What the next page says, as it travels in the cookie. */
function flashOf(headers: Record<string, unknown>): string {
  const [cookie = ''] = (headers['set-cookie'] ?? []) as string[];
  return Buffer.from(/aplauso_flash=([^;]+)/.exec(cookie)?.[1] ?? '', 'base64url').toString('utf8');
}

describeOnBothDatabases('POST /api/v1/invitations/link', (kind) => {
  let test: TestApp;
  beforeEach(async () => {
    test = await bootApp(kind);
    await test.get(Employees).upsert('E-1', { name: 'Ana Beltrán', hiredOn: '2020-01-01' }, 'system');
    await test.get(Touchpoints).upsert('chat', { name: 'Chat', channel: 'chat' }, 'system');
  });
  afterEach(() => test.close());

  const contact = (externalId: string, customer: object) =>
    test.get(Interactions).intake(
      parseInput(interactionInput, {
        source: 'chatwoot', externalId, touchpoint: 'chat', reason: 'billing',
        occurredAt: new Date(test.clock.now()).toISOString(), customer, participants: [{ employee: 'E-1' }],
      }),
    ); // prettier-ignore
  const ask = async (body: object, scope: 'invitations:write' | 'invitations:read' = 'invitations:write') =>
    test.http
      .post('/api/v1/invitations/link')
      .set('Authorization', `Bearer ${await test.apiKey(scope)}`)
      .send(body);

  it('201 with the link, 200 with the same, and the link opens the answer page', async () => {
    const { id } = await contact('K-1', { externalId: 'C-1', name: 'Marta Ruiz', locale: 'en' });
    const first = await ask({ source: 'chatwoot', externalId: 'K-1' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ status: 'ready', question: 'How well did Ana help you?' });
    const again = await ask({ interaction: id });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const { url } = first.body as { url: string };
    const page = await test.http.get(new URL(url).pathname).expect(200);
    expect(page.text).toContain('Ana');
    await test.http.post(new URL(url).pathname).type('form').send({ rating: '5' });
    expect((await ask({ interaction: id })).body).toEqual({ status: 'suppressed', reason: 'answered' });
  });

  it('200 with the reason where the rules say no', async () => {
    await contact('K-1', { externalId: 'C-1' });
    await ask({ source: 'chatwoot', externalId: 'K-1' });
    await contact('K-2', { externalId: 'C-1' });
    const { status, body } = await ask({ source: 'chatwoot', externalId: 'K-2' });
    expect({ status, body: body as unknown }).toEqual({
      status: 200,
      body: { status: 'suppressed', reason: 'asked_recently' },
    });
  });

  it('needs the scope, a contact that was reported, and nothing else in the body', async () => {
    await contact('K-1', { externalId: 'C-1' });
    expect((await ask({ source: 'chatwoot', externalId: 'K-1' }, 'invitations:read')).status).toBe(403);
    expect((await ask({ source: 'chatwoot', externalId: 'K-9' })).status).toBe(404);
    expect((await ask({ interaction: 'x' })).status).toBe(400);
    expect((await ask({ source: 'chatwoot', externalId: 'K-1', force: true })).status).toBe(400);
    await test.http.post('/api/v1/invitations/link').send({}).expect(401);
  });
});
