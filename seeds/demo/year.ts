/**
 * A year in the life of Agua Clara: every contact with its reason, its customer, the people who served and, for
 * those who answered, the answer. Pure and repeatable: the same seed and day give the same year.
 */
import { DateTime } from 'luxon';
import { drawAnswer, type Contact, type DemoAnswer, LuckDeck, type Served } from './answers';
import { COMPANY, employeesAt, NEWCOMER, teamOn, type Employee, type JobFamily } from './cast';
import { chaptersAt } from './chapters';
import { generateCustomers, type Customer } from './customers';
import { type Moment, momentsAt } from './moments';
import { createRandom, type Random } from './random';
import {
  HARD_MIX_TEAM,
  TEAM_HOURS,
  TEAM_MIX,
  TOUCHPOINTS,
  type Channel,
  type Reason,
  type Touchpoint,
} from './touchpoints';

export interface YearOptions {
  readonly seed: string;
  /** The demo's today, local date `YYYY-MM-DD`; the year ends the evening before. */
  readonly until: string;
  /** Length in months, 12 by default. */
  readonly months?: number;
  /** Number of interactions, 20,000 by default. */
  readonly interactions?: number;
}

export type ParticipationRole = 'agent' | 'counter' | 'technician' | 'support';

export interface DemoParticipation {
  /** Employee external id. */
  readonly employee: string;
  readonly role: ParticipationRole;
  /** Credit share; the shares of an interaction sum to 1. */
  readonly share: number;
}

export interface DemoInteraction {
  readonly externalId: string;
  readonly source: 'demo';
  /** Touchpoint code. */
  readonly touchpoint: string;
  readonly channel: Channel;
  readonly reason: Reason;
  /** ISO 8601 UTC. */
  readonly occurredAt: string;
  readonly customer: Customer;
  readonly participants: readonly DemoParticipation[];
  /** Why no invitation went out, or null when the customer was invited. */
  readonly suppressed: 'asked_recently' | 'opted_out' | null;
  readonly answered: DemoAnswer | null;
}

/** A contact before anybody answers. */
interface Draft extends Contact {
  readonly moment: Moment | null;
}

/** The people of one team on one day and how much they can take on together. */
interface Crew {
  readonly people: Employee[];
  volume: number;
}

interface Day {
  readonly date: string;
  readonly startMs: number;
  /** Monday is 0. */
  readonly weekday: number;
  readonly progress: number;
  /** People on duty by team. */
  readonly teams: ReadonlyMap<string, Crew>;
}

const MINUTE = 60_000;
const ASKED_RECENTLY_MS = 30 * 24 * 60 * MINUTE;

/** January first. The dry months before the rains are the busy ones. */
const MONTH_LOAD = [1, 0.95, 1.02, 1.12, 1.2, 1.1, 1, 0.98, 0.95, 1, 0.98, 0.82] as const;

/** A burst main: for a week, so many times more people than usual contact about outages. */
const OUTAGE_FACTOR = 14;

const ROLES: Readonly<Record<JobFamily, ParticipationRole>> = {
  agent: 'agent',
  chat_agent: 'agent',
  social_agent: 'agent',
  correspondence: 'agent',
  counter: 'counter',
  field_technician: 'technician',
  management: 'support',
};

const SHARED_BY_TWO = [
  [0.6, 0.4],
  [0.7, 0.3],
  [0.5, 0.5],
] as const;
const SHARED_BY_THREE = [0.5, 0.3, 0.2] as const;

function daysOf(until: string, months: number, employees: readonly Employee[]): Day[] {
  const end = DateTime.fromISO(until, { zone: COMPANY.zone });
  if (!end.isValid) throw new RangeError(`until must be a date like 2026-11-21, not "${until}"`);
  const start = end.minus({ months });
  const count = Math.round(end.diff(start, 'days').days);
  return Array.from({ length: count }, (_unused, index) => {
    const at = start.plus({ days: index });
    const date = at.toISODate();
    const teams = new Map<string, Crew>();
    for (const employee of employees) {
      const team = employee.volume > 0 ? teamOn(employee, date) : null;
      if (!team) continue;
      const crew = teams.get(team) ?? { people: [], volume: 0 };
      crew.people.push(employee);
      crew.volume += employee.volume;
      teams.set(team, crew);
    }
    return { date, startMs: at.toMillis(), weekday: at.weekday - 1, progress: index / count, teams };
  });
}

/** Draws (day, touchpoint) pairs in proportion to their load, by binary search in the cumulated loads. */
function loadSampler(days: readonly Day[], random: Random): () => { day: Day; touchpoint: Touchpoint } {
  const slots: { day: Day; touchpoint: Touchpoint }[] = [];
  const cumulated: number[] = [];
  let total = 0;
  for (const day of days) {
    const load = MONTH_LOAD[Number(day.date.slice(5, 7)) - 1] as number;
    for (const touchpoint of TOUCHPOINTS) {
      const { weekdays } = touchpoint.hours;
      const week = weekdays.reduce((sum, weight) => sum + weight, 0);
      total += (touchpoint.share * load * (weekdays[day.weekday] as number) * 7) / week;
      slots.push({ day, touchpoint });
      cumulated.push(total);
    }
  }
  return () => {
    const target = random.next() * total;
    let low = 0;
    let high = cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return slots[low] as { day: Day; touchpoint: Touchpoint };
  };
}

