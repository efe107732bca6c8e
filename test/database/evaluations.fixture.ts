/** An evaluated company on a test database: two teams with their leads, pay bases, answers, and the services around. */
import { Viewer, type RoleGrant } from '../../src/access';
import { UserAccount } from '../../src/access/user-account.entity';
import {
  Calibrations,
  type Cycle,
  CycleMembersQueries,
  Cycles,
  Gates,
  LineResults,
  ManagerRatings,
  type PlanDefinitionInput,
  Plans,
  Population,
} from '../../src/evaluations';
import { EqualityReports } from '../../src/equality';
import { EqualityAnswers } from '../../src/equality/equality-answers';
import { Leaves, organizationEntities } from '../../src/organization';
import {
  Calculations,
  LateSeals,
  PayoutsQueries,
  PayrollExport,
  PayrollRuns,
  Publications,
  Readiness,
  Recomputation,
  ResultSignOffs,
  SignOffs,
  Simulations,
  SnapshotsQueries,
  WorkingDays,
} from '../../src/payouts';
import { PromiseRates, RecoveredAnswers } from '../../src/recovery';
import { ContactWays } from '../../src/scoring/dashboard/contact-ways';
import { PlanTargets } from '../../src/evaluations/plan-targets';
import { CycleInputs } from '../../src/payouts/cycle-inputs';
import { LineScores } from '../../src/payouts/line-scores';
import { SealedCalculations } from '../../src/payouts/sealed-calculation';
import { RowSeals } from '../../src/payouts/row-seals';
import { EventBus } from '../../src/platform/events';
import {
  Freezing,
  FrozenPeriods,
  NonResponses,
  PeriodInputs,
  QuestionMeans,
  RegularAnswers,
  Scores,
} from '../../src/scoring';
import { type DatabaseKind, openTestDatabase } from '../support';
import { organizationOn } from './organization.fixture';

export const PERIOD = { from: '2026-07-01', to: '2026-10-01' };
/** One million pesos and one centavo: it divides by nothing. */
export const POOL_MINOR = 100_000_001;

const text = (es: string) => ({ es, en: es, 'pt-BR': es });

/** Customers 30 %, the lead's rating 70 %. */
export const planDefinition = (): PlanDefinitionInput => ({
  currency: 'MXN',
  lines: [
    {
      kind: 'customer_opinion',
      key: 'customers',
      name: text('Opinión del cliente'),
      weightBp: 3000,
      threshold: 60,
      target: 75,
      maximum: 90,
    },
    {
      kind: 'manager_rating',
      key: 'lead',
      name: text('Calificación del jefe'),
      weightBp: 7000,
      threshold: 2,
      target: 3,
      maximum: 5,
      rubric: ['1', '2', '3', '4', '5'].map(text),
    },
  ],
});

export type EvaluationsFixture = Awaited<ReturnType<typeof evaluationsFixture>>;

