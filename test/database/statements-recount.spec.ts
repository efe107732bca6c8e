/**
 * The statements of a cycle counted again by a program that shares no line with the product: test/independent was
 * written from docs/formulas.md alone. Every amount to the cent, every printed step of ten random statements.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cycle, PlanDefinitionInput } from '../../src/evaluations';
import { describeOnBothDatabases } from '../support';
import {
  type EvaluationsFixture,
  evaluationsFixture,
  planDefinition,
  POOL_MINOR,
} from './evaluations.fixture';

const program = join(__dirname, '../independent/recount-statements.mjs');
const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const [customers, lead] = planDefinition().lines;
const goal = (key: string, weightBp: number, more: object = {}) => ({
  kind: 'goal' as const,
  key,
  name: text(key),
  unit: text('contratos'),
  weightBp,
  threshold: 80,
  target: 100,
  maximum: 120,
  ...more,
});
const visits = (weightBp: number, more: object = {}) => ({
  kind: 'observation' as const,
  key: 'visits',
  name: text('Visitas'),
  weightBp,
  threshold: 60,
  target: 80,
  maximum: 100,
  minimumResults: 2,
  ...more,
});
const gates = [
  { key: 'training', name: text('Curso'), effect: 'at_most_target' as const },
  { key: 'conduct', name: text('Conducta'), effect: 'pays_nothing' as const },
];
const raises = {
  budgetPercent: 1.1,
  rows: [
    { name: text('Alto'), fromFactor: 1.2, low: 5.25, middle: 3.1, high: 2.3 },
    { name: text('Bien'), fromFactor: 0.5, low: 3.7, middle: 2.3, high: 1.1 },
    { name: text('Bajo'), fromFactor: 0, low: 0, middle: 0, high: 0 },
  ],
};
type Closed = { gate: string; employee: string };
type Statement = NonNullable<Awaited<ReturnType<EvaluationsFixture['payouts']['statement']>>>;
type Item = Statement & { employee: string };

describeOnBothDatabases('statements counted again from the published formulas', (kind) => {
  let fixture: EvaluationsFixture;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recount-'));
    fixture = await evaluationsFixture(kind);
    const { hire, leaves, payBases, id } = fixture;
    for (const key of ['P-1', 'P-2', 'P-3', 'P-4']) await hire(key, { team: 'T-TEL', manager: 'E-01' });
    await leaves.set(
      id('P-2'),
      { externalId: 'L', kind: 'unpaid', firstDay: '2026-08-01', lastDay: '2026-08-31' },
      'cli',
    );
    const set = (employee: string, fromDay: string, targetBonusMinor: number, annualSalaryMinor: number) =>
      payBases.set(
        id(employee),
        {
          fromDay,
          targetBonusMinor,
          annualSalaryMinor,
          currency: 'MXN',
          rangeMidpointMinor: 9_500_000,
          rangeMaximumMinor: 12_000_000,
        },
        'cli',
      );
    await set('P-3', '2026-08-01', 1_040_000, 8_000_000);
    await set('P-1', '2024-01-01', 333_333, 11_800_001);
    await set('E-11', '2024-01-01', 520_000, 11_900_000);
    await set('E-12', '2024-01-01', 520_000, 8_000_000);
    await set('E-21', '2024-01-01', 470_001, 12_500_000);
  });
  afterAll(async () => {
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Ratings, results and conditions of a cycle under the plan, calculated. */
  const calculatedUnder = async (definition: PlanDefinitionInput, poolMinor: number, closed: Closed[]) => {
    const { id, ratings, results, hr } = fixture;
    const cycle = await fixture.under(definition, poolMinor);
    const has = (key: string) => definition.lines.some((line) => line.key === key);
    for (const [i, employee] of ['E-11', 'E-12', 'E-13', 'E-21', 'P-1', 'P-2', 'P-3'].entries()) {
      const record = (line: string, result: string, more: object = {}) =>
        results.record(cycle.id, [{ employee, line, result, ...more }], 'cli');
      if (has('lead'))
        await ratings.rate(
          { cycleId: cycle.id, employeeId: id(employee), ratingHundredths: 200 + 45 * i, reason: 'Visto' },
          hr,
        );
      if (has('wait') && i !== 2) await record('wait', (78 + 6.3 * i).toFixed(1));
      if (has('sales'))
        await record(
          'sales',
          (83.1 + 5.7 * i).toFixed(1),
          i === 1 && has('visits') ? { targets: { threshold: '40', target: '60', maximum: '120' } } : {},
        );
      if (has('visits') && i !== 3) {
        await record('visits', String(70 + 3 * i), { externalId: 'a', day: '2026-07-10' });
        await record('visits', '80', { externalId: 'b', day: '2026-08-10' });
        await record('visits', '71', { externalId: 'c', day: '2026-08-11' });
      }
    }
    for (const { gate, employee } of closed)
      await fixture.gates.decide(
        cycle.id,
        { gate, employee, closed: true, reason: 'No se cumplió' },
        'user:1',
      );
    return fixture.calculations.calculate(cycle.id, 'user:1');
  };

  /** Everybody's statement, as `GET /api/v1/evaluation-cycles/{id}/statements` replies. */
  const statementsOf = async (cycle: Cycle): Promise<Item[]> => {
    const items: Item[] = [];
    for (const { employeeId } of await fixture.payouts.amounts(cycle, 'all')) {
      const statement = await fixture.payouts.statement(cycle, employeeId, 'all');
      if (!statement) throw new Error(`${employeeId} has no statement.`);
      items.push({ employee: statement.member.employeeKey, ...statement });
    }
    return items;
  };

  let files = 0;
  const recount = async (items: readonly Item[], ...options: string[]) => {
    const file = join(folder, `${(files += 1)}.json`);
    await writeFile(file, JSON.stringify({ items }));
    return new Promise<{ code: unknown; said: string; faults: string }>((resolve) => {
      execFile(process.execPath, [program, file, ...options], (error, said, faults) =>
        resolve({ code: error?.code ?? 0, said, faults }),
      );
    });
  };
  const agrees = async (items: readonly Item[], seed: string) => {
    const found = await recount(items, '--sample', '10', '--seed', seed);
    expect(found).toMatchObject({ code: 0, faults: '' });
    expect(found.said).toContain(`${items.length} statements, ${Math.min(10, items.length)} of them`);
    expect(found.said).toContain('Everything agrees.');
  };

  it('of the ordinary plan: customers, leads and a pool', async () => {
    const items = await statementsOf(await fixture.calculated());
    expect(items).toHaveLength(12);
    await agrees(items, '1');
  });

  it.each<[string, string, Partial<PlanDefinitionInput>, number, Closed[]]>([
    [
      'goals with own targets, observations, conditions and bounds',
      'points',
      {
        lines: [
          goal('wait', 2000, {
            direction: 'lower',
            threshold: 110,
            target: 90,
            maximum: 70,
            shape: 'smooth',
          }),
          visits(2500, { thresholdPayout: 0.25 }),
          goal('sales', 2500, { ownTargets: true, maximumPayout: 1.7 }),
          { ...customers!, weightBp: 3000 },
        ],
        gates,
        reserveBp: 250,
        limits: { factorAtMost: 1.2, amountAtLeast: 0.5, amountAtMost: 1.3 },
      },
      6_000_001,
      [
        { gate: 'training', employee: 'P-3' },
        { gate: 'conduct', employee: 'E-21' },
      ],
    ],
    [
      'everybody by themselves, what is missing as on target',
      'individual',
      {
        lines: [visits(3500), goal('sales', 3500, { ownTargets: true }), { ...customers!, weightBp: 3000 }],
        funding: 'individual',
        missingLine: 'at_target',
        gates,
        limits: { factorAtMost: 1.1, amountAtLeast: 0.3333, amountAtMost: 1.0333 },
      },
      0,
      [{ gate: 'conduct', employee: 'E-11' }],
    ],
    [
      'raises that the budget does not cover',
      'points',
      { merit: raises, gates },
      POOL_MINOR,
      [{ gate: 'conduct', employee: 'E-12' }],
    ],
    [
      'nobody with a point, split by targets within bounds',
      'target',
      {
        lines: [goal('sales', 10_000, { threshold: 800, target: 1000, maximum: 1200 })],
        missingLine: 'at_target',
        gates,
        limits: { amountAtLeast: 0.2 },
      },
      2_000_003,
      ['E-01', 'E-02', 'E-22', 'E-23', 'P-4'].map((employee) => ({ gate: 'conduct', employee })),
    ],
    [
      'a pool above all highest amounts',
      'points',
      { lines: [{ ...lead!, weightBp: 10_000 }], limits: { amountAtMost: 1.1 } },
      POOL_MINOR,
      [],
    ],
  ])('of a plan with more rules: %s', async (name, basis, change, poolMinor, closed) => {
    const cycle = await calculatedUnder({ ...planDefinition(), ...change }, poolMinor, closed);
    const items = await statementsOf(cycle);
    expect(items[0]?.totals.basis).toBe(basis);
    await agrees(items, String(name.length));
  });

  it('one cent more on one statement is found, and whose it is', async () => {
    const items = await statementsOf(await fixture.calculated('altered'));
    const altered = items.map((item) =>
      item.employee === 'E-13'
        ? { ...item, member: { ...item.member, amountMinor: item.member.amountMinor + 1 } }
        : item,
    );
    const found = await recount(altered, '--sample', '10');
    expect(found.code).toBe(1);
    expect(found.faults).toMatch(/^E-13: amount: ours [\d.]+, theirs [\d.]+$/m);
    expect(found.faults).not.toMatch(/^E-12/m);
  });

  it('a step that does not lead to the amount is found too, and half a cycle is refused', async () => {
    const items = await statementsOf(await fixture.calculated('step'));
    const altered = items.map((item) =>
      item.employee === 'E-12'
        ? { ...item, member: { ...item.member, totalFactor: `${item.member.totalFactor.slice(0, -1)}x` } }
        : item,
    );
    const found = await recount(altered);
    expect(found.code).toBe(1);
    expect(found.faults).toMatch(/^E-12: total factor: ours /m);
    expect(await recount(items.slice(1))).toMatchObject({ code: 2 });
  });
});
