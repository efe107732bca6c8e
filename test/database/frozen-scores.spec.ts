/** Closed periods on both databases: a score shown then is shown always, and only who is corrected moves. */
import { monthPeriod, quarterPeriod } from '../../src/kernel';
import { Audit } from '../../src/platform/audit';
import { SettingsStore } from '../../src/platform/views';
import {
  Freezing,
  FrozenChecks,
  FrozenPeriods,
  PeriodInputs,
  Scores,
  scoringSetting,
} from '../../src/scoring';
import { type EmployeeScore, scoreWithParameters } from '../../src/scoring/calc';
import { describeOnBothDatabases } from '../support';
import { HOUR, type Given, type RollupWorld, rollupWorld } from './rollups.fixture';

const OCTOBER = monthPeriod('2026-10');
const NOON = Date.UTC(2026, 9, 6, 18);
const SETTLED = Date.UTC(2026, 10, 4, 18);
const MONTHS_LATER = Date.UTC(2027, 2, 2, 18);
/** Of three employees, in turn: their customers' ratings differ more than chance explains. */
const RATINGS = [
  [5, 5, 4, 5, 2, 5, 5],
  [4, 3, 4, 2, 4, 3, 5],
  [3, 4, 1, 3, 2, 4, 3],
];
/** The same on SQLite and on PostgreSQL, and on any machine. */
const INPUTS_HASH = '16202bc917bb5ab506484ecd7530e96183f2c30f11057d1e5544b478930e6f46';

/** With the lines of the case mix written out, which a live score does when it is asked. */
const plain = (scores: object): unknown => JSON.parse(JSON.stringify(scores));

