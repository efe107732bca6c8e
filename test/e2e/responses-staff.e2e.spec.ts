/** What the staff and programs see of the answers, over HTTP. */
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { answeringWorld, type AnsweringWorld, DAY } from './responses.fixture';

describeOnBothDatabases('answers for the staff and for programs', (kind) => {
  let world: AnsweringWorld;

  beforeAll(async () => {
    world = await answeringWorld(kind);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  describe('for the staff', () => {
    it('those who see everybody see names and reasons; a lead sees the own team without customers’ names', async () => {
      const { token, interactionId } = await world.invite(world.ana, 'Ramona Secreta');
      await world.send(token, { rating: '1', comment: 'Mi correo es ramona@secreta.mx' }).expect(200);
      const id = await world.idOf(interactionId);
      const hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
      const list = await hr.get('/responses').expect(200);
      expect(list.text).toContain('Mi correo es •••@•••');
      expect(list.text).toContain('Ana Beltrán');
      expect(list.text).not.toContain('secreta.mx');
      const page = await hr.get(`/responses/${id}`).expect(200);
      expect(page.text).toContain('Ramona Secreta');
      expect(page.text).toContain('Participó en el contacto');

      const lead = await world.signIn([{ role: 'lead', scope: 'team' }], { employeeId: world.ana.id });
      const own = await lead.get(`/responses/${id}`).expect(200);
      expect(own.text).not.toContain('Ramona');
      expect((await lead.get('/responses').expect(200)).text).not.toContain('Ramona');
      const stranger = await world.signIn([{ role: 'lead', scope: 'team' }], { employeeId: world.hugo.id });
      await stranger.get(`/responses/${id}`).expect(404);
      expect((await stranger.get('/responses').expect(200)).text).not.toContain(id);
      const employee = await world.signIn([{ role: 'employee', scope: 'own' }], { employeeId: world.ana.id });
      await employee.get('/responses').expect(403);
    });

    it('filters stay in the address, and what they cannot mean is refused', async () => {
      const hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
      const page = await hr
        .get('/responses?rating=low&channel=phone&commented=1&from=2026-11-01&to=&state=')
        .expect(200);
      expect(page.text).toMatch(/<option value="low" selected>/);
      expect(page.text).toMatch(/<option value="phone" selected>/);
      await hr.get('/responses?rating=best').expect(400);
      await hr.get('/responses?before=nonsense').expect(400);
      await hr.get('/responses/none').expect(404);
    });

    it('decides without seeing what the customer rated or wrote', async () => {
      const { token, interactionId } = await world.invite(world.ana, 'Ramona Ciega');
      await world.send(token, { rating: '1', comment: 'Una grosería zq.' }).expect(200);
      const id = await world.idOf(interactionId);
      const hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
      const blind = (await hr.get(`/responses/${id}/exclusion`).expect(200)).text;
      expect(blind).toContain('Decidir sin ver la calificación');
      expect(blind).toContain('name="seen" value="0"');
      expect(blind).not.toMatch(/grosería zq|Muy mal|>1<|1 de 5/);
      // Who reads the words, or comes from the page with the rating, does not decide blind.
      const read = (await hr.get(`/responses/${id}/exclusion?words=1`).expect(200)).text;
      expect(read).toContain('Una grosería zq.');
      for (const text of [read, (await hr.get(`/responses/${id}/exclusion?seen=1`).expect(200)).text]) {
        expect(text).toContain('Quedará anotado que conocía la calificación.');
        expect(text).not.toContain('name="seen" value="0"');
      }
      const page = (await hr.get(`/responses/${id}`).expect(200)).text;
      expect(page).toContain(`/responses/${id}/exclusion?seen=1`);
      expect(page).not.toContain(`action="/responses/${id}/exclusions"`);
      await hr.post(`/responses/${id}/exclusions`, { reason: 'threats_or_slurs', seen: '0' }).expect(303);
      expect((await hr.get(`/responses/${id}`).expect(200)).text).toContain('sin ver la calificación');
      const self = await world.signIn([{ role: 'hr', scope: 'all' }], { employeeId: world.ana.id });
      const refused = (await self.get(`/responses/${id}/exclusion?words=1`).expect(200)).text;
      expect(refused).toContain('Esta respuesta es sobre usted');
      expect(refused).not.toMatch(/grosería zq|<form method="post" action="\/responses/);
      const auditor = await world.signIn([{ role: 'auditor', scope: 'all' }]);
      await auditor.get(`/responses/${id}/exclusion`).expect(403);
    });

    it('excludes with a reason, lifts it, and only those who may', async () => {
      const { token, interactionId } = await world.invite(world.ana);
      await world.send(token, { rating: '1' }).expect(200);
      const id = await world.idOf(interactionId);
      const hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
      await hr.post(`/responses/${id}/exclusions`, { note: 'sin motivo' }).expect(400);
      await hr
        .post(`/responses/${id}/exclusions`, { reason: 'wrong_employee', note: 'Fue Luis' })
        .expect(303);
      await hr.post(`/responses/${id}/exclusions`, { reason: 'wrong_employee' }).expect(409);
      expect((await hr.get(`/responses/${id}`).expect(200)).text).toContain('No cuenta: excluida');
      await hr.post(`/responses/${id}/exclusion-lifts`).expect(303);
      await hr.post(`/responses/${id}/verifications`, { status: 'rejected' }).expect(303);
      const page = await hr.get(`/responses/${id}`).expect(200);
      expect(page.text).toContain('No cuenta: rechazada');
      expect(page.text).toContain('Exclusión retirada');
      const auditor = await world.signIn([{ role: 'auditor', scope: 'all' }]);
      expect((await auditor.get(`/responses/${id}`).expect(200)).text).not.toContain('exclusion-lifts');
      await auditor.post(`/responses/${id}/exclusions`, { reason: 'wrong_employee' }).expect(403);
      const self = await world.signIn([{ role: 'hr', scope: 'all' }], { employeeId: world.ana.id });
      await self.post(`/responses/${id}/exclusions`, { reason: 'wrong_employee' }).expect(403);
      const own = await self.get(`/responses/${id}`).expect(200);
      expect(own.text).not.toContain('Marta Ruiz');
    });
  });

  describe('for programs', () => {
    it('in the order they were received, page by page, with nothing personal', async () => {
      world.clock.advance(30 * DAY);
      const since = new Date(world.clock.now()).toISOString();
      const ids: string[] = [];
      for (const rating of ['5', '3', '1']) {
        const { token, interactionId } = await world.invite(world.hugo, 'Ramona Secreta');
        await world.send(token, { rating, comment: 'Llámenme al 55 1234 5678' }).expect(200);
        ids.push(await world.idOf(interactionId));
        world.clock.advance(1000);
      }
      const key = await world.apiKey('responses:read');
      const page = (query: string) =>
        world.http.get(`/api/v1/responses?${query}`).set('Authorization', `Bearer ${key}`);
      const first = await page(`since=${since}&limit=2`).expect(200);
      expect(first.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(0, 2));
      expect(first.body.items[0]).toEqual({
        id: ids[0],
        interaction: { id: expect.any(String), source: 'crm', externalId: expect.stringMatching(/^T-/) },
        source: 'email',
        locale: 'es',
        receivedAt: since,
        revision: 1,
        verification: 'confirmed',
        excluded: false,
        counts: true,
        complete: true,
        answers: { rating: 5, comment: 'Llámenme al ••• ••••' },
        employees: [{ employee: 'E-07', share: 1 }],
      });
      expect(JSON.stringify(first.body)).not.toContain('Ramona');
      const second = await page(`since=${since}&limit=2&cursor=${first.body.nextCursor}`).expect(200);
      expect(second.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(2));
      expect(second.body.nextCursor).toBeNull();
      await page('since=yesterday').expect(400);
      await page('cursor=%00').expect(400);
      await page('page=2').expect(400);
    });

    it('one by its id, as it stands by now, and none that is not there', async () => {
      const { token, interactionId } = await world.invite(world.hugo, 'Ramona Secreta');
      // What a program sent is taken over by what the customer says.
      await world.send(token, { rating: '2', website: 'x' }).expect(200);
      await world.send(token, { rating: '4', comment: 'Llámenme al 55 1234 5678' }).expect(200);
      const id = await world.idOf(interactionId);
      const key = await world.apiKey('responses:read');
      const one = (path: string) =>
        world.http.get(`/api/v1/responses/${path}`).set('Authorization', `Bearer ${key}`);
      const { body } = await one(id).expect(200);
      expect(body).toMatchObject({
        id,
        interaction: { id: interactionId },
        revision: 2,
        answers: { rating: 4, comment: 'Llámenme al ••• ••••' },
        employees: [{ employee: 'E-07', share: 1 }],
      });
      expect(JSON.stringify(body)).not.toContain('Ramona');
      expect((await one(interactionId).expect(404)).body.code).toBe('not_found');
      await one('%00').expect(404);
      await world.http.get(`/api/v1/responses/${id}`).expect(401);
    });

    it('a key of another scope is refused', async () => {
      const key = await world.apiKey('scores:read');
      await world.http.get('/api/v1/responses').set('Authorization', `Bearer ${key}`).expect(403);
      await world.http.get('/api/v1/responses').expect(401);
    });
  });
});
