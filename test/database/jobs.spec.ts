import { Logger } from '@nestjs/common';
import { join } from 'node:path';
import { z } from 'zod';
import { ManualClock } from '../../src/platform/clock';
import { type Config, loadConfig, projectRoot } from '../../src/platform/config';
import type { Database } from '../../src/platform/database';
import { EventBus } from '../../src/platform/events';
import { defineJob, JobRunner, Jobs } from '../../src/platform/jobs';
import { JobStore } from '../../src/platform/jobs/job.store';
import { I18n, Messages } from '../../src/platform/i18n';
import { Schedules } from '../../src/platform/jobs/schedules';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

const START = Date.UTC(2026, 10, 3, 12);
const config: Config = loadConfig({
  NODE_ENV: 'test',
  SECRET_KEY: 'x'.repeat(32),
  ORG_TIMEZONE: 'America/Mexico_City',
});
const messages = new Messages(join(projectRoot(), 'views/messages'));
const greet = defineJob({ name: 'test.greet', schema: z.strictObject({ n: z.number() }), maxAttempts: 3 });

Logger.overrideLogger(false);

/** One node: its own registry and runner on a shared database. */
function node(database: Database, clock: ManualClock) {
  const store = new JobStore(database);
  const settings = new SettingsStore(database, clock, config, new I18n(messages, config));
  const schedules = new Schedules(database, settings, clock);
  const jobs = new Jobs(database, store, schedules, clock);
  return { jobs, store, settings, runner: new JobRunner(database, jobs, store, schedules, clock) };
}

