/** Boards: whose words and names are shown, and how. */
import type { NewBoard } from '../../src/recognition';
import { Boards, Quotes } from '../../src/recognition';
import { Erasure } from '../../src/customers';
import { Employees } from '../../src/organization';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, DAY, HOUR } from './answered.fixture';

interface Shown {
  quotes: { id: string; text: string; customer: string; people: string[]; team: string | null }[];
  people: { name: string; team: string | null }[];
  thanksThisMonth: number;
  peopleFrom: string;
  peopleTo: string;
}

describeOnBothDatabases('boards', (kind) => {
  let world: AnsweredWorld;
  let key: string;
  beforeEach(async () => {
    world = await answeredWorld(kind);
    key = await world.apiKey('boards:read');
    await board({ key: 'all', name: 'Gracias', locale: 'es' });
  });
  afterEach(() => world.close());

  const board = (input: NewBoard) => world.get(Boards).create(input, 'cli');
  const read = (name: string) =>
    world.http.get(`/api/v1/boards/${name}`).set('Authorization', `Bearer ${key}`);
  const show = async (name = 'all'): Promise<Shown> => (await read(name)).body as Shown;
  const NAMES: Record<string, string> = { 'E-12': 'Ana Beltrán', 'E-07': 'Hugo Salas', 'E-21': 'Luis Mora' };
  const change = (id: string, facts: Partial<Parameters<Employees['upsert']>[1]>) =>
    world.get(Employees).upsert(id, { name: NAMES[id] ?? id, ...facts }, 'test');

  /** Words about these people that were approved. */
  async function thanks(employees: string[], comment: string) {
    const contact = await world.contact(employees);
    const responseId = await world.answer(contact, { rating: '5', comment, mayQuote: 'on' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM quote WHERE response_id = ?',
      [responseId],
    );
    await world.get(Quotes).decide(row?.id ?? '', 'approved', 'cli');
    return contact;
  }

  /** Answers that counted last quarter: how many of each rating. */
  async function results(employeeId: number | undefined, ratings: Record<number, number>): Promise<void> {
    const { interactionId } = await world.contact();
    const place = await world.database.get<{ touchpoint: number; cell: number }>(
      'SELECT touchpoint_id AS "touchpoint", cell_id AS "cell" FROM interaction WHERE id = ?',
      [interactionId],
    );
    const question = world.survey.questions.find((one) => one.subject === 'employee');
    for (const [rating, n] of Object.entries(ratings))
      await world.database.run(
        `INSERT INTO rollup (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
         VALUES (?, '2026-08-14', ?, ?, ?, ?, ?, ?)`,
        [employeeId ?? 0, place?.touchpoint ?? 0, place?.cell ?? 0, question?.id ?? 0, Number(rating), n, n * 1_000_000],
      ); // prettier-ignore
    // Finished quarters are remembered for a minute.
    world.clock.advance(61_000);
  }

  it('are found under their key only, while they are not revoked', async () => {
    expect((await read('all')).status).toBe(200);
    expect((await world.http.get('/board/all')).status).toBe(200);
    await world.database.run('UPDATE board SET revoked_at = ?', [world.clock.now()]);
    for (const name of ['all', 'nothing']) {
      expect((await read(name)).status).toBe(404);
      expect((await world.http.get(`/board/${name}`)).status).toBe(404);
    }
    expect(await world.get(Boards).list()).toEqual([]);
    await expect(board({ key: 'all', name: 'Otro', locale: 'es' })).rejects.toMatchObject({
      code: 'board_key_taken',
    });
  });

  it('show words only once they are approved', async () => {
    await world.answer(await world.contact(), { rating: '5', comment: 'En espera', mayQuote: 'on' });
    await thanks(['E-12'], 'Aprobada');
    const shown = await show();
    expect(shown.quotes).toMatchObject([
      { text: 'Aprobada', customer: 'Marta R.', people: ['Ana Beltrán'], team: 'Telefónica' },
    ]);
    expect(shown.thanksThisMonth).toBe(2);
  });

  it('lose the words with the next request when the customer takes the consent back or is erased', async () => {
    const changed = await thanks(['E-12'], 'Primera');
    const erased = await thanks(['E-12'], 'Segunda');
    expect((await show()).quotes).toHaveLength(2);
    await world.answer(changed, { rating: '5', comment: 'Primera' });
    expect((await show()).quotes.map((quote) => quote.text)).toEqual(['Segunda']);
    await world.get(Erasure).eraseCustomer(erased.customerId, 'cli');
    expect((await show()).quotes).toEqual([]);
    expect((await world.http.get('/board/all')).text).not.toMatch(/Primera|Segunda/);
  });

  it('call people as they want to be called now, and are silent about who wants to be hidden or left', async () => {
    await thanks(['E-12'], 'Sobre Ana');
    await thanks(['E-12', 'E-07'], 'Sobre ambos');
    for (const id of ['E-12', 'E-07']) await results(world.ids[id], { 5: 98, 4: 2 });
    const texts = (shown: Shown) => shown.quotes.map((quote) => `${quote.text}: ${quote.people.join(', ')}`);
    const names = (shown: Shown) => shown.people.map((person) => person.name);

    let shown = await show();
    expect(texts(shown)).toEqual(['Sobre ambos: Ana Beltrán, Hugo Salas', 'Sobre Ana: Ana Beltrán']);
    expect(names(shown)).toEqual(['Ana Beltrán', 'Hugo Salas']);
    expect(shown).toMatchObject({ peopleFrom: '2026-07-01', peopleTo: '2026-09-30' });

    await change('E-12', { publicName: 'first_name' });
    shown = await show();
    expect(texts(shown)).toEqual(['Sobre ambos: Ana, Hugo Salas', 'Sobre Ana: Ana']);
    expect(names(shown)).toEqual(['Ana', 'Hugo Salas']);

    await change('E-07', { publicName: 'hidden' });
    shown = await show();
    expect(texts(shown)).toEqual(['Sobre Ana: Ana']);
    expect(names(shown)).toEqual(['Ana']);
    expect((await world.http.get('/board/all')).text).not.toMatch(/Hugo|Beltrán/);

    await change('E-07', { publicName: 'full' });
    await change('E-12', { leftOn: '2026-11-30' });
    expect(names(await show())).toEqual(['Ana', 'Hugo Salas']);
    expect(texts(await show())).toContain('Sobre Ana: Ana');

    await change('E-12', { leftOn: '2026-11-02' });
    shown = await show();
    expect(texts(shown)).toEqual([]);
    expect(names(shown)).toEqual(['Hugo Salas']);
  });

  it('of a team show that team only, and count its thanks also when somebody joined during the month', async () => {
    await board({ key: 'chat', name: 'Chat', teamId: world.teams['T-CHA'] ?? 0, locale: 'es' });
    await board({ key: 'tel', name: 'Tel', teamId: world.teams['T-TEL'] ?? 0, locale: 'es' });
    await thanks(['E-12'], 'Sobre Ana');
    await thanks(['E-21'], 'Sobre Luis');
    for (const id of ['E-12', 'E-21']) await results(world.ids[id], { 5: 98, 4: 2 });
    expect(await show('chat')).toMatchObject({
      quotes: [{ text: 'Sobre Luis' }],
      people: [{ name: 'Luis Mora', team: 'Chat nocturno' }],
      thanksThisMonth: 1,
    });
    await change('E-21', { team: 'T-TEL', effectiveOn: '2026-11-03' });
    expect(await show('chat')).toMatchObject({ quotes: [], people: [], thanksThisMonth: 0 });
    expect(await show('tel')).toMatchObject({
      quotes: [{ text: 'Sobre Luis' }, { text: 'Sobre Ana' }],
      people: [{ name: 'Ana Beltrán' }, { name: 'Luis Mora' }],
      thanksThisMonth: 2,
    });
  });

  it('celebrate who is clearly above the target with 25 answers or more, and nobody else', async () => {
    await results(world.ids['E-12'], { 5: 98, 4: 2 });
    await results(world.ids['E-07'], { 5: 24 });
    await results(world.ids['E-21'], { 5: 40, 4: 40, 3: 20 });
    await results(world.ids['E-02'], { 5: 10, 1: 30 });
    expect((await show()).people.map((person) => person.name)).toEqual(['Ana Beltrán']);
  });

  it('name people in the order of the alphabet, where accents make no difference', async () => {
    const names = ['Zoé Lara', 'Álvaro Cano', 'Ñandú Ortiz', 'Nora Díaz', 'Oscar Peña', 'ana Ávila'];
    for (const [index, name] of names.entries())
      await results(await world.hire(`A-${index}`, name), { 5: 98, 4: 2 });
    expect((await show()).people.map((person) => person.name)).toEqual([
      'Álvaro Cano',
      'ana Ávila',
      'Nora Díaz',
      'Ñandú Ortiz',
      'Oscar Peña',
      'Zoé Lara',
    ]);
  });

  it('give everybody days on the wall over a fortnight when more than eight qualify', async () => {
    const everybody: string[] = [];
    for (let index = 0; index < 19; index += 1) {
      const name = `Persona ${String.fromCharCode(65 + index)}`;
      everybody.push(name);
      await results(await world.hire(`P-${index}`, name), { 5: 98, 4: 2 });
    }
    const days = new Map(everybody.map((name) => [name, 0]));
    for (let day = 0; day < 14; day += 1) {
      const names = (await show()).people.map((person) => person.name);
      expect(names).toHaveLength(8);
      expect(names).toEqual([...names].sort());
      world.clock.advance(HOUR);
      expect((await show()).people.map((person) => person.name)).toEqual(names);
      for (const name of names) days.set(name, (days.get(name) ?? 0) + 1);
      world.clock.advance(DAY - HOUR);
    }
    expect([...days.keys()]).toEqual(everybody);
    expect(Math.min(...days.values())).toBeGreaterThanOrEqual(5);
    expect(Math.max(...days.values())).toBeLessThanOrEqual(7);
  });
});
