import { Viewer, type RoleGrant } from '../../src/access';
import {
  organizationEntities, type Employees, type EmployeeInput, type OrganizationQueries, type PayBases, type Teams,
  type Visibility,
} from '../../src/organization'; // prettier-ignore
import type { Audit } from '../../src/platform/audit';
import type { ManualClock } from '../../src/platform/clock';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';
import { organizationOn } from './organization.fixture';

describeOnBothDatabases('the organization', (kind) => {
  let test: TestDatabase;
  let clock: ManualClock;
  let audit: Audit;
  let employees: Employees;
  let teams: Teams;
  let queries: OrganizationQueries;
  let visibility: Visibility;
  let payBases: PayBases;

  beforeEach(async () => {
    test = await openTestDatabase(kind, { entities: organizationEntities });
    ({ clock, audit, employees, teams, queries, visibility, payBases } = organizationOn(test.database));
    await teams.upsert('S-CN', { name: 'Centro Norte', kind: 'site' }, 'cli');
    await teams.upsert('T-TEL', { name: 'Telefónica', parent: 'S-CN' }, 'cli');
    await teams.upsert('T-CHD', { name: 'Chat día', parent: 'S-CN' }, 'cli');
  });
  afterEach(() => test.close());

  const put = async (externalId: string, input: Partial<EmployeeInput> = {}) =>
    employees.upsert(
      externalId,
      { name: `Person ${externalId}`, hiredOn: '2024-01-01', ...input },
      'api-key:1',
    );
  const rowsOf = (table: 'team_membership' | 'reporting_line', column: string, externalId: string) =>
    test.database.all(
      `SELECT t.external_id AS "to", r.from_day AS "from", r.to_day AS "until" FROM ${table} r
       JOIN employee e ON e.id = r.employee_id JOIN ${column === 'team_id' ? 'team' : 'employee'} t ON t.id = r.${column}
       WHERE e.external_id = ? ORDER BY r.from_day`,
      [externalId],
    );
  const membershipsOf = (externalId: string) => rowsOf('team_membership', 'team_id', externalId);
  const refuses = (work: Promise<unknown>, code: string, pointer: string) =>
    expect(work).rejects.toMatchObject({ code, status: 422, pointer });

  it('a new employee belongs to the team from the first working day on', async () => {
    const outcome = await put('E-12', { team: 'T-TEL', email: 'ana@example.com', jobFamily: 'agent' });
    expect(outcome).toMatchObject({ created: true });
    expect(await membershipsOf('E-12')).toEqual([{ to: 'T-TEL', from: '2024-01-01', until: null }]);
    expect(await queries.employee('E-12')).toEqual({
      externalId: 'E-12',
      name: 'Person E-12',
      email: 'ana@example.com',
      jobFamily: 'agent',
      team: 'T-TEL',
      manager: null,
      hiredOn: '2024-01-01',
      leftOn: null,
      publicName: 'full',
    });
  });

  it('a change of team closes the old row and opens a new one today, in the zone of the organization', async () => {
    await put('E-12', { team: 'T-TEL' });
    await put('E-12', { team: 'T-CHD' });
    expect(await membershipsOf('E-12')).toEqual([
      { to: 'T-TEL', from: '2024-01-01', until: '2026-11-20' },
      { to: 'T-CHD', from: '2026-11-20', until: null },
    ]);
  });

  it('a change of team can hold from a given day, before or after today', async () => {
    await put('E-12', { team: 'T-TEL' });
    await put('E-12', { team: 'T-CHD', effectiveOn: '2026-12-01' });
    expect(await queries.employee('E-12')).toMatchObject({ team: 'T-TEL' });
    // The nightly import repeats today's team: what is planned stays planned.
    expect(await put('E-12', { team: 'T-TEL' })).toMatchObject({ changed: [] });
    clock.set('2026-12-02T12:00:00Z');
    expect(await queries.employee('E-12')).toMatchObject({ team: 'T-CHD' });
    // It turns out that the change came a month earlier.
    await put('E-12', { team: 'T-CHD', effectiveOn: '2026-11-01' });
    expect(await membershipsOf('E-12')).toEqual([
      { to: 'T-TEL', from: '2024-01-01', until: '2026-11-01' },
      { to: 'T-CHD', from: '2026-11-01', until: null },
    ]);
  });

  it('leavers are kept, and their memberships and lines end after the last working day', async () => {
    await put('E-38');
    await put('E-12', { team: 'T-TEL', manager: 'E-38' });
    await put('E-12', { leftOn: '2026-10-31' });
    expect(await membershipsOf('E-12')).toEqual([{ to: 'T-TEL', from: '2024-01-01', until: '2026-11-01' }]);
    expect(await rowsOf('reporting_line', 'manager_id', 'E-12')).toEqual([
      { to: 'E-38', from: '2024-01-01', until: '2026-11-01' },
    ]);
    expect(await queries.employee('E-12')).toMatchObject({
      team: 'T-TEL',
      manager: 'E-38',
      leftOn: '2026-10-31',
    });
    expect((await employees.byExternalIds(['E-12'])).get('E-12')).toMatchObject({ leftOn: '2026-10-31' });

    await put('E-12', { leftOn: '2026-11-15' });
    expect(await membershipsOf('E-12')).toEqual([{ to: 'T-TEL', from: '2024-01-01', until: '2026-11-16' }]);
    await put('E-12', { leftOn: null });
    expect(await membershipsOf('E-12')).toEqual([{ to: 'T-TEL', from: '2024-01-01', until: null }]);
  });

  it('fields left out keep their value, null empties them', async () => {
    await put('E-12', { email: 'ana@example.com', publicName: 'first_name', team: 'T-TEL' });
    await employees.upsert('E-12', { name: 'Ana Beltrán' }, 'cli');
    expect(await queries.employee('E-12')).toMatchObject({
      name: 'Ana Beltrán',
      email: 'ana@example.com',
      publicName: 'first_name',
      team: 'T-TEL',
      hiredOn: '2024-01-01',
    });
    await employees.upsert('E-12', { name: 'Ana Beltrán', email: null, team: null, hiredOn: null }, 'cli');
    expect(await queries.employee('E-12')).toMatchObject({ email: null, team: null, hiredOn: null });
  });

  it('unknown teams and managers, loops and impossible days are refused and nothing is written', async () => {
    await put('E-38');
    await put('E-12', { manager: 'E-38', team: 'T-TEL' });
    await refuses(put('E-13', { team: 'T-NO' }), 'team_unknown', '/team');
    await refuses(put('E-13', { manager: 'E-NO' }), 'employee_unknown', '/manager');
    await refuses(put('E-12', { manager: 'E-12' }), 'reporting_loop', '/manager');
    await refuses(put('E-38', { manager: 'E-12' }), 'reporting_loop', '/manager');
    await refuses(put('E-13', { leftOn: '2023-12-31' }), 'left_before_hired', '/leftOn');
    await refuses(
      put('E-12', { team: 'T-CHD', effectiveOn: '2023-12-31' }),
      'effective_before_hired',
      '/effectiveOn',
    );
    await refuses(put('E-12', { externalId: 'E-99' }), 'external_id_mismatch', '/externalId');
    expect(await queries.employee('E-13')).toBeUndefined();
    expect(await membershipsOf('E-12')).toEqual([{ to: 'T-TEL', from: '2024-01-01', until: null }]);
  });

  it('the team tree has no loop and no site below a team', async () => {
    await teams.upsert('T-SUB', { name: 'Turno', parent: 'T-TEL' }, 'cli');
    await refuses(
      teams.upsert('T-TEL', { name: 'Telefónica', parent: 'T-SUB' }, 'cli'),
      'team_loop',
      '/parent',
    );
    await refuses(
      teams.upsert('T-TEL', { name: 'Telefónica', parent: 'T-TEL' }, 'cli'),
      'team_loop',
      '/parent',
    );
    await refuses(
      teams.upsert('S-X', { name: 'X', kind: 'site', parent: 'T-TEL' }, 'cli'),
      'site_below_team',
      '/parent',
    );
    await refuses(teams.upsert('T-TEL', { name: 'T', parent: 'T-NO' }, 'cli'), 'team_unknown', '/parent');
    expect(await queries.team('T-TEL')).toEqual({
      externalId: 'T-TEL',
      name: 'Telefónica',
      kind: 'team',
      parent: 'S-CN',
    });
  });

  it('every change leaves an audit entry without names or addresses; saying the same again leaves none', async () => {
    const { id } = await put('E-12', { team: 'T-TEL', email: 'ana@example.com' });
    await put('E-12', { team: 'T-CHD', email: 'ana.beltran@example.com' });
    const before = await audit.head();
    await put('E-12', { team: 'T-CHD', email: 'ana.beltran@example.com' });
    await teams.upsert('T-CHD', { name: 'Chat día' }, 'cli');
    expect(await audit.head()).toEqual(before);
    const entries = await audit.about(`employee:${id}`);
    expect(entries.map((entry) => [entry.action, entry.actor])).toEqual([
      ['employee.changed', 'api-key:1'],
      ['employee.created', 'api-key:1'],
    ]);
    expect(entries[0]?.details).toBe(
      '{"changed":["email","team"],"effectiveOn":"2026-11-20","team":"T-CHD"}',
    );
    expect(entries.some((entry) => /ana|Person/.test(entry.details))).toBe(false);
    expect(await audit.verify()).toMatchObject({ ok: true });
  });

  it('twenty parallel puts of one new employee make one row and one membership', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => put('E-12', { team: 'T-TEL' })));
    expect(outcomes.filter((outcome) => outcome.created)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
    expect(await membershipsOf('E-12')).toHaveLength(1);
  });

  it('a look-up follows a change at once and never remembers what was rolled back', async () => {
    await put('E-12');
    expect((await employees.byExternalIds(['E-12', 'E-13'])).get('E-12')).toMatchObject({ leftOn: null });
    await put('E-12', { leftOn: '2026-11-01' });
    expect((await employees.byExternalIds(['E-12'])).get('E-12')).toMatchObject({ leftOn: '2026-11-01' });
    await expect(
      test.database.transaction(async () => {
        await put('E-13');
        expect((await employees.byExternalIds(['E-13'])).size).toBe(1);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect((await employees.byExternalIds(['E-13'])).size).toBe(0);
  });

  it('lists come in pages that join without gap or repetition', async () => {
    for (const n of [1, 2, 3, 4, 5]) await put(`E-${n}`);
    const seen: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page: Awaited<ReturnType<OrganizationQueries['employees']>> = await queries.employees(
        Number(cursor),
        2,
      );
      seen.push(...page.items.map((item) => item.externalId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['E-1', 'E-2', 'E-3', 'E-4', 'E-5']);
    expect(await queries.teams(0, 3)).toMatchObject({ nextCursor: null, items: [{ kind: 'site' }, {}, {}] });
  });

  it('pay bases are dated and can be corrected', async () => {
    const { id } = await put('E-12');
    const amounts = { annualSalaryMinor: 30_000_000, targetBonusMinor: 450_000, currency: 'MXN' };
    await payBases.set(id, { ...amounts, fromDay: '2025-01-01' }, 'cli');
    await payBases.set(id, { ...amounts, fromDay: '2026-07-01', annualSalaryMinor: 33_000_000 }, 'cli');
    await payBases.set(id, { ...amounts, fromDay: '2026-07-01', annualSalaryMinor: 34_000_000 }, 'cli');
    expect(await payBases.asOf(id, '2024-12-31')).toBeNull();
    expect(await payBases.asOf(id, '2026-06-30')).toMatchObject({ annualSalaryMinor: 30_000_000 });
    expect(await payBases.asOf(id, '2026-07-01')).toMatchObject({
      annualSalaryMinor: 34_000_000,
      currency: 'MXN',
    });
    await expect(
      payBases.set(id, { ...amounts, fromDay: '2026-07-01', currency: 'XXQ' }, 'cli'),
    ).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  describe('what somebody sees', () => {
    const DAY = '2026-11-20';
    const ids = new Map<string, number>();
    const viewer = (externalId: string | null, ...grants: RoleGrant[]) =>
      new Viewer({
        userId: 1,
        name: 'V',
        email: 'v@example.com',
        locale: 'es',
        employeeId: externalId === null ? null : (ids.get(externalId) ?? 0),
        grants,
      });
    const lead = (externalId: string) => viewer(externalId, { role: 'lead', scope: 'team' });
    const seenBy = async (who: Viewer, day = DAY) => {
      const seen = await visibility.employeeIds(who, 'scores.view', day);
      return seen === 'all' ? 'all' : [...ids].filter(([, id]) => seen.includes(id)).map(([name]) => name);
    };

    // boss (area) ← lead and lead2 ← their agents; `mentor` is an agent to whom `trainee` reports;
    // `lineless` belongs to the team and reports to nobody.
    beforeEach(async () => {
      ids.clear();
      await teams.upsert('A-REM', { name: 'Atención a distancia', parent: 'S-CN' }, 'cli');
      await teams.upsert('T-TEL', { name: 'Telefónica', parent: 'A-REM' }, 'cli');
      await teams.upsert('T-CHD', { name: 'Chat día', parent: 'A-REM' }, 'cli');
      const add = async (name: string, team: string, manager?: string) =>
        ids.set(name, (await put(name, { team, ...(manager ? { manager } : {}) })).id);
      await add('boss', 'A-REM');
      await add('peer', 'A-REM');
      await add('lead', 'T-TEL', 'boss');
      await add('lead2', 'T-CHD', 'boss');
      await add('mentor', 'T-TEL', 'lead');
      await add('trainee', 'T-TEL', 'mentor');
      await add('lineless', 'T-TEL');
      await add('chatter', 'T-CHD', 'lead2');
    });

    it('an employee sees oneself, an auditor everybody, somebody without the permission nobody', async () => {
      expect(await seenBy(viewer('mentor', { role: 'employee', scope: 'own' }))).toEqual(['mentor']);
      expect(await seenBy(viewer(null, { role: 'auditor', scope: 'all' }))).toBe('all');
      expect(await seenBy(viewer('mentor'))).toEqual([]);
      expect(await seenBy(viewer(null, { role: 'lead', scope: 'team' }))).toEqual([]);
    });

    it('a lead sees those below and the whole team, but neither the own lead nor another team', async () => {
      expect(await seenBy(lead('lead'))).toEqual(['lead', 'mentor', 'trainee', 'lineless']);
      expect(await seenBy(lead('lead2'))).toEqual(['lead2', 'chatter']);
    });

    it('the lead of an area sees the teams below it', async () => {
      expect(await seenBy(lead('boss'))).toEqual([
        'boss', 'peer', 'lead', 'lead2', 'mentor', 'trainee', 'lineless', 'chatter',
      ]); // prettier-ignore
    });

    it('a mentor inside a team sees the trainee and not the team', async () => {
      expect(await seenBy(lead('mentor'))).toEqual(['mentor', 'trainee']);
    });

    it('who moved away is seen by the old lead for the days before and by the new lead after', async () => {
      await put('mentor', { team: 'T-CHD', manager: 'lead2', effectiveOn: '2026-11-10' });
      expect(await seenBy(lead('lead'), '2026-11-09')).toContain('mentor');
      expect(await seenBy(lead('lead'), '2026-11-10')).not.toContain('mentor');
      expect(await seenBy(lead('lead2'), '2026-11-10')).toContain('mentor');
    });

    it('teams are seen by who leads them or the teams above', async () => {
      const named = async (who: Viewer) => {
        const seen = await visibility.teamIds(who, 'scores.view', DAY);
        if (seen === 'all') return seen;
        return (await queries.tree()).filter((team) => seen.includes(team.id)).map((team) => team.name);
      };
      expect(await named(lead('lead'))).toEqual(['Telefónica']);
      expect(await named(lead('mentor'))).toEqual([]);
      expect(await named(lead('boss'))).toEqual(['Atención a distancia', 'Chat día', 'Telefónica']);
      expect(await named(viewer('mentor', { role: 'employee', scope: 'own' }))).toEqual([]);
      expect(await named(viewer(null, { role: 'auditor', scope: 'all' }))).toBe('all');
    });

    it('the lead of a team is whom most report to, in it or right below it', async () => {
      const leadOf = async (name: string) => {
        const leads = await queries.leads(DAY);
        const team = (await queries.tree()).find((one) => one.name === name);
        const id = leads.find((one) => one.teamId === team?.id)?.employeeId;
        return [...ids].find(([, one]) => one === id)?.[0];
      };
      await put('lineless', { manager: 'lead' });
      await put('trainee', { manager: 'lead' });
      expect(await leadOf('Telefónica')).toBe('lead');
      expect(await leadOf('Atención a distancia')).toBe('boss');
    });

    it('a record that may not be seen is not found, like one that does not exist', async () => {
      const require = (who: Viewer, name: string) =>
        visibility.require(who, 'scores.view', ids.get(name) ?? 999_999, DAY);
      await expect(require(lead('lead'), 'trainee')).resolves.toBeUndefined();
      await expect(
        require(viewer('peer', { role: 'employee', scope: 'own' }), 'peer'),
      ).resolves.toBeUndefined();
      await expect(require(lead('lead'), 'chatter')).rejects.toMatchObject({
        code: 'not_found',
        status: 404,
      });
      await expect(require(lead('lead'), 'nobody')).rejects.toMatchObject({ code: 'not_found', status: 404 });
      await expect(require(viewer('peer'), 'peer')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
