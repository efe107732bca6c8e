/** What the page of one person reads depends on the days it shows, not on everything that was ever said about them. */
import { monthPeriod } from '../../src/kernel';
import { ContestedAnswers } from '../../src/appeals/contested-answers';
import { migrate, migrationStatus, type SqlValue } from '../../src/platform/database';
import { Attributions } from '../../src/responses';
import { ScorecardQueries } from '../../src/scoring';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { HOUR, type RollupWorld, rollupWorld } from './rollups.fixture';

const DAY = 24 * HOUR;
const NOVEMBER = monthPeriod('2026-11');
const DAYS_OF_CREDITS = `SELECT r.counting_day || ' ' || t.counting_day AS "days", t.entry AS "entry" FROM attribution t
  JOIN response r ON r.id = t.response_id ORDER BY r.received_at, t.entry, t.employee_id`;

describeOnBothDatabases('the answers about one employee', (kind) => {
  let world: RollupWorld;
  let queries: ScorecardQueries;

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
    queries = world.test.get(ScorecardQueries);
  });
  afterEach(() => world.close());

  const credits = async () =>
    (await world.database.all<{ days: string; entry: number }>(DAYS_OF_CREDITS)).map(
      ({ days, entry }) => `${entry}: ${days}`,
    );
  const credit = (responseId: string, employee: string) =>
    world.test
      .get(Attributions)
      .correct(
        responseId,
        { reason: 'wrong_person', note: 'La grabación es de otra persona.', credited: [{ employee }] },
        { actor: 'user:7', employeeId: null },
      );

  /** The statement that runs during the work, as each database says it would be done by indexes. */
  async function planOf(work: () => Promise<unknown>): Promise<string> {
    const { database } = world;
    const { all, get } = database;
    let asked: { sql: string; params: readonly SqlValue[] } | undefined;
    const noting =
      <R>(method: (sql: string, params?: readonly SqlValue[]) => Promise<R>) =>
      (sql: string, params: readonly SqlValue[] = []) => {
        asked = { sql, params };
        return method.call(database, sql, params);
      };
    Object.assign(database, { all: noting(all), get: noting(get) });
    await work();
    Object.assign(database, { all, get });
    if (!asked) throw new Error('Nothing was read.');
    const { sql, params } = asked;
    if (kind === 'sqlite')
      return (await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params))
        .map(({ detail }) => detail)
        .join('\n');
    // Tables of a few rows are read and sorted whole, unless that is not to be had.
    return database.transaction(async () => {
      for (const way of ['seqscan', 'sort', 'hashjoin', 'mergejoin'])
        await database.run(`SET LOCAL enable_${way} = off`);
      const plan = await database.all<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
      return plan.map((row) => row['QUERY PLAN']).join('\n');
    });
  }

  it('are found by their days, and the newest are read until there are enough', async () => {
    await world.answer({ rating: 5 });
    const employee = world.ids['E-12']!;
    const newestFirst = {
      answers: () => queries.answers(employee, NOVEMBER, 20),
      thanks: () => queries.newestThanks(employee, NOVEMBER),
    };
    const inPeriod = {
      notCounted: () => queries.notCounted(employee, NOVEMBER),
      contested: () => world.test.get(ContestedAnswers).of(NOVEMBER, employee),
    };
    for (const read of Object.values({ ...newestFirst, ...inPeriod })) {
      const plan = await planOf(read);
      expect(plan).toMatch(
        kind === 'sqlite'
          ? /SEARCH t USING (COVERING )?INDEX attribution_employee_day \(employee_id=\? AND counting_day>\? AND counting_day<\?\)/
          : /attribution_employee_day on attribution t.*\n\s+Index Cond: \(\(employee_id = .*\(counting_day.*>= .*\(counting_day.*</,
      );
      expect(plan).not.toMatch(kind === 'sqlite' ? /^SCAN (t|r|rc|i|a|x)\b/m : /Seq Scan/);
    }
    for (const read of Object.values(newestFirst)) {
      const plan = await planOf(read);
      // Only the rest of the order is sorted, day by day.
      expect(plan).toMatch(
        kind === 'sqlite' ? /USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY/ : /Presorted Key: t\.counting_day/,
      );
    }
  });

  it('are those of the days shown, the newest day first', async () => {
    const october = Date.parse('2026-11-01T05:59:00Z');
    const given: [number, number][] = [[october, 1], [october + HOUR, 2], [TEST_NOW, 5], [TEST_NOW - DAY, 4]]; // prettier-ignore
    for (const [answeredAt, rating] of given) await world.answer({ rating }, { answeredAt });
    const shown = async (limit: number) =>
      (await queries.answers(world.ids['E-12']!, NOVEMBER, limit)).map(({ day, rating }) => [day, rating]);
    expect(await shown(20)).toEqual([
      ['2026-11-03', 5],
      ['2026-11-02', 4],
      ['2026-11-01', 2],
    ]);
    expect(await shown(2)).toEqual([
      ['2026-11-03', 5],
      ['2026-11-02', 4],
    ]);
  });

  it('a credit has the day of its answer, whenever it is corrected or moved', async () => {
    const first = await world.answer({ rating: 2 }, { credit: { 'E-12': 0.6, 'E-07': 0.4 } });
    await world.answer({ rating: 5 }, { answeredAt: TEST_NOW - DAY });
    await first.correct({ rating: 4 }, TEST_NOW + 20 * HOUR);
    world.test.clock.advance(3 * DAY);
    await credit(first.responseId, 'E-15');
    expect(await credits()).toEqual([
      '1: 2026-11-02 2026-11-02',
      '1: 2026-11-03 2026-11-03',
      '1: 2026-11-03 2026-11-03',
      '2: 2026-11-03 2026-11-03',
    ]);
    expect(await queries.answers(world.ids['E-12']!, NOVEMBER, 20)).toHaveLength(1);
    expect(await queries.answers(world.ids['E-15']!, NOVEMBER, 20)).toMatchObject([
      { responseId: first.responseId, day: '2026-11-03', rating: 4 },
    ]);
  });

  const told = (word: string) => expect.objectContaining({ message: expect.stringContaining(word) });

  it('credits from before there were days in them get theirs, change in nothing else and stay as they are', async () => {
    const { database } = world;
    for (const step of [0, 1, 40])
      await world.answer(
        { rating: 3 },
        { credit: { 'E-12': 0.7, 'E-07': 0.3 }, answeredAt: TEST_NOW - step * DAY },
      );
    const moved = await world.answer({ rating: 1 }, { answeredAt: TEST_NOW - 5 * DAY });
    await credit(moved.responseId, 'E-07');
    const was =
      'response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at, note, rating_seen';
    const rows = (columns: string) =>
      database.all(`SELECT ${columns} FROM attribution ORDER BY response_id, entry, employee_id`);
    const [before, ours] = [await rows(`${was}, counting_day`), 'AttributionDays1795219200065'];
    const applied = async () => (await migrationStatus(database)).find(({ name }) => name === ours)?.applied;
    while (await applied()) await database.dataSource.undoLastMigration();
    await expect(rows('counting_day')).rejects.toEqual(told('counting_day'));
    expect(await rows(was)).toEqual(before.map((row) => ({ ...(row as object), counting_day: undefined })));

    expect(await migrate(database)).toContain(ours);

    expect(before).toHaveLength(8);
    expect(await rows(`${was}, counting_day`)).toEqual(before);
    for (const change of ['UPDATE attribution SET counting_day = counting_day', 'DELETE FROM attribution'])
      await expect(database.run(change)).rejects.toEqual(told('append-only'));
    await expect(
      database.run(
        `INSERT INTO attribution (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at)
         SELECT response_id, 9, employee_id, share_ppm, reason, decided_by, decided_at FROM attribution`,
      ),
    ).rejects.toEqual(told('counting_day'));
  });
});
