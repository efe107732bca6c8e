/** Setting up kiosks, posters and links: who may, what is shown once, what can be printed, and when it ends. */
import { answeredWorld, type AnsweredWorld, grant } from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

describeOnBothDatabases('kiosks, posters and links', (kind) => {
  let world: AnsweredWorld;
  let admin: SignedIn;

  beforeAll(async () => {
    world = await answeredWorld(kind);
    admin = await world.signIn([grant('admin', 'all')]);
  });
  afterAll(() => world.close());

  const FORM = { kind: 'qr', name: 'Cartel de la entrada', touchpoint: 'phone', employee: '', locale: 'es' };
  const create = async (facts: Record<string, string> = {}) => {
    const reply = await admin.post('/collectors', { ...FORM, ...facts }).expect(303);
    return Number(String(reply.get('Location')).split('/').at(-1));
  };
  /** A poster's address, from its page. */
  const addressOf = async (id: number) =>
    /data-copy="[^"]*?(\/[qk]\/[2-9a-z]+)"/.exec((await admin.get(`/collectors/${id}`)).text)?.[1] ?? '';

  it('an empty list says what to do, and to whom it matters', async () => {
    expect((await admin.get('/collectors').expect(200)).text).toContain('href="/collectors/new"');
    const auditor = await world.signIn([grant('auditor', 'all')]);
    expect((await auditor.get('/collectors').expect(200)).text).not.toContain('/collectors/new');
  });

  it('a poster of a person is made, listed, answered and counted', async () => {
    const id = await create({ employee: 'E-12' });
    expect(await world.auditOf(`collector:${id}`)).toEqual([`user:${admin.userId} collector.created`]);
    const path = await addressOf(id);
    const page = await world.http.get(path).expect(200);
    const earlier = /name="earlier" value="([^"]*)"/
      .exec(page.text)?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&#x3D;', '=');
    world.clock.advance(4_000);
    await world.http.post(path).type('form').send({ earlier, rating: '5' }).expect(200);
    const { text } = await admin.get('/collectors').expect(200);
    expect(text).toContain('Cartel de la entrada');
    expect(text).toContain('Ana Beltrán');
    expect(text).toMatch(/data-label="Respuestas este mes" class="end">1</);
  });

  it('mistakes are named at their field, and what was typed stays', async () => {
    const { text } = await admin
      .post('/collectors', { ...FORM, name: '', employee: 'E-99', touchpoint: 'nowhere' })
      .expect(400);
    expect(text).toContain('href="#field-name"');
    const unknown = await admin.post('/collectors', { ...FORM, employee: 'E-99' }).expect(422);
    expect(unknown.text).toContain('href="#field-employee"');
    expect(unknown.text).toContain('value="E-99"');
    expect(unknown.text).toContain('Cartel de la entrada');
  });

  it('a kiosk’s address is shown once, and a new one closes the old', async () => {
    const made = await admin.post('/collectors', { ...FORM, kind: 'kiosk', name: 'Tableta' }).expect(200);
    const [, path = ''] = /(\/k\/[2-9a-z]{21})/.exec(made.text) ?? [];
    const [, id = ''] = /href="\/collectors\/(\d+)"/.exec(made.text) ?? [];
    await world.http.get(path).expect(200);
    expect((await admin.get(`/collectors/${id}`).expect(200)).text).not.toContain('/k/');
    await admin.get(`/collectors/${id}/poster.pdf`).expect(404);
    const renewed = await admin.post(`/collectors/${id}/keys`).expect(200);
    const [, next = ''] = /(\/k\/[2-9a-z]{21})/.exec(renewed.text) ?? [];
    await world.http.get(path).expect(404);
    await world.http.get(next).expect(200);
  });

  it('the poster is a PDF in the language and size asked for, the code a picture', async () => {
    const id = await create({ employee: 'E-12' });
    const binary = (path: string) => admin.get(path).buffer(true).parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    }); // prettier-ignore
    const pdf = await binary(`/collectors/${id}/poster.pdf?size=a5&locale=pt-BR`).expect(200);
    expect(pdf.get('Content-Type')).toBe('application/pdf');
    expect(pdf.get('Content-Disposition')).toContain(`qr-${id}-a5.pdf`);
    const text = (pdf.body as Buffer).toString('latin1');
    expect(text).toContain('/Lang (pt-BR)');
    expect(text).toContain('/MediaBox [0 0 419.53 595.28]');
    const svg = await binary(`/collectors/${id}/code.svg`).expect(200);
    expect(svg.get('Content-Type')).toContain('image/svg+xml');
    expect((svg.body as Buffer).toString()).toContain('<svg');
    const png = await binary(`/collectors/${id}/code.png`).expect(200);
    expect((png.body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    await admin.get(`/collectors/${id}/poster.pdf?size=a3`).expect(400);
  });

  it('taken out of use it leads nowhere at once, prints nothing, and its answers stay', async () => {
    const id = await create();
    const path = await addressOf(id);
    await world.http.get(path).expect(200);
    await admin.post(`/collectors/${id}/revocation`).expect(303);
    await world.http.get(path).expect(404);
    await admin.get(`/collectors/${id}/poster.pdf`).expect(404);
    await admin.post(`/collectors/${id}/revocation`).expect(409);
    await admin.post(`/collectors/${id}/keys`).expect(409);
    const page = await admin.get(`/collectors/${id}`).expect(200);
    expect(page.text).toContain('Fuera de uso');
    expect(page.text).not.toContain(path);
    expect(await world.auditOf(`collector:${id}`)).toEqual([
      `user:${admin.userId} collector.revoked`,
      `user:${admin.userId} collector.created`,
    ]);
  });

  it('who may only look changes nothing; who may not look sees nothing', async () => {
    const id = await create();
    const lead = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] as number });
    expect((await lead.get(`/collectors/${id}`).expect(200)).text).not.toContain('/revocation');
    await lead.get('/collectors/new').expect(403);
    await lead.post('/collectors', FORM).expect(403);
    await lead.post(`/collectors/${id}/revocation`).expect(403);
    const ana = await world.signIn([grant('employee', 'own')], { employeeId: world.ids['E-12'] as number });
    await ana.get('/collectors').expect(403);
    for (const unknown of ['0', '99999', 'x', '1e3', '9'.repeat(30)])
      await admin.get(`/collectors/${unknown}`).expect(404);
  });
});
