/**
 * How a customer of the demo company answers: whether, when, with which ratings and in which words.
 * The rating is an ordinal cut of a latent experience: who served, where, why, and luck.
 */
import { normalQuantile } from '../../src/kernel';
import type { Employee } from './cast';
import { drawComment } from './comments';
import type { Customer } from './customers';
import type { Random } from './random';
import { REASON_EFFECT, type Locale, type Reason, type Touchpoint } from './touchpoints';

export type Stars = 1 | 2 | 3 | 4 | 5;
export type QuoteName = 'full' | 'first' | 'initial' | 'anonymous';

export interface DemoAnswer {
  /** ISO 8601 UTC. */
  readonly answeredAt: string;
  readonly locale: Locale;
  /** `process` is null when the second question was left empty. */
  readonly ratings: { readonly employee: Stars; readonly process: Stars | null };
  readonly comment: string | null;
  readonly mayQuote: boolean;
  /** How to sign the quote; `anonymous` when it may not be shown. */
  readonly quoteName: QuoteName;
  readonly mayContact: boolean;
}

/** One person's credited part in a contact, with how well they serve on that day. */
export interface Served {
  readonly employee: Employee;
  readonly share: number;
}

export interface Contact {
  readonly touchpoint: Touchpoint;
  readonly reason: Reason;
  readonly customer: Customer;
  readonly served: readonly Served[];
  readonly occurredAtMs: number;
  /** Position in the year, 0 at its start and 1 at its end. */
  readonly progress: number;
  /** It falls into the week without water: who writes about that is angry. */
  readonly outage: boolean;
}

/** Thresholds of the latent scale between 1|2, 2|3, 3|4 and 4|5. */
const CUTS = [-2, -1.5, -0.95, -0.1] as const;
/** Places the company at about 80 % of fours and fives. */
const BASELINE = -0.01;
/** People with something to say answer more often. */
const URGE: Readonly<Record<Stars, number>> = { 1: 1.25, 2: 1.08, 3: 0.88, 4: 0.94, 5: 1.04 };

const DECK = 20;

/** Added to the effect of the reason when the water has been gone for days. */
const OUTAGE_EFFECT = -1.3;

/** What they add to their comment, and how many do. */
const THIRSTY_SHARE = 0.6;
const THIRSTY: Readonly<Record<Locale, readonly string[]>> = {
  es: [
    'Llevamos tres días sin agua.',
    'Toda la colonia está sin agua.',
    'Sin agua desde el lunes y nadie sabe cuándo vuelve.',
  ],
  en: ['Three days without water now.', 'The whole street has no water.'],
  'pt-BR': ['Já são três dias sem água.', 'A rua inteira está sem água.'],
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function stars(latent: number): Stars {
  return (1 + CUTS.filter((cut) => latent > cut).length) as Stars;
}

/** Hidden service quality of an employee at a point of the year. */
export function qualityAt(employee: Employee, progress: number): number {
  const { trend, latentQuality } = employee;
  return latentQuality + (trend ? trend.start + (trend.end - trend.start) * progress : 0);
}

function ratingsOf(
  contact: Contact,
  luck: number,
  random: Random,
): { employee: Stars; process: Stars | null } {
  const { touchpoint, reason, served, progress, outage } = contact;
  const quality = served.reduce((sum, { employee, share }) => sum + share * qualityAt(employee, progress), 0);
  const angry = outage && reason === 'outage' ? OUTAGE_EFFECT : 0;
  const circumstances = BASELINE + touchpoint.effect + REASON_EFFECT[reason] + angry;
  const employee = stars(quality + circumstances + luck);
  const process = stars(0.3 * quality + 1.2 * circumstances - 0.15 + 0.6 * luck + random.normal(0, 0.8));
  return { employee, process: random.chance(0.22) ? null : process };
}

/** Minutes to days after the contact, never in the small hours. */
function answerTime(contact: Contact, random: Random, localMidnightOf: (ms: number) => number): number {
  const hours = Math.min(24 * 12, 1 + Math.exp(random.normal(1.1, 1.25)));
  const at = contact.occurredAtMs + Math.round(hours * HOUR);
  const midnight = localMidnightOf(at);
  const wakesUp = midnight + 7 * HOUR;
  return at < wakesUp ? wakesUp + random.int(0, 170) * MINUTE + random.int(0, 59) * 1000 : at;
}

/** Customers who leave out the full stop would run into the next sentence. */
function closed(comment: string): string {
  return /[\p{L}\p{N}]$/u.test(comment) ? `${comment}.` : comment;
}

function drawQuoteName(random: Random): QuoteName {
  return random.weighted(
    [
      ['initial', 50],
      ['first', 24],
      ['anonymous', 14],
      ['full', 12],
    ] as const,
    ([, weight]) => weight,
  )[0];
}

/** Luck dealt from a deck that is shuffled anew when it is used up: every few answers have met the same luck in another order. */
export class LuckDeck {
  private cards: number[] = [];

  constructor(private readonly random: Random) {}

  /** The luck of the next answer. */
  get top(): number {
    if (this.cards.length === 0) {
      const quantiles = Array.from({ length: DECK }, (_unused, index) =>
        normalQuantile((index + 0.5) / DECK),
      );
      while (quantiles.length > 0)
        this.cards.push(quantiles.splice(this.random.int(0, quantiles.length - 1), 1)[0] ?? 0);
    }
    return this.cards.at(-1) ?? 0;
  }

  /** Somebody answered. */
  deal(): void {
    this.cards.pop();
  }
}

/**
 * What an invited customer answers, or null for no answer. An answer that would come at or after `untilMs`
 * has not happened yet. `localMidnightOf` gives the start of the local day of an instant (both in epoch ms).
 * @param deck where luck is dealt from; undefined: chance alone
 */
export function drawAnswer(
  contact: Contact,
  random: Random,
  untilMs: number,
  localMidnightOf: (ms: number) => number,
  deck?: LuckDeck,
): DemoAnswer | null {
  const ratings = ratingsOf(contact, deck?.top ?? random.normal(), random);
  if (!random.chance(contact.touchpoint.responseRate * URGE[ratings.employee])) return null;
  const answeredAtMs = answerTime(contact, random, localMidnightOf);
  if (answeredAtMs >= untilMs || answeredAtMs > contact.occurredAtMs + 14 * DAY) return null;
  deck?.deal();

  const lead = (contact.served[0] as Served).employee;
  const drawn = drawComment(random, {
    locale: contact.customer.locale,
    rating: ratings.employee,
    channel: contact.touchpoint.channel,
    reason: contact.reason,
    employeeFirstName: lead.firstName,
    employeeGender: lead.gender,
    customerGender: contact.customer.gender,
  });
  const thirsty =
    drawn !== null && contact.outage && contact.reason === 'outage' && random.chance(THIRSTY_SHARE);
  const comment = thirsty ? `${closed(drawn)} ${random.pick(THIRSTY[contact.customer.locale])}` : drawn;
  const mayQuote = comment !== null && ratings.employee >= 4 && random.chance(0.55);
  const contactShare = ratings.employee <= 2 ? 0.6 : ratings.employee === 3 ? 0.25 : 0.04;
  return {
    answeredAt: new Date(answeredAtMs).toISOString(),
    locale: contact.customer.locale,
    ratings,
    comment,
    mayQuote,
    quoteName: mayQuote ? drawQuoteName(random) : 'anonymous',
    mayContact: random.chance(contactShare),
  };
}
