/**
 * Whom the scenes of a board celebrate, and whom they must not: too few answers, not clearly better, opted out. Everybody
 * stands in the order of the alphabet, nobody by a figure, and yesterday's periods keep today's wishes.
 */
import { quarterPeriod } from '../../src/kernel';
import { Employees, Teams } from '../../src/organization';
import { type NewBoard, Boards, Quotes, RecognitionChoices } from '../../src/recognition';
import { Promises, RecoveryQueries } from '../../src/recovery';
import { Freezing } from '../../src/scoring';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, DAY, grant, HOUR } from './answered.fixture';

type Ratings = Record<number, number>;
/** Of a quarter that is over, and of the one before. */
const SUMMER = '2026-08-14';
const SPRING = '2026-05-14';
const GREAT: Ratings = { 5: 114, 4: 6 };
const POOR: Ratings = { 5: 20, 3: 60, 2: 40 };
const NAMES: Record<string, string> = {
  'E-01': 'Diego Paz', 'E-02': 'Olga Reyes', 'E-07': 'Hugo Salas', 'E-12': 'Ana Beltrán', 'E-21': 'Luis Mora',
}; // prettier-ignore

describeOnBothDatabases('scenes of a board', (kind) => {
  let world: AnsweredWorld;
  beforeEach(async () => {
    world = await answeredWorld(kind);
    await board({ key: 'muro' });
  });
  afterEach(() => world.close());

  const board = (more: Partial<NewBoard> & { key: string }) =>
    world.get(Boards).create({ name: 'Gracias', locale: 'es', ...more }, 'cli');
  const change = (id: string, facts: Partial<Parameters<Employees['upsert']>[1]>) =>
    world.get(Employees).upsert(id, { name: NAMES[id] ?? id, ...facts }, 'test');

  /** Answers that counted on a day: how many of each rating. */
  async function results(id: string, day: string, ratings: Ratings): Promise<void> {
    const { interactionId } = await world.contact();
    const place = await world.database.get<{ touchpoint: number; cell: number }>(
      'SELECT touchpoint_id AS "touchpoint", cell_id AS "cell" FROM interaction WHERE id = ?',
      [interactionId],
    );
    const question = world.survey.questions.find((one) => one.subject === 'employee');
    for (const [rating, n] of Object.entries(ratings))
      await world.database.run(
        `INSERT INTO rollup (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [world.ids[id] ?? 0, day, place?.touchpoint ?? 0, place?.cell ?? 0, question?.id ?? 0, Number(rating), n, n * 1_000_000],
      ); // prettier-ignore
    // Finished quarters are remembered for a minute.
    world.clock.advance(61_000);
  }
  /** From the one to the other. */
  async function rose(id: string, spring: Ratings, summer: Ratings): Promise<void> {
    await results(id, SPRING, spring);
    await results(id, SUMMER, summer);
  }

  /** What stands in each scene of the board's page, as it is read. */
  async function scenes(path = 'muro'): Promise<Record<string, string[]>> {
    const { status, text } = await world.http.get(`/board/${path}`);
    expect(status).toBe(200);
    return Object.fromEntries(
      [...text.matchAll(/<section class="board-scene (\w+)">([\s\S]*?)<\/section>/g)].map(([, key, body]) => [
        key,
        [...(body ?? '').matchAll(/<li><b>([^<]*)<\/b>(?: <span>([^<]*)<)?/g)].map(([, name, detail]) =>
          detail ? `${name}: ${detail}` : String(name),
        ),
      ]),
    );
  }
  const improved = async (path?: string) => (await scenes(path))['most_improved'];

  async function promise(employee: string, kept: boolean): Promise<void> {
    await world.answer(await world.contact(['E-12']), { rating: '1' });
    const [open] = await world.get(RecoveryQueries).list(world.viewer([grant('recovery', 'all')]), 'open', 1);
    const worker = { actor: 'user:61', employeeId: null };
    const by = { userId: null, employeeId: world.ids[employee] ?? 0 };
    const id = await world
      .get(Promises)
      .make(open?.id ?? '', { text: 'Llamar', dueAt: world.clock.now() + HOUR, by }, worker);
    if (kept) await world.get(Promises).keep(open?.id ?? '', id, worker, null);
  }

  describe('who improved', () => {
    it('is named when the rise is more than chance explains', async () => {
      await rose('E-12', POOR, GREAT);
      await rose('E-07', GREAT, GREAT);
      expect(await improved()).toEqual(['Ana Beltrán: Telefónica']);
    });

    it('is not named for a rise that may be chance, and nobody for a fall', async () => {
      await rose('E-12', { 5: 60, 4: 60 }, { 5: 66, 4: 54 });
      await rose('E-07', GREAT, POOR);
      expect(await improved()).toBeUndefined();
    });

    it.each([
      ['in this period', POOR, { 5: 20 }],
      ['in the period before', { 3: 20 }, GREAT],
    ])('is not named with fewer answers than the minimum %s', async (_, spring: Ratings, summer: Ratings) => {
      await rose('E-12', spring, summer);
      await rose('E-07', POOR, GREAT);
      expect(await improved()).toEqual(['Hugo Salas: Telefónica']);
    });

    it('needs as many answers as the board asks for', async () => {
      await board({ key: 'exigente', minimumN: 121 });
      await rose('E-12', POOR, GREAT);
      await rose('E-07', POOR, { 5: 140 });
      expect(await improved()).toEqual(['Ana Beltrán: Telefónica', 'Hugo Salas: Telefónica']);
      expect(await improved('exigente')).toBeUndefined();
    });

    it('stands in the order of the alphabet, whoever rose more', async () => {
      await rose('E-21', { 2: 120 }, GREAT);
      await rose('E-07', POOR, GREAT);
      await rose('E-12', POOR, GREAT);
      expect(await improved()).toEqual([
        'Ana Beltrán: Telefónica', 'Hugo Salas: Telefónica', 'Luis Mora: Chat nocturno',
      ]); // prettier-ignore
      const { text } = await world.http.get('/board/muro');
      const scene = /board-scene most_improved">([\s\S]*?)<\/section>/.exec(text)?.[1] ?? '';
      // Neither a figure nor a place in a list.
      expect(scene.replace(/<h2>.*<\/h2>/, '')).not.toMatch(/\d|<ol|º/);
    });

    it('is called by the first name when that is the wish, and not named when that is', async () => {
      for (const id of ['E-12', 'E-07', 'E-21']) await rose(id, POOR, GREAT);
      await change('E-12', { publicName: 'first_name' });
      await change('E-07', { publicName: 'hidden' });
      expect(await improved()).toEqual(['Ana: Telefónica', 'Luis Mora: Chat nocturno']);
      expect((await world.http.get('/board/muro')).text).not.toMatch(/Beltrán|Hugo|Salas/);
    });

    it('is not named any more after leaving', async () => {
      await rose('E-12', POOR, GREAT);
      await rose('E-07', POOR, GREAT);
      await change('E-12', { leftOn: '2026-11-02' });
      expect(await improved()).toEqual(['Hugo Salas: Telefónica']);
    });
  });

  describe('teams that reached the target', () => {
    const reached = async (path?: string) => (await scenes(path))['goals_reached'];

    it('are named by the alphabet and without their figures; who missed it is not', async () => {
      await results('E-12', SUMMER, GREAT);
      await results('E-21', SUMMER, { 5: 100, 4: 20 });
      await world.get(Teams).upsert('T-VIS', { name: 'Visitas' }, 'test');
      await world.hire('E-30', 'Nora Gil', { team: 'T-VIS' });
      await results('E-30', SUMMER, POOR);
      expect(await reached()).toEqual(['Chat nocturno', 'Telefónica']);
    });

    it('are not named with fewer answers than the minimum', async () => {
      await board({ key: 'exigente', minimumN: 121 });
      await results('E-12', SUMMER, GREAT);
      expect(await reached()).toEqual(['Telefónica']);
      expect(await reached('exigente')).toBeUndefined();
    });

    it('outside the reach of the board are not its business', async () => {
      await board({ key: 'chat', teamId: world.teams['T-CHA'] ?? 0 });
      await results('E-12', SUMMER, GREAT);
      await results('E-21', SUMMER, GREAT);
      expect(await reached('chat')).toEqual(['Chat nocturno']);
    });
  });

  describe('teams that kept every promise', () => {
    const kept = async () => (await scenes())['promises_kept'];

    it('are named from the third on, with how many', async () => {
      for (let index = 0; index < 2; index += 1) await promise('E-07', true);
      world.clock.advance(2 * HOUR);
      expect(await kept()).toBeUndefined();
      await promise('E-07', true);
      world.clock.advance(2 * HOUR);
      expect(await kept()).toEqual(['Telefónica: 3 de 3']);
    });

    it('are not named with a single one broken, and the others are', async () => {
      for (let index = 0; index < 3; index += 1) await promise('E-07', true);
      for (let index = 0; index < 3; index += 1) await promise('E-21', true);
      await promise('E-21', false);
      world.clock.advance(2 * HOUR);
      await world.work();
      expect(await kept()).toEqual(['Telefónica: 3 de 3']);
    });
  });

  describe('years of service', () => {
    const years = async () => (await scenes())['anniversaries'];
    const hired = (id: string, hiredOn: string) =>
      world.database.run('UPDATE employee SET hired_on = ? WHERE external_id = ?', [hiredOn, id]);

    it('stand by name and not by how many there are, and begin with the first', async () => {
      await hired('E-12', '2025-11-30');
      await hired('E-21', '1996-11-02');
      await hired('E-07', '2026-11-02');
      await hired('E-01', '2020-12-01');
      expect(await years()).toEqual(['Ana Beltrán: 1 año', 'Luis Mora: 30 años']);
    });

    it('are silent about who opted out, and about the year somebody keeps private', async () => {
      for (const id of ['E-12', 'E-07', 'E-21']) await hired(id, '2016-11-20');
      await change('E-21', { publicName: 'hidden' });
      await world.get(RecognitionChoices).choose(world.ids['E-07'] ?? 0, 'anniversary', '10', 'hide');
      expect(await years()).toEqual(['Ana Beltrán: 10 años']);
      await world.get(RecognitionChoices).choose(world.ids['E-07'] ?? 0, 'anniversary', '10', 'share');
      expect(await years()).toEqual(['Ana Beltrán: 10 años', 'Hugo Salas: 10 años']);
    });
  });

  describe('an earlier period', () => {
    const ARCHIVE = 'muro?period=2026-Q3';

    beforeEach(async () => {
      await rose('E-12', POOR, GREAT);
      await rose('E-07', POOR, GREAT);
      const responseId = await world.answer(await world.contact(['E-12']), {
        rating: '5',
        comment: 'Ana y Hugo lo arreglaron.',
        mayQuote: 'on',
      });
      const quote = await world.database.get<{ id: string }>(
        'SELECT id AS "id" FROM quote WHERE response_id = ?',
        [responseId],
      );
      await world.get(Quotes).decide(quote?.id ?? '', 'approved', 'cli');
      await world.database.run(`UPDATE quote SET thanked_day = '2026-08-20'`);
      await world.get(Freezing).freezeIfSettled(quarterPeriod('2026-Q3'), 'test');
    });

    it('honours an opt-out made later, in the scenes and in the words', async () => {
      expect(await improved(ARCHIVE)).toEqual(['Ana Beltrán: Telefónica', 'Hugo Salas: Telefónica']);
      expect((await world.http.get(`/board/${ARCHIVE}`)).text).toContain('Ana y Hugo lo arreglaron.');
      world.clock.advance(5 * DAY);
      await change('E-07', { publicName: 'hidden' });
      expect(await improved(ARCHIVE)).toEqual(['Ana Beltrán: Telefónica']);
      const { text } = await world.http.get(`/board/${ARCHIVE}`);
      expect(text).toContain('Ana y ••• lo arreglaron.');
      expect(text).not.toContain('Hugo');
      await change('E-12', { publicName: 'hidden' });
      const later = (await world.http.get(`/board/${ARCHIVE}`)).text;
      expect(await improved(ARCHIVE)).toBeUndefined();
      expect(later).not.toMatch(/Ana|Hugo|arreglaron/);
    });

    it('calls by the first name who wishes so since', async () => {
      await change('E-12', { publicName: 'first_name' });
      expect(await improved(ARCHIVE)).toEqual(['Ana: Telefónica', 'Hugo Salas: Telefónica']);
    });

    it('keeps its results, whatever is answered about it afterwards', async () => {
      await results('E-12', SUMMER, { 1: 500 });
      expect(await improved(ARCHIVE)).toEqual(['Ana Beltrán: Telefónica', 'Hugo Salas: Telefónica']);
    });
  });

  it('has room for eight, and everybody has their days', async () => {
    await board({ key: 'todos', leftOut: ['thanks'] });
    const hired: string[] = [];
    for (let index = 0; index < 11; index += 1) {
      const name = `${'ABCDEFGHIJK'[index]}lma Ruiz`;
      await world.hire(`N-${index}`, name, { team: 'T-TEL' });
      await world.database.run(`UPDATE employee SET hired_on = '2020-11-15' WHERE external_id = ?`, [
        `N-${index}`,
      ]);
      hired.push(`${name}: 6 años`);
    }
    const seen = new Set<string>();
    for (let day = 0; day < 5; day += 1) {
      const shown = (await scenes('todos'))['anniversaries'] ?? [];
      expect(shown).toHaveLength(8);
      expect([...shown].sort()).toEqual(shown);
      for (const one of shown) seen.add(one);
      world.clock.advance(DAY);
    }
    expect([...seen].sort()).toEqual(hired);
  });
});
