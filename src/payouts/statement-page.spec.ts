/** What a statement prints is enough to compute it by hand: every printed number adds up to the next. */
import { join } from 'node:path';
import { canonicalJson } from '../kernel';
import { LOCALES, loadConfig, projectRoot } from '../platform/config';
import { I18n, Messages } from '../platform/i18n';
import { ratingCounts } from '../scoring/calc';
import { type CycleMember, type CycleSnapshot, FORMULA_VERSIONS, type PlanLine } from './calc';
import { calculate, printedNumber as number } from '../../test/support/pocket-calculator';
import { computeFrom } from './sealing';
import { statementWithSpread } from './statement';
import { type StatementStep, StatementPages } from './statement-page';

const config = loadConfig({
  NODE_ENV: 'test',
  SECRET_KEY: 'x'.repeat(32),
  ORG_TIMEZONE: 'America/Mexico_City',
});
const pages = new StatementPages(new I18n(new Messages(join(projectRoot(), 'views/messages')), config));
const names = {
  lines: new Map([
    ['customers', 'Opinión del cliente'],
    ['lead', 'Responsable'],
    ['sales', 'Ventas'],
    ['waiting', 'Minutos de espera'],
    ['visits', 'Visitas observadas'],
    ['solved', 'Resuelto a la primera'],
  ]),
  gates: new Map([['training', 'Capacitación obligatoria']]),
  merit: new Map([
    ['2', 'Alto'],
    ['1', 'Normal'],
  ]),
};

const line = (kind: PlanLine['kind'], change: Partial<PlanLine>): PlanLine => ({
  key: kind === 'customer_opinion' ? 'customers' : 'lead',
  kind,
  weightBp: kind === 'customer_opinion' ? 3000 : 7000,
  threshold: '60',
  target: '75',
  maximum: '90',
  thresholdPayout: '0',
  maximumPayout: '2',
  curve: null,
  useExpectedPayout: kind === 'customer_opinion',
  ...change,
});

const member = (
  employeeKey: string,
  counts: Record<string, Record<number, number>>,
  change: Partial<CycleMember> = {},
): CycleMember => {
  const answers = Object.values(counts).flatMap((cell) => Object.values(cell));
  return {
    employeeKey,
    name: employeeKey,
    peerGroup: 'agent',
    targetBonusMinor: 520_000,
    eligibleDays: 92,
    periodDays: 92,
    customerCounts: Object.entries(counts).map(([cell, own]) => ({
      cell,
      counts: ratingCounts({ min: 1, max: 5 }, own),
    })),
    responsesCounted: answers.reduce((sum, count) => sum + count, 0),
    responsesExcluded: 2,
    managerRating: '4.20',
    managerRatingReason: 'Constante',
    ...change,
  };
};

const members = [
  member(
    'E-1',
    { 'phone|complaint': { 1: 12, 3: 9, 4: 18, 5: 21 }, 'phone|billing': { 2: 1, 4: 20, 5: 31 } },
    { eligibleDays: 61 },
  ),
  member('E-2', { 'phone|complaint': { 1: 4, 4: 9, 5: 9 }, 'phone|billing': { 1: 2, 4: 30, 5: 55 } }),
  member('E-3', { 'phone|complaint': { 1: 9, 2: 4, 5: 12 }, 'phone|billing': { 3: 8, 4: 22, 5: 19 } }),
  member(
    'E-4',
    { 'phone|complaint': { 1: 9, 2: 8, 4: 12 }, 'phone|billing': { 3: 18, 4: 22, 5: 4 } },
    { managerRating: null },
  ),
  member('E-5', { 'phone|complaint': { 1: 2, 4: 12, 5: 9 }, 'phone|billing': { 3: 3, 4: 22, 5: 64 } }),
  member('E-6', { 'phone|billing': { 5: 3 } }),
  member('E-7', {}),
  member('E-8', {}, { managerRating: null }),
];

const snapshot = (change: Partial<CycleSnapshot['plan']> = {}, poolMinor = 4_000_003): CycleSnapshot => ({
  formulas: FORMULA_VERSIONS,
  cycle: { key: 'q3', name: 'Tercer trimestre', period: { from: '2026-07-01', to: '2026-10-01' } },
  plan: {
    name: 'Atención',
    version: 1,
    currency: 'MXN',
    whenNobodyScores: 'split_by_target',
    lines: [
      line('customer_opinion', {}),
      line('manager_rating', { threshold: '2', target: '3', maximum: '5' }),
    ],
    ...change,
  },
  poolMinor,
  scoring: { parameters: null, priors: null, others: [] },
  members,
});

