/** How Agua Clara evaluates: one plan, the last quarter's cycle led to its statements, the current one open. */
import type { Viewer } from '../../src/access';
import { EqualityReports } from '../../src/equality';
import { Cycles, ManagerRatings, type PlanDefinitionInput, Plans } from '../../src/evaluations';
import { addDays, type Period } from '../../src/kernel';
import { Employees } from '../../src/organization';
import {
  Calculations,
  PayoutsQueries,
  Publications,
  Readiness,
  ResultSignOffs,
  SignOffs,
} from '../../src/payouts';
import { COMPANY, employeesAt, TEAMS } from './cast';
import {
  alignRating,
  appealRating,
  keepScenarios,
  payOut,
  sayAboutThemselves,
  upholdRating,
} from './pay-story';
import { createRandom } from './random';
import type { Get, Milestone } from './story';

const PLAN: PlanDefinitionInput = {
  currency: COMPANY.currency,
  lines: [
    {
      kind: 'customer_opinion',
      key: 'customer_opinion',
      name: { es: 'Opinión del cliente', en: 'Customer opinion', 'pt-BR': 'Opinião do cliente' },
      weightBp: 3000,
      threshold: 64,
      target: 76,
      maximum: 88,
    },
    {
      kind: 'manager_rating',
      key: 'lead_rating',
      name: {
        es: 'Valoración de su responsable',
        en: 'Rating by the lead',
        'pt-BR': 'Avaliação da liderança',
      },
      weightBp: 7000,
      threshold: 2,
      target: 3.5,
      maximum: 5,
      rubric: [
        {
          es: 'No cumple lo acordado',
          en: 'Does not meet what was agreed',
          'pt-BR': 'Não cumpre o combinado',
        },
        { es: 'Cumple una parte', en: 'Meets a part of it', 'pt-BR': 'Cumpre uma parte' },
        { es: 'Cumple lo acordado', en: 'Meets what was agreed', 'pt-BR': 'Cumpre o combinado' },
        {
          es: 'Va más allá y ayuda a otros',
          en: 'Goes beyond and helps others',
          'pt-BR': 'Vai além e ajuda os outros',
        },
        {
          es: 'Es ejemplo para toda la empresa',
          en: 'An example for the whole company',
          'pt-BR': 'É exemplo para toda a empresa',
        },
      ],
    },
  ],
};

/** Spoken about the work of the quarter, from the weakest rating to the strongest. */
const REASONS = [
  [
    'Faltó dar seguimiento a varios casos; acordamos un plan con fechas.',
    'Llegó tarde a los cierres de turno; ya lo hablamos.',
  ],
  [
    'Cumple con lo básico; le cuesta cerrar los casos largos.',
    'Buen trato, pero deja pendientes sin anotar.',
  ],
  [
    'Trabajo constante y ordenado todo el trimestre.',
    'Cumplió sus metas y cubrió turnos cuando hizo falta.',
    'Sin pendientes al cierre; notas claras.',
  ],
  [
    'Apoyó a los nuevos y resolvió los casos difíciles.',
    'Propuso la lista de verificación que ahora usamos todos.',
  ],
  [
    'Sostuvo al equipo en los días de más llamadas, con calma y sin perder un caso.',
    'Referencia para la sede: los demás le preguntan.',
  ],
] as const;

/** What was looked at before a result was approved. */
const APPROVALS = [
  'Revisado con su responsable; los días y la calificación son correctos.',
  'Coincide con lo conversado en el cierre del trimestre.',
  'Revisé las respuestas excluidas y la mezcla de casos. Correcto.',
] as const;

export interface EvaluationCast {
  /** Human resources: signs, and rates where a lead has no account. */
  hr: Viewer;
  /** The one lead with an account, and the team led. */
  lead: { viewer: Viewer; team: string };
  /** Appeals, and is right. */
  employee: Viewer;
  /** Decides appeals. */
  reviewer: Viewer;
}

/** Days after a quarter's end until its statements are out. */
const PUBLISHED_AFTER = 13;
/** After that the days in which statements can be appealed run out. */
const PAID_AFTER = 37;

