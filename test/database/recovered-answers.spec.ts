/** The plan's rule for recovered answers, on both databases: what customers called solved counts, or is left out of their line. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cycle, Cycles, type PlanDefinitionInput, Plans } from '../../src/evaluations';
import { PayBases } from '../../src/organization';
import {
  Calculations,
  PayoutsQueries,
  Recomputation,
  Simulations,
  SnapshotsQueries,
} from '../../src/payouts';
import type { CycleMember } from '../../src/payouts/calc';
import { withAnswers } from '../../src/payouts/corrections';
import { CycleInputs } from '../../src/payouts/cycle-inputs';
import { newId } from '../../src/platform/database';
import { FollowUps, RecoveredAnswers, recoveredBefore, RecoveryCases } from '../../src/recovery';
import { Exclusions } from '../../src/responses';
import { RegularAnswers } from '../../src/scoring';
import { describeOnBothDatabases } from '../support';
import { pdfText } from '../support/pdf-text';
import { answeredWorld, type AnsweredWorld, type Contact, DAY, grant } from './answered.fixture';

const PERIOD = { from: '2026-11-01', to: '2026-12-01' };
const POOL_MINOR = 10_000_001;
const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const ROSA = { actor: 'user:900', employeeId: null };
const program = join(__dirname, '../independent/recount-statements.mjs');

const planUnder = (recovered?: 'count' | 'leave_out'): PlanDefinitionInput => ({
  currency: 'MXN',
  surveyCapOverride: { reason: 'Prueba' },
  lines: [
    {
      kind: 'customer_opinion', key: 'customers', name: text('Opinión del cliente'), weightBp: 10_000, threshold: 40,
      target: 75, maximum: 100, ...(recovered && { recovered }),
    },
  ],
}); // prettier-ignore

describeOnBothDatabases('answers that were recovered', (kind) => {
  let world: AnsweredWorld;
  let folder: string;
  const answers: Record<string, string> = {};
  let made = 0;

  const good = async (people: readonly string[], times: number) => {
    for (let each = 0; each < times; each += 1)
      await world.answer(await world.contact(people), { rating: '5' });
  };
  /** A customer who rates 1 and can be written to. */
  const poor = async (people: readonly string[], rating = '1') => {
    const contact: Contact = await world.contact(people);
    await world.database.run('UPDATE customer SET email = ? WHERE id = ?', [
      `c${(made += 1)}@example.com`,
      contact.customerId,
    ]);
    const id = await world.answer(contact, { rating, mayContact: 'on' });
    return { id, contact };
  };
  const caseOf = async (responseId: string) =>
    (
      await world.database.get<{ id: string }>(
        'SELECT case_id AS "id" FROM recovery_event WHERE response_id = ?',
        [responseId],
      )
    )?.id ?? '';
  const step = (caseId: string, name: 'acknowledge' | 'resolve' | 'close' | 'reopen') =>
    world.get(RecoveryCases).take(name, caseId, ROSA, null);
  /** Put right by staff; the customer is asked. @returns the newest question */
  const putRight = async (caseId: string) => {
    for (const name of ['acknowledge', 'resolve'] as const) await step(caseId, name);
    const asked = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM case_follow_up WHERE case_id = ? ORDER BY asked_at DESC, id DESC LIMIT 1',
      [caseId],
    );
    return asked?.id ?? '';
  };
  const say = async (asked: string, word: 'solved' | 'not_solved') => {
    world.clock.advance(1000);
    await world.get(FollowUps).hear(asked, word, '');
    world.clock.advance(1000);
  };
  const close = async (caseId: string) => {
    const cause = await world.database.get<{ id: number }>('SELECT MIN(id) AS "id" FROM root_cause');
    await world.database.run('UPDATE recovery_case SET root_cause_id = ? WHERE id = ?', [
      cause?.id ?? 0,
      caseId,
    ]);
    await step(caseId, 'close');
  };
  const recovered = () => world.get(RecoveredAnswers).of(PERIOD);

  const publish = async (definition: PlanDefinitionInput, key: string) => {
    const now = world.clock.now();
    world.clock.set('2026-10-20T18:00:00Z');
    const draft = await world.get(Plans).create({ key, name: 'Plan', definition }, 'cli');
    const version = await world.get(Plans).publish(draft.id, 'cli');
    world.clock.set(now);
    return version;
  };
  const cycleUnder = async (planVersionId: number): Promise<Cycle> => {
    const cycles = world.get(Cycles);
    const key = `cycle-${(made += 1)}`;
    const { id } = await cycles.create(
      { key, name: 'Noviembre 2026', planVersionId, period: PERIOD, poolMinor: POOL_MINOR, currency: 'MXN' },
      'cli',
    );
    await cycles.move(id, 'open', 'cli');
    return cycles.move(id, 'collect', 'cli');
  };
  const calculated = async (definition: PlanDefinitionInput) => {
    const cycle = await cycleUnder((await publish(definition, `plan-${(made += 1)}`)).id);
    return world.get(Calculations).calculate(cycle.id, 'user:1');
  };
  const memberOf = async (cycle: Cycle, employee: string) => {
    const found = await world.get(PayoutsQueries).statement(cycle, world.ids[employee] ?? 0, 'all');
    if (!found) throw new Error(`${employee} has no statement.`);
    return found.member;
  };
  const snapshotOf = async ({ snapshotId }: Cycle) => {
    const snapshot = await world.get(SnapshotsQueries).snapshot(snapshotId ?? 0);
    if (!snapshot) throw new Error('The cycle has no snapshot.');
    return snapshot;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recovered-'));
    world = await answeredWorld(kind, { now: Date.UTC(2026, 10, 3, 18) });
    for (const employee of ['E-12', 'E-07', 'E-21', 'E-01'])
      await world
        .get(PayBases)
        .set(
          world.ids[employee] ?? 0,
          { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: 520_000, currency: 'MXN' },
          'cli',
        );
    // Ana: eight good answers, and four poor ones that ended differently. Hugo has part in the first. Luis has one, and four good.
    await good(['E-12'], 8);
    await good(['E-07'], 6);
    await good(['E-21'], 4);
    await good(['E-01'], 4);
    const shared = await poor(['E-12', 'E-07']);
    const byStaff = await poor(['E-12']);
    const reopened = await poor(['E-12']);
    const closed = await poor(['E-12']);
    const lone = await poor(['E-21']);
    const happy = await poor(['E-01'], '5');
    Object.assign(answers, {
      shared: shared.id, byStaff: byStaff.id, reopened: reopened.id, closed: closed.id, lone: lone.id, happy: happy.id,
    }); // prettier-ignore
    world.clock.advance(DAY);
    await say(await putRight(await caseOf(shared.id)), 'solved');
    await say(await putRight(await caseOf(lone.id)), 'solved');
    await say(await putRight(await caseOf(happy.id)), 'solved');
    await putRight(await caseOf(byStaff.id));
    await close(await caseOf(byStaff.id));
    const asked = await putRight(await caseOf(reopened.id));
    await say(asked, 'solved');
    await say(asked, 'not_solved');
    await say(await putRight(await caseOf(closed.id)), 'solved');
    await close(await caseOf(closed.id));
    // The period is closed; what is calculated from here on takes its parameters.
    world.clock.set('2026-12-10T18:00:00Z');
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are poor ones that customers called solved: not what staff alone closed, what was opened again, or a good one', async () => {
    expect(await recovered()).toEqual([answers['shared'], answers['closed'], answers['lone']].sort());
    expect(await world.get(RecoveredAnswers).of({ from: '2026-10-01', to: '2026-11-01' })).toEqual([]);
  });

  it('are recovered until the end of the month after the period', () => {
    expect([
      recoveredBefore(PERIOD),
      recoveredBefore({ from: '2026-07-01', to: '2026-10-01' }),
      recoveredBefore({ from: '2026-09-16', to: '2026-10-16' }),
    ]).toEqual(['2027-01-01', '2026-11-01', '2026-12-01']);
  });

  it('count as they were given unless the plan says otherwise, and such a snapshot says nothing about them', async () => {
    const [silent, said] = [await calculated(planUnder()), await calculated(planUnder('count'))];
    for (const cycle of [silent, said]) {
      const snapshot = await snapshotOf(cycle);
      expect(JSON.stringify(snapshot)).not.toContain('recovered');
      expect(await memberOf(cycle, 'E-12')).toMatchObject({
        customerOpinion: { responsesCounted: 12, answers: '11.500000' },
      });
      expect((await memberOf(cycle, 'E-12')).recovered).toBeUndefined();
    }
    expect((await snapshotOf(silent)).members).toEqual((await snapshotOf(said)).members);
    expect((await memberOf(silent, 'E-12')).points).toBe((await memberOf(said, 'E-12')).points);
  });

  it('count under a plan that was published before there was the rule, which stays as it was written', async () => {
    const { id, definition } = await publish(planUnder(), `plan-${(made += 1)}`);
    const old = JSON.stringify({
      ...definition,
      lines: definition.lines.map((line) => ({ ...line, recovered: undefined })),
    });
    expect(old).not.toContain('recovered');
    const plan = await world.database.get<{ id: number }>(
      `INSERT INTO evaluation_plan (key, name, created_at) SELECT 'old', name, created_at FROM evaluation_plan
       WHERE id = (SELECT plan_id FROM plan_version WHERE id = ?) RETURNING id AS "id"`,
      [id],
    );
    const version = await world.database.get<{ id: number }>(
      `INSERT INTO plan_version (plan_id, version, state, definition, currency, published_at)
       SELECT ?, 1, 'published', ?, currency, published_at FROM plan_version WHERE id = ? RETURNING id AS "id"`,
      [plan?.id ?? 0, old, id],
    );
    const cycle = await cycleUnder(version?.id ?? 0);
    const done = await world.get(Calculations).calculate(cycle.id, 'user:1');
    expect((await memberOf(done, 'E-12')).customerOpinion?.responsesCounted).toBe(12);
    expect((await snapshotOf(done)).plan.lines[0]).not.toHaveProperty('recovered');
    expect(await world.get(Recomputation).verify(done.id)).toMatchObject({ ok: true, faults: [] });
    const kept = await world.database.get<{ text: string }>(
      'SELECT definition AS "text" FROM plan_version WHERE id = ?',
      [version?.id ?? 0],
    );
    expect(kept?.text).toBe(old);
  });

  it('raise everybody credited when they are left out, with the same parameters, and the rest stays as it was', async () => {
    const [count, leave] = [await calculated(planUnder('count')), await calculated(planUnder('leave_out'))];
    const [before, after] = [await snapshotOf(count), await snapshotOf(leave)];
    expect(after.scoring.parameters).toEqual(before.scoring.parameters);
    expect(after.members.map(({ customerCounts }) => customerCounts)).toEqual(
      before.members.map(({ customerCounts }) => customerCounts),
    );
    const scoreOf = async (cycle: Cycle, employee: string) =>
      Number((await memberOf(cycle, employee)).customerOpinion?.mean);
    for (const employee of ['E-12', 'E-07'])
      expect(await scoreOf(leave, employee)).toBeGreaterThan(await scoreOf(count, employee));
    const { recovered: left, customerOpinion: opinion } = await memberOf(leave, 'E-12');
    expect(left).toEqual({ answers: 2 });
    // Eight good answers and the two poor ones that were not recovered.
    expect(opinion).toMatchObject({ responsesCounted: 10, answers: '10.000000', mean: '80.000000' });
    expect(await memberOf(leave, 'E-07')).toMatchObject({
      recovered: { answers: 1 },
      customerOpinion: { responsesCounted: 6, answers: '6.000000', mean: '100.000000' },
    });
    const untouched = await memberOf(leave, 'E-01');
    expect(untouched.recovered).toBeUndefined();
    expect(untouched.customerOpinion).toEqual((await memberOf(count, 'E-01')).customerOpinion);
    // The snapshot names what was left out.
    expect(after.members.find(({ employeeKey }) => employeeKey === 'E-12')?.recovered?.responses).toEqual(
      [answers['shared'], answers['closed']].sort(),
    );
  });

  it('give no score where fewer than five answers are left', async () => {
    const [count, leave] = [await calculated(planUnder('count')), await calculated(planUnder('leave_out'))];
    expect((await memberOf(count, 'E-21')).customerOpinion?.answers).toBe('5.000000');
    expect(await memberOf(leave, 'E-21')).toMatchObject({
      customerOpinion: null,
      factorBasis: 'no_scored_line',
      recovered: { answers: 1, tooFew: { left: '4.000000', needed: 5 } },
    });
  });

  it('are sealed: the same bytes come out later, also when a case was opened again meanwhile', async () => {
    const cycle = await calculated(planUnder('leave_out'));
    const caseId = await caseOf(answers['closed'] ?? '');
    await step(caseId, 'reopen');
    expect(await recovered()).not.toContain(answers['closed']);
    expect(await world.get(Recomputation).verify(cycle.id)).toMatchObject({ ok: true, faults: [] });
    expect((await memberOf(cycle, 'E-12')).recovered).toEqual({ answers: 2 });
    // Calculated anew it counts again, until the customer says once more that it is solved: an earlier word is not enough.
    const again = await world.get(Calculations).calculate(cycle.id, 'user:1');
    expect((await memberOf(again, 'E-12')).recovered).toEqual({ answers: 1 });
    const asked = await putRight(caseId);
    await close(caseId);
    expect(await recovered()).not.toContain(answers['closed']);
    await say(asked, 'solved');
    expect(await recovered()).toContain(answers['closed']);
  });

  it('are honoured by a simulation, and by the statements counted again from the formulas alone', async () => {
    const cycle = await calculated(planUnder('leave_out'));
    const { employees } = await world.get(Simulations).simulate(cycle.id, {});
    const items = [];
    for (const { employeeId, amountMinor } of await world.get(PayoutsQueries).amounts(cycle, 'all')) {
      const statement = await world.get(PayoutsQueries).statement(cycle, employeeId, 'all');
      if (!statement) throw new Error('A statement is missing.');
      const employee = statement.member.employeeKey;
      items.push({ employee, ...statement });
      expect(employees.find((one) => one.employee === employee)).toMatchObject({
        beforeMinor: amountMinor,
        afterMinor: amountMinor,
      });
    }
    const file = join(folder, `${newId()}.json`);
    await writeFile(file, JSON.stringify({ items }));
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [program, file], (error, out, faults) =>
        resolve(`${error ? faults : 'ok'}${out}`),
      );
    });
    expect(said).toMatch(/^ok/);
  });

  it('leave a regular customer’s other answer at the weight it would have alone', async () => {
    const { contact } = await poor(['E-02'], '5');
    const second = await poor(['E-02']);
    await world.database.run('UPDATE interaction SET customer_id = ? WHERE id = ?', [
      contact.customerId,
      second.contact.interactionId,
    ]);
    const inputs = world.get(CycleInputs);
    const about = () =>
      inputs.answersAbout({ from: '2026-12-01', to: '2027-01-01' }, world.ids['E-02'] ?? 0, 'E-02', [
        second.id,
      ]);
    await world.get(RegularAnswers).rebuild();
    const { customerCounts, recovered: left, repeats } = await about();
    const weights = (counts: typeof customerCounts) => counts.map(({ counts: { weights: of } }) => of);
    expect(repeats?.answers).toBe(2);
    expect(weights(customerCounts)).toEqual([[666_667, 0, 0, 0, 666_667]]);
    expect(weights(left?.customerCounts ?? [])).toEqual([[0, 0, 0, 0, 1_000_000]]);
    expect(left?.repeats).toBeUndefined();
  });

  it('say on the page, in the PDF and in the plan how many were left out and by which rule', async () => {
    const cycle = await calculated(planUnder('leave_out'));
    const sentences = {
      es: ['No se tomaron en cuenta 2 respuestas bajas', '31 dic 2026', 'Quedan 4 respuestas y se necesitan 5', 'no cuenta en esta línea'],
      en: ['2 poor answers were left out', '31', '4 answers are left and 5 are needed', 'does not count in this line'],
      'pt-BR': ['2 respostas baixas ficaram de fora', '31', 'Restam 4 respostas e são necessárias 5', 'não conta nesta linha'],
    } as const; // prettier-ignore
    for (const locale of ['es', 'en', 'pt-BR'] as const) {
      const hr = await world.signIn([grant('hr', 'all')], { locale });
      const [few, until, none, rule] = sentences[locale];
      const at = `/evaluations/${cycle.id}/statements/${world.ids['E-12']}`;
      const page = (await hr.get(at)).text;
      expect(page).toContain(few);
      expect(page).toContain(until);
      expect((await hr.get(`/evaluations/${cycle.id}/statements/${world.ids['E-21']}`)).text).toContain(none);
      const pdf = await hr
        .get(`${at}/pdf`)
        .buffer(true)
        .parse((response, done) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(null, Buffer.concat(chunks)));
        });
      expect(pdfText(pdf.body as Buffer).replace(/\s+/g, ' ')).toContain(few);
      const plan = await world.get(Plans).version(cycle.planVersionId);
      expect((await hr.get(`/evaluations/plans/${plan.planKey}/versions/1`)).text).toContain(rule);
      // Whoever designs a plan is warned, and finds the rule that was chosen.
      const designer = (await hr.get(`/evaluations/plans/${plan.planKey}/draft`)).text;
      expect(designer).toMatch(/presionar al cliente|press customers|pressionar o cliente/);
      expect(designer).toContain('<option value="leave_out" selected>');
    }
  });

  it('stay left out through an appeal about another answer; one that is excluded is left out no longer', async () => {
    const cycle = await calculated(planUnder('leave_out'));
    const [sealed] = (await snapshotOf(cycle)).members.filter(({ employeeKey }) => employeeKey === 'E-12');
    const leftOut = sealed?.recovered?.responses ?? [];
    const about = () => world.get(CycleInputs).answersAbout(PERIOD, world.ids['E-12'] ?? 0, 'E-12', leftOut);
    const before = await about();
    expect(before.recovered).toEqual(sealed?.recovered);
    const exclude = (response: string) =>
      world
        .get(Exclusions)
        .exclude(response, 'outside_control', 'Prueba', { actor: 'user:900', employeeId: null });
    await exclude(answers['byStaff'] ?? '');
    const other = await about();
    expect(other.recovered?.responses).toEqual(leftOut);
    expect(other.responsesCounted).toBe(before.responsesCounted - 1);
    if (!sealed) throw new Error('Ana is no member.');
    const corrected = withAnswers(sealed, before, other);
    expect(corrected.recovered).toEqual(other.recovered);
    // One rating of 1 less on both sides: among all answers, and among those that are left.
    const ones = ({ customerCounts }: Pick<CycleMember, 'customerCounts'>) =>
      customerCounts.reduce((sum, { counts }) => sum + (counts.weights[0] ?? 0), 0);
    expect(ones(corrected)).toBe(ones(sealed) - 1_000_000);
    expect(ones(corrected.recovered ?? corrected)).toBe(ones(sealed.recovered ?? sealed) - 1_000_000);
    await exclude(answers['shared'] ?? '');
    const last = await about();
    expect(last.recovered?.responses).toEqual([answers['closed']]);
    // It was not among what is left, so nothing is taken from there a second time.
    const twice = withAnswers(corrected, other, last);
    expect(twice.recovered).toEqual({
      ...corrected.recovered,
      responses: [answers['closed']],
    });
  });

  it('are too late from the first minute of the second month after the period', async () => {
    const caseId = await caseOf(answers['reopened'] ?? '');
    const asked = await putRight(caseId);
    world.clock.set('2027-01-01T05:59:00Z');
    await say(asked, 'solved');
    expect(await recovered()).toContain(answers['reopened']);
    await say(asked, 'not_solved');
    const again = await putRight(caseId);
    world.clock.set('2027-01-01T06:00:00Z');
    await say(again, 'solved');
    expect(await recovered()).not.toContain(answers['reopened']);
  });
});
