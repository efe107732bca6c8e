/** Customers who answer more than once about the same employee: they count more than once, and cannot decide a score. */
import { createRandom } from '../../seeds/demo/random';
import { Erasure } from '../../src/customers';
import { monthPeriod, type Period, quarterPeriod } from '../../src/kernel';
import { Cycles, Plans } from '../../src/evaluations';
import { PayBases } from '../../src/organization';
import { Calculations, Recomputation, SnapshotsQueries } from '../../src/payouts';
import type { Statement } from '../../src/payouts/statement';
import { StatementPages } from '../../src/payouts/statement-page';
import { Attributions } from '../../src/responses';
import { PeriodInputs, RegularAnswers, Scores } from '../../src/scoring';
import { ratingsOf } from '../../src/scoring/calc';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { planDefinition } from './evaluations.fixture';
import { type Credit, type Given, HOUR, type RollupWorld, rollupWorld } from './rollups.fixture';

const DAY = 24 * HOUR;
const QUARTER = quarterPeriod('2026-Q4');
const NOVEMBER = monthPeriod('2026-11');
const OCTOBER = monthPeriod('2026-10');
const IN_OCTOBER = TEST_NOW - 14 * DAY;

describeOnBothDatabases('regular customers', (kind) => {
  let world: RollupWorld;
  let regulars: RegularAnswers;
  let inputs: PeriodInputs;

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
    regulars = world.test.get(RegularAnswers);
    inputs = world.test.get(PeriodInputs);
  });
  afterEach(() => world.close());

  const times = async (count: number, give: () => Promise<Given>): Promise<Given[]> => {
    const given: Given[] = [];
    for (let made = 0; made < count; made += 1) given.push(await give());
    return given;
  };
  /** Weights of the ratings 1…5 in millionths, over all cells. */
  const weights = async (employee = 'E-12', period: Period = QUARTER): Promise<number[] | undefined> => {
    const found = (await inputs.load(period)).find(({ key }) => key === employee);
    return (
      found &&
      [0, 1, 2, 3, 4].map((option) =>
        found.cells.reduce((sum, { counts }) => sum + (counts.weights[option] ?? 0), 0),
      )
    );
  };
  const listed = async (): Promise<number> =>
    (await world.database.all('SELECT response_id FROM regular_answer')).length;

  it('six answers of one customer count 2/7 each, 1.714286 together, and the score follows (V20)', async () => {
    await times(6, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await world.answer({ rating: 3 }, { customer: 'C-2' });
    await world.answer({ rating: 1 });
    expect(await weights()).toEqual([1_000_000, 0, 1_000_000, 0, 6_000_000]);
    await regulars.follow();
    expect(await weights()).toEqual([1_000_000, 0, 1_000_000, 0, 1_714_286]);
    const found = await world.test.get(Scores).ofEmployee('E-12', QUARTER);
    // (1.714286 × 100 + 50 + 0) ÷ 3.714286; at full weight it would be 650 ÷ 8 = 81.25.
    expect(found?.score.n).toBeCloseTo(3.714286, 9);
    expect(found?.score.rawMean).toBeCloseTo(221.4286 / 3.714286, 9);
    expect(found?.score.rawMean).toBeCloseTo(59.6154, 4);
    const regular = new Map([
      ['E-12', { customers: 1, answers: 6, weightPpm: 1_714_286, deductedPpm: 4_285_714 }],
    ]);
    expect(await inputs.repeatCustomers(QUARTER)).toEqual(regular);
    const numbers = await world.database.all<{ id: number }>(
      `SELECT id AS "id" FROM employee WHERE external_id IN ('E-12', 'E-07') ORDER BY external_id DESC`,
    );
    const [twelve, seven] = numbers.map(({ id }) => id);
    expect(await inputs.repeatCustomers(QUARTER, [twelve ?? 0])).toEqual(regular);
    expect(await inputs.repeatCustomers(QUARTER, [seven ?? 0])).toEqual(new Map());
  });

  it('excluding one of the six gives the other five a third each; lifting takes it back', async () => {
    const [first] = await times(6, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await regulars.follow();
    await world.exclude(first?.responseId ?? '');
    expect(await weights()).toEqual([0, 0, 0, 0, 1_666_667]);
    await world.lift(first?.responseId ?? '');
    expect(await weights()).toEqual([0, 0, 0, 0, 1_714_286]);
    await world.decide(first?.responseId ?? '', 'rejected');
    expect(await weights()).toEqual([0, 0, 0, 0, 1_666_667]);
  });

  it('a correction takes the weight along to the new rating', async () => {
    const [first] = await times(2, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await regulars.follow();
    await first?.correct({ rating: 2 });
    expect(await weights()).toEqual([0, 666_667, 0, 0, 666_667]);
    expect(await regulars.verify()).toEqual([]);
  });

  it('shares of the credit stay shares: two answers count two thirds of them', async () => {
    await times(2, () =>
      world.answer({ rating: 4 }, { customer: 'C-1', credit: { 'E-12': 0.6, 'E-07': 0.4 } }),
    );
    await regulars.follow();
    expect(await weights('E-12')).toEqual([0, 0, 0, 800_000, 0]);
    expect(await weights('E-07')).toEqual([0, 0, 0, 533_333, 0]);
  });

  it('one who answers about many employees is regular for none of them', async () => {
    for (const employee of ['E-12', 'E-07', 'E-15'])
      await world.answer({ rating: 5 }, { customer: 'C-1', credit: { [employee]: 1 } });
    await regulars.follow();
    expect(await listed()).toBe(0);
    expect(await weights()).toEqual([0, 0, 0, 0, 1_000_000]);
  });

  it('each period counts its own answers: once in October and twice in November', async () => {
    await world.answer({ rating: 5 }, { customer: 'C-1', answeredAt: IN_OCTOBER });
    await times(2, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await regulars.follow();
    expect(await weights('E-12', OCTOBER)).toEqual([0, 0, 0, 0, 1_000_000]);
    expect(await weights('E-12', NOVEMBER)).toEqual([0, 0, 0, 0, 1_333_333]);
    expect(await weights('E-12', QUARTER)).toEqual([0, 0, 0, 0, 1_500_000]);
    const months = await inputs.months('E-12', QUARTER);
    expect([...months].map(([month, { cells }]) => [month, cells[0]?.counts.weights[4]]).sort()).toEqual([
      ['2026-10', 1_000_000],
      ['2026-11', 1_333_333],
    ]);
  });

  it('m counts over all kinds of contact; what is taken off stays in its own', async () => {
    await world.answer({ rating: 5 }, { customer: 'C-1' });
    await world.answer({ rating: 1 }, { customer: 'C-1', reason: 'outage' });
    await world.answer({ rating: 5 }, { customer: 'C-1', touchpoint: 'chat' });
    await regulars.follow();
    const [own] = await inputs.load(QUARTER);
    expect(own?.cells.map(({ cell, counts }) => [cell, counts.weights]).sort()).toEqual([
      ['chat|billing', [0, 0, 0, 0, 500_000]],
      ['phone|billing', [0, 0, 0, 0, 500_000]],
      ['phone|outage', [500_000, 0, 0, 0, 0]],
    ]);
    const channels = await inputs.load(QUARTER, 'channel');
    expect(channels.map(({ key, cells }) => [key, cells[0]?.counts.weights]).sort()).toEqual([
      ['chat', [0, 0, 0, 0, 500_000]],
      ['phone', [500_000, 0, 0, 0, 500_000]],
    ]);
    expect((await inputs.load(QUARTER, 'team')).map(({ cells }) => cells[0]?.counts.weights)).toEqual([
      [500_000, 0, 0, 0, 1_000_000],
    ]);
  });

  it('answers of nobody in particular stay whole, and a second question is no second answer', async () => {
    await times(3, () => world.answer({ rating: 5 }));
    await world.answer({ rating: 4, process: 2 }, { customer: 'C-1' });
    await regulars.follow();
    expect(await weights()).toEqual([0, 0, 0, 1_000_000, 3_000_000]);
    expect(await inputs.repeatCustomers(QUARTER)).toEqual(new Map());
  });

  it('the parameters of a long time count every answer whole', async () => {
    await times(3, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await regulars.follow();
    const [own] = ratingsOf(await inputs.unweighted(QUARTER));
    expect(own?.cells[0]?.counts.weights[4]).toBe(3_000_000);
  });

  describe('credit that is moved', () => {
    const move = (responseId: string, employee: string) =>
      world.test
        .get(Attributions)
        .correct(
          responseId,
          { reason: 'wrong_person', note: 'Turno equivocado', credited: [{ employee }] },
          { actor: 'cli' },
        );

    it('to one who has another answer of this customer counts less at once, and whole again when it goes', async () => {
      await world.answer({ rating: 5 }, { customer: 'C-1' });
      const other = await world.answer({ rating: 4 }, { customer: 'C-1', credit: { 'E-07': 1 } });
      await regulars.follow();
      expect(await listed()).toBe(0);
      await move(other.responseId, 'E-12');
      expect(await weights()).toEqual([0, 0, 0, 666_667, 666_667]);
      expect(await weights('E-07')).toBeUndefined();
      await move(other.responseId, 'E-15');
      expect(await weights()).toEqual([0, 0, 0, 0, 1_000_000]);
      expect(await weights('E-15')).toEqual([0, 0, 0, 1_000_000, 0]);
      expect(await regulars.verify()).toEqual([]);
    });
  });

  describe('following the ledgers', () => {
    const mark = async () =>
      (await world.database.get<{ to: string }>('SELECT read_to AS "to" FROM reading_mark'))?.to;

    it('takes up what is new, and says when nothing was', async () => {
      expect(await regulars.follow()).toBe('skipped');
      await world.answer({ rating: 5 }, { customer: 'C-1' });
      expect(await regulars.follow()).toBe('skipped');
      const second = await world.answer({ rating: 5 }, { customer: 'C-1' });
      expect(await regulars.follow()).toBe('success');
      expect(await mark()).toBe(second.responseId);
      expect(await listed()).toBe(2);
      expect(await regulars.follow()).toBe('skipped');
    });

    it('that fails in the middle lists nothing and stays where it was; the next one goes on', async () => {
      await times(2, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
      const run = world.database.run.bind(world.database);
      const failing = jest.spyOn(world.database, 'run').mockImplementation((sql, params) => {
        if (sql.includes('reading_mark')) throw new Error('the power is gone');
        return run(sql, params);
      });
      await expect(regulars.follow()).rejects.toThrow('the power is gone');
      failing.mockRestore();
      expect(await mark()).toBeUndefined();
      expect(await listed()).toBe(0);
      await regulars.follow();
      expect(await listed()).toBe(2);
    });

    it('that is told to stop keeps the batches it did', async () => {
      const given = await times(3, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
      const stop = new AbortController();
      const transaction = world.database.transaction.bind(world.database);
      const stopping = jest.spyOn(world.database, 'transaction').mockImplementation((work) => {
        stop.abort();
        return transaction(work);
      });
      await regulars.follow({ signal: stop.signal, batch: 1 });
      stopping.mockRestore();
      expect(await mark()).toBe(given[0]?.responseId);
      await regulars.follow({ batch: 1 });
      expect(await mark()).toBe(given[2]?.responseId);
      expect(await listed()).toBe(3);
    });

    it('two at once list everything once', async () => {
      for (const customer of ['C-1', 'C-2', 'C-1', 'C-2', 'C-3', 'C-1'])
        await world.answer({ rating: 5 }, { customer });
      await Promise.all([regulars.follow({ batch: 2 }), regulars.follow({ batch: 2 })]);
      expect(await listed()).toBe(5);
      expect(await regulars.verify()).toEqual([]);
    });

    it('finds an answer that became visible after a later one, and at night one that was hidden for hours', async () => {
      await times(2, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
      const ahead = async (ms: number) => {
        const at = (Date.now() + ms).toString(16).padStart(12, '0');
        await world.database.run('DELETE FROM reading_mark');
        await world.database.run(`INSERT INTO reading_mark (name, read_to) VALUES ('regular_answers', ?)`, [
          `${at.slice(0, 8)}-${at.slice(8)}-7000-8000-000000000000`,
        ]);
      };
      await ahead(5 * HOUR);
      await regulars.follow();
      expect(await listed()).toBe(0);
      await regulars.follow({ againMinutes: 2 * 24 * 60 });
      expect(await listed()).toBe(2);
      await world.database.run('DELETE FROM regular_answer');
      await ahead(60_000);
      await regulars.follow();
      expect(await listed()).toBe(2);
    });

    it('is checked and made anew with the rollups', async () => {
      const [first, second] = await times(3, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
      const other = await world.answer({ rating: 5 }, { credit: { 'E-07': 1 }, customer: 'C-2' });
      expect(await world.rollups.verify()).toEqual([]);
      await regulars.follow();
      await world.database.run('DELETE FROM regular_answer WHERE response_id = ?', [first?.responseId ?? '']);
      await world.database.run(
        `INSERT INTO regular_answer (employee_id, day, response_id, customer_id)
         SELECT ?, day, ?, customer_id FROM regular_answer WHERE response_id = ?`,
        [world.ids['E-07'] ?? 0, other.responseId, second?.responseId ?? ''],
      );
      expect(await world.rollups.verify()).toEqual([
        {
          key: `employee ${world.ids['E-12']}, regular customer's answer ${first?.responseId}`,
          stored: '–',
          recounted: 'listed',
        },
        {
          key: `employee ${world.ids['E-07']}, regular customer's answer ${other.responseId}`,
          stored: 'listed',
          recounted: '–',
        },
      ]);
      await world.rollups.rebuild();
      expect(await world.rollups.verify()).toEqual([]);
      expect(await listed()).toBe(3);
    });
  });

  it('an erased customer leaves the weights as they were, and nothing that names them', async () => {
    await times(2, () => world.answer({ rating: 5 }, { customer: 'C-1' }));
    await regulars.follow();
    const erasure = world.test.get(Erasure);
    const [id] = await erasure.find('C-1');
    await erasure.eraseCustomer(id ?? '', 'cli');
    expect(await weights()).toEqual([0, 0, 0, 0, 1_333_333]);
    expect(await regulars.verify()).toEqual([]);
    const rows = await world.database.all<{ customer: string }>(
      'SELECT customer_id AS "customer" FROM regular_answer',
    );
    expect(rows.map(({ customer }) => customer)).toEqual([id, id]);
    expect(
      await world.database.get('SELECT external_id, name, email, phone FROM customer WHERE id = ?', [
        id ?? '',
      ]),
    ).toEqual({ external_id: null, name: null, email: null, phone: null });
  });

  it('an evaluation counts them down to the last answer, seals it, and its statement says so', async () => {
    const employees = ['E-12', 'E-07'].map((id) => world.ids[id] ?? 0);
    for (const id of employees)
      await world.test
        .get(PayBases)
        .set(
          id,
          { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: 500_000, currency: 'MXN' },
          'cli',
        );
    const give = (rating: number, customer?: string, employee = 'E-12') =>
      world.answer({ rating }, { customer, answeredAt: IN_OCTOBER, credit: { [employee]: 1 } });
    for (const rating of [5, 5, 5, 1]) await give(rating, 'C-1');
    for (const rating of [3, 4, 3, 4, 5]) await give(rating);
    for (const rating of [4, 4, 4, 4, 2, 5]) await give(rating, undefined, 'E-07');
    const plans = world.test.get(Plans);
    world.test.clock.set('2026-09-01T18:00:00Z');
    const plan = await plans.create({ key: 'p', name: 'P', definition: planDefinition() }, 'cli');
    await plans.publish(plan.id, 'cli');
    world.test.clock.set(TEST_NOW);
    const cycles = world.test.get(Cycles);
    const { id } = await cycles.create(
      {
        key: 'oct',
        name: 'Octubre',
        planVersionId: plan.id,
        period: OCTOBER,
        poolMinor: 1_000_000,
        currency: 'MXN',
      },
      'cli',
    );
    await cycles.move(id, 'open', 'cli');
    await cycles.move(id, 'collect', 'cli');
    // Nobody followed the answers yet: the calculation does.
    const cycle = await world.test.get(Calculations).calculate(id, 'cli');
    const [found] = await world.test
      .get(SnapshotsQueries)
      .statementsOf(cycle.snapshotId ?? 0, [employees[0] ?? 0]);
    const { statement } = found ?? { statement: {} as Statement };
    expect(statement.member.customerOpinion).toMatchObject({
      responsesCounted: 9,
      answers: '6.600000',
      repeats: { customers: 1, answers: 4, weight: '1.600000', deducted: '2.400000' },
      // (0.4 × 0 + 2 × 50 + 2 × 75 + 2.2 × 100) ÷ 6.6
      mean: '71.212121',
    });
    expect(await world.test.get(Recomputation).verify(id)).toMatchObject({ ok: true, faults: [] });
    const names = {
      lines: new Map([['customers', 'Opinión del cliente']]),
      gates: new Map(),
      merit: new Map(),
    };
    const [answers] = world.test.get(StatementPages).steps(statement, 'es', names, true);
    expect(answers?.sentences).toEqual([
      '9 respuestas cuentan. Promedio 71.2 de 100.',
      'Un cliente respondió más de una vez: en conjunto, sus 4 respuestas cuentan como 1.6, para que nadie decida solo el resultado.',
    ]);
  });

  it('after 150 answers and decisions in any order a load equals one worked out answer by answer', async () => {
    const random = createRandom('regular customers');
    const credits: readonly Credit[] = [
      { 'E-12': 1 },
      { 'E-07': 1 },
      { 'E-12': 0.7, 'E-07': 0.3 },
      { 'E-15': 1 },
    ];
    const given: Given[] = [];
    for (let step = 0; step < 150; step += 1) {
      const what = random.next();
      const one = given.length > 20 ? random.pick(given) : undefined;
      const refusable = async (work: Promise<unknown>) => work.catch(() => undefined);
      if (!one || what < 0.6)
        given.push(
          await world.answer(
            { rating: random.int(1, 5) },
            {
              customer: random.pick(['C-1', 'C-2', 'C-3', 'C-4', 'C-5', undefined]),
              credit: random.pick(credits),
              answeredAt: random.chance(0.3) ? IN_OCTOBER : TEST_NOW,
              reason: random.pick(['billing', 'outage']),
            },
          ),
        );
      else if (what < 0.7) await one.correct({ rating: random.int(1, 5) });
      else if (what < 0.8) await refusable(world.exclude(one.responseId));
      else if (what < 0.85) await refusable(world.lift(one.responseId));
      else if (what < 0.92)
        await refusable(
          world.test
            .get(Attributions)
            .correct(
              one.responseId,
              { reason: 'split', note: 'Fueron dos', credited: [{ employee: 'E-12' }, { employee: 'E-15' }] },
              { actor: 'cli' },
            ),
        );
      else await regulars.follow();
    }
    await regulars.follow();
    expect(await world.rollups.verify()).toEqual([]);
    for (const period of [OCTOBER, NOVEMBER, QUARTER])
      expect(await asWeights(inputs, period)).toEqual(await answerByAnswer(world, period));
  });

  it('a score reads the listed answers and, by their keys, what belongs to them: never everybody’s', async () => {
    let statement: readonly [sql: string, params: readonly (string | number | null)[]] = ['', []];
    const all = world.database.all.bind(world.database);
    const recording = jest.spyOn(world.database, 'all').mockImplementation((sql, params) => {
      if (sql.includes('regular_answer')) statement = [sql, params ?? []];
      return all(sql, params);
    });
    await inputs.load(NOVEMBER);
    recording.mockRestore();
    const [sql, params] = statement;
    if (kind === 'sqlite') {
      const plan = (await all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)).map(
        ({ detail }) => detail,
      );
      for (const table of ['g', 'rc', 't', 'p', 'i', 'a']) {
        expect(plan.filter((line) => line.startsWith(`SCAN ${table}`))).toEqual([]);
        expect(plan.filter((line) => line.startsWith(`SEARCH ${table} `)).length).toBeGreaterThan(0);
      }
      expect(plan).toContainEqual(
        expect.stringMatching(/^SEARCH g USING PRIMARY KEY \(employee_id=\? AND day>\? AND day<\?\)$/),
      );
    } else {
      const plan = await planByIndexes(world, sql, params);
      expect(plan).toMatch(/regular_answer_pkey/);
      expect(plan).not.toMatch(
        /Seq Scan on (regular_answer|response|response_current|attribution|interaction|answer)\b/,
      );
    }
  });

  it('following reads new answers by their number and their customers’ by the index of these', async () => {
    let statement: readonly [sql: string, params: readonly (string | number | null)[]] = ['', []];
    const run = world.database.run.bind(world.database);
    const recording = jest.spyOn(world.database, 'run').mockImplementation((sql, params) => {
      if (sql.includes('INTO regular_answer')) statement = [sql, params ?? []];
      return run(sql, params);
    });
    await world.answer({ rating: 5 }, { customer: 'C-1' });
    await regulars.follow();
    recording.mockRestore();
    const [sql, params] = statement;
    if (kind === 'sqlite') {
      const plan = (await world.database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)).map(
        ({ detail }) => detail,
      );
      expect(plan.filter((line) => /^SCAN (r|i|t|c|own|a)\b/.test(line))).toEqual([]);
      expect(plan).toContainEqual(expect.stringMatching(/^SEARCH c USING INDEX interaction_customer/));
      expect(plan).toContainEqual(
        expect.stringMatching(/^SEARCH (t|r) USING .*(response_)?id>\? AND (response_)?id<\?\)/),
      );
    } else {
      const plan = await planByIndexes(world, sql, params);
      expect(plan).not.toMatch(/Seq Scan/);
      expect(plan).toMatch(/interaction_customer/);
    }
  });
});

/** Everybody's weights by employee, cell and rating, without those that are nobody's. */
async function asWeights(inputs: PeriodInputs, period: Period): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { key, cells } of await inputs.load(period))
    for (const { cell, counts } of cells)
      counts.weights.forEach((ppm, option) => {
        if (ppm > 0) found[`${key} ${cell} ${option + 1}`] = ppm;
      });
  return found;
}

/** The same from the ledgers, in the way one would do it by hand. */
async function answerByAnswer({ database }: RollupWorld, period: Period): Promise<Record<string, number>> {
  const answers = await database.all<{
    employee: string;
    customer: string | null;
    cell: string;
    rating: number;
    share: number;
  }>(
    `SELECT e.external_id AS "employee", i.customer_id AS "customer", c.channel || '|' || c.reason AS "cell",
       a.rating AS "rating", t.share_ppm AS "share"
     FROM response r JOIN response_current rc ON rc.response_id = r.id AND rc.counts = 1
     JOIN interaction i ON i.id = r.interaction_id JOIN cell c ON c.id = i.cell_id
     JOIN attribution t ON t.response_id = r.id AND t.entry = rc.attribution_entry JOIN employee e ON e.id = t.employee_id
     JOIN answer a ON a.response_id = r.id AND a.revision = rc.revision
     WHERE r.counting_day >= ? AND r.counting_day < ?`,
    [period.from, period.to],
  );
  const kept: Record<string, { full: number; lost: number }> = {};
  for (const { employee, customer, cell, rating, share } of answers) {
    const m =
      customer === null
        ? 1
        : answers.filter((other) => other.employee === employee && other.customer === customer).length;
    const entry = (kept[`${employee} ${cell} ${rating}`] ??= { full: 0, lost: 0 });
    entry.full += share;
    entry.lost += share * (1 - 2 / (m + 1));
  }
  return Object.fromEntries(
    Object.entries(kept).map(([key, { full, lost }]) => [key, full - Math.round(lost)]),
  );
}

/** PostgreSQL reads tables of a few rows whole; asked not to, it shows whether indexes lead to all it needs. */
function planByIndexes(
  { database }: RollupWorld,
  sql: string,
  params: readonly (string | number | null)[],
): Promise<string> {
  return database.transaction(async () => {
    await database.run('SET LOCAL enable_seqscan = off');
    const plan = await database.all<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
    return plan.map((row) => row['QUERY PLAN']).join('\n');
  });
}
