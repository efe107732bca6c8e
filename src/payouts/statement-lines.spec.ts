/** Statements under plans that say more: every line, bound, gate, transfer and raise is told, and its account can be repeated. */
import { join } from 'node:path';
import { member, snapshot } from '../../test/fixtures/cycle';
import { calculate, printedNumber } from '../../test/support/pocket-calculator';
import { canonicalJson } from '../kernel';
import { loadConfig, projectRoot } from '../platform/config';
import { I18n, Messages } from '../platform/i18n';
import { type CycleMember, type CyclePlan, type LineScore, type PlanLine, smoothCurve } from './calc';
import { computeFrom } from './sealing';
import { statementOf } from './statement';
import { type StatementStep, StatementPages } from './statement-page';

const config = loadConfig({
  NODE_ENV: 'test',
  SECRET_KEY: 'x'.repeat(32),
  ORG_TIMEZONE: 'America/Mexico_City',
});
const pages = new StatementPages(new I18n(new Messages(join(projectRoot(), 'views/messages')), config));
const names = {
  lines: new Map([
    ['sales', 'Ventas'],
    ['waiting', 'Minutos de espera'],
    ['visits', 'Visitas observadas'],
    ['solved', 'Resuelto a la primera'],
    ['lead', 'Responsable'],
  ]),
  gates: new Map([['training', 'Capacitación obligatoria']]),
  merit: new Map([
    ['2', 'Alto'],
    ['1', 'Normal'],
  ]),
};

const line = (
  key: string,
  kind: PlanLine['kind'],
  weightBp: number,
  targets: [number, number, number],
  more: Partial<PlanLine> = {},
): PlanLine => ({
  key,
  kind,
  weightBp,
  threshold: String(targets[0]),
  target: String(targets[1]),
  maximum: String(targets[2]),
  thresholdPayout: '0.5',
  maximumPayout: '2',
  curve: null,
  useExpectedPayout: false,
  ...more,
});

const plan: CyclePlan = {
  name: 'Atención',
  version: 2,
  currency: 'MXN',
  whenNobodyScores: 'split_by_target',
  lines: [
    line('sales', 'goal', 3000, [80, 100, 130]),
    line('waiting', 'goal', 2000, [60, 40, 20], { direction: 'lower' }),
    line('visits', 'observation', 2000, [60, 80, 100], { thresholdPayout: '0', curve: smoothCurve(60, 100) }),
    line('solved', 'measure', 1000, [50, 70, 90]),
    line('lead', 'manager_rating', 2000, [2, 3, 5]),
  ],
  gates: [{ key: 'training', effect: 'at_most_target' }],
  limits: { factorAtMost: '1.6', amountAtLeast: '0.4', amountAtMost: '1.5' },
  merit: {
    bands: [
      { rating: '2', fromFactor: '1.2' },
      { rating: '1', fromFactor: '0' },
    ],
    matrix: { 2: ['6', '5', '4'], 1: ['2', '1.5', '1'] },
    budgetPercent: '2',
  },
};

const found = (key: string, score: string | null, more: Partial<LineScore> = {}): LineScore => ({
  key,
  score,
  note: null,
  ...more,
});
const person = (key: string, lineScores: LineScore[], more: Partial<CycleMember> = {}): CycleMember => ({
  ...member(key, {}),
  lineScores,
  salary: { salaryMinor: 18_000_000, midpointMinor: 20_000_000, maximumMinor: 18_200_000 },
  ...more,
});
const members = [
  person('E-1', [
    found('sales', '112.5', { note: 'Incluye la cuenta del puerto' }),
    found('waiting', '34'),
    found('visits', '87.333333', { results: 3 }),
    found('solved', '81.25', { results: 24 }),
    found('lead', '3.00', { calibratedFrom: '4.50', note: 'Alineado con los otros equipos' }),
  ]),
  person(
    'E-2',
    [
      found('sales', '55', { targets: { threshold: '40', target: '50', maximum: '60' } }),
      found('waiting', '12'),
      found('visits', null),
      found('solved', null),
      found('lead', '5.00', { note: 'Ejemplo' }),
    ],
    { closedGates: [{ key: 'training', reason: 'Faltó el curso de mayo' }] },
  ),
  person('E-3', [
    found('sales', '130'),
    found('waiting', '20'),
    found('visits', '100', { results: 1 }),
    found('solved', '95', { promises: { due: 20, kept: 19, by: 'team' } }),
    found('lead', '5.00', { note: 'Todo' }),
  ]),
  person(
    'E-4',
    [
      found('sales', '10'),
      found('waiting', '90'),
      found('visits', '10', { results: 2 }),
      found('solved', '20', { results: 8 }),
      found('lead', '1.00', { note: 'Ausente' }),
    ],
    {
      segments: [
        { from: '2026-07-01', to: '2026-08-01', days: 31, targetBonusMinor: 60_000 },
        { from: '2026-08-01', to: '2026-10-01', days: 61, targetBonusMinor: 120_000 },
      ],
    },
  ),
];

