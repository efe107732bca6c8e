/**
 * What happens around a result at Agua Clara: people say something about themselves, a strict rating is aligned, somebody appeals and
 * is right, and payroll pays.
 */
import type { Viewer } from '../../src/access';
import { Appeals } from '../../src/appeals';
import { EqualityImports } from '../../src/equality';
import { Calibrations, ManagerRatings } from '../../src/evaluations';
import { Employees } from '../../src/organization';
import { Calculations, PayrollRuns, Scenarios } from '../../src/payouts';
import { employeesAt, type Gender } from './cast';
import { createRandom } from './random';
import type { Get } from './story';

const [CUSTOMERS_LINE, LEAD_LINE] = ['customer_opinion', 'lead_rating'];
/** Manuel Ochoa, of Diego's team. */
const ALIGNED = 'E-41';
const SAID: Record<Gender, string> = { f: 'Mujer', m: 'Hombre' };
/** Part of the people who answered a question that nobody has to answer. */
const ANSWERED = 0.9;

/** What people said about themselves, voluntarily, as the survey among them came in as one file. */
export async function sayAboutThemselves(get: Get, hr: Viewer, today: string): Promise<void> {
  const chance = createRandom('said of themselves');
  const answers = employeesAt(today)
    .filter(() => chance.chance(ANSWERED))
    .map(({ externalId, gender }) => ({ employee: externalId, attribute: 'Género', group: SAID[gender] }));
  await get(EqualityImports).record(answers, hr.actor, hr.name);
}

/** What was weighed before the next plan: customers count for more, and an S instead of two straight lines. */
export async function keepScenarios(get: Get, hr: Viewer, cycleId: number): Promise<void> {
  const scenarios = get(Scenarios);
  const half = [
    { key: CUSTOMERS_LINE, weightBp: 5000 },
    { key: LEAD_LINE, weightBp: 5000 },
  ];
  await scenarios.save(cycleId, { name: 'Clientes a la mitad', changes: { lines: half } }, hr);
  const smooth = { lines: [{ key: CUSTOMERS_LINE, shape: 'smooth' as const }] };
  await scenarios.save(cycleId, { name: 'Curva en S para clientes', changes: smooth }, hr);
}

/** One rating is aligned after the calculation, and the cycle calculated again. */
export async function alignRating(get: Get, hr: Viewer, cycleId: number): Promise<void> {
  const employee = (await get(Employees).byExternalIds([ALIGNED])).get(ALIGNED);
  const given = employee && (await get(ManagerRatings).latest(cycleId)).get(employee.id)?.get(LEAD_LINE);
  if (!employee || !given) return;
  await get(Calibrations).change(
    {
      cycleId,
      employeeId: employee.id,
      line: LEAD_LINE,
      ratingHundredths: Math.min(500, given.ratingHundredths + 40),
      reason:
        'Con el mismo trabajo, los demás responsables pusieron casi medio punto más. Acordado con Diego.',
    },
    hr,
  );
  await get(Calculations).calculate(cycleId, hr.actor);
}

/** Ana shows that a shift was left out of her rating. @returns the appeal's id */
export function appealRating(get: Get, employee: Viewer, cycleId: number): Promise<string> {
  return get(Appeals).file(
    {
      cycleId,
      subject: 'line',
      line: LEAD_LINE,
      reason:
        'Mi valoración no toma en cuenta los tres turnos de noche que cubrí al final del trimestre. Constan en el registro de turnos.',
    },
    null,
    employee,
  );
}

/** The reviewer finds the shifts in the register, and the rating is corrected. */
export async function upholdRating(
  get: Get,
  reviewer: Viewer,
  employee: Viewer,
  { cycleId, appeal }: { cycleId: number; appeal: string },
): Promise<void> {
  await get(Appeals).take(appeal, reviewer);
  const ratings = await get(ManagerRatings).latest(cycleId);
  const given = ratings.get(employee.employeeId ?? 0)?.get(LEAD_LINE);
  const corrected = Math.min(500, (given?.ratingHundredths ?? 300) + 30) / 100;
  await get(Appeals).decide(
    appeal,
    {
      verdict: 'uphold',
      reason: 'El registro confirma los tres turnos. Se corrige la valoración con su responsable.',
      corrections: [{ kind: 'line', line: LEAD_LINE, result: corrected.toFixed(2) }],
    },
    reviewer,
  );
}

/** The file for payroll, taken; and what payroll says it paid. */
export async function payOut(get: Get, hr: Viewer, cycleId: number): Promise<void> {
  const run = await get(PayrollRuns).prepare(cycleId, hr.actor);
  await get(PayrollRuns).take(run.id, hr.actor);
  const due = await get(PayrollRuns).differences(run.id);
  await get(PayrollRuns).confirm(
    run.id,
    due.map(({ employee, dueMinor }) => ({ employee, amountMinor: dueMinor })),
    hr.actor,
  );
}
