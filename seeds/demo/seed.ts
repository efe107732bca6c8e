/**
 * Brings the demo company to life through the module doors: nothing here writes to a table. The clock stands wherever
 * the story is, so that every rule of the product decides as it would have on that day.
 */
import { DateTime } from 'luxon';
import { Devices, ROLE_SCOPES, type RoleGrant, Users, Viewer } from '../../src/access';
import { Customers } from '../../src/customers';
import { Interactions, interactionInput, Touchpoints } from '../../src/interactions';
import { Invitations, invitationRules } from '../../src/invitations';
import { Employees, PayBases, Teams } from '../../src/organization';
import type { ManualClock } from '../../src/platform/clock';
import { Database } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Boards } from '../../src/recognition';
import { Responses } from '../../src/responses';
import { scoringSetting } from '../../src/scoring';
import { Look } from '../../src/signals';
import { Surveys } from '../../src/surveys';
import { AREAS, COMPANY, employeesAt, SIGN_INS, type SignInRole, SITES, TEAMS } from './cast';
import { evaluationMilestones } from './evaluation-story';
import { type AskedExpectations, askExpectations } from './expectations';
import { type Listening, seedListening } from './listening';
import type { Get, Milestone } from './story';
import { TOUCHPOINTS } from './touchpoints';
import { weeklyMilestones } from './weekly-story';
import { gatewayAnswer } from './gateway';
import { losesAddress, Pile, PILE_FROM } from './unusual';
import { type DemoInteraction, generateYear } from './year';

export const DEMO_PASSWORD = 'agua-clara-demo';
const ACTOR = 'system';
/** Steps of the story kept in one transaction: enough to be quick, few enough to keep memory flat. */
const CHUNK = 250;
const MINUTE = 60_000;
/** The team of the lead who can sign in. */
const LED_TEAM = 'T-MOS';

export interface SeedOptions {
  get: Get;
  clock: ManualClock;
  /** The instant that is "now" for the demo, UTC milliseconds. */
  now: number;
  interactions?: number;
  tell?: (line: string) => void;
}

export async function seedCompany({
  get,
  clock,
  now,
  interactions = 20_000,
  tell = () => undefined,
}: SeedOptions): Promise<Listening> {
  const today = DateTime.fromMillis(now, { zone: COMPANY.zone }).toISODate() as string;
  clock.set(DateTime.fromMillis(now, { zone: COMPANY.zone }).minus({ months: 13 }).toMillis());
  await get(Surveys).ensureDefault();
  await seedSettings(get);
  const viewers = await seedOrganization(get, today);
  await seedBoards(get);
  tell('Agua Clara has its teams and people.');
  const year = generateYear({ seed: 'agua-clara', until: today, interactions });
  const at = (day: string, hour: number) =>
    DateTime.fromISO(day, { zone: COMPANY.zone }).set({ hour }).toMillis();
  const began = Date.parse(year[0]?.occurredAt ?? new Date(now).toISOString());
  const lead = { viewer: viewers.lead, team: LED_TEAM };
  const expectations = askExpectations(get, now, ACTOR);
  const milestones = [
    expectations.milestone,
    ...weeklyMilestones(get, began, now, { recovery: viewers.recovery, hr: viewers.hr }),
    ...evaluationMilestones(get, today, { hr: viewers.hr, lead }, at),
  ].filter((milestone) => milestone.at <= now);
  const counts = await seedYear(get, clock, year, milestones, expectations);
  tell(
    `A year went by: ${counts.interactions} interactions, ${counts.invited} invitations, ${counts.answers} answers.`,
  );
  clock.set(now);
  await get(Look).run();
  await get(SettingsStore).set(invitationRules, {
    ...(await get(SettingsStore).get(invitationRules)),
    // In the demo a mail is to be seen at once, whatever the hour.
    delayMinutes: 0,
    quietHours: null,
  });
  return seedListening(get, ACTOR);
}

