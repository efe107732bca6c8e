/** Who is credited for an answer is corrected by somebody outside the reporting line, and the numbers move with it. */
import { Attributions, Exclusions, ResponseQueries } from '../../src/responses';
import { Rollups } from '../../src/scoring';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld } from './answered.fixture';

const HR = { actor: 'user:7', employeeId: null };
const because = { reason: 'wrong_person', note: 'La grabación de la llamada es de Luis.' };

describeOnBothDatabases('corrections of who is credited', (kind) => {
  let world: AnsweredWorld;
  let responseId: string;
  const correct = (correction: object, decider: { actor: string; employeeId?: number | null } = HR) =>
    world.get(Attributions).correct(responseId, { ...because, ...correction }, decider);
  const code = (expected: string) => expect.objectContaining({ code: expected });
  const credited = async () =>
    Object.fromEntries(
      (
        await world.database.all<{ name: string; weight: number }>(
          `SELECT e.external_id AS "name", CAST(SUM(r.weight_ppm) AS bigint) AS "weight"
           FROM rollup r JOIN employee e ON e.id = r.employee_id GROUP BY e.external_id`,
        )
      ).map(({ name, weight }) => [name, weight]),
    );

  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
    responseId = await world.answer(await world.contact(['E-12']), { rating: '5' });
  });
  afterEach(() => world.close());

  it('the wrong person: the answer moves, the first entry stays, and a recount finds no difference', async () => {
    await correct({ credited: [{ employee: 'E-21' }] });
    expect(await credited()).toEqual({ 'E-21': 1_000_000 });
    expect(await world.get(Rollups).verify()).toEqual([]);
    const { attributions } = await world.get(ResponseQueries).history(responseId);
    expect(attributions.map(({ entry, name, reason, note }) => [entry, name, reason, note])).toEqual([
      [1, 'Ana Beltrán', 'participation', null],
      [2, 'Luis Mora', 'wrong_person', because.note],
    ]);
    expect(await world.auditOf(`response:${responseId}`)).toContain('user:7 response.attribution_corrected');
  });

  it('several served: by parts, or equally without them', async () => {
    await correct({ reason: 'split', credited: [{ employee: 'E-12', share: 0.7 }, { employee: 'E-07', share: 0.3 }] }); // prettier-ignore
    expect(await credited()).toEqual({ 'E-12': 700_000, 'E-07': 300_000 });
    await correct({ reason: 'split', credited: ['E-12', 'E-07', 'E-21'].map((employee) => ({ employee })) });
    expect(Object.values(await credited()).reduce((sum, part) => sum + part, 0)).toBe(1_000_000);
    expect(await world.get(Rollups).verify()).toEqual([]);
  });

  it('an answer that does not count moves nothing until it counts, and then for whoever served', async () => {
    await world.get(Exclusions).exclude(responseId, 'outside_control', null, HR);
    await correct({ credited: [{ employee: 'E-21' }] });
    expect(await credited()).toEqual({});
    await world.get(Exclusions).lift(responseId, null, HR);
    expect(await credited()).toEqual({ 'E-21': 1_000_000 });
    expect(await world.get(Rollups).verify()).toEqual([]);
  });

  it('neither who is credited, nor who will be, nor anybody above one of them decides', async () => {
    const to = { credited: [{ employee: 'E-21' }] };
    const as = (employee: string) => ({ actor: 'user:9', employeeId: world.ids[employee] ?? null });
    await expect(correct(to, as('E-12'))).rejects.toEqual(code('own_response_undecidable'));
    await expect(correct(to, as('E-21'))).rejects.toEqual(code('own_response_undecidable'));
    await expect(correct(to, as('E-01'))).rejects.toEqual(code('decider_in_reporting_line'));
    await expect(correct(to, as('E-02'))).rejects.toEqual(code('decider_in_reporting_line'));
    expect(await credited()).toEqual({ 'E-12': 1_000_000 });
    await correct(to, as('E-07'));
    expect(await credited()).toEqual({ 'E-21': 1_000_000 });
  });

  it('a lead takes no answer about the own team out of the results either', async () => {
    const lead = { actor: 'user:9', employeeId: world.ids['E-01'] ?? null };
    await expect(world.get(Exclusions).exclude(responseId, 'outside_control', null, lead)).rejects.toEqual(
      code('decider_in_reporting_line'),
    );
    expect(await credited()).toEqual({ 'E-12': 1_000_000 });
  });

  it.each([
    ['nobody', { credited: [] }, 'validation_failed'],
    ['somebody unknown', { credited: [{ employee: 'E-99' }] }, 'employee_unknown'],
    ['one person twice', { credited: [{ employee: 'E-21' }, { employee: 'E-21' }] }, 'participant_repeated'],
    ['parts of one alone', { credited: [{ employee: 'E-21', share: 0.5 }, { employee: 'E-07' }] }, 'shares_incomplete'],
    ['parts that are too much', { credited: [{ employee: 'E-21', share: 0.9 }, { employee: 'E-07', share: 0.9 }] }, 'shares_wrong_sum'],
    ['what it is already', { credited: [{ employee: 'E-12' }] }, 'attribution_unchanged'],
    ['without a word', { credited: [{ employee: 'E-21' }], note: '' }, 'validation_failed'],
    ['for a reason that is none', { credited: [{ employee: 'E-21' }], reason: 'low_rating' }, 'validation_failed'],
  ])('to %s is refused by name, and nothing is kept', async (_, correction, expected) => {
    await expect(correct(correction)).rejects.toEqual(code(expected));
    expect(await credited()).toEqual({ 'E-12': 1_000_000 });
    expect((await world.get(ResponseQueries).history(responseId)).attributions).toHaveLength(1);
  }); // prettier-ignore

  it('two at once are two entries, one after the other', async () => {
    const results = await Promise.allSettled([
      correct({ credited: [{ employee: 'E-21' }] }),
      correct({ credited: [{ employee: 'E-07' }] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const { attributions } = await world.get(ResponseQueries).history(responseId);
    expect(attributions.map(({ entry }) => entry)).toEqual([1, 2, 3]);
    expect(await world.get(Rollups).verify()).toEqual([]);
  });
});
