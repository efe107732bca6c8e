/** Organizations so large that everybody's counts are read in parts, beside each other: nobody is lost or counted twice between them. */
import { recordStatements } from '../../bench/support/plans';
import { monthPeriod } from '../../src/kernel';
import { PeriodInputs, RegularAnswers } from '../../src/scoring';
import { ratingsOf } from '../../src/scoring/calc';
import { describeOnBothDatabases } from '../support';
import { type RollupWorld, rollupWorld } from './rollups.fixture';

const NOVEMBER = monthPeriod('2026-11');

describeOnBothDatabases('the scores of very many people', (kind) => {
  let world: RollupWorld;

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
    const values = Array.from(
      { length: 2600 },
      (_, n) => `('N-${n}', 'Persona', 'agent', '2024-01-01', 'full', 0, 0)`,
    );
    await world.database
      .run(`INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
      VALUES ${values.join(', ')}`);
  });
  afterEach(() => world.close());

  it('are what each of them has, at the borders of the parts too, and with regular customers', async () => {
    // 2,603 in sixteen parts of 163: the last of one part and the first of the next.
    const named = await world.database.all<{ key: string }>(
      'SELECT external_id AS "key" FROM employee WHERE id IN (1, 163, 164, 1304, 1305, 2445, 2446, 2603) ORDER BY id',
    );
    expect(named).toHaveLength(8);
    // Whatever a key may hold.
    await world.database.run(`UPDATE employee SET external_id = 'Ñ "1" | 2, 3' WHERE id = 1304`);
    const odd = named[3];
    if (odd) odd.key = 'Ñ "1" | 2, 3';
    for (const { key } of named) {
      await world.answer({ rating: 5 }, { credit: { [key]: 1 }, customer: 'C-1' });
      await world.answer({ rating: 5 }, { credit: { [key]: 1 }, customer: 'C-1' });
      await world.answer({ rating: 2 }, { credit: { [key]: 1 } });
    }
    await world.test.get(RegularAnswers).follow();

    const inputs = world.test.get(PeriodInputs);
    const together = ratingsOf(await inputs.everybody(NOVEMBER));
    expect(together.map(({ key }) => key)).toEqual(named.map(({ key }) => key).sort());
    for (const one of together) {
      expect(one).toEqual(await inputs.loadOne(one.key, NOVEMBER));
      // Two answers of one customer count 2/3 each.
      expect(one.cells[0]?.counts.weights).toEqual([0, 1_000_000, 0, 0, 1_333_333]);
    }
    const whole = ratingsOf(await inputs.unweighted(NOVEMBER));
    expect(whole.every(({ cells }) => cells[0]?.counts.weights[4] === 2_000_000)).toBe(true);
    expect(await inputs.load(NOVEMBER, 'touchpoint')).toHaveLength(1);
  });

  if (kind === 'postgres')
    it('are counted from the index of the rollups alone, not from rows all over the disk', async () => {
      const { database } = world;
      const read = () => world.test.get(PeriodInputs).unweighted(NOVEMBER);
      const statements = await recordStatements(database, () => read().then(() => undefined), 1);
      const counting = [...statements].filter(([sql]) => sql.includes('rollup'));
      expect(counting).not.toHaveLength(0);
      for (const [sql, params] of counting) {
        const plan = await database.transaction(async () => {
          await database.run('SET LOCAL enable_seqscan = off');
          await database.run('SET LOCAL enable_bitmapscan = off');
          return database.all<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
        });
        const ways = plan.map((line) => line['QUERY PLAN']).filter((line) => line.includes('rollup'));
        expect(ways).toEqual([expect.stringContaining('Index Only Scan using rollup_pkey on rollup r')]);
      }
    });
});
