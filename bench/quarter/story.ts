/**
 * A quarter as an input file: who the customers are, which contacts they had, and how they take the mails they get.
 * Everything the checker knows stands here; nothing of it comes from the product.
 */
import { createRandom, type Random } from '../../seeds/demo/random';

export const ORGANIZATION_ZONE = 'America/Mexico_City';
const MINUTE = 60_000;
/** From 14 September to 13 December 2026: clocks change in Lord Howe, Madrid and New York, and Mexico keeps three holidays. */
export const QUARTER_START = Date.parse('2026-09-14T06:00:00Z');
export const QUARTER_DAYS = 91;

/** The channel tells the touchpoint: one of each. */
export const STORY_CHANNELS = ['phone', 'chat', 'email', 'service_center', 'on_site'] as const;
export type StoryChannel = (typeof STORY_CHANNELS)[number];
const REASONS = ['billing', 'outage', 'leak', 'payment', 'visit', 'fraud'] as const;
const ZONES = [ORGANIZATION_ZONE, 'America/New_York', 'Europe/Madrid', 'Australia/Lord_Howe', null] as const;
const NAMES = [
  'Ana', 'Bruno', 'Carla', 'Diego', 'Elena', 'Fabio', 'Gloria', 'Hugo', 'Irene', 'Jorge', 'Karla', 'Luis', 'Marta', 'Nora', 'Oscar',
  'Paula', 'Quique', 'Rosa', 'Saul', 'Tania',
]; // prettier-ignore

/** What a customer does some hours after the first mail that arrives. */
export type Reaction = 'answers' | 'unsubscribes' | 'wrong_person' | 'is_erased';

export interface StoryCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly zone: string | null;
  readonly account: string | null;
  readonly segment: 'first_time' | 'repeat' | 'former';
  readonly reaction: { readonly kind: Reaction; readonly hours: number } | null;
}

export interface StoryContact {
  readonly id: string;
  readonly customer: string;
  readonly channel: StoryChannel;
  readonly reason: (typeof REASONS)[number];
  /** UTC milliseconds. */
  readonly occurredAt: number;
  /** When the product is told. */
  readonly reportedAt: number;
  /** First name; it is unique. */
  readonly employee: string;
  readonly spam: boolean;
  readonly reopened: boolean;
}

export interface Story {
  readonly employees: readonly { readonly id: string; readonly firstName: string; readonly email: string }[];
  readonly customers: readonly StoryCustomer[];
  /** By the time they are reported. */
  readonly contacts: readonly StoryContact[];
}

function customerOf(random: Random, index: number, employees: Story['employees']): StoryCustomer {
  const kind = random.next();
  const domain = `mail${random.int(1, 60)}.example`;
  const email =
    kind < 0.04
      ? null
      : kind < 0.06
        ? `no-reply+${index}@${domain}`
        : kind < 0.08
          ? `person${index}@it.casa.example`
          : kind < 0.085
            ? random.pick(employees).email
            : `customer${index}@${domain}`;
  const reacts = random.next();
  const hours = random.int(1, 24 * 7);
  const reaction =
    reacts < 0.25
      ? { kind: 'answers' as const, hours }
      : reacts < 0.29
        ? { kind: 'unsubscribes' as const, hours }
        : reacts < 0.31
          ? { kind: 'wrong_person' as const, hours }
          : reacts < 0.32
            ? { kind: 'is_erased' as const, hours }
            : null;
  return {
    id: `C-${index}`,
    email,
    zone: random.pick(ZONES),
    account: random.chance(0.2) ? `A-${random.int(1, 1 + Math.floor(index / 6))}` : null,
    segment: random.pick(['first_time', 'repeat', 'former'] as const),
    reaction,
  };
}

/** @param contacts how many; the same number always tells the same story */
export function tellQuarter(contacts: number): Story {
  const random = createRandom(`quarter-${contacts}`);
  const employees = NAMES.map((firstName, index) => ({
    id: `E-${index + 1}`,
    firstName,
    email: `${firstName.toLowerCase()}@casa-mail.example`,
  }));
  const customers = Array.from({ length: Math.ceil(contacts / 4) }, (_, index) =>
    customerOf(random, index, employees),
  );
  const told: StoryContact[] = [];
  while (told.length < contacts) {
    const occurredAt = QUARTER_START + random.int(0, QUARTER_DAYS * 24 * 60) * MINUTE;
    const late = random.chance(0.03) ? random.int(0, 12 * 24 * 60) * MINUTE : random.int(0, 20) * MINUTE;
    const first: StoryContact = {
      id: `T-${told.length}`,
      customer: random.pick(customers).id,
      channel: random.pick(STORY_CHANNELS),
      reason: random.pick(REASONS),
      occurredAt,
      reportedAt: occurredAt + late,
      employee: random.pick(employees).firstName,
      spam: random.chance(0.01),
      reopened: false,
    };
    told.push(first);
    // Some matters are reopened soon, through another channel.
    if (random.chance(0.03) && told.length < contacts) {
      const again = occurredAt + random.int(5, 300) * MINUTE;
      told.push({
        ...first,
        id: `T-${told.length}`,
        channel: random.pick(STORY_CHANNELS.filter((channel) => channel !== first.channel)),
        occurredAt: again,
        reportedAt: again + random.int(0, 10) * MINUTE,
        employee: random.pick(employees).firstName,
        spam: false,
        reopened: true,
      });
    }
  }
  return { employees, customers, contacts: told.sort((a, b) => a.reportedAt - b.reportedAt) };
}