/** The clock stands on 20 November 2026 in Mexico City; the plan was published in May. */
export async function evaluationsFixture(kind: DatabaseKind) {
  const test = await openTestDatabase(kind, { entities: [...organizationEntities, UserAccount] });
  const { database } = test;
  const organization = organizationOn(database);
  const { clock, audit, calendar, employees, teams, payBases, visibility } = organization;
  const now = clock.now();
  const counted = new PeriodInputs(database);
  const questions = new QuestionMeans(database, counted);
  const plans = new Plans(database, clock, audit, new PlanTargets(calendar, questions));
  const leaves = new Leaves(database, audit);
  const population = new Population(database, clock, audit, leaves);
  const cycles = new Cycles(database, clock, calendar, audit, plans, population);
  const ratings = new ManagerRatings(database, clock, audit, cycles, plans, visibility);
  const results = new LineResults(database, clock, audit, employees, cycles, plans);
  const gates = new Gates(database, clock, audit, employees, cycles, plans);
  const calibrations = new Calibrations(database, clock, audit, cycles, plans, ratings);
  const members = new CycleMembersQueries(database);
  const events = new EventBus(database);
  const snapshots = new SnapshotsQueries(database);
  const frozen = new FrozenPeriods(database);
  const lateSeals = new LateSeals(database);
  const seals = new RowSeals(database, lateSeals);
  const scores = new Scores(counted, organization.settings, clock, frozen);
  const regulars = new RegularAnswers(database);
  const freezing = new Freezing(database, clock, audit, counted, frozen, scores, regulars);
  const lineScores = new LineScores(
    ratings,
    calibrations,
    results,
    questions,
    new PromiseRates(database, clock, calendar),
  );
  const equality = new EqualityReports(
    database,
    clock,
    audit,
    new EqualityAnswers(database, organization.config),
  );
  const readiness = new Readiness(
    database,
    clock,
    audit,
    organization.settings,
    cycles,
    new NonResponses(new ContactWays(database, clock), counted, scores, clock),
    counted,
    equality,
  );
  const resultSignOffs = new ResultSignOffs(database, clock, audit, cycles, visibility);
  const inputs = new CycleInputs(
    database,
    plans,
    lineScores,
    gates,
    counted,
    frozen,
    new RecoveredAnswers(database, calendar),
  );

  await teams.upsert('T-TEL', { name: 'Telefónica' }, 'cli');
  await teams.upsert('T-CHA', { name: 'Chat' }, 'cli');
  const ids = new Map<string, number>();
  const hire = async (
    externalId: string,
    input: { team?: string; manager?: string; hiredOn?: string; leftOn?: string; targetMinor?: number },
  ) => {
    const { targetMinor = 520_000, hiredOn = '2024-01-01', ...rest } = input;
    const { id } = await employees.upsert(
      externalId,
      { name: `Person ${externalId}`, hiredOn, ...rest },
      'cli',
    );
    ids.set(externalId, id);
    if (targetMinor > 0) {
      await payBases.set(
        id,
        { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: targetMinor, currency: 'MXN' },
        'cli',
      );
    }
  };
  await hire('E-01', { team: 'T-TEL', targetMinor: 800_000 });
  await hire('E-02', { team: 'T-CHA', targetMinor: 800_000 });
  for (const id of ['E-11', 'E-12', 'E-13']) await hire(id, { team: 'T-TEL', manager: 'E-01' });
  for (const id of ['E-21', 'E-22']) await hire(id, { team: 'T-CHA', manager: 'E-02', targetMinor: 470_001 });
  await hire('E-23', { team: 'T-CHA', manager: 'E-02', hiredOn: '2026-09-01' });
  await hire('E-60', { targetMinor: 0 });

  const users: Record<string, number> = {};
  for (const [index, name] of ['hr', 'lead', 'ana', 'second'].entries()) {
    const row = await database.get<{ id: number }>(
      `INSERT INTO user_account (email, name, locale, created_at) VALUES (?, ?, 'es', ?) RETURNING id AS "id"`,
      [`user${index}@example.com`, name, now],
    );
    users[name] = row?.id ?? 0;
  }
  const viewer = (user: string, employee: string | null, ...grants: RoleGrant[]) =>
    new Viewer({
      userId: users[user] ?? 0,
      name: user === 'hr' ? 'Carmen Núñez' : user,
      email: 'somebody@example.com',
      locale: 'es',
      employeeId: employee === null ? null : (ids.get(employee) ?? 0),
      grants,
    });

  const one = async (sql: string, params: (string | number)[]) =>
    (await database.get<{ id: number }>(sql, params))?.id ?? 0;
  const touchpoint = await one(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at) VALUES ('t', '{}', 'phone', 'remote', ?) RETURNING id AS "id"`,
    [now],
  );
  const survey = await one(
    `INSERT INTO survey (key, name, created_at) VALUES ('csat', 'CSAT', ?) RETURNING id AS "id"`,
    [now],
  );
  const version = await one(
    `INSERT INTO survey_version (survey_id, version, state, definition) VALUES (?, 1, 'published', '{}') RETURNING id AS "id"`,
    [survey],
  );
  const question = await one(
    `INSERT INTO question (survey_version_id, key, kind, subject, position, scale_min, scale_max)
     VALUES (?, 'rating', 'csat', 'employee', 1, 1, 5) RETURNING id AS "id"`,
    [version],
  );
  const cells = new Map<string, number>();
  for (const reason of ['complaint', 'billing']) {
    cells.set(
      reason,
      await one(
        `INSERT INTO cell (channel, reason, segment) VALUES ('phone', ?, 'repeat') RETURNING id AS "id"`,
        [reason],
      ),
    );
  }
  /** Answers of each rating from 1 to 5 about somebody on one day. */
  const answer = async (employee: string, reason: string, counts: readonly number[], day = '2026-08-05') => {
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue;
      await database.run(
        `INSERT INTO rollup (employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          ids.get(employee) ?? 0,
          day,
          touchpoint,
          cells.get(reason) ?? 0,
          question,
          index + 1,
          count,
          count * 1_000_000,
        ],
      );
    }
  };
  await answer('E-11', 'billing', [1, 1, 4, 20, 40]);
  await answer('E-11', 'complaint', [3, 3, 6, 8, 5]);
  await answer('E-12', 'billing', [0, 1, 3, 12, 40]);
  await answer('E-12', 'complaint', [6, 9, 10, 20, 22]);
  await answer('E-13', 'billing', [6, 8, 12, 20, 14]);
  await answer('E-21', 'billing', [2, 2, 5, 25, 30]);
  await answer('E-21', 'complaint', [2, 4, 4, 6, 4]);
  await answer('E-22', 'complaint', [9, 7, 10, 9, 5]);
  await answer('E-22', 'billing', [0, 0, 4, 9, 10]);
  // Somebody outside the cycle whose answers help to learn what a complaint does.
  await hire('E-99', { targetMinor: 0 });
  await answer('E-99', 'billing', [2, 2, 8, 30, 40]);
  await answer('E-99', 'complaint', [8, 8, 8, 8, 8]);

  clock.set('2026-05-20T18:00:00Z');
  const plan = await plans.publish(
    (await plans.create({ key: 'atencion-2026', name: 'Atención 2026', definition: planDefinition() }, 'cli'))
      .id,
    'cli',
  );
  clock.set(now);
  const newCycle = (key: string) => ({
    key,
    name: 'Julio–septiembre 2026',
    planVersionId: plan.id,
    period: PERIOD,
    poolMinor: POOL_MINOR,
    currency: 'MXN',
  });

  const lead = viewer('lead', 'E-01', { role: 'lead', scope: 'team' }, { role: 'employee', scope: 'own' });
  const hr = viewer('hr', 'E-60', { role: 'hr', scope: 'all' });
  let plansMade = 0;
  const fixture = {
    ...organization,
    database,
    url: test.url,
    lateSeals,
    frozen,
    close: test.close,
    plans,
    plan,
    population,
    cycles,
    ratings,
    results,
    gates,
    calibrations,
    leaves,
    members,
    events,
    inputs,
    snapshots,
    readiness,
    resultSignOffs,
    calculations: new Calculations(
      cycles,
      plans,
      population,
      inputs,
      regulars,
      freezing,
      readiness,
      new SealedCalculations(database, clock),
    ),
    signOffs: new SignOffs(
      database,
      clock,
      calendar,
      cycles,
      members,
      snapshots,
      readiness,
      resultSignOffs,
      seals,
    ),
    equality,
    publications: new Publications(
      calendar,
      events,
      cycles,
      members,
      plans,
      new WorkingDays(organization.settings),
    ),
    recomputation: new Recomputation(database, cycles, snapshots, frozen, seals),
    simulations: new Simulations(cycles, inputs, snapshots),
    payouts: new PayoutsQueries(database, visibility, cycles, snapshots),
    payroll: new PayrollExport(database, cycles),
    payrollRuns: new PayrollRuns(
      database,
      clock,
      audit,
      organization.settings,
      cycles,
      snapshots,
      employees,
      lateSeals,
    ),
    newCycle,
    hire,
    answer,
    viewer,
    id: (externalId: string) => ids.get(externalId) ?? 0,
    lead,
    hr,
    ana: viewer('ana', 'E-12', { role: 'employee', scope: 'own' }),
    /** A cycle under a plan of its own, published in May, open to ratings and results. */
    under: async (definition: PlanDefinitionInput, poolMinor = POOL_MINOR) => {
      plansMade += 1;
      const today = clock.now();
      clock.set('2026-05-20T18:00:00Z');
      const draft = await plans.create({ key: `plan-${plansMade}`, name: 'Plan', definition }, 'cli');
      const version = await plans.publish(draft.id, 'cli');
      clock.set(today);
      const cycle = await cycles.create(
        { ...newCycle(`cycle-${plansMade}`), planVersionId: version.id, poolMinor },
        'cli',
      );
      await cycles.move(cycle.id, 'open', 'cli');
      return cycles.move(cycle.id, 'collect', 'cli');
    },
    /** A cycle in which ratings are collected. */
    collecting: async (key = 'q3') => {
      const cycle = await cycles.create(newCycle(key), 'cli');
      await cycles.move(cycle.id, 'open', 'cli');
      return cycles.move(cycle.id, 'collect', 'cli');
    },
    /** Rated by the leads and by human resources, and calculated. */
    calculated: async (key = 'q3') => {
      const cycle = await fixture.collecting(key);
      const rate = (employee: string, ratingHundredths: number, rater = hr) =>
        ratings.rate(
          {
            cycleId: cycle.id,
            employeeId: fixture.id(employee),
            ratingHundredths,
            reason: 'Visto en el trimestre',
          },
          rater,
        );
      await rate('E-11', 350, lead);
      await rate('E-12', 450, lead);
      await rate('E-13', 250, lead);
      for (const employee of ['E-01', 'E-02', 'E-21']) await rate(employee, 400);
      return fixture.calculations.calculate(cycle.id, 'user:1');
    },
    /** Every closed gate passed with a reason, and every result approved, by Carmen; the cycle itself is not. */
    approved: async (cycle: Cycle, { report = true } = {}) => {
      if (report) await equality.open(cycle.id, cycle.snapshotId ?? 0, hr);
      for (const { gate, met, override } of await fixture.readiness.of(cycle)) {
        if (!met && !override && gate !== 'adverse_impact')
          await fixture.readiness.override({ cycleId: cycle.id, gate, reason: 'Empresa de prueba' }, hr);
      }
      for (const { employeeId } of await fixture.payouts.amounts(cycle, 'all')) {
        const evaluationHash = await fixture.resultSignOffs.evaluationHash(cycle, employeeId);
        await fixture.resultSignOffs.sign(
          {
            cycleId: cycle.id,
            employeeId,
            evaluationHash: evaluationHash ?? '',
            reason: 'Visto con su jefe',
          },
          hr,
        );
      }
      return cycle;
    },
    /** Calculated, and approved by Carmen. */
    signed: async (key = 'q3') => {
      const cycle = await fixture.approved(await fixture.calculated(key));
      return fixture.signOffs.sign(
        { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Revisado con los jefes' },
        hr,
      );
    },
  };
  return fixture;
}