/** The tables of a touchpoint as lists: they are read tens of thousands of times. */
const TEAM_SHARES = new Map(TOUCHPOINTS.map((touchpoint) => [touchpoint, Object.entries(touchpoint.teams)]));
const REASON_SHARES = new Map(
  TOUCHPOINTS.map((touchpoint) => [touchpoint, Object.entries(touchpoint.reasons) as [Reason, number][]]),
);

/** The team that takes the contact: its share at the touchpoint, in proportion to the people on duty. */
function pickTeam(
  touchpoint: Touchpoint,
  day: Day,
  full: ReadonlyMap<string, number>,
  random: Random,
): string {
  return random.weighted(
    TEAM_SHARES.get(touchpoint) ?? [],
    ([team, share]) => (share * (day.teams.get(team)?.volume ?? 0)) / (full.get(team) ?? 1),
  )[0];
}

function pickReason(touchpoint: Touchpoint, team: string, outage: boolean, random: Random): Reason {
  const mix = TEAM_MIX[team] ?? {};
  return random.weighted(
    REASON_SHARES.get(touchpoint) ?? [],
    ([reason, weight]) => weight * (mix[reason] ?? 1) * (outage && reason === 'outage' ? OUTAGE_FACTOR : 1),
  )[0];
}

/** Local time of day in minutes: a morning and an afternoon hump within the opening hours. */
function pickMinute(touchpoint: Touchpoint, team: string, random: Random): number {
  const own = TEAM_HOURS[team];
  const from = Math.max(touchpoint.hours.from, own?.from ?? 0) * 60;
  const to = Math.min(touchpoint.hours.to, own?.to ?? 24) * 60;
  const hump = random.chance(0.6) ? random.normal(0.28, 0.15) : random.normal(0.66, 0.17);
  const position = hump >= 0 && hump < 1 ? hump : random.next();
  return from + position * (to - from);
}

function pickServed(people: readonly Employee[], random: Random): Served[] {
  const first = random.weighted(people, ({ volume }) => volume);
  const others = people.filter((person) => person !== first);
  const draw = random.next();
  const shares: readonly number[] =
    draw < 0.02 && others.length > 1
      ? SHARED_BY_THREE
      : draw < 0.13 && others.length > 0
        ? random.pick(SHARED_BY_TWO)
        : [1];
  const served: Served[] = [{ employee: first, share: shares[0] as number }];
  for (const share of shares.slice(1)) {
    const free = others.filter((person) => served.every(({ employee }) => employee !== person));
    served.push({ employee: random.pick(free), share });
  }
  return served;
}

/** Some customers write often; people asking for a new service are mostly prospects. */
function pickCustomer(customers: readonly Customer[], reason: Reason, random: Random): Customer {
  const draw = (): Customer => customers[Math.floor(random.next() ** 1.25 * customers.length)] as Customer;
  let customer = draw();
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const isNew = customer.segment === 'prospect';
    if (reason === 'new_service' || reason === 'information' ? isNew || random.chance(0.35) : !isNew) break;
    customer = draw();
  }
  return customer;
}

function draftMoments(
  moments: readonly Moment[],
  days: readonly Day[],
  employees: readonly Employee[],
  known: readonly Customer[],
): Draft[] {
  const strangers = known.filter(({ locale, segment }) => locale === 'es' && segment === 'repeat');
  return moments.flatMap((moment, index) => {
    const day = days.at(-moment.daysAgo);
    const employee = employees.find(({ externalId }) => externalId === moment.employee);
    const touchpoint = TOUCHPOINTS.find(({ code }) => code === moment.touchpoint);
    const customer =
      known.find(({ externalId }) => externalId === moment.customer) ??
      strangers[strangers.length - 1 - index];
    if (!day || !employee || !touchpoint || !customer) return [];
    const [hour = 0, minute = 0] = moment.at.split(':').map(Number);
    return {
      touchpoint,
      reason: moment.reason,
      customer,
      served: [{ employee, share: 1 }],
      occurredAtMs: day.startMs + (hour * 60 + minute) * MINUTE,
      progress: day.progress,
      outage: false,
      moment,
    };
  });
}

function answerOfMoment(moment: Moment, draft: Draft): DemoAnswer {
  return {
    answeredAt: new Date(draft.occurredAtMs + moment.answeredAfterMinutes * MINUTE).toISOString(),
    locale: draft.customer.locale,
    ratings: { employee: moment.rating, process: moment.rating === 5 ? 5 : null },
    comment: moment.comment,
    mayQuote: moment.mayQuote,
    quoteName: moment.mayQuote ? 'initial' : 'anonymous',
    mayContact: moment.mayContact,
  };
}

