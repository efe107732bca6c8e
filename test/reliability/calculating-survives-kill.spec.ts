/**
 * A calculation is killed with -9 in the middle: while the period is closed, while rows are written, right before the commit, and from
 * outside at any moment. Nothing of it is left behind, and calculated again it comes to what an undisturbed one comes to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type EvaluationsFixture, evaluationsFixture, PERIOD } from '../database/evaluations.fixture';
import { describeOnBothDatabases } from '../support';
import { compileSources } from './server-process';

const root = join(__dirname, '../..');
/** More than two blocks of rows, so that much of them has reached the database when the process dies. */
const HIRED = 1100;

/** The product without its server calculates one cycle. It dies at the n-th row if that is asked for, and tells how many it wrote. */
const PROGRAM = `
const { NestFactory } = require('@nestjs/core');
const product = (path) => require(process.env.SOURCES + '/src/' + path);
const { Database } = product('platform/database');
const dieAt = Number(process.env.DIE_AT);
let rows = 0;
const counted = (written) => {
  if (rows === 0) process.stdout.write('writing ');
  rows += written;
  if (dieAt > 0 && rows >= dieAt) process.kill(process.pid, 'SIGKILL');
};
const { write, writeAll } = Database.prototype;
Database.prototype.write = function (...row) {
  write.apply(this, row);
  counted(1);
};
Database.prototype.writeAll = function (statement, block) {
  // Within a block as well.
  const first = dieAt > 0 ? Math.min(block.length, Math.max(dieAt - rows, 0)) : block.length;
  writeAll.call(this, statement, block.slice(0, first));
  counted(first);
  writeAll.call(this, statement, block.slice(first));
  counted(block.length - first);
};
(async () => {
  const config = product('platform/config').loadConfig(process.env);
  const { AppModule } = product('app.module');
  const context = await NestFactory.createApplicationContext(AppModule.forRoot({ config, server: false }), { logger: false, abortOnError: false });
  await context.get(product('payouts').Calculations, { strict: false }).calculate(Number(process.env.CYCLE), 'cli');
  await context.close();
  process.stdout.write('rows=' + rows);
})().catch((error) => { console.error(error); process.exit(1); });
`;

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly rows: number;
}