async function until(met: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!met()) {
    if (Date.now() > deadline) throw new Error('Waited in vain.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describeOnBothDatabases('jobs', (kind) => {
  let test: TestDatabase;
  let database: Database;
  let clock: ManualClock;

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    database = test.database;
    clock = new ManualClock(START);
  });
  afterEach(() => test.close());

  const rows = () =>
    database.all<{ state: string; attempts: number; runAt: number; lastError: string | null }>(
      `SELECT state AS "state", attempts AS "attempts", run_at AS "runAt", last_error AS "lastError" FROM job ORDER BY id`,
    );

  it('a job runs once, with its payload, and its row is gone', async () => {
    const { jobs, runner } = node(database, clock);
    const seen: unknown[] = [];
    jobs.handle(greet, async (payload, { attempt }) => {
      seen.push([payload, attempt, database.inTransaction()]);
      return 'success';
    });
    await jobs.enqueue(greet, { n: 7 });
    expect(await runner.drain()).toBe(1);
    expect(seen).toEqual([[{ n: 7 }, 1, false]]);
    expect(await rows()).toEqual([]);
  });

  it('a job whose transaction is rolled back is never there', async () => {
    const { jobs } = node(database, clock);
    await expect(
      database.transaction(async () => {
        await jobs.enqueue(greet, { n: 1 });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rows()).toEqual([]);
  });

  it('a payload that does not fit its kind is refused before it is stored', async () => {
    const { jobs } = node(database, clock);
    await expect(jobs.enqueue(greet, { n: 'one' } as unknown as { n: number })).rejects.toThrow();
    expect(await rows()).toEqual([]);
  });

  it('a stored payload that no longer fits becomes a dead letter at once', async () => {
    const { jobs, runner } = node(database, clock);
    jobs.handle(greet, async () => 'success');
    await jobs.enqueue(greet, { n: 1 });
    await database.run(`UPDATE job SET payload = '{"n":1,"old":true}'`);
    await runner.drain();
    expect(await rows()).toMatchObject([{ state: 'dead', attempts: 1 }]);
  });

  it('a unique key keeps out a second job while the first lives, and lets it in afterwards', async () => {
    const { jobs, runner } = node(database, clock);
    let runs = 0;
    jobs.handle(greet, async () => ((runs += 1), 'success'));
    expect(await jobs.enqueue(greet, { n: 1 }, { uniqueKey: 'a' })).not.toBeNull();
    expect(await jobs.enqueue(greet, { n: 2 }, { uniqueKey: 'a' })).toBeNull();
    expect(await jobs.enqueue(greet, { n: 3 }, { uniqueKey: 'b' })).not.toBeNull();
    await runner.drain();
    expect(runs).toBe(2);
    expect(await jobs.enqueue(greet, { n: 4 }, { uniqueKey: 'a' })).not.toBeNull();
  });

  it('a job waits for its time', async () => {
    const { jobs, runner } = node(database, clock);
    jobs.handle(greet, async () => 'skipped');
    await jobs.enqueue(greet, { n: 1 }, { runAt: START + 60_000 });
    expect(await runner.drain()).toBe(0);
    clock.advance(60_000);
    expect(await runner.drain()).toBe(1);
  });

  it('a failing job is tried again later and ends as a dead letter that can be revived', async () => {
    const { jobs, runner } = node(database, clock);
    let broken = true;
    jobs.handle(greet, async () => {
      if (broken) throw Object.assign(new Error('550 marta@example.com unknown'), { code: 'EENVELOPE' });
      return 'success';
    });
    const id = await jobs.enqueue(greet, { n: 1 }, { uniqueKey: 'a' });
    expect(await runner.drain()).toBe(1);
    const [first] = await rows();
    expect(first).toMatchObject({ state: 'ready', attempts: 1 });
    expect(first?.runAt).toBeGreaterThanOrEqual(START + 7_500);
    expect(first?.runAt).toBeLessThanOrEqual(START + 15_000);
    expect(first?.lastError).toMatch(/^Error EENVELOPE at test\/database\/jobs\.spec\.ts/);

    for (let attempt = 2; attempt <= 3; attempt += 1) {
      clock.advance(3_600_000);
      await runner.drain();
    }
    expect(await rows()).toMatchObject([{ state: 'dead', attempts: 3 }]);
    expect(await jobs.counts()).toMatchObject({ due: 0, dead: 1 });
    expect(await jobs.dead()).toMatchObject([{ id, kind: 'test.greet', attempts: 3 }]);

    const other = await jobs.enqueue(greet, { n: 2 }, { uniqueKey: 'a' });
    expect(other).not.toBeNull();
    expect(await jobs.retryDead(id ?? '')).toBe(false);
    broken = false;
    await runner.drain();
    expect(await jobs.retryDead(id ?? '')).toBe(true);
    expect(await runner.drain()).toBe(1);
    expect(await rows()).toEqual([]);
    expect(await jobs.retryDead(id ?? '')).toBe(false);
  });

  it('a job of a runner that died goes to another when its lease has run out, and not before', async () => {
    const dying = node(database, clock);
    await dying.jobs.enqueue(greet, { n: 1 });
    expect(
      await dying.store.claim([greet.name], 'dead-node', clock.now(), clock.now() + 60_000, 10),
    ).toHaveLength(1);

    const other = node(database, clock);
    const attempts: number[] = [];
    other.jobs.handle(greet, async (_, { attempt }) => (attempts.push(attempt), 'success'));
    clock.advance(59_000);
    expect(await other.runner.drain()).toBe(0);
    clock.advance(2_000);
    expect(await other.runner.drain()).toBe(1);
    expect(attempts).toEqual([2]);
  });

  it('a job that kills its runner every time is given up too', async () => {
    const { jobs, store, runner } = node(database, clock);
    jobs.handle(greet, async () => 'success');
    await jobs.enqueue(greet, { n: 1 });
    for (let crash = 1; crash <= 3; crash += 1) {
      await store.claim([greet.name], `node-${crash}`, clock.now(), clock.now() + 1_000, 10);
      clock.advance(2_000);
      await store.reap(clock.now());
    }
    expect(await runner.drain()).toBe(0);
    expect(await rows()).toMatchObject([{ state: 'dead', lastError: 'lease_expired' }]);
  });

  it('a runner whose lease was taken over does not delete the row of the one that has it', async () => {
    const { jobs, store } = node(database, clock);
    const id = (await jobs.enqueue(greet, { n: 1 })) ?? '';
    await store.claim([greet.name], 'slow', clock.now(), clock.now() + 1_000, 10);
    clock.advance(2_000);
    await store.reap(clock.now());
    await store.claim([greet.name], 'quick', clock.now(), clock.now() + 1_000, 10);
    expect(await store.finish(id, 'slow')).toBe(false);
    expect(await store.renew(id, 'slow', clock.now() + 9_000)).toBe(false);
    expect(await store.renew(id, 'quick', clock.now() + 9_000)).toBe(true);
    expect(await store.finish(id, 'quick')).toBe(true);
  });

  it('two runners share the work and never run one job twice', async () => {
    const wide = defineJob({ name: 'test.wide', schema: z.strictObject({ n: z.number() }), concurrency: 4 });
    const runs = new Map<number, number>();
    const nodes = [node(database, clock), node(database, clock)];
    const perNode = nodes.map(({ jobs }, index) => {
      const count = { jobs: 0 };
      jobs.handle(wide, async ({ n }) => {
        runs.set(n, (runs.get(n) ?? 0) + 1);
        count.jobs += 1;
        await new Promise((resolve) => setTimeout(resolve, index + 1));
        return 'success';
      });
      return count;
    });
    await database.transaction(async () => {
      for (let n = 0; n < 300; n += 1) await nodes[0]!.jobs.enqueue(wide, { n });
    });
    await Promise.all(nodes.map(({ runner }) => runner.drain()));
    expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
    expect(runs.size).toBe(300);
    expect(perNode.every((count) => count.jobs > 0)).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it('a kind never runs more jobs at a time than it allows', async () => {
    const { jobs, runner } = node(database, clock);
    const pair = defineJob({ name: 'test.pair', schema: z.strictObject({}), concurrency: 2 });
    let running = 0;
    let most = 0;
    jobs.handle(pair, async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 3));
      running -= 1;
      return 'success';
    });
    for (let n = 0; n < 12; n += 1) await jobs.enqueue(pair, {});
    await runner.drain();
    expect(most).toBe(2);
  });

  it('a committed job wakes its own node at once, and a slow kind does not hold up another', async () => {
    const { jobs, runner } = node(database, clock);
    const slow = defineJob({ name: 'test.slow', schema: z.strictObject({}) });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const done: string[] = [];
    jobs.handle(slow, async () => {
      await held;
      done.push('slow');
      return 'success';
    });
    jobs.handle(greet, async ({ n }) => (done.push(`greet ${n}`), 'success'));
    runner.start();
    for (let n = 0; n < 60; n += 1) await jobs.enqueue(slow, {});
    await database.transaction(() => jobs.enqueue(greet, { n: 1 }));
    await until(() => done.length > 0);
    expect(done).toEqual(['greet 1']);
    const stopped = runner.stop();
    release();
    expect(await stopped).toBe(0);
  });

  it('stopping finishes what runs and hands back what has not started', async () => {
    const { jobs, runner } = node(database, clock);
    const started: number[] = [];
    const finished: number[] = [];
    jobs.handle(greet, async ({ n }) => {
      started.push(n);
      await new Promise((resolve) => setTimeout(resolve, 50));
      finished.push(n);
      return 'success';
    });
    await database.transaction(async () => {
      for (let n = 0; n < 5; n += 1) await jobs.enqueue(greet, { n });
    });
    runner.start();
    await until(() => started.length === 1);
    expect(await runner.stop()).toBe(0);
    expect(finished).toEqual([0]);
    expect(await rows()).toEqual(
      Array.from({ length: 4 }, () => ({ state: 'ready', attempts: 0, runAt: START, lastError: null })),
    );
  });

  it('stopping does not wait for ever: what runs on is asked to abort and keeps its lease', async () => {
    const { jobs, runner } = node(database, clock);
    let asked = false;
    let end: (() => void) | undefined;
    jobs.handle(greet, (_, { signal }) => {
      signal.addEventListener('abort', () => (asked = true));
      return new Promise((resolve) => (end = () => resolve('success')));
    });
    await jobs.enqueue(greet, { n: 1 });
    runner.start();
    await until(() => end !== undefined);
    expect(await runner.stop(20)).toBe(1);
    expect(asked).toBe(true);
    expect(await rows()).toMatchObject([{ state: 'leased' }]);
    end?.();
    expect(await runner.stop()).toBe(0);
    expect(await rows()).toEqual([]);
  });

  it('the lease of long work is renewed while it runs', async () => {
    const long = defineJob({ name: 'test.long', schema: z.strictObject({}), leaseSeconds: 0.3 });
    const { jobs, store, runner } = node(database, clock);
    let runs = 0;
    jobs.handle(long, async () => {
      runs += 1;
      for (let step = 0; step < 10; step += 1) {
        await new Promise((resolve) => setTimeout(resolve, 110));
        clock.advance(110);
        expect(await store.reap(clock.now())).toBe(0);
      }
      return 'success';
    });
    await jobs.enqueue(long, {});
    await runner.drain();
    expect(runs).toBe(1);
    expect(await rows()).toEqual([]);
  });

  describe('on a schedule', () => {
    const nightly = { name: 'nightly', cron: '0 3 * * *', kind: greet, payload: { n: 3 } };
    const scheduled = (runs: number[]) => {
      const made = node(database, clock);
      made.jobs.handle(greet, async ({ n }) => (runs.push(n), 'success'));
      made.jobs.schedule(nightly);
      return made;
    };

    it('fires at the hour of the organization and once for two runners', async () => {
      const runs: number[] = [];
      const [one, two] = [scheduled(runs), scheduled(runs)];
      await Promise.all([one.runner.drain(), two.runner.drain()]);
      clock.set('2026-11-04T08:59:59Z'); // 02:59:59 in Mexico City
      await Promise.all([one.runner.drain(), two.runner.drain()]);
      expect(runs).toEqual([]);
      clock.set('2026-11-04T09:00:00Z');
      await Promise.all([one.runner.drain(), two.runner.drain()]);
      await Promise.all([two.runner.drain(), one.runner.drain()]);
      expect(runs).toEqual([3]);
      clock.set('2026-11-05T09:00:30Z');
      await Promise.all([one.runner.drain(), two.runner.drain()]);
      expect(runs).toEqual([3, 3]);
    });

    it('follows the organization when it moves to another zone', async () => {
      const runs: number[] = [];
      const { settings, runner } = scheduled(runs);
      await runner.drain();
      await settings.set('organization', {
        ...(await settings.get('organization')),
        timezone: 'Europe/Madrid',
      });
      await runner.drain();
      clock.set('2026-11-04T01:59:59Z');
      await runner.drain();
      expect(runs).toEqual([]);
      clock.set('2026-11-04T02:00:00Z');
      await runner.drain();
      expect(runs).toEqual([3]);
    });

    it('makes up for the last tick missed during a standstill, once', async () => {
      const runs: number[] = [];
      const before = scheduled(runs);
      await before.runner.drain();
      clock.set('2026-11-04T09:00:00Z');
      await before.runner.drain();
      clock.set('2026-11-08T15:00:00Z');
      const after = scheduled(runs);
      await after.runner.drain();
      await after.runner.drain();
      expect(runs).toEqual([3, 3]);
    });

    it('passes over a tick while the job of the one before is still waiting', async () => {
      const { jobs, runner } = node(database, clock);
      jobs.handle(greet, async () => Promise.reject(new Error('down')));
      jobs.schedule({ ...nightly, cron: '*/1 * * * *' });
      await runner.drain();
      clock.advance(60_000);
      await runner.drain();
      await database.run('UPDATE job SET run_at = run_at + 3600000');
      clock.advance(60_000);
      await runner.drain();
      expect(await rows()).toHaveLength(1);
    });
  });
});

