/** Agua Clara as a company: its settings, sites, teams, people, who signs in, where customers meet it, and its walls of thanks. */
import { ROLE_SCOPES, type RoleGrant, Users, Viewer } from '../../src/access';
import { Touchpoints } from '../../src/interactions';
import { Employees, PayBases, Teams } from '../../src/organization';
import { Database } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Boards } from '../../src/recognition';
import { scoringSetting } from '../../src/scoring';
import { AREAS, COMPANY, employeesAt, SIGN_INS, type SignInRole, SITES, TEAMS } from './cast';
import type { Get } from './story';
import { TOUCHPOINTS } from './touchpoints';

export const DEMO_PASSWORD = 'agua-clara-demo';
export const ACTOR = 'system';
/** The team of the lead who can sign in. */
export const LED_TEAM = 'T-MOS';

export async function seedSettings(get: Get): Promise<void> {
  const settings = get(SettingsStore);
  await settings.set('organization', {
    ...(await settings.get('organization')),
    name: COMPANY.name,
    locale: 'es',
    region: 'MX',
    timezone: COMPANY.zone,
    phone: '800 123 4567',
    hours: {
      es: 'todos los días de 7:00 a 23:00',
      en: 'every day from 7:00 to 23:00',
      'pt-BR': 'todos os dias das 7h às 23h',
    },
    mailFromName: COMPANY.name,
  });
  await settings.set(scoringSetting, { target: 76, csatTarget: 80 });
}

/** @returns who can sign in, by role */
export async function seedOrganization(get: Get, today: string): Promise<Record<SignInRole, Viewer>> {
  const [teams, employees, payBases, users] = [get(Teams), get(Employees), get(PayBases), get(Users)];
  for (const site of SITES) await teams.upsert(site.externalId, { name: site.name, kind: 'site' }, ACTOR);
  for (const team of [...AREAS, ...TEAMS]) {
    await teams.upsert(team.externalId, { name: team.name, kind: 'team', parent: team.site }, ACTOR);
  }
  const people = employeesAt(today);
  const managerOf = managers();
  // Managers first: a reporting line needs both ends.
  const rank = (externalId: string): number => {
    const manager = managerOf(externalId, people.find((one) => one.externalId === externalId)?.team ?? null);
    return manager === null ? 0 : 1 + rank(manager);
  };
  const ordered = [...people].sort((a, b) => rank(a.externalId) - rank(b.externalId));
  for (const person of ordered) {
    for (const [index, assignment] of person.assignments.entries()) {
      await employees.upsert(
        person.externalId,
        {
          name: person.name,
          email: person.email,
          jobFamily: person.jobFamily,
          hiredOn: person.hiredOn,
          leftOn: index === person.assignments.length - 1 ? person.leftOn : null,
          publicName: person.publicName,
          team: assignment.team,
          manager: managerOf(person.externalId, assignment.team),
          effectiveOn: assignment.from,
        },
        ACTOR,
      );
    }
  }
  const known = await employees.byExternalIds(people.map((person) => person.externalId));
  const idOf = (externalId: string): number => {
    const employee = known.get(externalId);
    if (!employee) throw new Error(`The cast has no ${externalId}.`);
    return employee.id;
  };
  for (const person of people) {
    await payBases.set(
      idOf(person.externalId),
      {
        fromDay: person.hiredOn,
        annualSalaryMinor: person.annualSalary,
        // Management's bonus hangs on other figures: its people sign and rate here, and are not evaluated.
        targetBonusMinor: person.jobFamily === 'management' ? 0 : person.quarterlyTargetBonus,
        currency: COMPANY.currency,
      },
      ACTOR,
    );
  }
  const viewers = {} as Record<SignInRole, Viewer>;
  for (const { role, name, email, employee, locale } of SIGN_INS) {
    const roles: RoleGrant[] = [{ role, scope: ROLE_SCOPES[role][0] }];
    // Who leads or manages is an employee too, with own results and an own statement.
    if (employee !== null && role !== 'employee') roles.push({ role: 'employee', scope: 'own' });
    // From outside of every reporting line: who else could look into what is unusual?
    if (role === 'auditor') roles.push({ role: 'reviewer', scope: 'all' });
    const employeeId = employee === null ? null : idOf(employee);
    const userId = await users.create(
      { name, email, locale, password: DEMO_PASSWORD, employeeId: employeeId ?? undefined, roles },
      ACTOR,
    );
    viewers[role] = new Viewer({ userId, name, email, locale, employeeId, grants: roles });
  }
  for (const place of TOUCHPOINTS) {
    await get(Touchpoints).upsert(
      place.code,
      {
        names: place.name,
        channel: place.channel,
        presence: place.presence,
        phone: place.humanPhone,
        hours: place.humanHours,
      },
      ACTOR,
    );
  }
  return viewers;
}

export async function seedBoards(get: Get): Promise<void> {
  await get(Boards).create({ key: 'agua-clara', name: 'Gracias, Agua Clara', locale: 'es' }, ACTOR);
  const teams = await get(Database).all<{ id: number; name: string }>(
    `SELECT id AS "id", name AS "name" FROM team WHERE external_id = ?`,
    [LED_TEAM],
  );
  for (const team of teams) {
    await get(Boards).create(
      { key: 'mostrador-centro', name: `Gracias, ${team.name}`, teamId: team.id, locale: 'es' },
      ACTOR,
    );
  }
}

/** Who somebody reports to: the team's lead, a lead to the area's, an area's lead to administration's. */
function managers(): (externalId: string, team: string | null) => string | null {
  const places = new Map([...AREAS, ...TEAMS].map((team) => [team.externalId, team]));
  const top = AREAS.find((area) => area.externalId === 'A-ADM')?.lead ?? null;
  return (externalId, team) => {
    let place = team === null ? undefined : places.get(team);
    while (place) {
      if (place.lead !== externalId) return place.lead;
      place = place.parent === null ? undefined : places.get(place.parent);
    }
    return externalId === top ? null : top;
  };
}
