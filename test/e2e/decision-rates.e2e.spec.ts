/** Decisions about answers beside each other, over HTTP on both databases: by leader, good and poor, and by who decided. */
import { Attributions, Exclusions, Verifications } from '../../src/responses';
import { type AnsweredWorld, answeredWorld, grant } from '../database/answered.fixture';
import { describeOnBothDatabases } from '../support';
import { words } from './scores.fixture';

/** The cells of a table's rows as a reader sees them. */
const rowsOf = (html: string, table: number) =>
  ([...html.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)][table]?.[1] ?? '')
    .split('</tr>')
    .map((row) =>
      [...row.matchAll(/<t[dh][^>]*>([\s\S]*?)<\/t[dh]>/g)].map((cell) => words(cell[1] ?? '').trim()),
    )
    .filter((cells) => cells.length > 0);

describeOnBothDatabases('decisions about answers', (kind) => {
  let world: AnsweredWorld;
  beforeEach(async () => (world = await answeredWorld(kind)));
  afterEach(() => world.close());

  const page = async () =>
    (await (await world.signIn([grant('auditor', 'all')])).get('/signals/decisions').expect(200)).text;
  const answers = async (employee: string, ratings: readonly number[]) => {
    const made: string[] = [];
    for (const rating of ratings)
      made.push(await world.answer(await world.contact([employee]), { rating: String(rating) }));
    return made;
  };

  it('tells each leader’s share of excluded and corrected answers, and of good and poor ratings', async () => {
    const tel = await answers('E-12', [5, 5, 4, 3, 2, 1]);
    await answers('E-21', [5, 4, 4, 5, 1]);
    const hr = await world.signIn([grant('hr', 'all')]);
    const decider = { actor: `user:${hr.userId}`, employeeId: null };
    await world.get(Exclusions).exclude(tel[4] ?? '', 'outside_control', null, decider);
    await world.get(Exclusions).exclude(tel[5] ?? '', 'outside_control', null, decider);
    await world.get(Exclusions).exclude(tel[0] ?? '', 'test_or_duplicate', null, decider);
    await world.get(Exclusions).lift(tel[0] ?? '', null, decider);
    await world
      .get(Attributions)
      .correct(
        tel[3] ?? '',
        { reason: 'wrong_person', note: 'La atendió Luis.', credited: [{ employee: 'E-21' }] },
        decider,
      );
    await world.get(Verifications).decide(tel[2] ?? '', 'rejected', null, decider);

    const html = await page();
    const leaders = rowsOf(html, 2);
    expect(leaders).toEqual([
      ['Diego Paz', '6', '2 33.3 %', '0 de 3', '2 de 2', '1 16.7 %'],
      ['Olga Reyes', '5', '0 0.0 %', '0 de 4', '0 de 1', '0 0.0 %'],
    ]);
    expect(rowsOf(html, 3)).toEqual([['Test Person', '3', '1', '2', '1', '1', '1', '–']]);
    expect(words(html)).not.toContain('Sin ver la calificación');
    expect(words(html)).toContain(
      'En conjunto, 18.2 %. Ninguna persona queda fuera de lo que explica el azar.',
    );
  });

  it('tells how many were decided without seeing the rating, where that was asked', async () => {
    const [first = '', second = '', third = ''] = await answers('E-12', [5, 1, 3, 4, 4]);
    const hr = await world.signIn([grant('hr', 'all')]);
    const credited = { reason: 'wrong_person', note: 'Fue Luis.', employee1: 'E-21' };
    await hr.post(`/responses/${first}/exclusions`, { reason: 'test_or_duplicate', seen: '0' }).expect(303);
    await hr.post(`/responses/${second}/exclusions`, { reason: 'outside_control', seen: '1' }).expect(303);
    await hr.post(`/responses/${third}/attributions`, { ...credited, seen: '0' }).expect(303);
    const html = await page();
    expect(words(html)).toContain(
      'Sin ver la calificación se tomaron 2 de 3 decisiones en que se preguntó (67 %).',
    );
    const audited = await world.database.all<{ action: string; details: string }>(
      `SELECT action AS "action", details AS "details" FROM audit_entry WHERE action LIKE 'response.%' ORDER BY seq`,
    );
    const seen = audited
      .filter(({ action }) => /excluded|corrected/.test(action))
      .map(({ details }) => (JSON.parse(details) as { ratingSeen?: boolean }).ratingSeen);
    expect(seen).toEqual([false, true, false]);
  });

  it('names a leader beyond what chance explains', async () => {
    const tel = await answers('E-12', Array<number>(12).fill(1));
    await answers('E-21', Array<number>(60).fill(4));
    const decider = { actor: 'user:7', employeeId: null };
    for (const id of tel) await world.get(Exclusions).exclude(id, 'outside_control', null, decider);
    expect(words(await page())).toContain('Más de lo que explica el azar: Diego Paz.');
  });

  it('shows no share of fewer than five answers', async () => {
    const [first = ''] = await answers('E-12', [1, 2]);
    await world
      .get(Exclusions)
      .exclude(first, 'outside_control', null, { actor: 'user:7', employeeId: null });
    expect(rowsOf(await page(), 0)).toEqual([['Diego Paz', '2', '1', '–', '–', '0']]);
  });

  it('is for those who see everybody', async () => {
    const lead = await world.signIn([grant('lead', 'team')], { employeeId: world.ids['E-01'] });
    expect((await lead.get('/signals/decisions')).status).toBe(403);
  });
});
