/** What the dashboard reads of a whole organization takes seconds where there are millions of answers: customers answer meanwhile. */
import { monthPeriod } from '../../src/kernel';
import { ContactWays } from '../../src/scoring/dashboard/contact-ways';
import { LongTrends } from '../../src/scoring/dashboard/long-trends';
import { RatedRows } from '../../src/scoring/dashboard/rated-rows';
import { describeOnBothDatabases } from '../support';
import { type RollupWorld, rollupWorld } from './rollups.fixture';

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
});
