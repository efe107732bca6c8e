/** Answers brought for customers: by an operator on the telephone, and by other programs. */
import type { ApiKeyScope } from '../../src/access';
import { newId } from '../../src/platform/database';
import { answeredWorld, type AnsweredWorld, type Contact, grant, HOUR } from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';

describeOnBothDatabases('answers brought for customers', (kind) => {
  let world: AnsweredWorld;
  let rosa: SignedIn;
  let diego: SignedIn;
  let olga: SignedIn;

  beforeAll(async () => {
    world = await answeredWorld(kind);
    rosa = await world.signIn([grant('recovery', 'all')]);
    diego = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] as number });
    olga = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-02'] as number });
  });
  afterAll(() => world.close());

  const responseOf = ({ interactionId }: Contact) =>
    world.database.get<Record<string, unknown>>(
      `SELECT r.source AS "source", r.entered_by AS "enteredBy", r.invitation_id AS "invitationId", v.state AS "state",
         r.locale AS "locale", c.verification AS "verification", c.counts AS "counts", c.revision AS "revision"
       FROM response r JOIN response_current c ON c.response_id = r.id
       LEFT JOIN invitation v ON v.id = r.invitation_id WHERE r.interaction_id = ?`,
      [interactionId],
    );
  const numberOf = async ({ interactionId }: Contact) =>
    (
      await world.database.get<{ n: number }>(
        'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response WHERE interaction_id = ?',
        [interactionId],
      )
    )?.n;
  const form = {
    'answers[rating]': '5',
    'answers[comment]': 'Muy amable',
    mayQuote: '1',
    quoteName: 'first',
  };

  describe('by an operator', () => {
    it('the page lists today’s contacts without an answer and leads to the form', async () => {
      const contact = await world.contact(['E-12'], 'Berta Lima');
      const page = await rosa.get('/responses/new').expect(200);
      expect(page.text).toContain('Berta Lima');
      expect(page.text).toContain(`/responses/new/${contact.interactionId}`);
      const { text } = await rosa.get(`/responses/new/${contact.interactionId}`).expect(200);
      expect(text).toContain('¿Cómo le atendió Ana?');
      expect(text).toContain('name="answers[rating]" value="5"');
      const english = await rosa.get(`/responses/new/${contact.interactionId}?lang=en`).expect(200);
      expect(english.text).toContain('How well did Ana help you?');
    });

    it('a contact is found by its system and number, or not', async () => {
      const contact = await world.contact();
      const row = await world.database.get<{ externalId: string }>(
        'SELECT external_id AS "externalId" FROM interaction WHERE id = ?',
        [contact.interactionId],
      );
      await rosa
        .get(`/responses/new?source=api&externalId=${row?.externalId}`)
        .expect(303)
        .expect('Location', `/responses/new/${contact.interactionId}`);
      expect((await rosa.get('/responses/new?source=api&externalId=T-none').expect(404)).text).toContain(
        'T-none',
      );
    });

    it('what the customer said answers the invitation, marked with who entered it, and is audited', async () => {
      const contact = await world.contact();
      const reply = await rosa.post(`/responses/new/${contact.interactionId}`, form).expect(303);
      expect(await responseOf(contact)).toEqual({
        source: 'operator',
        enteredBy: rosa.userId,
        invitationId: expect.any(String),
        state: 'answered',
        locale: 'es',
        verification: 'confirmed',
        counts: 1,
        revision: 1,
      });
      const id = String(reply.get('Location')).split('/').at(-1);
      expect(await world.auditOf(`response:${id}`)).toEqual([`user:${rosa.userId} response.entered`]);
      await rosa.get(`/responses/${id}`).expect(200);
    });

    it('a mail that has not left yet stays where it is', async () => {
      const contact = await world.contact();
      await world.database.run(
        `UPDATE invitation SET state = 'planned', sent_at = NULL, send_at = ? WHERE interaction_id = ? AND step = 9`,
        [world.clock.now() + HOUR, contact.interactionId],
      );
      await rosa.post(`/responses/new/${contact.interactionId}`, form).expect(303);
      expect(await responseOf(contact)).toMatchObject({ state: 'answered' });
    });

    it('mistakes come back named, with everything that was chosen', async () => {
      const contact = await world.contact();
      const { text } = await rosa
        .post(`/responses/new/${contact.interactionId}`, { 'answers[comment]': 'Sin nota', mayContact: '1' })
        .expect(422);
      expect(text).toContain('href="#field-answers.rating"');
      expect(text).toContain('Sin nota');
      expect(text).toMatch(/name="mayContact" value="1" checked/);
      expect(await numberOf(contact)).toBe(0);
    });

    it('never by somebody who took part, and by a lead only for the team', async () => {
      const own = await world.contact(['E-12', 'E-01']);
      for (const reply of [
        await diego.get(`/responses/new/${own.interactionId}`),
        await diego.post(`/responses/new/${own.interactionId}`, form),
      ]) {
        expect(reply.status).toBe(403);
        expect(reply.text).toContain('Usted participó en este contacto');
      }
      const anas = await world.contact(['E-12']);
      await olga.post(`/responses/new/${anas.interactionId}`, form).expect(404);
      await diego.post(`/responses/new/${anas.interactionId}`, form).expect(303);
      expect([await numberOf(own), await numberOf(anas)]).toEqual([0, 1]);
      expect((await diego.get('/responses/new')).text).not.toContain(own.interactionId);
    });

    it('is refused when the customer has answered, and entering twice at once makes one answer', async () => {
      const answered = await world.contact();
      await world.answer(answered, { rating: '2' });
      await rosa.post(`/responses/new/${answered.interactionId}`, form).expect(409);
      expect(await responseOf(answered)).toMatchObject({ source: 'email', revision: 1 });

      const contact = await world.contact();
      const replies = await Promise.all(
        Array.from({ length: 6 }, () => rosa.post(`/responses/new/${contact.interactionId}`, form)),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409, 409]);
      expect(await responseOf(contact)).toMatchObject({ revision: 1 });
    });

    it('what a scanner left gives way to what the customer said', async () => {
      const contact = await world.contact();
      await world.answer(contact, { rating: '1', website: 'http://x.example' });
      expect(await responseOf(contact)).toMatchObject({ verification: 'provisional' });
      await rosa.post(`/responses/new/${contact.interactionId}`, form).expect(303);
      expect(await responseOf(contact)).toMatchObject({ verification: 'confirmed', revision: 2, counts: 1 });
    });

    it('an employee and an auditor enter nothing', async () => {
      const contact = await world.contact();
      for (const [role, scope] of [
        ['employee', 'own'],
        ['auditor', 'all'],
        ['admin', 'all'],
      ] as const) {
        const person = await world.signIn([grant(role, scope)]);
        await person.get('/responses/new').expect(403);
        await person.post(`/responses/new/${contact.interactionId}`, form).expect(403);
      }
    });
  });

  describe('by a program', () => {
    let key: string;
    beforeAll(async () => {
      key = await world.apiKey('responses:write');
    });
    const send = (body: object, headers: Record<string, string> = {}) =>
      world.http
        .post('/api/v1/responses')
        .set({ Authorization: `Bearer ${key}`, ...headers })
        .send(body);

    it('an answer goes the way of every other and says where it came from', async () => {
      const contact = await world.contact();
      const reply = await send({
        interaction: contact.interactionId,
        answeredAt: new Date(world.clock.now() - 60_000).toISOString(),
        locale: 'en',
        source: 'ivr',
        answers: { rating: 4, process: 3, comment: 'Quick' },
        mayQuote: true,
        quoteName: 'first',
      }).expect(201);
      expect(reply.body).toEqual({ id: expect.any(String), status: 'created' });
      expect(await responseOf(contact)).toMatchObject({
        source: 'ivr',
        enteredBy: null,
        state: 'answered',
        locale: 'en',
        counts: 1,
      });
    });

    it('the contact is named by its source and number as well', async () => {
      const contact = await world.contact();
      const row = await world.database.get<{ externalId: string }>(
        'SELECT external_id AS "externalId" FROM interaction WHERE id = ?',
        [contact.interactionId],
      );
      await send({
        interaction: { source: 'api', externalId: row?.externalId },
        answers: { rating: 5 },
      }).expect(201);
      expect(await responseOf(contact)).toMatchObject({ source: 'api', locale: 'es' });
    });

    it('what is wrong is told by its field', async () => {
      const contact = await world.contact();
      const { body } = await send({
        interaction: contact.interactionId,
        answers: { rating: 9, colour: 'blue' },
      }).expect(400);
      expect(
        body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
      ).toEqual(
        expect.arrayContaining([
          ['/answers/rating', 'answer_not_on_scale'],
          ['/answers/colour', 'unknown_field'],
        ]),
      );
      const missing = await send({ interaction: contact.interactionId, answers: { comment: 'x' } }).expect(
        400,
      );
      expect(missing.body.errors).toEqual([
        expect.objectContaining({ pointer: '/answers/rating', code: 'answer_missing' }),
      ]);
      const typed = await send({
        interaction: contact.interactionId,
        answers: {},
        source: 'operator',
      }).expect(400);
      expect(typed.body.errors).toEqual([
        expect.objectContaining({ pointer: '/source', code: 'answer_source_reserved' }),
      ]);
      expect(await numberOf(contact)).toBe(0);
    });

    it('times that cannot be and contacts that are not are refused', async () => {
      const contact = await world.contact();
      const at = (ms: number) => new Date(world.clock.now() + ms).toISOString();
      const refused = async (body: object, status: number) => (await send(body).expect(status)).body.code;
      const answers = { rating: 5 };
      const interaction = contact.interactionId;
      expect(await refused({ interaction, answers, answeredAt: at(HOUR) }, 422)).toBe('answered_in_future');
      expect(await refused({ interaction, answers, answeredAt: at(-2 * HOUR) }, 422)).toBe(
        'answered_before_contact',
      );
      expect(await refused({ interaction: newId(), answers }, 422)).toBe('answer_interaction_unknown');
    });

    it('a repeat with the same Idempotency-Key hears the same reply; ten at once make one answer', async () => {
      const contact = await world.contact();
      const body = { interaction: contact.interactionId, answers: { rating: 5 } };
      const first = await send(body, { 'Idempotency-Key': `a-${contact.interactionId}` }).expect(201);
      const again = await send(body, { 'Idempotency-Key': `a-${contact.interactionId}` }).expect(201);
      expect(again.body).toEqual(first.body);
      expect(await send(body)).toMatchObject({ status: 409, body: { code: 'interaction_already_answered' } });

      const other = await world.contact();
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => send({ interaction: other.interactionId, answers: { rating: 5 } })),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(await numberOf(other)).toBe(1);
    });

    it('asks for its own scope', async () => {
      const readOnly = await world.apiKey('responses:read' satisfies ApiKeyScope);
      const reply = await world.http
        .post('/api/v1/responses')
        .set('Authorization', `Bearer ${readOnly}`)
        .send({});
      expect([reply.status, reply.body.code]).toEqual([403, 'api_scope_missing']);
    });
  });
});
