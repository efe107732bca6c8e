/** The queue of integrity signals over HTTP: what a reviewer reads and decides, and what others are not told. */
import { createHash } from 'node:crypto';
import { Audit } from '../../src/platform/audit';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { type SignalsWorld, signalsWorld } from '../database/signals.fixture';
import { words } from './scores.fixture';

describeOnBothDatabases('the queue of integrity signals', (kind) => {
  let world: SignalsWorld;
  let reviewer: SignedIn;
  let path: string;

  beforeAll(async () => {
    world = await signalsWorld(kind);
    reviewer = await world.signIn([{ role: 'reviewer', scope: 'all' }]);
  });
  afterAll(() => world.close());

  it('empty, it says what happens every night', async () => {
    expect(words((await reviewer.get('/signals').expect(200)).text)).toContain(
      'Todavía no se ha hecho ninguna revisión',
    );
    await world.look();
    expect(words((await reviewer.get('/signals').expect(200)).text)).toContain('Nada que usted deba revisar');
  });

  it('found, it is told in neutral words, with the chance and innocent explanations', async () => {
    await world.colleagues();
    await world.contacts('E-01', { count: 100, unasked: 40 });
    await world.answers(
      'E-02',
      [1, 2, 3].map((day) => ({ at: world.ago(day), evidence: { device: 'same' } })),
    );
    await world.look();
    const list = (await reviewer.get('/signals').expect(200)).text;
    const paths = [...list.matchAll(/href="(\/signals\/[0-9a-f-]{36})"/g)].map((found) => found[1] ?? '');
    expect(paths).toHaveLength(2);
    const page = words((await reviewer.get(paths[0] ?? '').expect(200)).text);
    expect(page).toContain('Se invitó a opinar en 60 de 100 contactos de Persona E-01 (60 %).');
    expect(page).toContain('Se esperaban cerca de 97');
    expect(page).toContain('9 colegas');
    expect(page).toContain('Por casualidad ocurre menos de una vez en mil millones de comparaciones.');
    expect(page).toContain('Explicaciones inocentes');
    expect(page).toContain('40 datos para revisar');
    expect(page).not.toMatch(/fraude|trampa|culpable|sospech/i);
    path = paths[1] ?? '';
  });

  it('a decision without a reason is shown again with what was chosen', async () => {
    const reply = await reviewer.post(`${path}/decisions`, { verdict: 'exclude', reason: '' }).expect(400);
    expect(reply.text).toContain('href="#field-reason"');
    expect(reply.text).toMatch(/value="exclude"[^>]*checked/);
    const none = await reviewer.post(`${path}/decisions`, { verdict: 'exclude', reason: 'x' }).expect(422);
    expect(words(none.text)).toContain('Elija al menos una respuesta');
  });

  it('decided, it is settled, with the reason on the page and without its words in the audit', async () => {
    const responses =
      /name="responses" value="([0-9a-f-]{36})"/.exec((await reviewer.get(path)).text)?.[1] ?? '';
    await reviewer
      .post(`${path}/decisions`, { verdict: 'exclude', reason: 'La misma mano', responses })
      .expect(303);
    const page = words((await reviewer.get(path).expect(200)).text);
    expect(page).toContain('La misma mano');
    expect(page).toContain('no cuenta');
    expect(page).not.toContain('Registrar la decisión');
    expect(words((await reviewer.get('/signals?show=settled')).text)).toContain(
      'Varias respuestas desde un mismo aparato',
    );
    const entries = await world.get(Audit).about(`signal:${path.split('/').at(-1)}`);
    expect(entries.map(({ action }) => action)).toContain('signal.decided');
    expect(JSON.stringify(entries)).not.toContain('mano');
  });

  it('who is concerned, who leads them, a lead and an administrator are told that there is nothing', async () => {
    const hr = { role: 'hr', scope: 'all' } as const;
    for (const employee of ['E-02', 'E-00']) {
      const concerned = await world.signIn([hr], { employeeId: world.ids[employee] });
      await concerned.get(path).expect(404);
      await concerned.post(`${path}/decisions`, { verdict: 'nothing', reason: 'x' }).expect(404);
    }
    for (const role of ['lead', 'employee', 'admin'] as const) {
      const other = await world.signIn([
        { role, scope: role === 'lead' ? 'team' : role === 'employee' ? 'own' : 'all' },
      ]);
      await other.get('/signals').expect(403);
      await other.get(path).expect(403);
    }
    const auditor = await world.signIn([{ role: 'auditor', scope: 'all' }]);
    expect((await auditor.get(path).expect(200)).text).not.toContain('Registrar la decisión');
    await auditor.post(`${path}/decisions`, { verdict: 'nothing', reason: 'x' }).expect(403);
  });

  it('an answer through a link keeps what tells devices apart, and neither address nor program', async () => {
    await world.contacts('E-05', { count: 1, daysAgo: 1 });
    const invitation = await world.database.get<{ id: string }>(
      `SELECT v.id AS "id" FROM invitation v JOIN participation p ON p.interaction_id = v.interaction_id
       WHERE p.employee_id = ? ORDER BY v.sent_at DESC LIMIT 1`,
      [world.ids['E-05'] ?? 0],
    );
    const token = 'a'.repeat(43);
    const until = world.clock.now() + 86_400_000;
    await world.database.run('UPDATE invitation SET expires_at = ? WHERE id = ?', [
      until,
      invitation?.id ?? '',
    ]);
    await world.database.run(
      `INSERT INTO invitation_token (token_hash, invitation_id, purpose, created_at, expires_at) VALUES (?, ?, 'answer', 1, ?)`,
      [createHash('sha256').update(token).digest('hex'), invitation?.id ?? '', until],
    );
    await world.http
      .post(`/s/${token}`)
      .type('form')
      .set('User-Agent', 'Firefox de prueba')
      .send({ rating: '5' });
    const kept = await world.database.get<{ evidence: string }>(
      `SELECT v.evidence AS "evidence" FROM response_revision v JOIN response r ON r.id = v.response_id
       WHERE r.invitation_id = ?`,
      [invitation?.id ?? ''],
    );
    expect(JSON.parse(kept?.evidence ?? '{}')).toMatchObject({
      device: expect.stringMatching(/^[\w-]{16}$/) as string,
      network: expect.stringMatching(/^[\w-]{16}$/) as string,
    });
    expect(kept?.evidence).not.toMatch(/127\.0|::1|Firefox/);
  });
});