/** @param today local date; the finished cycle is the last quarter whose statements are out, the open one the next */
export function evaluationMilestones(
  get: Get,
  today: string,
  cast: EvaluationCast,
  at: (day: string, hour: number) => number,
): Milestone[] {
  const current = quarterAround(addDays(today, -PUBLISHED_AFTER));
  const last = quarterAround(addDays(current.from, -1));
  let planVersionId = 0;
  let lastCycleId = 0;
  let appeal = '';
  return [
    {
      at: at(addDays(last.from, -14), 11),
      tell: async () => {
        const draft = await get(Plans).create(
          { key: 'atencion', name: 'Atención', definition: PLAN },
          cast.hr.actor,
        );
        planVersionId = (await get(Plans).publish(draft.id, cast.hr.actor)).id;
      },
    },
    {
      at: at(addDays(last.to, 1), 10),
      tell: async () => {
        lastCycleId = await openCycle(get, cast, planVersionId, last);
      },
    },
    { at: at(addDays(last.to, 4), 12), tell: () => sayAboutThemselves(get, cast.hr, today) },
    { at: at(addDays(last.to, 6), 16), tell: () => rateEverybody(get, cast, lastCycleId, today) },
    {
      at: at(addDays(last.to, 10), 9),
      tell: async () => void (await get(Calculations).calculate(lastCycleId, cast.hr.actor)),
    },
    { at: at(addDays(last.to, 10), 12), tell: () => keepScenarios(get, cast.hr, lastCycleId) },
    { at: at(addDays(last.to, 10), 15), tell: () => alignRating(get, cast.hr, lastCycleId) },
    {
      at: at(addDays(last.to, 11), 13),
      tell: async () => {
        const { snapshotId } = await get(Cycles).byId(lastCycleId);
        await approveEach(get, cast, lastCycleId);
        await get(SignOffs).sign(
          {
            cycleId: lastCycleId,
            snapshotId: snapshotId ?? 0,
            reason:
              'Revisé con cada responsable los casos por debajo del umbral y los tres ajustes por días. Conforme.',
          },
          cast.hr,
        );
      },
    },
    {
      at: at(addDays(last.to, 12), 9),
      tell: async () => void (await get(Publications).publish(lastCycleId, cast.hr.actor)),
    },
    {
      at: at(addDays(last.to, 12), 10),
      tell: async () => void (await openCycle(get, cast, planVersionId, current)),
    },
    {
      at: at(addDays(last.to, 16), 18),
      tell: async () => {
        appeal = await appealRating(get, cast.employee, lastCycleId);
      },
    },
    {
      at: at(addDays(last.to, 20), 11),
      tell: () => upholdRating(get, cast.reviewer, cast.employee, { cycleId: lastCycleId, appeal }),
    },
    {
      at: at(addDays(last.to, PAID_AFTER), 9),
      tell: async () => void (await get(Cycles).move(lastCycleId, 'finalise', cast.hr.actor)),
    },
    { at: at(addDays(last.to, PAID_AFTER), 10), tell: () => payOut(get, cast.hr, lastCycleId) },
    {
      at: at(addDays(last.to, PAID_AFTER), 12),
      tell: async () => void (await get(Cycles).move(lastCycleId, 'pay', cast.hr.actor)),
    },
  ];
}

async function openCycle(
  get: Get,
  cast: EvaluationCast,
  planVersionId: number,
  period: Period,
): Promise<number> {
  const quarter = Math.ceil(Number(period.from.slice(5, 7)) / 3);
  const year = period.from.slice(0, 4);
  const cycle = await get(Cycles).create(
    {
      key: `${year}-t${quarter}`,
      name: `Trimestre ${quarter} de ${year}`,
      planVersionId,
      period,
      poolMinor: 31_000_000,
      currency: COMPANY.currency,
    },
    cast.hr.actor,
  );
  await get(Cycles).move(cycle.id, 'open', cast.hr.actor);
  await get(Cycles).move(cycle.id, 'collect', cast.hr.actor);
  return cycle.id;
}

async function rateEverybody(get: Get, cast: EvaluationCast, cycleId: number, today: string): Promise<void> {
  const people = employeesAt(today).filter((person) => person.jobFamily !== 'management');
  const known = await get(Employees).byExternalIds(people.map((person) => person.externalId));
  const chance = createRandom('ratings');
  const led = new Set(
    TEAMS.filter((team) => team.externalId === cast.lead.team).map((team) => team.externalId),
  );
  for (const person of people) {
    const employee = known.get(person.externalId);
    if (!employee) continue;
    const step = Math.round((340 + 70 * person.latentQuality + 35 * chance.normal()) / 10) * 10;
    const ratingHundredths = Math.min(490, Math.max(180, step));
    const level = Math.min(4, Math.max(0, Math.round(ratingHundredths / 100) - 1));
    const byLead = led.has(person.team) && employee.id !== cast.lead.viewer.employeeId;
    try {
      await get(ManagerRatings).rate(
        {
          cycleId,
          employeeId: employee.id,
          ratingHundredths,
          reason: chance.pick(REASONS[level] ?? REASONS[2]),
        },
        byLead ? cast.lead.viewer : cast.hr,
      );
    } catch (error) {
      // Who left before the quarter began is not in the cycle.
      if ((error as { code?: string }).code !== 'not_found') throw error;
    }
  }
}

/** Carmen looks at every result; a gate that a young measure cannot meet yet she lets pass with her reason. */
async function approveEach(get: Get, cast: EvaluationCast, cycleId: number): Promise<void> {
  const cycle = await get(Cycles).byId(cycleId);
  await get(EqualityReports).open(cycleId, cycle.snapshotId ?? 0, cast.hr);
  for (const { gate, met } of await get(Readiness).of(cycle)) {
    if (met) continue;
    const reason =
      'Acordado con los responsables: pesa 30 % y lo revisamos de nuevo al cierre del siguiente trimestre.';
    await get(Readiness).override({ cycleId, gate, reason }, cast.hr);
  }
  const chance = createRandom('approvals');
  for (const { employeeId } of await get(PayoutsQueries).amounts(cycle, 'all')) {
    const evaluationHash = await get(ResultSignOffs).evaluationHash(cycle, employeeId);
    if (evaluationHash === undefined) continue;
    const reason = chance.pick(APPROVALS);
    await get(ResultSignOffs).sign({ cycleId, employeeId, evaluationHash, reason }, cast.hr);
  }
}

function quarterAround(day: string): Period {
  const month = Number(day.slice(5, 7));
  const first = month - ((month - 1) % 3);
  const year = Number(day.slice(0, 4));
  const text = (y: number, m: number) => `${y}-${String(m).padStart(2, '0')}-01`;
  return { from: text(year, first), to: first === 10 ? text(year + 1, 1) : text(year, first + 3) };
}
