/** Simulations beside a cycle: more than two lines, rules as well as weights, scenarios, and what people are grouped by. */
import { Scenarios } from '../../src/payouts/simulation/scenarios.service';
import { MemberFactsQueries } from '../../src/payouts/simulation/member-facts.queries';
import { OrganizationQueries } from '../../src/organization';
import { describeOnBothDatabases } from '../support';
import {
  type EvaluationsFixture,
  evaluationsFixture,
  planDefinition,
  POOL_MINOR,
} from './evaluations.fixture';

describeOnBothDatabases('simulations', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  it('change lines of any kind and number, also where less is better', async () => {
    const text = (es: string) => ({ es, en: es, 'pt-BR': es });
    const goal = (key: string, weightBp: number, direction: 'higher' | 'lower') => ({
      kind: 'goal' as const,
      key,
      name: text(key),
      unit: text('minutos'),
      weightBp,
      direction,
      ...(direction === 'lower'
        ? { threshold: 300, target: 200, maximum: 100 }
        : { threshold: 100, target: 200, maximum: 300 }),
    });
    const [customers, lead] = planDefinition().lines;
    const cycle = await fixture.under({
      ...planDefinition(),
      lines: [
        { ...customers!, weightBp: 2500 },
        { ...lead!, weightBp: 2500 },
        goal('wait', 2500, 'lower'),
        goal('sales', 2500, 'higher'),
      ],
    });
    await fixture.results.record(
      cycle.id,
      [
        { employee: 'E-11', line: 'wait', result: '100' },
        { employee: 'E-12', line: 'wait', result: '290' },
      ],
      'cli',
    );
    const report = await fixture.simulations.simulate(cycle.id, {
      lines: [
        { key: 'customers', weightBp: 1000 },
        { key: 'lead', weightBp: 1000 },
        { key: 'wait', weightBp: 7000, target: 190 },
        { key: 'sales', weightBp: 1000 },
      ],
    });
    const change = (key: string) =>
      report.employees.find(({ employee }) => employee === key)?.changeMinor ?? 0;
    expect(change('E-11')).toBeGreaterThan(0);
    expect(change('E-12')).toBeLessThan(0);
    await expect(
      fixture.simulations.simulate(cycle.id, { lines: [{ key: 'wait', target: 310 }] }),
    ).rejects.toMatchObject({ code: 'plan_targets_order' });
  });

  it('under other rules: everybody by themselves, what is missing as on target, and bounds', async () => {
    const cycle = await fixture.calculated();
    const alone = await fixture.simulations.simulate(cycle.id, { funding: 'individual' });
    expect(alone.employees.reduce((sum, row) => sum + row.afterMinor, 0)).not.toBe(POOL_MINOR);
    const atTarget = await fixture.simulations.simulate(cycle.id, {
      funding: 'individual',
      missingLine: 'at_target',
    });
    expect(atTarget.employees).not.toEqual(alone.employees);
    const bounded = await fixture.simulations.simulate(cycle.id, {
      funding: 'individual',
      limits: { amountAtMost: 1 },
    });
    expect(bounded.after.highestMinor).toBe(800_000);
    await expect(
      fixture.simulations.simulate(cycle.id, { poolMinor: 1, limits: { amountAtLeast: 1 } }),
    ).rejects.toMatchObject({ code: 'pool_below_guarantees', status: 422 });
  });

  it('of a signed cycle start from what was sealed', async () => {
    const cycle = await fixture.signed();
    const before = await fixture.simulations.simulate(cycle.id, {});
    await fixture.answer('E-11', 'complaint', [50, 0, 0, 0, 0], '2026-08-20');
    expect(await fixture.simulations.simulate(cycle.id, {})).toEqual(before);
  });

  it('are kept under a name, once, in the audit, and removed', async () => {
    const scenarios = new Scenarios(fixture.database, fixture.clock, fixture.audit, fixture.cycles);
    const cycle = await fixture.calculated();
    const changes = { poolMinor: 5, lines: [{ key: 'customers', weightBp: 1000 }] };
    const id = await scenarios.save(cycle.id, { name: '  Más peso ', changes }, fixture.hr);
    await expect(scenarios.save(cycle.id, { name: 'Más peso', changes }, fixture.hr)).rejects.toMatchObject({
      code: 'scenario_name_taken',
      status: 409,
    });
    expect(await scenarios.of(cycle.id)).toMatchObject([{ id, name: 'Más peso', changes, createdBy: 'hr' }]);
    await scenarios.remove(cycle.id, id, fixture.hr);
    expect(await scenarios.of(cycle.id)).toEqual([]);
    await expect(scenarios.remove(cycle.id, id, fixture.hr)).rejects.toMatchObject({ code: 'not_found' });
    const actions = (await fixture.audit.about(`cycle:${cycle.id}`)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['scenario.saved', 'scenario.removed']));
  });

  it('group people by team, site and legal entity, and know what each would get on target', async () => {
    await fixture.teams.upsert('S-1', { name: 'Sede Norte', kind: 'site' }, 'cli');
    await fixture.teams.upsert('T-TEL', { name: 'Telefónica', parent: 'S-1' }, 'cli');
    await fixture.payBases.set(
      fixture.id('E-11'),
      {
        fromDay: '2026-08-16',
        annualSalaryMinor: 1,
        targetBonusMinor: 620_000,
        currency: 'MXN',
        legalEntity: 'Agua Clara SA',
      },
      'cli',
    );
    const cycle = await fixture.calculated();
    const facts = new MemberFactsQueries(
      fixture.database,
      new OrganizationQueries(fixture.database, fixture.calendar),
    );
    const rows = new Map((await facts.of(cycle)).map((row) => [row.key, row]));
    expect(rows.size).toBe(8);
    expect(rows.get('E-11')).toMatchObject({
      team: 'Telefónica',
      site: 'Sede Norte',
      legalEntity: 'Agua Clara SA',
    });
    // 46 days at 5,200.00 and 46 at 6,200.00 of 92.
    expect(rows.get('E-11')?.entitledMinor).toBeCloseTo(570_000, 6);
    expect(rows.get('E-21')).toMatchObject({
      team: 'Chat',
      site: null,
      legalEntity: null,
      entitledMinor: 470_001,
    });
    const paid = await facts.paid(cycle.snapshotId ?? 0);
    expect([...paid.values()].reduce((sum, amount) => sum + amount, 0)).toBe(POOL_MINOR);
  });
});
