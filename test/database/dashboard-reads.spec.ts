/** What the dashboard reads of a whole organization takes seconds where there are millions of answers: customers answer meanwhile. */
import { monthPeriod } from '../../src/kernel';
import type { SqlValue } from '../../src/platform/database';
import { ContactWays } from '../../src/scoring/dashboard/contact-ways';
import { LongTrends } from '../../src/scoring/dashboard/long-trends';
import { RatedRows, type Reading } from '../../src/scoring/dashboard/rated-rows';
import { DIMENSIONS, type RatedRow, summedBy } from '../../src/scoring/dashboard/selection';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { HOUR, type RollupWorld, rollupWorld } from './rollups.fixture';

const NOVEMBER = monthPeriod('2026-11');
const HANGS = 60_000;

describeOnBothDatabases('reading for the dashboard', (kind) => {
  let world: RollupWorld;

  beforeAll(async () => {
    world = await rollupWorld(kind, { pages: false });
    for (const rating of [5, 4, 2]) await world.answer({ rating });
  });
  afterAll(() => world.close());

  it(
    'waits for nobody who is writing',
    async () => {
      let inside!: () => void;
      let done!: () => void;
      const started = new Promise<void>((resolve) => (inside = resolve));
      const finished = new Promise<void>((resolve) => (done = resolve));
      const writing = world.database.transaction(async () => {
        await world.database.run('UPDATE employee SET updated_at = updated_at + 1');
        inside();
        await finished;
      });
      await started;
      const [rows, ways, trends] = await Promise.all([
        world.test.get(RatedRows).load({ period: NOVEMBER, dimensions: ['touchpoint'] }),
        world.test.get(ContactWays).load(NOVEMBER, 'all'),
        world.test.get(LongTrends).of('all', NOVEMBER, '2026-11-30'),
      ]);
      done();
      await writing;
      expect(rows.map(({ rating, weightPpm }) => [rating, weightPpm]).sort()).toEqual([
        [2, 1_000_000],
        [4, 1_000_000],
        [5, 1_000_000],
      ]);
      expect(ways.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(3);
      expect(trends).toEqual([]);
    },
    HANGS,
  );

  it('reads the days of each employee that are shown, and no others', async () => {
    const { database } = world;
    const { beside } = database;
    const asked: [string, readonly SqlValue[]][] = [];
    database.beside = <R>(sql: string, params: readonly SqlValue[] = []) => {
      if (sql.includes('rollup')) asked.push([sql, params]);
      return beside.call(database, sql, params) as Promise<R[]>;
    };
    const december = monthPeriod('2026-12');
    await world.test.get(RatedRows).load({ period: december, dimensions: ['team', 'reason'] });
    await world.test.get(RatedRows).load({ period: december, dimensions: ['touchpoint'], byDay: true });
    await world.test.get(RatedRows).toldApart(december, ['channel']);
    await world.test.get(LongTrends).of('all', december, '2026-12-30');
    database.beside = beside;
    expect(asked).toHaveLength(4);
    for (const [sql, params] of asked) {
      // PostgreSQL knows how many rows there are, and reads a table whole where that is faster.
      if (kind === 'postgres') continue;
      const plan = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
      expect(plan.map(({ detail }) => detail)).toContain(
        'SEARCH r USING PRIMARY KEY (employee_id=? AND day>? AND day<?)',
      );
    }
  });

  it('tells apart what is asked for, and sums the rest', async () => {
    const rows = async (reading: Omit<Reading, 'period'>) =>
      (await world.test.get(RatedRows).load({ period: NOVEMBER, ...reading }))
        .map(({ day, touchpoint, channel, reason, rating, weightPpm }) =>
          [day, touchpoint, channel, reason, rating, weightPpm].join(' '),
        )
        .sort();
    await world.answer({ rating: 5 }, { touchpoint: 'chat', reason: 'fault', credit: { 'E-12': 0.5, 'E-07': 0.5 } }); // prettier-ignore
    await world.answer({ rating: 5 }, { answeredAt: TEST_NOW - 24 * HOUR, reason: 'fault' });
    expect(await rows({ dimensions: [] })).toEqual(['    2 1000000', '    4 1000000', '    5 3000000']);
    expect(await rows({ dimensions: ['reason'], byDay: true })).toEqual([
      '2026-11-02   fault 5 1000000',
      '2026-11-03   billing 2 1000000',
      '2026-11-03   billing 4 1000000',
      '2026-11-03   billing 5 1000000',
      '2026-11-03   fault 5 1000000',
    ]);
    expect(await rows({ dimensions: ['touchpoint', 'channel', 'team'] })).toEqual([
      ' chat chat  5 1000000',
      ' phone phone  2 1000000',
      ' phone phone  4 1000000',
      ' phone phone  5 2000000',
    ]);
    const own = world.ids['E-07']!;
    expect(await rows({ dimensions: ['touchpoint'], employeeId: own })).toEqual([' chat   5 500000']);
  });

  it('tells apart in several ways what it read once', async () => {
    const reader = world.test.get(RatedRows);
    await world.answer({ rating: 3 }, { touchpoint: 'chat', answeredAt: TEST_NOW - 48 * HOUR });
    const sorted = (rows: readonly RatedRow[]) =>
      rows
        .map(({ team, touchpoint, channel, reason, segment, questionId, rating, weightPpm }) =>
          [team, touchpoint, channel, reason, segment, questionId, rating, weightPpm].join(' '),
        )
        .sort();
    const all = await reader.load({ period: NOVEMBER, dimensions: DIMENSIONS });
    for (const told of [[], ['reason'], ['touchpoint', 'team']] as const) {
      const { rows, by } = await reader.toldApart(NOVEMBER, told);
      expect(sorted(rows)).toEqual(sorted(summedBy(all, told)));
      for (const name of DIMENSIONS)
        expect(sorted(by.get(name) ?? [])).toEqual(sorted(summedBy(all, [...told, name])));
    }
  });
});
