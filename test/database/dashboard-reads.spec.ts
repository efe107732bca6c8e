/** What the dashboard reads of a whole organization takes seconds where there are millions of answers: customers answer meanwhile. */
import { monthPeriod } from '../../src/kernel';
import { newId, type SqlValue } from '../../src/platform/database';
import { ContactWays, type WayOf } from '../../src/scoring/dashboard/contact-ways';
import { LongTrends } from '../../src/scoring/dashboard/long-trends';
import { RatedRows, type Reading } from '../../src/scoring/dashboard/rated-rows';
import { DIMENSIONS, type RatedRow, selected, summedBy } from '../../src/scoring/dashboard/selection';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { type Credit, HOUR, type RollupWorld, rollupWorld } from './rollups.fixture';

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

  describe('the way from contacts to answers', () => {
    const OCTOBER = monthPeriod('2026-10');
    const DAY = 24 * HOUR;
    const ways = async (of: WayOf) =>
      (await world.test.get(ContactWays).load(OCTOBER, of))
        .map(({ team, touchpoint, contacts, eligible, invited, delivered, answered }) =>
          [team, touchpoint, contacts, eligible, invited, delivered, answered].join(' '),
        )
        .sort();

    it('counts each contact once, by the furthest that any of its invitations came', async () => {
      const { database } = world;
      const given: { credit: Credit; touchpoint?: string }[] = [
        { credit: { 'E-12': 1 } },
        { credit: { 'E-12': 0.5, 'E-07': 0.5 } },
        { credit: { 'E-15': 1 } },
        { credit: { 'E-15': 1 }, touchpoint: 'chat' },
      ];
      const states = ["'sent'", "'bounced'", "'suppressed', reason = 'opted_out'", "'sent'"];
      const ids: string[] = [];
      for (const [index, options] of given.entries()) {
        const { responseId } = await world.answer(
          { rating: 4 },
          { ...options, answeredAt: TEST_NOW - (10 + index) * DAY },
        );
        const row = await database.get<{ id: string }>(
          'SELECT invitation_id AS "id" FROM response WHERE id = ?', [responseId]); // prettier-ignore
        ids.push(row?.id ?? '');
      }
      for (const [index, state] of states.entries())
        await database.run(
          `UPDATE invitation SET state = ${state}, sent_at = ?, answered_at = ? WHERE id = ?`,
          [index === 2 ? null : TEST_NOW, index === 0 ? TEST_NOW : null, ids[index] ?? ''],
        );
      // Asked once more after the first one bounced: this one arrived.
      await database.run(
        `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, send_at, sent_at,
           attempts, created_at, updated_at)
         SELECT ?, interaction_id, survey_id, survey_version_id, 20, channel, locale, 'sent', send_at, send_at, 1, created_at, updated_at
         FROM invitation WHERE id = ?`,
        [newId(), ids[1] ?? ''],
      );
      const [team] = await database.all<{ id: number }>('SELECT id AS "id" FROM team');
      const own = String(team?.id);
      expect(await ways('all')).toEqual([' chat 1 1 1 1 0', ' phone 3 2 2 2 1']);
      expect(await ways('teams')).toEqual([`${own} chat 1 1 1 1 0`, `${own} phone 3 2 2 2 1`]);
      expect(await ways({ team: own })).toEqual(await ways('teams'));
      expect(await ways({ employeeId: world.ids['E-07'] ?? 0 })).toEqual([' phone 1 1 1 1 0']);
      expect(await ways({ employeeId: world.ids['E-15'] ?? 0 })).toEqual([
        ' chat 1 1 1 1 0',
        ' phone 1 0 0 0 0',
      ]);
    });

    it('reads the contacts of the period, and none before', async () => {
      const { database } = world;
      const { beside } = database;
      const asked: [string, readonly SqlValue[]][] = [];
      database.beside = <R>(sql: string, params: readonly SqlValue[] = []) => {
        asked.push([sql, params]);
        return beside.call(database, sql, params) as Promise<R[]>;
      };
      const march = monthPeriod('2027-03');
      for (const whose of ['all', 'teams', { team: '1' }] as const)
        await world.test.get(ContactWays).load(march, whose);
      database.beside = beside;
      expect(asked).toHaveLength(3);
      // PostgreSQL knows how many rows there are, and reads a table whole where that is faster.
      const found = kind === 'postgres' ? [] : asked;
      for (const [index, [sql, params]] of found.entries()) {
        const plan = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
        expect(plan.map(({ detail }) => detail).join('\n')).toContain(
          index < 2
            ? 'SEARCH i USING INDEX interaction_occurred (occurred_at>? AND occurred_at<?)'
            : 'USING COVERING INDEX participation_employee (employee_id=? AND occurred_day>? AND occurred_day<?)',
        );
      }
    });
  });

  it('reads what meets filters, and nothing else of it', async () => {
    const reader = world.test.get(RatedRows);
    await world.answer({ rating: 1 }, { touchpoint: 'chat', reason: 'fault', answeredAt: TEST_NOW - 72 * HOUR }); // prettier-ignore
    // One of them was in the team for a part of the month only.
    await world.database.run(`UPDATE team_membership SET to_day = '2026-11-03' WHERE employee_id = ?`, [
      world.ids['E-07']!,
    ]);
    const all = await reader.load({ period: NOVEMBER, dimensions: DIMENSIONS, byDay: true });
    expect(new Set(all.map((row) => row.team)).size).toBeGreaterThan(1);
    const choices = DIMENSIONS.flatMap((name) =>
      [...new Set(all.map((row) => row[name]))].map((value) => ({ [name]: value })),
    );
    const pairs = choices.flatMap((one) => choices.map((other) => ({ ...one, ...other })));
    for (const filters of [...choices, ...pairs]) {
      const found = await reader.load({ period: NOVEMBER, dimensions: DIMENSIONS, byDay: true, filters });
      const text = (rows: readonly RatedRow[]) => rows.map((row) => JSON.stringify(row)).sort();
      expect(text(found)).toEqual(text(selected(all, filters)));
    }
  });
});
