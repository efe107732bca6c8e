/** Rollups on both databases: kept in the answer's own transaction, and the same as a recount, whatever happened. */
import { createRandom } from '../../seeds/demo/random';
import { quarterPeriod } from '../../src/kernel';
import { EventBus } from '../../src/platform/events';
import { ResponseRecorded } from '../../src/responses';
import { PeriodInputs, Scores } from '../../src/scoring';
import { employeeParts } from '../../src/scoring/employee-parts';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { type Credit, type Given, HOUR, type RollupWorld, rollupWorld, TODAY } from './rollups.fixture';

describeOnBothDatabases('rollups', (kind) => {
  let world: RollupWorld;

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  describe('an answer', () => {
    it('adds to the row of its employee, day, touchpoint, cell, question and rating', async () => {
      await world.answer({ rating: 5 });
      await world.answer({ rating: 5 });
      await world.answer({ rating: 4 });
      await world.answer({ rating: 5 }, { touchpoint: 'chat' });
      await world.answer({ rating: 5 }, { reason: 'outage' });
      expect(await world.rows()).toEqual([
        `E-12 ${TODAY} chat/billing rating=5: 1 (1000000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=4: 1 (1000000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=5: 2 (2000000 ppm)`,
        `E-12 ${TODAY} phone/outage rating=5: 1 (1000000 ppm)`,
      ]);
    });

    it('counts on the organization’s local day, not on that of UTC', async () => {
      await world.answer({ rating: 5 }, { answeredAt: Date.UTC(2026, 10, 3, 5, 59) });
      await world.answer({ rating: 5 }, { answeredAt: Date.UTC(2026, 10, 3, 6, 0) });
      expect(await world.rows()).toEqual([
        'E-12 2026-11-02 phone/billing rating=5: 1 (1000000 ppm)',
        `E-12 ${TODAY} phone/billing rating=5: 1 (1000000 ppm)`,
      ]);
    });

    it('and its rollup are lost together when a later listener fails', async () => {
      await world.answer({ rating: 5 });
      const before = await world.dump();
      let insideTransaction: string[] = [];
      world.test.get(EventBus).on(ResponseRecorded, async () => {
        insideTransaction = await world.rows();
        throw new Error('the later listener is out of order');
      });
      await expect(world.answer({ rating: 5 }, { credit: { 'E-07': 1 } })).rejects.toThrow('out of order');
      expect(insideTransaction).toContain(`E-07 ${TODAY} phone/billing rating=5: 1 (1000000 ppm)`);
      expect(await world.dump()).toBe(before);
      expect(await world.database.all('SELECT id FROM response')).toHaveLength(1);
      expect(await world.rollups.verify()).toEqual([]);
    });

    it('splits its weight by the share of the credit; each of the two has one response', async () => {
      await world.answer({ rating: 4 }, { credit: { 'E-12': 0.6, 'E-07': 0.4 } });
      expect(await world.rows()).toEqual([
        `E-07 ${TODAY} phone/billing rating=4: 1 (400000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=4: 1 (600000 ppm)`,
      ]);
    });

    it('about the process is counted, but not toward a person’s score', async () => {
      await world.answer({ rating: 5, process: 1 });
      expect(await world.rows()).toEqual([
        `E-12 ${TODAY} phone/billing process=1: 1 (1000000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=5: 1 (1000000 ppm)`,
      ]);
      const quarter = quarterPeriod('2026-Q4');
      const [inputs] = await world.test.get(PeriodInputs).load(quarter);
      expect(inputs?.cells.map(({ counts }) => counts.weights)).toEqual([[0, 0, 0, 0, 1_000_000]]);
      const found = await world.test.get(Scores).ofEmployee('E-12', quarter);
      expect(found?.score).toMatchObject({ n: 1, rawMean: 100 });
    });
  });

  describe('a correction', () => {
    it('moves the count from the old rating to the new, for everybody credited, and stays on the first day', async () => {
      const credit = { 'E-12': 0.6, 'E-07': 0.4 };
      await world.answer({ rating: 2 });
      const given = await world.answer({ rating: 2, process: 3 }, { credit });
      expect(await given.correct({ rating: 5 }, TEST_NOW + 20 * HOUR)).toBe(2);
      expect(await world.rows()).toEqual([
        `E-07 ${TODAY} phone/billing rating=5: 1 (400000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=2: 1 (1000000 ppm)`,
        `E-12 ${TODAY} phone/billing rating=5: 1 (600000 ppm)`,
      ]);
      expect(await world.rollups.verify()).toEqual([]);
    });

    it('that says the same again counts once', async () => {
      const given = await world.answer({ rating: 3 });
      expect(await given.correct({ rating: 3 })).toBe(1);
      expect(await world.rows()).toEqual([`E-12 ${TODAY} phone/billing rating=3: 1 (1000000 ppm)`]);
    });

    it('of an excluded response counts nothing until the exclusion is lifted, and then the new rating', async () => {
      const given = await world.answer({ rating: 1 });
      await world.exclude(given.responseId);
      await given.correct({ rating: 4 });
      expect(await world.rows()).toEqual([]);
      await world.lift(given.responseId);
      expect(await world.rows()).toEqual([`E-12 ${TODAY} phone/billing rating=4: 1 (1000000 ppm)`]);
    });
  });

  describe('a decision', () => {
    it('an exclusion takes the response away, all of it, and lifting it brings it back', async () => {
      await world.answer({ rating: 5 });
      const given = await world.answer({ rating: 5, process: 2 }, { credit: { 'E-12': 0.6, 'E-07': 0.4 } });
      const before = await world.dump();
      await world.exclude(given.responseId);
      expect(await world.rows()).toEqual([`E-12 ${TODAY} phone/billing rating=5: 1 (1000000 ppm)`]);
      expect(await world.rollups.verify()).toEqual([]);
      await world.lift(given.responseId);
      expect(await world.dump()).toBe(before);
    });

    it('that it is no person’s takes it away, and that it is brings it back', async () => {
      const given = await world.answer({ rating: 5 });
      const before = await world.dump();
      await world.decide(given.responseId, 'rejected');
      expect(await world.rows()).toEqual([]);
      await world.decide(given.responseId, 'confirmed');
      expect(await world.dump()).toBe(before);
    });

    it('excluded and rejected: either alone keeps it out', async () => {
      const given = await world.answer({ rating: 5 });
      await world.exclude(given.responseId);
      await world.decide(given.responseId, 'rejected');
      await world.lift(given.responseId);
      expect(await world.rows()).toEqual([]);
      await world.decide(given.responseId, 'confirmed');
      expect(await world.rows()).toHaveLength(1);
      expect(await world.rollups.verify()).toEqual([]);
    });
  });

  describe('verify', () => {
    const key = (rating: number): RegExp =>
      new RegExp(
        `^employee ${world.ids['E-12']}, ${TODAY}, touchpoint \\d+, cell \\d+, question \\d+, rating ${rating}$`,
      );

    beforeEach(async () => {
      await world.answer({ rating: 5 });
      await world.answer({ rating: 5 });
      await world.answer({ rating: 4 });
    });

    it('finds nothing wrong where nothing is', async () => {
      expect(await world.rollups.verify()).toEqual([]);
    });

    it.each([
      ['number of responses', 'UPDATE rollup SET responses = 3 WHERE rating = 5', '3 responses, 2000000 ppm'],
      ['weight', 'UPDATE rollup SET weight_ppm = 1999999 WHERE rating = 5', '2 responses, 1999999 ppm'],
    ])('reports a row whose %s was tampered with, and repairs nothing', async (_what, sql, stored) => {
      await world.database.run(sql);
      const tampered = await world.dump();
      const found = await world.rollups.verify();
      expect(found).toEqual([
        { key: expect.stringMatching(key(5)), stored, recounted: '2 responses, 2000000 ppm' },
      ]);
      expect(await world.dump()).toBe(tampered);
      expect(await world.rollups.verify()).toEqual(found);
    });

    it('reports a missing row, and does not put it back', async () => {
      await world.database.run('DELETE FROM rollup WHERE rating = 4');
      expect(await world.rollups.verify()).toEqual([
        { key: expect.stringMatching(key(4)), stored: '–', recounted: '1 responses, 1000000 ppm' },
      ]);
      expect(await world.rows()).toEqual([`E-12 ${TODAY} phone/billing rating=5: 2 (2000000 ppm)`]);
    });

    it('reports a leftover row that no answer accounts for, and does not remove it', async () => {
      await world.database.run(
        `INSERT INTO rollup (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
         SELECT employee_id, day, touchpoint_id, cell_id, question_id, 1, 7, 7000000 FROM rollup WHERE rating = 5`,
      );
      expect(await world.rollups.verify()).toEqual([
        { key: expect.stringMatching(key(1)), stored: '7 responses, 7000000 ppm', recounted: '–' },
      ]);
      expect(await world.rows()).toContain(`E-12 ${TODAY} phone/billing rating=1: 7 (7000000 ppm)`);
    });

    it('reports all faults at once, and a rebuild removes them', async () => {
      const whole = await world.dump();
      await world.database.run('UPDATE rollup SET rating = 2 WHERE rating = 4');
      await world.database.run('UPDATE rollup SET responses = 1 WHERE rating = 5');
      expect((await world.rollups.verify()).map((row) => [row.stored, row.recounted])).toEqual([
        ['1 responses, 1000000 ppm', '–'],
        ['–', '1 responses, 1000000 ppm'],
        ['1 responses, 2000000 ppm', '2 responses, 2000000 ppm'],
      ]);
      expect(await world.rollups.rebuild()).toBe(2);
      expect(await world.dump()).toBe(whole);
      expect(await world.rollups.verify()).toEqual([]);
    });
  });

  describe('rebuild', () => {
    it('after 200 answers, corrections and decisions in any order gives the rows that were kept along the way', async () => {
      const done = await operate(world, 200);
      for (const count of Object.values(done)) expect(count).toBeGreaterThanOrEqual(10);
      const kept = await world.dump();
      expect(kept.split('\n').length).toBeGreaterThan(40);
      expect(await world.rollups.verify()).toEqual([]);
      expect(await world.rollups.rebuild()).toBe(kept.split('\n').length);
      expect(await world.dump()).toBe(kept);
      expect(await world.rollups.verify()).toEqual([]);
    });

    it('goes through everybody once, in as many parts as there are employees at most', async () => {
      await operate(world, 40);
      const { database, ids } = world;
      const numbers = Object.values(ids).sort((a, b) => a - b);
      for (const most of [1, 10, 20, 1_000_000]) {
        const parts = await employeeParts(database, most);
        expect(parts.length).toBeLessThanOrEqual(numbers.length);
        expect(parts[0]?.[0]).toBe(0);
        expect(parts.slice(1).map(([from]) => from)).toEqual(parts.slice(0, -1).map(([, to]) => to));
        for (const id of numbers) expect(parts.filter(([from, to]) => from <= id && id < to)).toHaveLength(1);
      }
      expect(await employeeParts(database, 1)).toHaveLength(numbers.length);
    });

    if (kind === 'postgres') {
      it('writes nothing where all is right', async () => {
        await operate(world, 40);
        const places = () =>
          world.database.all('SELECT ctid AS "place", xmin AS "by" FROM rollup ORDER BY ctid');
        const before = await places();
        expect(before.length).toBeGreaterThan(10);
        await world.rollups.rebuild();
        expect(await places()).toEqual(before);
      });

      it('keeps nobody from answering, who is counted once, right or put right', async () => {
        await world.answer({ rating: 5 });
        await world.answer({ rating: 4 });
        await world.answer({ rating: 3 });
        await world.database.run('UPDATE rollup SET responses = 9, weight_ppm = 9000000 WHERE rating = 4');
        await world.database.run('DELETE FROM rollup WHERE rating = 3');
        const [rebuilt, looked] = [gate(), gate()];
        const rebuilding = world.database.transaction(async () => {
          await world.rollups.rebuild();
          rebuilt.open();
          await looked.opened;
        });
        await rebuilt.opened;
        await world.answer({ rating: 5 });
        await world.answer({ rating: 1 });
        const answering = [world.answer({ rating: 4 }), world.answer({ rating: 3 })];
        looked.open();
        await Promise.all([rebuilding, ...answering]);
        expect(await world.rows()).toEqual([
          `E-12 ${TODAY} phone/billing rating=1: 1 (1000000 ppm)`,
          `E-12 ${TODAY} phone/billing rating=3: 2 (2000000 ppm)`,
          `E-12 ${TODAY} phone/billing rating=4: 2 (2000000 ppm)`,
          `E-12 ${TODAY} phone/billing rating=5: 2 (2000000 ppm)`,
        ]);
        expect(await world.rollups.verify()).toEqual([]);
      });
    }

    it('twice at once puts the same right once', async () => {
      await world.answer({ rating: 5 });
      await world.answer({ rating: 4 });
      await world.database.run('UPDATE rollup SET responses = 3, weight_ppm = 3000000 WHERE rating = 5');
      await world.database.run('DELETE FROM rollup WHERE rating = 4');
      await Promise.all([world.rollups.rebuild(), world.rollups.rebuild(), world.rollups.rebuild()]);
      expect(await world.rollups.verify()).toEqual([]);
      expect(await world.rows()).toHaveLength(2);
    });

    it('of nothing is nothing', async () => {
      expect(await world.rollups.rebuild()).toBe(0);
      expect(await world.rows()).toEqual([]);
    });
  });
});

