/** The customer's pages behind the link of an invitation, the staff's pages about answers, and the API, over HTTP. */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { newId } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type TestApp, TEST_NOW } from '../support';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let made = 0;

interface Person {
  id: number;
  name: string;
}

describeOnBothDatabases('answers over HTTP', (kind) => {
  let world: TestApp;
  let ana: Person;
  let hugo: Person;
  let place: { touchpointId: number; cellId: number; surveyId: number; versionId: number };

  beforeAll(async () => {
    world = await bootApp(kind);
    const { database } = world;
    await world.get(SettingsStore).set('organization', {
      name: 'Agua Clara',
      locale: 'es',
      region: 'MX',
      timezone: 'America/Mexico_City',
      accent: '#0f5c57',
      phone: '800 123 4567',
      hours: {
        es: 'todos los días de 7:00 a 23:00',
        en: 'every day from 7 am to 11 pm',
        'pt-BR': 'todos os dias das 7h às 23h',
      },
      mailFromName: 'Agua Clara',
    });
    const employee = async (externalId: string, name: string): Promise<Person> => {
      const row = await database.get<{ id: number }>(
        `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
         VALUES (?, ?, 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
        [externalId, name],
      );
      return { id: row?.id ?? 0, name };
    };
    ana = await employee('E-12', 'Ana Beltrán');
    hugo = await employee('E-07', 'Hugo Salas');
    const survey = await world.get(Surveys).publishedFor(null);
    const touchpoint = await database.get<{ id: number }>(
      `INSERT INTO touchpoint (code, names, channel, presence, created_at)
       VALUES ('phone', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', 0) RETURNING id AS "id"`,
    );
    const cell = await database.get<{ id: number }>(
      `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
    );
    place = {
      touchpointId: touchpoint?.id ?? 0,
      cellId: cell?.id ?? 0,
      surveyId: survey.surveyId,
      versionId: survey.versionId,
    };
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  /** An invitation mailed an hour ago about a contact of one employee. */
  async function invite(employee: Person, customerName: string | null = 'Marta Ruiz') {
    const { database } = world;
    made += 1;
    const [customerId, interactionId, invitationId] = [newId(), newId(), newId()];
    const token = createHash('sha256').update(`token ${made}`).digest('base64url');
    const at = world.clock.now() - HOUR;
    await database.run(
      `INSERT INTO customer (id, name, segment, created_at, updated_at) VALUES (?, ?, 'repeat', 0, 0)`,
      [customerId, customerName],
    );
    await database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
       VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', ?, 0)`,
      [interactionId, `T-${made}`, place.touchpointId, place.cellId, at, customerId],
    );
    await database.run(
      `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day)
       VALUES (?, ?, 'agent', 1000000, '2026-11-03')`,
      [interactionId, employee.id],
    );
    await database.run(
      `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state,
         send_at, expires_at, sent_at, attempts, created_at, updated_at)
       VALUES (?, ?, ?, ?, 1, 'email', ?, 'es', 'sent', ?, ?, ?, 1, ?, ?)`,
      [
        invitationId,
        interactionId,
        place.surveyId,
        place.versionId,
        customerId,
        at,
        at + 14 * DAY,
        at,
        at,
        at,
      ],
    );
    await database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at) VALUES (?, ?, 'answer', ?, ?)`,
      [createHash('sha256').update(token).digest('hex'), invitationId, at, at + 14 * DAY],
    );
    return { token, interactionId };
  }

  const send = (token: string, form: Record<string, string>) =>
    world.http.post(`/s/${token}`).type('form').send(form);
  const responses = async () =>
    (await world.database.get<{ n: number }>('SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response'))?.n ??
    -1;
  const idOf = async (interactionId: string) =>
    (
      await world.database.get<{ id: string }>('SELECT id FROM response WHERE interaction_id = ?', [
        interactionId,
      ])
    )?.id ?? '';

  describe('the answer page', () => {
    it('asks about the contact, needs no script or cookie, and is not to be kept, indexed or told about', async () => {
      const { token } = await invite(ana);
      const page = await world.http.get(`/s/${token}`).expect(200);
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex',
        'referrer-policy': 'no-referrer',
      });
      expect(page.headers['set-cookie']).toBeUndefined();
      expect(page.text).not.toContain('<script');
      expect(page.text).not.toContain('checked');
      expect(page.text).not.toContain('_csrf');
      expect(page.text).toContain('¿Cómo le atendió Ana?');
      expect(page.text).toContain('href="tel:8001234567"');
      expect(page.text).toContain('Ana verá su respuesta sin su nombre');
      for (const name of ['Marta R.', 'Marta Ruiz', 'Sin nombre'])
        expect(page.text).toContain(`>${name}</option>`);
    });

    it('opened from a rating button, that rating is chosen and asks what fits it', async () => {
      const { token } = await invite(ana);
      const high = await world.http.get(`/s/${token}?r=5`).expect(200);
      expect(high.text).toMatch(/value="5" class="high" required checked/);
      expect(high.text).toContain('mood-high');
      const low = await world.http.get(`/s/${token}?r=1`).expect(200);
      expect(low.text).toContain('mood-low');
      for (const nonsense of ['9', '-1', '5.5', 'x', '5&r=4', '%00']) {
        const plain = await world.http.get(`/s/${token}?r=${nonsense}`).expect(200);
        expect(plain.text).not.toContain(' checked');
      }
    });

    it('speaks the language that is asked for, and the form keeps it', async () => {
      const { token } = await invite(ana);
      const english = await world.http.get(`/s/${token}?lang=en&r=5`).expect(200);
      expect(english.text).toContain('<html lang="en">');
      expect(english.text).toMatch(/<h1>How [^<]*Ana[^<]*<\/h1>/);
      expect(english.text).toContain(`href="/s/${token}?lang&#x3D;es&amp;r&#x3D;5"`);
      expect(english.text).toContain(`action="/s/${token}?lang&#x3D;en"`);
      const thanks = await world.http
        .post(`/s/${token}?lang=en`)
        .type('form')
        .send({ rating: '5' })
        .expect(200);
      expect(thanks.text).toContain('Thank you, Marta');
    });

    it('with its styles, is at most 14 KB over the wire', async () => {
      const { token } = await invite(ana);
      const page = await world.http.get(`/s/${token}?r=5`).expect(200);
      let bytes = brotliCompressSync(page.text).length;
      for (const [, href] of page.text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)) {
        const style = await world.http
          .get(href ?? '')
          .set('Accept-Encoding', 'br')
          .expect(200);
        bytes += brotliCompressSync(style.text).length;
      }
      expect(bytes).toBeLessThan(14 * 1024);
    });

    it('looked at a hundred times by scanners, nothing is answered', async () => {
      const { token } = await invite(ana);
      const before = await responses();
      for (let round = 0; round < 20; round += 1) {
        for (const rating of [1, 2, 3, 4, 5]) await world.http.get(`/s/${token}?r=${rating}`).expect(200);
        await world.http.head(`/s/${token}?r=5`).expect(200);
      }
      expect(await responses()).toBe(before);
    });
  });

  describe('sending the answer', () => {
    it('thanks, and tells how to change it; sent again it is still one', async () => {
      const { token } = await invite(ana);
      const before = await responses();
      for (const _ of [1, 2]) {
        const page = await send(token, { rating: '5', comment: 'Muy bien' }).expect(200);
        expect(page.text).toContain('Gracias, Marta');
        expect(page.text).toContain(`href="/s/${token}"`);
        expect(page.text).not.toContain('Lamentamos');
        expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
      }
      expect(await responses()).toBe(before + 1);
    });

    it('unhappy customers are promised that a person takes care', async () => {
      const { token } = await invite(ana);
      const page = await send(token, { rating: '2', mayContact: '1' }).expect(200);
      expect(page.text).toContain('Lamentamos que no haya ido bien');
      expect(page.text).toContain('se comunicará con usted');
    });

    it('from a page without referrer, a form posts with the origin null and is taken', async () => {
      const { token } = await invite(ana);
      const before = await responses();
      await send(token, { rating: '4' })
        .set('Origin', 'null')
        .set('Sec-Fetch-Site', 'same-origin')
        .expect(200);
      expect(await responses()).toBe(before + 1);
    });

    it('with faults, the summary leads to the fields and nothing typed is lost', async () => {
      const { token } = await invite(ana);
      const before = await responses();
      const comment = `<b>${'largo '.repeat(800)}</b>`;
      const page = await send(token, {
        comment,
        'answers[process]': '4',
        mayQuote: '1',
        quoteName: 'full',
        evil: 'x',
      }).expect(422);
      expect(page.text).toContain('Faltan 3 correcciones');
      for (const field of ['rating', 'comment']) {
        expect(page.text).toContain(`href="#field-${field}"`);
        expect(page.text).toContain(`id="field-${field}"`);
      }
      expect(page.text).toContain('largo largo');
      expect(page.text).not.toContain('<b>largo');
      expect(page.text).toMatch(/name="answers\[process\]" value="4" checked/);
      expect(page.text).toMatch(/name="mayQuote" value="1" checked/);
      expect(page.text).toMatch(/<option value="full" selected>Marta Ruiz/);
      expect(await responses()).toBe(before);
    });

    it('five megabytes are refused before they are read', async () => {
      const { token } = await invite(ana);
      await send(token, { rating: '5', comment: 'x'.repeat(5_000_000) }).expect(413);
    });

    it('a customer without a name can only be quoted without one', async () => {
      const { token } = await invite(ana, null);
      const page = await world.http.get(`/s/${token}`).expect(200);
      expect(page.text).not.toContain('name="quoteName"');
      await send(token, { rating: '5', mayQuote: '1', comment: 'Gracias' }).expect(200);
    });
  });

  describe('later', () => {
    it('within a day the form comes back with what was answered; then it is locked', async () => {
      const { token } = await invite(ana);
      await send(token, { rating: '2', comment: 'Esperé mucho' }).expect(200);
      const again = await world.http.get(`/s/${token}`).expect(200);
      expect(again.text).toContain('Ya tenemos su respuesta');
      expect(again.text).toMatch(/value="2" class="low" required checked/);
      expect(again.text).toContain('Esperé mucho');
      const changed = await send(token, { rating: '4', comment: 'Me llamaron' }).expect(200);
      expect(changed.text).toContain('Guardamos el cambio');
      world.clock.advance(DAY + 1);
      const locked = await world.http.get(`/s/${token}`).expect(200);
      expect(locked.text).toContain('El plazo de 24 horas');
      expect(locked.text).not.toContain('<form');
      expect(locked.text).not.toContain('Me llamaron');
      await send(token, { rating: '1' }).expect(409);
    });

    it('expired, it says so and nothing is written', async () => {
      const { token } = await invite(ana);
      world.clock.advance(15 * DAY);
      const before = await responses();
      const page = await world.http.get(`/s/${token}`).expect(410);
      expect(page.text).toContain('Este enlace ya venció');
      await send(token, { rating: '5' }).expect(410);
      expect(await responses()).toBe(before);
    });

    it('addresses that lead nowhere all look the same, and trying many is slowed down', async () => {
      const never = await world.http
        .get(`/s/${'A'.repeat(43)}`)
        .set('X-Test', '1')
        .expect(404);
      const short = await world.http.get('/s/nothing').expect(404);
      expect(short.text).toBe(never.text);
      expect(never.headers['cache-control']).toBe('no-store');
      expect(never.text).not.toContain('A'.repeat(43));
      let status = 404;
      for (let tries = 0; tries < 40 && status === 404; tries += 1) {
        status = (await world.http.get(`/s/${'B'.repeat(42)}${tries % 10}`)).status;
      }
      expect(status).toBe(429);
      const { token } = await invite(ana);
      await world.http.get(`/s/${token}`).expect(200);
      await send(token, { rating: '5' }).expect(200);
      world.clock.advance(HOUR);
      await world.http.get('/s/nothing').expect(404);
    });
  });

  describe('for the staff', () => {
    it('those who see everybody see names and reasons; a lead sees the own team without customers’ names', async () => {
      const { token, interactionId } = await invite(ana, 'Ramona Secreta');
      await send(token, { rating: '1', comment: 'Mi correo es ramona@secreta.mx' }).expect(200);
      const id = await idOf(interactionId);
      const hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
      const list = await hr.get('/responses').expect(200);
      expect(list.text).toContain('Mi correo es •••@•••');
      expect(list.text).toContain('Ana Beltrán');
      expect(list.text).not.toContain('secreta.mx');
      const page = await hr.get(`/responses/${id}`).expect(200);
      expect(page.text).toContain('Ramona Secreta');
      expect(page.text).toContain('Participó en el contacto');

      const lead = await world.signIn([{ role: 'lead', scope: 'team' }], { employeeId: ana.id });
      const own = await lead.get(`/responses/${id}`).expect(200);
      expect(own.text).not.toContain('Ramona');
      expect((await lead.get('/responses').expect(200)).text).not.toContain('Ramona');
      const stranger = await world.signIn([{ role: 'lead', scope: 'team' }], { employeeId: hugo.id });
      await stranger.get(`/responses/${id}`).expect(404);
      expect((await stranger.get('/responses').expect(200)).text).not.toContain(id);
      const employee = await world.signIn([{ role: 'employee', scope: 'own' }], { employeeId: ana.id });
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

    it('excludes with a reason, lifts it, and only those who may', async () => {
      const { token, interactionId } = await invite(ana);
      await send(token, { rating: '1' }).expect(200);
      const id = await idOf(interactionId);
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
      const self = await world.signIn([{ role: 'hr', scope: 'all' }], { employeeId: ana.id });
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
        const { token, interactionId } = await invite(hugo, 'Ramona Secreta');
        await send(token, { rating, comment: 'Llámenme al 55 1234 5678' }).expect(200);
        ids.push(await idOf(interactionId));
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

    it('a key of another scope is refused', async () => {
      const key = await world.apiKey('scores:read');
      await world.http.get('/api/v1/responses').set('Authorization', `Bearer ${key}`).expect(403);
      await world.http.get('/api/v1/responses').expect(401);
    });
  });
});
