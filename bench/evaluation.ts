/**
 * A cycle of very many employees: calculated from their rollups, ratings and targets, and read out statement by statement. The gates are
 * the design's: ten seconds, and 512 MB at the peak of the whole process. Its period was closed before, as the nightly job does. How
 * fast the machine is tells the time for reading, parsing, writing and hashing the same rows, without a formula.
 */
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { Cycles, type PlanDefinitionInput, Plans } from '../src/evaluations';
import { Calculations, PayoutsQueries } from '../src/payouts';
import { Database } from '../src/platform/database';
import { CROWD_MONTH } from './scores/crowd';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { openProduct } from './support/product';
import { publish, type Verdict } from './support/report';

const [EMPLOYEES, EACH] = [Number(process.env.BENCH_EMPLOYEES ?? 100_000), 24];
const GATES = { seconds: 10, megabytes: 512 } as const;
const PAGE = 500;
const ACTOR = 'cli';
const text = (es: string) => ({ es, en: es, 'pt-BR': es });

const definition: PlanDefinitionInput = {
  currency: 'MXN',
  lines: [
    {
      kind: 'customer_opinion',
      key: 'customers',
      name: text('Clientes'),
      weightBp: 3000,
      threshold: 60,
      target: 75,
      maximum: 90,
    },
    {
      kind: 'manager_rating',
      key: 'lead',
      name: text('Responsable'),
      weightBp: 7000,
      threshold: 2,
      target: 3,
      maximum: 5,
      rubric: ['1', '2', '3', '4', '5'].map(text),
    },
  ],
};

const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Seconds for the rows of the snapshot alone: read, parsed, written as text, hashed. */
async function plainSeconds(database: Database): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < EMPLOYEES; from += PAGE) {
    const rows = await database.all<{ content: string }>(
      `SELECT content AS "content" FROM snapshot_row
       WHERE rows_key = (SELECT rows_key FROM cycle_snapshot) AND place >= ? AND place < ?`,
      [from, from + PAGE],
    );
    for (const { content } of rows) hash('sha256', JSON.stringify(JSON.parse(content)), 'hex');
  }
  return (performance.now() - began) / 1000;
}

async function measured(kind: DatabaseKind, url: string) {
  const load = join(__dirname, 'scores/load.js');
  execFileSync(process.execPath, [load, 'crowd', url, String(EMPLOYEES), String(EACH)], { stdio: 'inherit' });
  // As every night does with the periods that are due, in the process of a worker.
  const nightly = execFileSync(process.execPath, [join(__dirname, 'scores/close.js'), url], {
    encoding: 'utf8',
  });
  const closing = JSON.parse(nightly) as { seconds: number; peak: number };
  const product = await openProduct(url);
  const database = product.get(Database);
  await database.run(
    `INSERT INTO user_account (email, name, locale, created_at) VALUES ('hr@example.com', 'hr', 'es', 0)`,
  );
  await database.run(
    `INSERT INTO pay_base (employee_id, from_day, annual_salary_minor, target_bonus_minor, currency, legal_entity)
     SELECT id, '2024-01-01', 30000000, 500000 + id % 1000, 'MXN', '' FROM employee`,
  );
  const version = await product
    .get(Plans)
    .publish((await product.get(Plans).create({ key: 'plan', name: 'Plan', definition }, ACTOR)).id, ACTOR);
  const cycle = await product.get(Cycles).create(
    {
      key: 'month',
      name: 'Month',
      planVersionId: version.id,
      period: CROWD_MONTH,
      poolMinor: EMPLOYEES * 500_001,
      currency: 'MXN',
      backdatedReason: 'A measurement',
    },
    ACTOR,
  );
  await product.get(Cycles).move(cycle.id, 'open', ACTOR);
  await product.get(Cycles).move(cycle.id, 'collect', ACTOR);
  await database.run(
    `INSERT INTO manager_rating (id, cycle_id, employee_id, line_key, rating_hundredths, reason, rated_by, rated_at)
     SELECT 'r-' || employee_id, cycle_id, employee_id, 'lead', 250 + 10 * (employee_id % 20), 'Visto', 1, 0 FROM cycle_member`,
  );
  const before = peakMegabytes();
  const began = performance.now();
  const calculated = await product.get(Calculations).calculate(cycle.id, ACTOR);
  const seconds = (performance.now() - began) / 1000;
  const peak = peakMegabytes();
  const reading = performance.now();
  let [statements, sum, after] = [0, 0, 0];
  for (;;) {
    const rows = await product.get(PayoutsQueries).statements(calculated, after, PAGE);
    if (rows.length === 0) break;
    for (const { employeeId, statement } of rows) {
      after = employeeId;
      statements += 1;
      sum += statement.member.amountMinor;
    }
  }
  const readSeconds = (performance.now() - reading) / 1000;
  const afterReading = peakMegabytes();
  const plain = await plainSeconds(database);
  await product.close();
  const faults = [
    ...(statements === EMPLOYEES ? [] : [`${statements} statements of ${EMPLOYEES}`]),
    ...(sum === EMPLOYEES * 500_001 ? [] : ['the amounts are not the pool']),
  ];
  return { kind, seconds, closing, readSeconds, before, peak, afterReading, plain, faults };
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const before = probe(databases.folder);
  const found = await measured(kind, await databases.create('evaluation'));
  const met = found.seconds <= GATES.seconds && found.peak <= GATES.megabytes;
  const verdict: Verdict = found.faults.length === 0 && met ? 'passed' : 'failed';
  await publish({
    name: `evaluation-${kind}`,
    command: `npm run bench evaluation-${kind}`,
    verdict,
    table: [
      ['employees', String(EMPLOYEES)],
      ['calculated in', `${found.seconds.toFixed(1)} s, gate ${GATES.seconds}`],
      [
        'memory of the process at the peak',
        `${found.peak} MB, gate ${GATES.megabytes}; ${found.before} MB before`,
      ],
      [
        'the period closed the night before',
        `${found.closing.seconds.toFixed(1)} s, ${found.closing.peak} MB at the peak`,
      ],
      [
        'its rows alone, without a formula',
        `${found.plain.toFixed(1)} s: ${(found.seconds / found.plain).toFixed(1)} times as long`,
      ],
      ['all statements read', `${found.readSeconds.toFixed(1)} s, ${found.afterReading} MB at the peak`],
      [
        'checked',
        found.faults.length === 0 ? 'everybody has a statement, amounts = pool' : found.faults.join('; '),
      ],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(probe(databases.folder))],
    ],
    measured: { ...found, machine: machine() },
  });
}

measureOnDatabases(measure);
