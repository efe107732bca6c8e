/**
 * The steps of the benchmark of a cycle, each in a process of its own as it is in operation: what one of them leaves in memory is not
 * counted with the next. Arguments: the step, the database's URL, how many employees. Prints what it found as JSON.
 */
import { hash } from 'node:crypto';
import { Cycles, type PlanDefinitionInput, Plans } from '../../src/evaluations';
import { Calculations, PayoutsQueries, Simulations } from '../../src/payouts';
import { Database } from '../../src/platform/database';
import { CROWD_MONTH } from '../scores/crowd';
import { openProduct, type Product } from '../support/product';

/** What each employee would get if nobody got more than somebody else. */
export const EACH_MINOR = 500_001;
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

/** What a step came to. */
export interface Found {
  readonly seconds: number;
  /** Megabytes of the process when the product was open, and at the peak. */
  readonly opened: number;
  readonly peak: number;
  readonly counted: readonly number[];
}

type Step = (product: Product, employees: number) => Promise<number[]>;

const cycleOf = async (product: Product) => {
  const row = await product.get(Database).get<{ id: number }>('SELECT MAX(id) AS "id" FROM evaluation_cycle');
  return product.get(Cycles).byId(row?.id ?? 0);
};

const prepare: Step = async (product, employees) => {
  const database = product.get(Database);
  await database.run(
    `INSERT INTO user_account (email, name, locale, created_at) VALUES ('hr@example.com', 'hr', 'es', 0)`,
  );
  await database.run(
    `INSERT INTO pay_base (employee_id, from_day, annual_salary_minor, target_bonus_minor, currency, legal_entity)
     SELECT id, '2024-01-01', 30000000, 500000 + id % 1000, 'MXN', '' FROM employee`,
  );
  const plan = await product.get(Plans).create({ key: 'plan', name: 'Plan', definition }, ACTOR);
  const cycle = await product.get(Cycles).create(
    {
      key: 'month',
      name: 'Month',
      planVersionId: (await product.get(Plans).publish(plan.id, ACTOR)).id,
      period: CROWD_MONTH,
      poolMinor: employees * EACH_MINOR,
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
  return [];
};

const calculate: Step = async (product) => {
  await product.get(Calculations).calculate((await cycleOf(product)).id, ACTOR);
  return [];
};

/** How many statements there are, and what is paid by all. */
const read: Step = async (product) => {
  const cycle = await cycleOf(product);
  let [statements, sum, after] = [0, 0, 0];
  for (;;) {
    const rows = await product.get(PayoutsQueries).statements(cycle, after, PAGE);
    if (rows.length === 0) return [statements, sum];
    for (const { employeeId, statement } of rows) {
      after = employeeId;
      statements += 1;
      sum += statement.member.amountMinor;
    }
  }
};

/** What other weights and another pool would pay, beside what is paid; how many people there are in it, and the sum. */
const simulate: Step = async (product, employees) => {
  const changes = {
    poolMinor: employees * EACH_MINOR,
    lines: [
      { key: 'customers', weightBp: 4000 },
      { key: 'lead', weightBp: 6000 },
    ],
  };
  const { employees: people } = await product.get(Simulations).simulate((await cycleOf(product)).id, changes);
  return [people.length, people.reduce((sum, { afterMinor }) => sum + afterMinor, 0)];
};

/** The rows of the snapshot alone: read, parsed, written as text, hashed. */
const plain: Step = async (product, employees) => {
  for (let from = 0; from < employees; from += PAGE) {
    const rows = await product.get(Database).all<{ content: string }>(
      `SELECT content AS "content" FROM snapshot_row
       WHERE rows_key = (SELECT rows_key FROM cycle_snapshot) AND place >= ? AND place < ?`,
      [from, from + PAGE],
    );
    for (const { content } of rows) hash('sha256', JSON.stringify(JSON.parse(content)), 'hex');
  }
  return [];
};

const STEPS: Readonly<Record<string, Step>> = { prepare, calculate, read, simulate, plain };
const megabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function main([step = '', url = '', employees = '0']: readonly string[]): Promise<void> {
  const run = STEPS[step];
  if (!run) throw new Error(`There is no step ${step}.`);
  const product = await openProduct(url);
  const opened = megabytes();
  const began = performance.now();
  const counted = await run(product, Number(employees));
  const seconds = (performance.now() - began) / 1000;
  const found: Found = { seconds, opened, peak: megabytes(), counted };
  await product.close();
  process.stdout.write(JSON.stringify(found));
}

if (require.main === module)
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
