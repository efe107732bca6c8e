/**
 * Brings the demo company to life through the module doors: nothing here writes to a table. The clock stands wherever
 * the story is, so that every rule of the product decides as it would have on that day.
 */
import { DateTime } from 'luxon';
import { Devices } from '../../src/access';
import { Customers } from '../../src/customers';
import { Interactions, interactionInput } from '../../src/interactions';
import { Invitations, invitationRules } from '../../src/invitations';
import type { ManualClock } from '../../src/platform/clock';
import { Database } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Responses } from '../../src/responses';
import { Look } from '../../src/signals';
import { Surveys } from '../../src/surveys';
import { answersTo, type AskedSurveys, seedSurveys } from './asked';
import { COMPANY } from './cast';
import { type Answered, decisionMilestones } from './decisions-story';
import { evaluationMilestones } from './evaluation-story';
import { type AskedExpectations, askExpectations } from './expectations';
import { type Listening, seedListening } from './listening';
import { ACTOR, LED_TEAM, seedBoards, seedOrganization, seedSettings } from './organization';
import type { Get, Milestone } from './story';
import { recognitionMilestones } from './recognition-story';
import { recoveryMilestones } from './recovery-story';
import { weeklyMilestones } from './weekly-story';
import { gatewayAnswer } from './gateway';
import { losesAddress, Pile, PILE_FROM } from './unusual';
import { type DemoInteraction, generateYear } from './year';

/** Steps of the story kept in one transaction: enough to be quick, few enough to keep memory flat. */
const CHUNK = 250;
const MINUTE = 60_000;

export { DEMO_PASSWORD } from './organization';

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
  const surveys = await seedSurveys(get, ACTOR);
  tell('Agua Clara has its teams and people.');
  const year = generateYear({ seed: 'agua-clara', until: today, interactions });
  const at = (day: string, hour: number) =>
    DateTime.fromISO(day, { zone: COMPANY.zone }).set({ hour }).toMillis();
  const began = Date.parse(year[0]?.occurredAt ?? new Date(now).toISOString());
  const lead = { viewer: viewers.lead, team: LED_TEAM };
  const expectations = askExpectations(get, now, ACTOR);
  const answered: Answered[] = [];
  const milestones = [
    expectations.milestone,
    ...decisionMilestones(get, answered, { from: began, now, today }, viewers.auditor),
    ...weeklyMilestones(get, began, now, viewers.hr),
    ...recoveryMilestones(get, began, now, { recovery: viewers.recovery, lead, hr: viewers.hr }),
    ...recognitionMilestones(get, began, now, viewers.hr.actor),
    ...evaluationMilestones(
      get,
      today,
      { hr: viewers.hr, lead, employee: viewers.employee, reviewer: viewers.auditor },
      at,
    ),
  ].filter((milestone) => milestone.at <= now);
  const counts = await seedYear(get, clock, year, milestones, { expectations, surveys, answered });
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

type Moment = { at: number; contact: DemoInteraction; answer: boolean };

async function seedYear(
  get: Get,
  clock: ManualClock,
  year: readonly DemoInteraction[],
  milestones: readonly Milestone[],
  {
    expectations,
    surveys,
    answered,
  }: { expectations: AskedExpectations; surveys: AskedSurveys; answered: Answered[] },
) {
  const [database, intake, invitations, responses] = [
    get(Database),
    get(Interactions),
    get(Invitations),
    get(Responses),
  ];
  const until = year.reduce((last, { occurredAt }) => Math.max(last, Date.parse(occurredAt)), 0);
  const moments: Moment[] = year.flatMap((contact) => [
    { at: Date.parse(contact.occurredAt) + MINUTE, contact, answer: false },
    ...(contact.answered ? [{ at: Date.parse(contact.answered.answeredAt), contact, answer: true }] : []),
  ]);
  moments.sort((a, b) => a.at - b.at || Number(a.answer) - Number(b.answer));

  const invited = new Map<string, { interactionId: string; invitationId: string; surveyVersionId: number }>();
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
    const asked = {
      interactionId: result.id,
      invitationId: result.invitation.id,
      surveyVersionId: surveys.versionAt(contact.touchpoint),
    };
    invited.set(contact.externalId, asked);
    counts.invited += 1;
    pile.add(contact, asked);
    const gateway = gatewayAnswer(contact, result.invitation.sendAt, until);
    if (gateway) await responses.record({ ...asked, ...gateway });
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
    const { responseId } = await responses.record({
      ...asked,
      source: 'email',
      locale: given.locale,
      answeredAt: at,
      answers: answersTo(contact, given),
      mayContact: given.mayContact,
      mayQuote: given.mayQuote,
      quoteName: given.quoteName,
    });
    answered.push({ responseId, at, contact });
    counts.answers += 1;
  };
  const piled: Milestone = {
    at: pile.at + 15 * MINUTE,
    tell: async () => {
      for (const given of pile.answers(await get(Devices).of(...PILE_FROM))) await responses.record(given);
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