/** The team that raw numbers slander, or the one who goes up or down, when the contact is theirs; null: nobody's story. */
function storyOf({ served: [first] }: Draft): string | null {
  if (!first) return null;
  const { team, trend, externalId } = first.employee;
  return trend ? externalId : team === HARD_MIX_TEAM ? team : null;
}

function roleOf(employee: Employee, position: number): ParticipationRole {
  return position === 0 ? ROLES[employee.jobFamily] : 'support';
}

/**
 * The interactions of the year before `until`, in chronological order, numbered `D-00001` onwards. Nobody is
 * invited twice within 30 days. Throws a RangeError when `until` is not a date.
 */
export function generateYear({
  seed,
  until,
  months = 12,
  interactions = 20_000,
}: YearOptions): DemoInteraction[] {
  const employees = employeesAt(until);
  const customers = generateCustomers(seed);
  const days = daysOf(until, months, employees);
  const endMs = DateTime.fromISO(until, { zone: COMPANY.zone }).toMillis();
  const random = createRandom(`${seed}/year`);
  const draw = loadSampler(days, random);

  const full = new Map<string, number>();
  for (const { teams } of days) {
    for (const [team, { volume }] of teams) full.set(team, Math.max(full.get(team) ?? 0, volume));
  }
  const { opened, outage } = chaptersAt(until);
  const thirsty = new Set(days.filter(({ date }) => outage.from <= date && date < outage.to));

  const drafts = draftMoments(momentsAt(until), days, employees, customers).slice(0, interactions);
  const reserved = new Set(drafts.map(({ customer }) => customer));
  const anybody = customers.filter((customer) => !reserved.has(customer));
  while (drafts.length < interactions) {
    const { day, touchpoint } = draw();
    const team = pickTeam(touchpoint, day, full, random);
    const reason = pickReason(touchpoint, team, thirsty.has(day), random);
    const minute = pickMinute(touchpoint, team, random);
    drafts.push({
      touchpoint,
      reason,
      customer: pickCustomer(anybody, reason, random),
      served: pickServed(day.teams.get(team)?.people ?? [], random),
      occurredAtMs: day.startMs + Math.floor(minute * 60) * 1000,
      progress: day.progress,
      outage: thirsty.has(day),
      moment: null,
    });
  }
  drafts.sort((one, other) => one.occurredAtMs - other.occurredAtMs);

  const starts = days.map(({ startMs }) => startMs);
  const firstMs = starts[0] ?? endMs;
  const localMidnightOf = (ms: number): number => {
    const guess = Math.floor((ms - firstMs) / (24 * 60 * MINUTE));
    return (starts[guess] ?? endMs) <= ms ? (starts[guess] ?? endMs) : (starts[guess - 1] ?? firstMs);
  };

  const askedAt = new Map<Customer, number>();
  const answers = random.fork('answers');
  // What is told of them must not hang on luck.
  const decks = new Map<string, LuckDeck>();
  const deckOf = (draft: Draft): LuckDeck | undefined => {
    const story = storyOf(draft);
    if (story === null) return undefined;
    const deck = decks.get(story) ?? new LuckDeck(random.fork(`luck of ${story}`));
    decks.set(story, deck);
    return deck;
  };
  const openedUntilMs = DateTime.fromISO(opened.to, { zone: COMPANY.zone }).toMillis();
  /** In the first weeks nobody but those told by hand answers about the newcomer. */
  const tooEarly = ({ served, occurredAtMs }: Draft): boolean =>
    occurredAtMs < openedUntilMs && served.some(({ employee }) => employee.externalId === NEWCOMER);
  return drafts.map((draft, index): DemoInteraction => {
    const { customer, occurredAtMs, moment } = draft;
    const recently = occurredAtMs - (askedAt.get(customer) ?? -Infinity) < ASKED_RECENTLY_MS;
    const suppressed = customer.optedOut ? 'opted_out' : recently ? 'asked_recently' : null;
    if (!suppressed) askedAt.set(customer, occurredAtMs);
    return {
      externalId: `D-${String(index + 1).padStart(5, '0')}`,
      source: 'demo',
      touchpoint: draft.touchpoint.code,
      channel: draft.touchpoint.channel,
      reason: draft.reason,
      occurredAt: new Date(occurredAtMs).toISOString(),
      customer,
      participants: draft.served.map(({ employee, share }, position) => ({
        employee: employee.externalId,
        role: roleOf(employee, position),
        share,
      })),
      suppressed,
      answered: suppressed
        ? null
        : moment
          ? answerOfMoment(moment, draft)
          : tooEarly(draft)
            ? null
            : drawAnswer(draft, answers, endMs, localMidnightOf, deckOf(draft)),
    };
  });
}
