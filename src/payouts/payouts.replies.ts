/** What programs are told about plans, cycles, statements and payroll. */
import { z } from 'zod';
import { CYCLE_STATES } from '../evaluations';
import { shownDay, shownMoney, shownPage, shownTime } from '../platform/http';
import type { Payroll } from './payroll';
import type { SimulationReport } from './simulation/simulations.service';

export const planReply = z.object({
  key: z.string(),
  name: z.string(),
  version: z.int(),
  state: z.enum(['draft', 'published']),
  publishedAt: shownTime.nullable(),
  definition: z.record(z.string(), z.unknown()).describe('As it was sent, complete with its defaults.'),
});

export const cycleReply = z.object({
  id: z.int(),
  key: z.string(),
  name: z.string(),
  plan: z.string().describe('Key of the plan.'),
  planVersion: z.int(),
  period: z
    .object({ from: shownDay, to: shownDay })
    .describe('Half-open: `to` is the first day that no longer counts.'),
  state: z.enum(CYCLE_STATES),
  pool: shownMoney,
  appealsUntil: shownDay.nullable().describe('Last day for appeals; null until the cycle is published.'),
  snapshotHash: z.string().nullable().describe('SHA-256 of the sealed inputs; null until calculated.'),
  resultHash: z.string().nullable().describe('SHA-256 of the result; null until calculated.'),
});
export const cyclePage = shownPage(cycleReply);

export const cycleExample = {
  id: 3,
  key: '2027-q1',
  name: 'Primer trimestre 2027',
  plan: 'atencion-2027',
  planVersion: 1,
  period: { from: '2027-01-01', to: '2027-04-01' },
  state: 'collecting',
  pool: { minor: 1_000_000, currency: 'MXN' },
  appealsUntil: null,
  snapshotHash: null,
  resultHash: null,
};

const text = (es: string, en: string) => ({ es, en, 'pt-BR': es });
export const planExample = {
  key: 'atencion-2027',
  name: 'Atención 2027',
  definition: {
    currency: 'MXN',
    lines: [
      {
        kind: 'customer_opinion',
        key: 'customers',
        name: text('Opinión del cliente', 'What customers say'),
        weightBp: 3000,
        threshold: 60,
        target: 75,
        maximum: 90,
      },
      {
        kind: 'manager_rating',
        key: 'lead',
        name: text('Calificación del responsable', 'Rating by the lead'),
        weightBp: 7000,
        threshold: 2,
        target: 3,
        maximum: 5,
        rubric: [
          text('Muy por debajo', 'Far below'),
          text('Por debajo', 'Below'),
          text('Cumple', 'As expected'),
          text('Supera', 'Above'),
          text('Supera con mucho', 'Far above'),
        ],
      },
    ],
  },
};
export const newCycleExample = {
  key: '2027-q1',
  name: 'Primer trimestre 2027',
  plan: 'atencion-2027',
  period: '2027-Q1',
  pool: { minor: 1_000_000, currency: 'MXN' },
};

const distribution = z.object({
  lowestMinor: z.int(),
  quarterMinor: z.int(),
  medianMinor: z.int(),
  threeQuartersMinor: z.int(),
  highestMinor: z.int(),
});
export const simulationReply = z.object({
  currency: z.string(),
  cost: z.object({
    poolMinor: z.int(),
    unadjustedMinor: z.int().describe('What would be paid if everybody got their target times their factor.'),
    poolFactor: z.string().describe('What the pool makes of one unit of it.'),
    targetBonusMinor: z.int(),
  }),
  before: distribution.describe('Amounts as the cycle stands, by nearest rank.'),
  after: distribution.describe('Amounts under the changes.'),
  employees: z.array(
    z.object({
      employee: z.string(),
      name: z.string(),
      beforeMinor: z.int(),
      afterMinor: z.int(),
      changeMinor: z.int(),
    }),
  ),
}) satisfies z.ZodType<SimulationReport>;

const part = z.record(z.string(), z.unknown());
export const statementsPage = shownPage(
  z.object({
    employee: z.string().describe('External id.'),
    formulas: part.describe('Versions of the formulas.'),
    cycle: part.describe('The cycle it was computed for.'),
    plan: part.describe('The plan it was computed under.'),
    currency: z.string(),
    totals: part.describe('Pool, points and what one point is worth.'),
    member: part.describe('Every step of the person’s computation, with `amountMinor` at its end.'),
    spread: part
      .nullable()
      .describe(
        'The peer group’s τ² and Var(μ), behind the standard deviation; null where they were not kept.',
      ),
  }),
);

export const payrollReply = z.object({
  cycle: z.string(),
  period: z.object({ from: shownDay, to: shownDay }).describe('Half-open.'),
  currency: z.string(),
  rows: z.array(
    z.object({
      employee: z.string(),
      name: z.string(),
      amountMinor: z.int().describe('With what accepted appeals added.'),
      adjustmentMinor: z.int().describe('Of it, what they added.'),
    }),
  ),
  count: z.int().describe('How many rows.'),
  totalMinor: z.int().describe('What they sum to: the control total.'),
}) satisfies z.ZodType<Payroll>;