async function seedSettings(get: Get): Promise<void> {
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
async function seedOrganization(get: Get, today: string): Promise<Record<SignInRole, Viewer>> {
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

async function seedBoards(get: Get): Promise<void> {
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

type Moment = { at: number; contact: DemoInteraction; answer: boolean };

async function seedYear(
  get: Get,
  clock: ManualClock,
  year: readonly DemoInteraction[],
  milestones: readonly Milestone[],
  expectations: AskedExpectations,
) {
  const [database, intake, invitations, responses] = [
    get(Database),
    get(Interactions),
    get(Invitations),
    get(Responses),
  ];
  const survey = await get(Surveys).publishedFor(null);
  const until = year.reduce((last, { occurredAt }) => Math.max(last, Date.parse(occurredAt)), 0);
  const moments: Moment[] = year.flatMap((contact) => [
    { at: Date.parse(contact.occurredAt) + MINUTE, contact, answer: false },
    ...(contact.answered ? [{ at: Date.parse(contact.answered.answeredAt), contact, answer: true }] : []),
  ]);
  moments.sort((a, b) => a.at - b.at || Number(a.answer) - Number(b.answer));

  const invited = new Map<string, { interactionId: string; invitationId: string }>();
  const counts = { interactions: 0, invited: 0, answers: 0 };
  const pile = new Pile(until);
  const record = async ({ contact }: Moment): Promise<void> => {
    const { customer } = contact;
    const lost = losesAddress(contact, until);
    if (lost) await loseAddress(customer);
    const result = await intake.intake(
      interactionInput.parse({
        source: contact.source,
        externalId: contact.externalId,
        touchpoint: contact.touchpoint,
        channel: contact.channel,
        reason: contact.reason,
        occurredAt: contact.occurredAt,
        customer: {
          externalId: customer.externalId,
          name: customer.name,
          email: lost ? null : customer.email,
          locale: customer.locale,
          segment: customer.segment,
        },
        participants: contact.participants,
      }),
    );
    counts.interactions += 1;
    const expected = expectations.answerOf(contact);
    if (expected) await responses.record({ interactionId: result.id, ...expected });
    if (result.invitation?.status !== 'planned') return;
    // The mails of that year left long ago; only the fact is told.
    await invitations.noteSent(result.invitation.id, result.invitation.sendAt);
    const asked = { interactionId: result.id, invitationId: result.invitation.id };
    invited.set(contact.externalId, asked);
    counts.invited += 1;
    pile.add(contact, asked);
    const gateway = gatewayAnswer(contact, result.invitation.sendAt, until);
    if (gateway) await responses.record({ ...asked, surveyVersionId: survey.versionId, ...gateway });
  };
  const loseAddress = async ({ externalId, name, email }: DemoInteraction['customer']): Promise<void> => {
    // Known until a minute ago, if not from an earlier contact.
    clock.set(clock.now() - MINUTE);
    await get(Customers).upsert({ externalId, name, email });
    clock.set(clock.now() + MINUTE);
    await get(Customers).upsert({ externalId, email: null });
  };
  const answer = async ({ contact, at }: Moment): Promise<void> => {
    const asked = invited.get(contact.externalId);
    const given = contact.answered;
    if (!asked || !given) return;
    const { employee, process } = given.ratings;
    await responses.record({
      ...asked,
      surveyVersionId: survey.versionId,
      source: 'email',
      locale: given.locale,
      answeredAt: at,
      answers: {
        rating: employee,
        ...(process === null ? {} : { process }),
        ...(given.comment === null ? {} : { comment: given.comment }),
      },
      mayContact: given.mayContact,
      mayQuote: given.mayQuote,
      quoteName: given.quoteName,
    });
    counts.answers += 1;
  };
  const piled: Milestone = {
    at: pile.at + 15 * MINUTE,
    tell: async () => {
      for (const given of pile.answers(await get(Devices).of(...PILE_FROM)))
        await responses.record({ ...given, surveyVersionId: survey.versionId });
    },
  };
  const ahead = [...milestones, piled].sort((a, b) => a.at - b.at);
  for (let start = 0; start < moments.length;) {
    const next = moments[start]!.at;
    while (ahead[0] && ahead[0].at <= next) {
      clock.set(ahead[0].at);
      await ahead.shift()!.tell();
    }
    const end = moments.findIndex(
      (moment, index) =>
        index >= start && (index >= start + CHUNK || moment.at >= (ahead[0]?.at ?? Infinity)),
    );
    const chunk = moments.slice(start, end === -1 ? undefined : Math.max(end, start + 1));
    start += chunk.length;
    // Read outside the transaction they are remembered, and every moment of the chunk finds them.
    await Promise.all([get(SettingsStore).get('organization'), get(SettingsStore).get(invitationRules)]);
    await database.transaction(async () => {
      for (const moment of chunk) {
        clock.set(moment.at);
        await (moment.answer ? answer(moment) : record(moment));
      }
    });
  }
  for (const { at, tell } of ahead) {
    clock.set(at);
    await tell();
  }
  return counts;
}