function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

interface Standing extends Given {
  answeredAt: number;
  excluded: boolean;
  rejected: boolean;
}

/** Does `count` things that are allowed at that moment. @returns how often each was done */
async function operate(world: RollupWorld, count: number) {
  const random = createRandom('rollups');
  const rating = () => random.int(1, 5);
  const credits: readonly Credit[] = [
    { 'E-12': 1 },
    { 'E-07': 1 },
    { 'E-12': 0.6, 'E-07': 0.4 },
    // Thirds: the odd millionth must go the same way each time.
    { 'E-12': null, 'E-07': null, 'E-15': null },
  ];
  const standing: Standing[] = [];
  const done = { answer: 0, correct: 0, exclude: 0, lift: 0, reject: 0, confirm: 0 };
  const answers = () => ({ rating: rating(), ...(random.chance(0.4) ? { process: rating() } : {}) });
  for (let step = 0; step < count; step += 1) {
    // Decisions fall on the first twelve, so that much happens to the same response; the others are left alone.
    const one = step > 12 && random.chance(0.7) ? random.pick(standing.slice(0, 12)) : undefined;
    const what = random.next();
    if (!one) {
      const answeredAt = TEST_NOW - random.int(0, 71) * HOUR;
      const options = {
        credit: random.pick(credits),
        answeredAt,
        touchpoint: random.pick(['phone', 'chat']),
      };
      const given = await world.answer(answers(), { ...options, reason: random.pick(['billing', 'outage']) });
      standing.push({ ...given, answeredAt, excluded: false, rejected: false });
      done.answer += 1;
    } else if (what < 0.4) {
      await one.correct(answers(), one.answeredAt + random.int(1, 23) * HOUR);
      done.correct += 1;
    } else if (what < 0.7) {
      await (one.excluded ? world.lift(one.responseId) : world.exclude(one.responseId));
      done[one.excluded ? 'lift' : 'exclude'] += 1;
      one.excluded = !one.excluded;
    } else {
      await world.decide(one.responseId, one.rejected ? 'confirmed' : 'rejected');
      done[one.rejected ? 'confirm' : 'reject'] += 1;
      one.rejected = !one.rejected;
    }
  }
  return done;
}