const stepsOf = (employee: string, { from = snapshot(), all = true } = {}) => {
  const sealed = computeFrom(canonicalJson(from));
  const found = sealed.result.members.find((candidate) => candidate.employeeKey === employee);
  if (!found) throw new Error(`${employee} is not in the result.`);
  return {
    member: found,
    steps: pages.steps(statementWithSpread(sealed.snapshot, sealed.result, found), 'es', names, all),
  };
};

const out = (step: StatementStep | undefined): number =>
  number(`${step?.out?.head ?? ''}${step?.out?.tail ?? ''}`);
const outMoney = (step: StatementStep | undefined): number => Math.round(100 * number(step?.outMoney ?? ''));
const lastCells = (step: StatementStep | undefined): number[] =>
  (step?.table?.rows ?? []).map((row) => number(row.at(-1) ?? ''));

describe('a printed statement', () => {
  it.each(['E-1', 'E-2', 'E-3', 'E-5'])(
    '%s: answers, mix and information add up to the score',
    (employee) => {
      const { member: result, steps } = stepsOf(employee);
      expect(steps).toHaveLength(7);
      expect(out(steps[0]) + out(steps[1]) + out(steps[2])).toBeCloseTo(
        Number(result.customerOpinion?.score),
        6,
      );
    },
  );

  it.each(members.map((one) => one.employeeKey))(
    '%s: every account that is written out comes to what it says',
    (employee) => {
      const { steps } = stepsOf(employee);
      const sums = steps.flatMap((step) => step.sums);
      expect(sums.length).toBeGreaterThan(1);
      for (const sum of sums) {
        const [left = '', right = ''] = sum.replace(/^[^:]*: /, '').split(' = ');
        // Ten printed digits of the pool's factor leave less than a thousandth of a centavo.
        expect({
          sum,
          difference: Math.abs(calculate(left) - number(right.split(' → ')[0] ?? '')) < 0.000_01,
        }).toEqual({
          sum,
          difference: true,
        });
      }
    },
  );

  it('prints what the deviation is made of', () => {
    const { member: result, steps } = stepsOf('E-1');
    const sum = steps[2]?.sums.find((one) => one.startsWith('√')) ?? '';
    const [left = '', right = ''] = sum.split(' = ');
    expect(right).toBe(result.customerOpinion?.sd);
    expect(calculate(left)).toBeCloseTo(Number(result.customerOpinion?.sd), 5);
  });

  it.each(members.map((one) => one.employeeKey))('%s: the money adds up to the amount', (employee) => {
    const { member: result, steps } = stepsOf(employee);
    const [target, pool] = steps.slice(-2);
    expect(outMoney(target) + outMoney(pool)).toBe(result.amountMinor);
  });

  it('the tables sum to what stands beside them', () => {
    const { steps } = stepsOf('E-1');
    for (const step of [steps[1], steps[3], steps[4]]) {
      const cells = lastCells(step);
      const total = cells.pop() ?? Number.NaN;
      expect(cells.reduce((sum, cell) => sum + cell, 0)).toBeCloseTo(total, 6);
      expect(out(step)).toBeCloseTo(total, 9);
    }
  });

  it('customers who answered more than once are told of, beside what shared contacts leave', () => {
    const sentencesOf = (change: Partial<CycleMember>): string[] => {
      const base = snapshot();
      const own = base.members.map((one) => (one.employeeKey === 'E-5' ? { ...one, ...change } : one));
      return stepsOf('E-5', { from: { ...base, members: own } }).steps[0]?.sentences ?? [];
    };
    const weights = (five: number) => [
      { cell: 'phone|billing', counts: { min: 1, max: 5, weights: [0, 0, 0, 20_000_000, five] } },
    ];
    const repeats = { customers: 3, answers: 7, weightPpm: 4_000_000, deductedPpm: 3_000_000 };
    // Forty answers, all whole; seven of them by three customers count four.
    expect(sentencesOf({ customerCounts: weights(17_000_000), responsesCounted: 40, repeats })).toEqual([
      expect.stringContaining('40 respuestas cuentan'),
      '3 clientes respondieron más de una vez: en conjunto, sus 7 respuestas cuentan como 4, para que nadie decida solo el resultado.',
      '2 respuestas no cuentan porque no se confirmó que viniera del cliente.',
    ]);
    // Forty-one, of which two by halves.
    const shared = sentencesOf({ customerCounts: weights(17_000_000), responsesCounted: 41, repeats });
    expect(shared).toHaveLength(4);
    expect(shared[1]).toBe('Por su parte en los contactos compartidos suman 40.');
    const one = { customers: 1, answers: 6, weightPpm: 1_714_286, deductedPpm: 4_285_714 };
    const counted = { customerCounts: weights(15_714_286), responsesCounted: 40, repeats: one };
    expect(sentencesOf(counted)).toContain(
      'Un cliente respondió más de una vez: en conjunto, sus 6 respuestas cuentan como 1.714, para que nadie decida solo el resultado.',
    );
  });

  it('with answers that count in part the account still comes to what it says, to the sixth digit', () => {
    const counts = { min: 1, max: 7, weights: [666_667, 0, 333_333, 0, 1_714_286, 0, 12_333_333] };
    const base = snapshot();
    const own = base.members.map((one) =>
      one.employeeKey === 'E-5' ? { ...one, customerCounts: [{ cell: 'phone|billing', counts }] } : one,
    );
    const { member: result, steps } = stepsOf('E-5', { from: { ...base, members: own } });
    const [left = '', right = ''] = (steps[0]?.sums[0] ?? '').split(' = ');
    expect(right).toBe(result.customerOpinion?.mean);
    expect(Math.abs(calculate(left) - number(right))).toBeLessThan(1e-6);
    expect(steps[0]?.table?.rows.map((row) => row[2])).toEqual([
      '0.666667',
      '0.333333',
      '1.714286',
      '12.333333',
      '15.047619',
    ]);
  });

  it('a curve without expectation is written as the straight line it is', () => {
    const lines = [
      line('customer_opinion', { useExpectedPayout: false }),
      line('manager_rating', { threshold: '2', target: '3', maximum: '5' }),
    ];
    const { member: result, steps } = stepsOf('E-1', { from: snapshot({ lines }) });
    expect(steps[3]?.table).toBeUndefined();
    expect(steps[3]?.sums[0]).toMatch(/ = [\d.]+$/);
    expect(out(steps[3])).toBeCloseTo(Number(result.lines[0]?.factor), 9);
  });

  it('below five answers the person sees no detail; those who check do', () => {
    const own = stepsOf('E-6', { all: false }).steps;
    expect(own).toHaveLength(5);
    expect(own[0]?.sentences[0]).toContain('menos de cinco respuestas');
    expect(own[0]?.table).toBeUndefined();
    expect(stepsOf('E-6').steps[0]?.table).toBeDefined();
  });

  it('without answers the customers’ weight goes to the lead; without anything the target is paid', () => {
    const unanswered = stepsOf('E-7').steps;
    expect(
      unanswered
        .map((step) => step.sentences)
        .flat()
        .join(' '),
    ).toContain('su peso pasa a las demás');
    const nothing = stepsOf('E-8').steps;
    expect(out(nothing[1])).toBe(1);
    expect(nothing[1]?.sentences[0]).toContain('se paga el objetivo');
  });

  it('a pool nobody has points for is split by target, or kept', () => {
    const nobody = (rule: 'split_by_target' | 'roll_over') => {
      const lines = [line('manager_rating', { weightBp: 10_000, threshold: '2', target: '3', maximum: '5' })];
      const base = snapshot({ lines, whenNobodyScores: rule });
      return { ...base, members: members.map((one) => ({ ...one, managerRating: '1.00' })) };
    };
    const split = stepsOf('E-1', { from: nobody('split_by_target') });
    expect(split.member.amountMinor).toBeGreaterThan(0);
    expect(outMoney(split.steps.at(-2)) + outMoney(split.steps.at(-1))).toBe(split.member.amountMinor);
    const kept = stepsOf('E-1', { from: nobody('roll_over') });
    expect(outMoney(kept.steps.at(-2)) + outMoney(kept.steps.at(-1))).toBe(0);
    expect(kept.steps.at(-1)?.sentences[0]).toContain('se guarda');
  });

  it('reads in every language', () => {
    const sealed = computeFrom(canonicalJson(snapshot()));
    for (const locale of LOCALES) {
      for (const one of sealed.result.members) {
        const steps = pages.steps(
          statementWithSpread(sealed.snapshot, sealed.result, one),
          locale,
          names,
          true,
        );
        expect(steps.every((step) => step.title !== '' && step.sentences.length > 0)).toBe(true);
      }
    }
  });
});