describeOnBothDatabases('events', (kind) => {
  class Thanked {
    constructor(readonly employeeId: number) {}
  }
  let test: TestDatabase;
  let bus: EventBus;

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    bus = new EventBus(test.database);
  });
  afterEach(() => test.close());

  const settings = async () =>
    (await test.database.all<{ name: string }>('SELECT name AS "name" FROM setting ORDER BY name')).map(
      (row) => row.name,
    );
  const write = (name: string) =>
    test.database.run('INSERT INTO setting (name, value, updated_at) VALUES (?, ?, ?)', [name, '1', START]);

  it('what handlers write is kept together with what the publisher wrote, in the order of registration', async () => {
    const order: string[] = [];
    bus.on(Thanked, async (event) => {
      order.push(`first ${event.employeeId}`);
      await write('handler');
    });
    bus.on(Thanked, async () => void order.push('second'));
    await test.database.transaction(async () => {
      await write('publisher');
      await bus.publish(new Thanked(4));
    });
    expect(order).toEqual(['first 4', 'second']);
    expect(await settings()).toEqual(['handler', 'publisher']);
  });

  it('a handler that throws takes everything back', async () => {
    bus.on(Thanked, () => write('first').then(() => undefined));
    bus.on(Thanked, () => Promise.reject(new Error('second refuses')));
    const published = test.database.transaction(async () => {
      await write('publisher');
      await bus.publish(new Thanked(4));
    });
    await expect(published).rejects.toThrow('second refuses');
    expect(await settings()).toEqual([]);
  });

  it('an event outside a transaction is refused', async () => {
    expect(() => bus.publish(new Thanked(4))).toThrow(/Thanked was published outside a transaction/);
  });
});