describeOnBothDatabases('a closed period', (kind) => {
  let world: RollupWorld;
  let given: Given[];
  const get = <T>(service: new (...args: never[]) => T): T => world.test.get(service);
  const october = (by: 'employee' | 'team' = 'employee') => get(Scores).forPeriod(OCTOBER, by);
  const byKey = (scores: { employees: readonly EmployeeScore[] }) =>
    Object.fromEntries(scores.employees.map((score) => [score.key, score]));
  const setTarget = (target: number) => get(SettingsStore).set(scoringSetting, { target, csatTarget: 70 });
  /** What was kept is guarded by the database itself; somebody with its keys could still do this. */
  const tamper = async (table: string, sql: string) => {
    if (kind === 'sqlite') await world.database.run(`DROP TRIGGER ${table}_no_update`);
    else await world.database.run(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await world.database.run(sql);
  };

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
    given = [];
    await world.database.transaction(async () => {
      for (let index = 0; index < 120; index += 1) {
        const employee = ['E-12', 'E-07', 'E-15'][index % 3] ?? 'E-12';
        given.push(
          await world.answer(
            { rating: RATINGS[index % 3]?.[Math.floor(index / 3) % 7] ?? 5 },
            {
              credit: { [employee]: 1 },
              answeredAt: NOON + index * HOUR,
              touchpoint: index % 4 === 0 ? 'chat' : 'phone',
              reason: index % 5 === 0 ? 'outage' : 'billing',
            },
          ),
        );
      }
    });
  });
  afterEach(() => world.close());

  it('is not closed while answers to it still come in, and its scores follow them', async () => {
    await expect(get(Freezing).freeze(OCTOBER, 'cli')).rejects.toMatchObject({ code: 'period_not_settled' });
    const before = await october();
    expect(before.closed).toBeNull();
    world.test.clock.set(SETTLED);
    await setTarget(95);
    expect((await october()).target).toBe(95);
  });

  it('shows the same scores when target, colleagues and the trailing year have changed', async () => {
    world.test.clock.set(SETTLED);
    const live = await october();
    const liveTeam = await october('team');
    await get(Freezing).freeze(OCTOBER, 'cli');
    const closed = await october();
    expect(plain(closed.employees)).toEqual(plain(live.employees));
    expect(closed.groups).toEqual(live.groups);
    expect(plain((await october('team')).employees)).toEqual(plain(liveTeam.employees));

    world.test.clock.set(MONTHS_LATER);
    await setTarget(99);
    await world.database.transaction(async () => {
      for (let index = 0; index < 60; index += 1)
        await world.answer({ rating: 1 }, { credit: { 'E-15': 1 }, answeredAt: SETTLED + index * HOUR });
    });
    await world.database.run(`UPDATE employee SET job_family = 'other' WHERE external_id = 'E-07'`);
    const later = await october();
    expect(plain(later.employees)).toEqual(plain(live.employees));
    expect(later).toMatchObject({ target: live.target, groups: live.groups, corrected: new Map() });
    expect(await get(Scores).settingsOf(OCTOBER)).toMatchObject({ target: live.target });
    const [november] = (await get(Scores).forPeriod(monthPeriod('2026-11'))).employees;
    expect(november).toMatchObject({ key: 'E-15', n: 60 });
    const trend = await get(Scores).trend('E-12', '2027-02');
    expect(trend.find(({ month }) => month === '2026-10')).toMatchObject({
      score: byKey(live)['E-12']?.score,
      n: byKey(live)['E-12']?.n,
    });
  });

  it('computes again, alone and with the frozen parameters, whose answer is excluded; both values are told', async () => {
    world.test.clock.set(SETTLED);
    await get(Freezing).freeze(OCTOBER, 'cli');
    const before = await october();
    const bad = given[12];
    await world.exclude(bad?.responseId ?? '');
    const after = await october();
    expect([...after.corrected.keys()]).toEqual(['E-12']);
    expect(after.corrected.get('E-12')).toEqual(byKey(before)['E-12']);
    for (const key of ['E-07', 'E-15']) expect(byKey(after)[key]).toEqual(byKey(before)[key]);
    expect(byKey(after)['E-12']?.n).toBe((byKey(before)['E-12']?.n ?? 0) - 1);
    expect(byKey(after)['E-12']?.score).toBeGreaterThan(byKey(before)['E-12']?.score ?? 0);

    const head = await get(FrozenPeriods).find(OCTOBER, 'employee');
    const ratings = await get(PeriodInputs).loadOne('E-12', OCTOBER);
    if (!head || !ratings) throw new Error('The period is not closed.');
    const parameters = await get(FrozenPeriods).parameters(head);
    expect(byKey(after)['E-12']).toEqual(scoreWithParameters({ ...ratings, peerGroup: 'agent' }, parameters));
    const one = await get(Scores).ofEmployee('E-12', OCTOBER);
    expect(one?.score).toEqual(byKey(after)['E-12']);
    expect(one?.scores.corrected.get('E-12')).toEqual(byKey(before)['E-12']);
    // The wrong is undone: what was shown is shown again, to the last bit.
    await world.lift(bad?.responseId ?? '');
    expect(await october()).toEqual(before);
    expect((await get(FrozenChecks).verify()).flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('is kept once, by whichever of two workers came first', async () => {
    world.test.clock.set(SETTLED);
    const both = await Promise.all([
      get(Freezing).freeze(OCTOBER, 'user:1'),
      get(Freezing).freeze(OCTOBER, 'user:2'),
    ]);
    expect(both.map((kept) => kept.length).sort()).toEqual([0, 6]);
    expect(await get(Freezing).freeze(OCTOBER, 'user:3')).toEqual([]);
    const rows = await world.database.all('SELECT id FROM frozen_period');
    expect(rows).toHaveLength(6);
    const entries = await get(Audit).about('period:2026-10');
    expect(entries.map(({ action }) => action)).toEqual(['scores.frozen']);
  });

  it('has the same bytes on both databases', async () => {
    world.test.clock.set(SETTLED);
    const [employees] = await get(Freezing).freeze(OCTOBER, 'cli');
    expect(employees).toMatchObject({ unit: 'employee', units: 3, inputsHash: INPUTS_HASH });
  });

  it('refuses to be changed', async () => {
    world.test.clock.set(SETTLED);
    await get(Freezing).freeze(OCTOBER, 'cli');
    const guarded = { message: expect.stringMatching('append-only') };
    for (const table of ['frozen_score', 'frozen_group', 'frozen_period']) {
      await expect(world.database.run(`DELETE FROM ${table}`)).rejects.toMatchObject(guarded);
    }
    await expect(world.database.run(`UPDATE frozen_score SET result = '{}'`)).rejects.toMatchObject(guarded);
  });

  it.each([
    [
      'frozen_score',
      `UPDATE frozen_score SET result = replace(result, '"score":', '"score":1') WHERE unit_key = 'E-12'`,
      ['result'],
    ],
    [
      'frozen_score',
      `UPDATE frozen_score SET ratings = replace(ratings, '2000000', '3000000') WHERE unit_key = 'E-12'`,
      ['inputs', 'parameters', 'result'],
    ],
    [
      'frozen_group',
      `UPDATE frozen_group SET parameters = replace(parameters, '"mu":', '"mu":1')`,
      ['parameters', 'result'],
    ],
    [
      'frozen_period',
      `UPDATE frozen_period SET settings = replace(settings, '"target":80', '"target":60')`,
      ['inputs', 'result'],
    ],
    ['frozen_period', `UPDATE frozen_period SET result_hash = inputs_hash`, ['result', 'audit']],
    ['frozen_period', `UPDATE frozen_period SET formula = 'eb-mean-9'`, ['inputs', 'formula', 'result']],
  ])('tampered with (%s: %s) is noticed', async (table, sql, faults) => {
    world.test.clock.set(SETTLED);
    await get(Freezing).freeze(OCTOBER, 'cli');
    expect((await get(FrozenChecks).verify(OCTOBER)).map((report) => report.faults)).toEqual(
      Array(6).fill([]),
    );
    await tamper(table, sql);
    const report = (await get(FrozenChecks).verify(OCTOBER)).find(({ unit }) => unit === 'employee');
    expect(report?.faults).toEqual(faults);
  });

  it('is closed by the daily job, with its quarter and year in their time, and periods without answers are not', async () => {
    world.test.clock.set(SETTLED);
    expect((await get(Freezing).due()).map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2026-10-01 2026-11-01',
    ]);
    expect(await get(Freezing).freezeDue()).toBe('success');
    expect(await get(Freezing).freezeDue()).toBe('skipped');
    world.test.clock.set(MONTHS_LATER);
    expect(await get(Freezing).freezeDue()).toBe('success');
    const kept = (await get(FrozenPeriods).list()).filter(({ unit }) => unit === 'employee');
    expect(kept.map(({ period }) => period)).toEqual([
      { from: '2026-01-01', to: '2027-01-01' },
      OCTOBER,
      quarterPeriod('2026-Q4'),
    ]);
  });
});