const stepsOf = (employee: string, change: Partial<CyclePlan> = {}): StatementStep[] => {
  const sealed = computeFrom(
    canonicalJson({ ...snapshot, plan: { ...plan, ...change }, members, poolMinor: 500_000 }),
  );
  const own = sealed.result.members.find((candidate) => candidate.employeeKey === employee);
  if (!own) throw new Error(`${employee} is not in the result.`);
  return pages.steps(statementOf(sealed.snapshot, sealed.result, own), 'es', names, true);
};
const said = (employee: string, change: Partial<CyclePlan> = {}): string[] =>
  stepsOf(employee, change).flatMap((step) => step.sentences);

describe('a statement of many lines', () => {
  it.each(members.map(({ employeeKey }) => employeeKey))(
    '%s: every account comes to what it says',
    (employee) => {
      for (const change of [{}, { funding: 'individual' } as const]) {
        const sums = stepsOf(employee, change).flatMap((step) => step.sums);
        expect(sums.length).toBeGreaterThan(2);
        for (const sum of sums) {
          const [left = '', right = ''] = sum.replace(/^[^:]*: /, '').split(' = ');
          const close =
            right === '' || Math.abs(calculate(left) - printedNumber(right.split(' → ')[0] ?? '')) < 0.000_01;
          expect({ sum, close }).toEqual({ sum, close: true });
        }
      }
    },
  );

  it('says of each line what was found, by whom, and what it pays', () => {
    expect(said('E-1')).toEqual(
      expect.arrayContaining([
        'Ventas: 112.5 (meta 100, máximo 130) paga 1.42 veces el objetivo.',
        'Nota: “Incluye la cuenta del puerto”',
        'Minutos de espera: 34 (meta 40, máximo 20) paga 1.30 veces el objetivo.',
        expect.stringContaining('Visitas observadas: promedio de 3 resultados, 87.3 de 100'),
        expect.stringContaining('Resuelto a la primera: promedio de 24 respuestas, 81.3 de 100'),
        'Su responsable dio 4.5; en la calibración quedó en 3.',
        'Motivo: “Alineado con los otros equipos”',
      ]),
    );
  });

  it('tells own targets, missing lines and a closed gate with its reason', () => {
    expect(said('E-2')).toEqual(
      expect.arrayContaining([
        'Ventas: 55 (meta 50, máximo 60) paga 1.50 veces el objetivo.',
        'Para usted valen metas propias, no las generales del plan.',
        'Visitas observadas: sin resultado; su peso pasa a las demás líneas.',
        'Condición “Capacitación obligatoria”: no cumplida, se paga como máximo el objetivo. Motivo: “Faltó el curso de mayo”',
      ]),
    );
    expect(said('E-2', { missingLine: 'at_target' })).toContain(
      'Visitas observadas: sin resultado; según el plan cuenta como meta cumplida.',
    );
  });

  it('tells the highest factor and the highest amount where they decide', () => {
    expect(said('E-3').join(' ')).toContain(
      'Resuelto a la primera: 19 de 20 promesas cumplidas a tiempo en su equipo, 95.0 de 100',
    );
    expect(said('E-3')).toEqual(
      expect.arrayContaining([
        'Las líneas suman 2.00; el plan paga como máximo 1.6.',
        'El plan paga como máximo $1,800.00: es lo que se paga.',
      ]),
    );
    expect(stepsOf('E-3').find(({ title }) => title === 'Topes y condiciones')?.out).toEqual({
      head: '1.60',
      tail: '0000',
    });
  });

  it('tells the guaranteed amount, and each target for its own days', () => {
    const sentences = said('E-4');
    expect(sentences).toEqual(
      expect.arrayContaining([
        'El plan garantiza al menos $399.14: es lo que se paga.',
        'Su objetivo cambió durante el periodo; cada uno cuenta por sus propios días.',
        expect.stringMatching(/^Desde el 1 ago.*: \$1,200.00, 61 días\.$/),
      ]),
    );
  });

  it('tells the raise beside the bonus: row, zone, budget, and what is paid once', () => {
    const raise = stepsOf('E-1').at(-1);
    expect(raise?.title).toBe('Aumento de salario');
    expect(raise?.sentences[0]).toBe(
      'Resultado “Alto”. Su salario está entre el 90 y el 110 % del punto medio de su rango (razón 0.9000): la tabla da 5 %.',
    );
    expect(raise?.sentences[1]).toContain('todos se multiplican por 0.6153846154');
    expect(raise?.sentences[2]).toContain('$2,000.00 se suman al salario');
  });

  it('without a pool says that nobody shares one', () => {
    expect(said('E-1', { funding: 'individual' })).toContain(
      'Este plan no reparte un fondo: a cada persona se le paga su objetivo por su factor y sus días, redondeado al centavo.',
    );
  });
});
