/** What staff see of every kind of answer, of answers in doubt and of notes about contacts, over HTTP. */
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { EVERY_KIND } from '../fixtures/survey-of-every-kind';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { answeringWorld, type AnsweringWorld, DAY } from './responses.fixture';

describeOnBothDatabases('answers in doubt', (kind) => {
  let world: AnsweringWorld;
  let hr: Awaited<ReturnType<AnsweringWorld['signIn']>>;

  beforeAll(async () => {
    world = await answeringWorld(kind);
    hr = await world.signIn([{ role: 'hr', scope: 'all' }]);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  const currentOf = (id: string) =>
    world.database.get<Record<string, unknown>>(
      `SELECT revision AS "revision", verification AS "verification", counts AS "counts"
       FROM response_current WHERE response_id = ?`,
      [id],
    );
  /** Sent by a program that fills in everything. */
  const sendAsMachine = (token: string, rating: string) =>
    world.send(token, { rating, website: 'x' }).expect(200);

  it('every kind of answer is shown in the words of its question, with its way in and the time to call', async () => {
    const surveys = world.get(Surveys);
    const draft = await surveys.draft({ key: 'every-kind', name: 'De todo' }, EVERY_KIND);
    const survey = await surveys.publish(draft, 'test');
    const { interactionId } = await world.invite(world.ana, 'Ramona Secreta');
    const { responseId } = await world.get(Responses).record({
      interactionId,
      surveyVersionId: survey.versionId,
      source: 'operator',
      enteredBy: hr.userId,
      locale: 'es',
      answeredAt: TEST_NOW,
      answers: {
        rating: 2,
        each_one: 4,
        thanks: 'Llámeme al 55 1234 5678',
        what: ['bill', 'else'],
        'what.other': '<b>La música</b>',
        'speed.expected': 7,
        'speed.perceived': 2,
        channel: 'shop',
      },
      mayContact: true,
      contactWhen: 'evening',
    });
    const page = (await hr.get(`/responses/${responseId}`).expect(200)).text;
    for (const words of [
      '¿Qué falló?',
      'El recibo y Otra cosa: &lt;b&gt;La música&lt;/b&gt;',
      'Lo que esperaba',
      'Lo que recibió',
      'Oficina',
      'sobre Ana Beltrán',
      'Llegó por un operador',
      'La registró',
      'Permite que le contactemos: Por la noche',
      'Llámeme al ••• ••••',
    ]) {
      expect(page).toContain(words);
    }
    const key = await world.apiKey('responses:read');
    const api = await world.http
      .get(`/api/v1/responses?since=${encodeURIComponent(new Date(TEST_NOW).toISOString())}`)
      .set('Authorization', `Bearer ${key}`)
      .expect(200);
    expect(api.body.items[0]).toMatchObject({
      source: 'operator',
      complete: true,
      answers: {
        rating: 2,
        'each_one.E-12': 4,
        what: ['bill', 'else'],
        'what.other': '<b>La música</b>',
        'speed.expected': 7,
        channel: ['shop'],
      },
    });
  });

  it('what a machine left waits in a list with its signs; one tap decides, and it is written down', async () => {
    const mine = await world.invite(world.ana);
    await sendAsMachine(mine.token, '1');
    const id = await world.idOf(mine.interactionId);
    const list = await hr.get('/responses/verification').expect(200);
    expect(list.text).toContain('1 provisional este mes');
    expect(list.text).toContain('llenó un campo que las personas no ven');
    expect(list.text).toContain(`/responses/${id}`);
    expect((await hr.get('/responses').expect(200)).text).toContain('1 provisional este mes');
    expect((await hr.get('/').expect(200)).text).toContain('href="/responses/verification"');

    await hr
      .post(`/responses/${id}/verifications`, { status: 'confirmed', from: 'verification' })
      .expect(303);
    expect(await currentOf(id)).toMatchObject({ verification: 'confirmed', counts: 1 });
    expect((await hr.get('/responses/verification').expect(200)).text).toContain('Nada por verificar');
    expect(
      await world.database.get(`SELECT state AS "state" FROM invitation WHERE interaction_id = ?`, [
        mine.interactionId,
      ]),
    ).toEqual({ state: 'answered' });
    const audited = await world.database.all<{ action: string; subject: string }>(
      `SELECT action AS "action", subject AS "subject" FROM audit_entry WHERE subject = ?`,
      [`response:${id}`],
    );
    expect(audited).toContainEqual({ action: 'response.verification_decided', subject: `response:${id}` });
  });

  it('rejected as a program’s, it does not shut the customer out', async () => {
    const { token, interactionId } = await world.invite(world.ana);
    await sendAsMachine(token, '1');
    const id = await world.idOf(interactionId);
    await hr.post(`/responses/${id}/verifications`, { status: 'rejected', from: 'verification' }).expect(303);
    expect(await currentOf(id)).toMatchObject({ verification: 'rejected', counts: 0 });
    world.clock.advance(DAY);
    expect((await world.http.get(`/s/${token}`).expect(200)).text).not.toContain('Ya tenemos su respuesta');
    await world.send(token, { rating: '5' }).expect(200);
    expect(await currentOf(id)).toMatchObject({ revision: 2, verification: 'confirmed', counts: 1 });
  });

  it('of two that differ the person’s counts, and whoever decides can choose the other', async () => {
    const { token, interactionId } = await world.invite(world.ana);
    await world.send(token, { rating: '5' }).expect(200);
    world.clock.advance(60_000);
    await sendAsMachine(token, '1');
    const id = await world.idOf(interactionId);
    expect(await currentOf(id)).toMatchObject({ revision: 1, counts: 1 });
    const list = await hr.get('/responses/verification').expect(200);
    expect(list.text).toContain('Repetidas con otra calificación');
    expect((await hr.get(`/responses/${id}`).expect(200)).text).toContain('Parece de un programa');
    await hr
      .post(`/responses/${id}/verifications`, { status: 'confirmed', revision: '9', from: 'verification' })
      .expect(422);
    await hr
      .post(`/responses/${id}/verifications`, { status: 'confirmed', revision: '2', from: 'verification' })
      .expect(303);
    expect(await currentOf(id)).toMatchObject({ revision: 2, verification: 'confirmed', counts: 1 });
    expect(
      await world.database.all(
        `SELECT r.rating AS "rating" FROM rollup r JOIN question q ON q.id = r.question_id
         JOIN response p ON p.survey_version_id = q.survey_version_id WHERE p.id = ? AND r.rating = 1`,
        [id],
      ),
    ).toHaveLength(1);
    expect((await hr.get('/responses/verification').expect(200)).text).not.toContain('Repetidas con otra');
  });

  it('who is rated decides nothing about it, and those who only look have no buttons', async () => {
    const { token, interactionId } = await world.invite(world.hugo);
    await sendAsMachine(token, '1');
    const id = await world.idOf(interactionId);
    const himself = await world.signIn([{ role: 'hr', scope: 'all' }], { employeeId: world.hugo.id });
    expect((await himself.get('/responses/verification').expect(200)).text).toContain('Decide otra persona');
    await himself.post(`/responses/${id}/verifications`, { status: 'confirmed' }).expect(403);
    const auditor = await world.signIn([{ role: 'auditor', scope: 'all' }]);
    const looked = await auditor.get('/responses/verification').expect(200);
    expect(looked.text).toContain(`/responses/${id}`);
    expect(looked.text).not.toContain('<button class="btn btn-primary"');
    const lead = await world.signIn([{ role: 'lead', scope: 'team' }], { employeeId: world.ana.id });
    expect((await lead.get('/responses/verification').expect(200)).text).not.toContain(id);
  });

  it('the networks of scanners are an administrator’s list, and what is none is refused by its place', async () => {
    const admin = await world.signIn([{ role: 'admin', scope: 'all' }]);
    expect((await admin.get('/responses/verification').expect(200)).text).toContain('209.222.80.0/21');
    await hr.post('/responses/verification/networks', { networks: '10.0.0.0/8' }).expect(403);
    for (const wrong of ['10.0.0.0/33', '0.0.0.0/0', '::/0', 'barracuda.com', '10.0.0.1']) {
      await admin.post('/responses/verification/networks', { networks: `10.0.0.0/8\n${wrong}` }).expect(400);
    }
    await admin
      .post('/responses/verification/networks', { networks: ' 127.0.0.0/8\r\n2001:db8::/32 ' })
      .expect(303);
    const { token, interactionId } = await world.invite(world.ana);
    await world.send(token, { rating: '5' }).expect(200);
    expect(await currentOf(await world.idOf(interactionId))).toMatchObject({ verification: 'provisional' });
    await admin.post('/responses/verification/networks', { networks: '' }).expect(303);
  });

  describe('notes about contacts', () => {
    const open = (token: string, form: Record<string, string>) =>
      world.http.post(`/s/${token}/wrong`).type('form').send(form);
    const notes = () =>
      world.database.all<{ id: string; state: string; kind: string }>(
        `SELECT id AS "id", state AS "state", kind AS "kind" FROM data_quality_note ORDER BY opened_at, id`,
      );
    beforeEach(() => world.database.run('DELETE FROM data_quality_note'));

    it('open once for a contact, are looked into by a person, and change nothing by themselves', async () => {
      const { token, interactionId } = await world.invite(world.ana);
      await open(token, { kind: 'not_me' }).expect(200);
      await open(token, { kind: 'wrong_person', text: 'Fue Luis, mi tel. 55 1234 5678' }).expect(200);
      const [note, ...more] = await notes();
      expect(more).toEqual([]);
      expect(note).toMatchObject({ state: 'open', kind: 'wrong_person' });
      expect(await world.idOf(interactionId)).toBe('');
      const list = await hr.get('/responses/notes').expect(200);
      expect(list.text).toContain('Me atendió otra persona');
      expect(list.text).toContain('Fue Luis, mi tel. ••• ••••');
      expect((await hr.get('/').expect(200)).text).toContain('Un aviso sobre un contacto');
      await hr.post(`/responses/notes/${note?.id}/settlement`, { resolution: 'because' }).expect(400);
      const herself = await world.signIn([{ role: 'hr', scope: 'all' }], { employeeId: world.ana.id });
      await herself.post(`/responses/notes/${note?.id}/settlement`, { resolution: 'no_trace' }).expect(403);
      await hr
        .post(`/responses/notes/${note?.id}/settlement`, { resolution: 'contact_corrected' })
        .expect(303);
      await hr.post(`/responses/notes/${note?.id}/settlement`, { resolution: 'no_trace' }).expect(409);
      expect((await hr.get('/responses/notes?show=settled').expect(200)).text).toContain(
        'Se corrigió el contacto en su origen',
      );
    });

    it('are withdrawn when the customer answers after all', async () => {
      const { token } = await world.invite(world.ana);
      await open(token, { kind: 'not_me' }).expect(200);
      await world.send(token, { rating: '5' }).expect(200);
      expect(await notes()).toMatchObject([{ state: 'withdrawn' }]);
      expect((await hr.get('/responses/notes?show=withdrawn').expect(200)).text).toContain(
        'El cliente respondió la encuesta después',
      );
    });

    it('without a kind are asked for again, and a program’s are not kept', async () => {
      const { token } = await world.invite(world.ana);
      await open(token, { text: 'x' }).expect(422);
      await open(token, { kind: 'not_me', website: 'x' }).expect(200);
      expect(await notes()).toEqual([]);
    });
  });
});