describeOnBothDatabases('a calculation that is killed', (kind) => {
  let sources: ReturnType<typeof compileSources>;
  let fixtures: EvaluationsFixture[] = [];

  beforeAll(() => {
    sources = compileSources();
  });
  afterAll(() => sources.remove());
  afterEach(async () => {
    for (const fixture of fixtures) await fixture.close();
    fixtures = [];
  });

  /** A cycle of more than a thousand people, ready to be calculated; the same facts each time. */
  const prepared = async (): Promise<{ fixture: EvaluationsFixture; cycleId: number }> => {
    const fixture = await evaluationsFixture(kind);
    fixtures.push(fixture);
    const { database } = fixture;
    await database.transaction(async () => {
      for (let n = 0; n < HIRED; n += 1) {
        const row = await database.get<{ id: number }>(
          `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
           VALUES (?, ?, '', '2024-01-01', 'full', 0, 0) RETURNING id AS "id"`,
          [`P-${n}`, `Persona ${n}`],
        );
        await database.run(
          `INSERT INTO pay_base (employee_id, from_day, annual_salary_minor, target_bonus_minor, currency, legal_entity)
           VALUES (?, '2024-01-01', 1, ?, 'MXN', '')`,
          [row?.id ?? 0, 400_000 + 37 * n],
        );
      }
    });
    return { fixture, cycleId: (await fixture.collecting()).id };
  };

  const start = ({ fixture, cycleId }: { fixture: EvaluationsFixture; cycleId: number }, dieAt = 0) =>
    spawn(process.execPath, ['-e', PROGRAM], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        SECRET_KEY: 'a secret that is long enough for a test',
        DATABASE_URL: fixture.url,
        SOURCES: sources.main.replace(/[/\\]src[/\\]main\.js$/, ''),
        CYCLE: String(cycleId),
        DIE_AT: String(dieAt),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const ended = (child: ChildProcess): Promise<Ended> =>
    new Promise((resolve, reject) => {
      let printed = '';
      child.stdout?.on('data', (data: Buffer) => (printed += data.toString()));
      child.stderr?.on('data', (data: Buffer) => (printed += data.toString()));
      child.once('exit', (code, signal) => {
        if (code !== 0 && signal === null) reject(new Error(printed));
        else resolve({ signal, rows: Number(/rows=(\d+)/.exec(printed)?.[1] ?? 0) });
      });
    });

  const counted = async ({ database }: EvaluationsFixture) => {
    const counts: Record<string, number> = {};
    for (const table of ['cycle_snapshot', 'snapshot_row', 'payout', 'cycle_readiness']) {
      const row = await database.get<{ n: number }>(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM ${table}`);
      counts[table] = row?.n ?? -1;
    }
    return counts;
  };
  const hashes = async ({ fixture, cycleId }: { fixture: EvaluationsFixture; cycleId: number }) => {
    const { snapshotId } = await fixture.cycles.byId(cycleId);
    const found = await fixture.snapshots.hashes(snapshotId ?? 0);
    return { snapshot: found?.snapshotHash, result: found?.resultHash };
  };

  it('leaves nothing behind wherever it dies; calculated again there is one result, the same as undisturbed', async () => {
    const undisturbed = await prepared();
    const { rows } = await ended(start(undisturbed));
    expect(rows).toBeGreaterThan(2 * HIRED);
    const disturbed = await prepared();
    const { fixture, cycleId } = disturbed;
    const nothing = { cycle_snapshot: 0, snapshot_row: 0, payout: 0, cycle_readiness: 0 };
    // Frozen scores come first and stay, as they are of a transaction of their own; then fewer rows are left to write.
    const closing = rows - 2 * (HIRED + 8) - 1;
    const points = [Math.max(1, Math.floor(closing / 2)), 700, 2 * HIRED + 10];
    for (const point of points) {
      const { signal } = await ended(start(disturbed, point));
      expect(signal).toBe('SIGKILL');
      expect(await fixture.cycles.byId(cycleId)).toMatchObject({ state: 'collecting', snapshotId: null });
      expect(await counted(fixture)).toEqual(nothing);
    }
    // From outside, while it writes and while it commits.
    for (const after of [40]) {
      const child = start(disturbed);
      const over = ended(child);
      await new Promise<void>((resolve) => {
        child.stdout.on('data', () => setTimeout(resolve, after));
        child.once('exit', () => resolve());
      });
      child.kill('SIGKILL');
      const { signal } = await over;
      const { state } = await fixture.cycles.byId(cycleId);
      if (signal === 'SIGKILL' && state === 'collecting') expect(await counted(fixture)).toEqual(nothing);
      // It was quicker than the blow: then it is whole.
      else expect((await counted(fixture)).payout).toBe(HIRED + 8);
      if (state !== 'collecting') break;
    }
    if ((await fixture.cycles.byId(cycleId)).state === 'collecting') await ended(start(disturbed));

    expect(await hashes(disturbed)).toEqual(await hashes(undisturbed));
    expect(await counted(fixture)).toMatchObject({
      cycle_snapshot: 1,
      snapshot_row: HIRED + 9,
      payout: HIRED + 8,
    });
    expect(await fixture.recomputation.verify(cycleId)).toMatchObject({ ok: true, members: HIRED + 8 });
    const calculated = (await fixture.audit.about(`cycle:${cycleId}`)).filter(
      ({ action }) => action === 'cycle.calculate',
    );
    expect(calculated).toHaveLength(1);
    expect(await fixture.frozen.find(PERIOD, 'employee')).toBeDefined();
    expect(await fixture.audit.verify()).toMatchObject({ ok: true });
  });
});
