/**
 * How often the integrity signals speak where somebody steers, and how often where nobody does: simulated employees through
 * the product's own formulas. The steering is that of the design: a fifth of the contacts end badly, and of those six in
 * ten are not asked about.
 */
import {
  Arrivals,
  besidePeers,
  type CountedIn,
  invitationSuppression,
  managerEffects,
  ratingJump,
  shareBesidePeers,
  type SignalKind,
  standing,
  worstBurst,
} from '../../src/scoring/calc';
import { Draws } from '../fairness/draws';

/** Share of contacts that honest people's customers are asked about. */
export const HONEST = 0.97;
const BAD = 0.2;
const SKIPPED = 0.6;
export const STEERED = HONEST * (1 - BAD * SKIPPED);

export const DAYS = 90;
const DAY = 86_400_000;
const MINUTE = 60_000;

export interface Rate {
  readonly hits: number;
  readonly tries: number;
  readonly share: number;
}
export const rate = (hits: number, tries: number): Rate => ({
  hits,
  tries,
  share: tries > 0 ? hits / tries : 0,
});

/** One number after the other, of one seed. */
export class Chance {
  private readonly draws: Draws;
  private ahead: Float64Array = new Float64Array(0);
  private used = 0;

  constructor(seed: number) {
    this.draws = new Draws(seed);
  }

  next(): number {
    if (this.used === this.ahead.length) {
      this.ahead = this.draws.uniform(4096);
      this.used = 0;
    }
    return this.ahead[this.used++] ?? 0.5;
  }

  binomial(n: number, p: number): number {
    let hits = 0;
    for (let index = 0; index < n; index++) if (this.next() < p) hits += 1;
    return hits;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}

/** The test of the design: the exact binomial at a rate that is known. */
export function suppressionAtKnownRate(n: number, share: number, tries: number, seed: number): Rate {
  const chance = new Chance(seed);
  let hits = 0;
  for (let index = 0; index < tries; index++)
    if (invitationSuppression(chance.binomial(n, share), n, HONEST).suspicious) hits += 1;
  return rate(hits, tries);
}

/**
 * The same as the product has it: beside colleagues who were counted, and who differ by `spread` from one to the next. One
 * person of 21 is looked at.
 */
export function suppressionBesidePeers(
  n: number,
  share: number,
  spread: number,
  tries: number,
  seed: number,
): Rate {
  const chance = new Chance(seed);
  let hits = 0;
  for (let index = 0; index < tries; index++) {
    const own = (mean: number) => Math.min(1, Math.max(0.5, mean + spread * chance.normal()));
    const rows: CountedIn[] = Array.from({ length: 21 }, (_, employeeId) => ({
      employeeId,
      stratum: 1,
      n,
      times: chance.binomial(n, employeeId === 0 ? own(share) : own(HONEST)),
    }));
    const compared = besidePeers(rows).get(0);
    if (compared && shareBesidePeers('invitation_suppression', compared).suspicious) hits += 1;
  }
  return rate(hits, tries);
}

/** When an answer comes: most within hours of the mails of nine in the morning, none at night. */
function answerTime(chance: Chance): number {
  const day = Math.floor(chance.next() * DAYS);
  const hours = 9 + Math.min(13, -Math.log(chance.next()) * 3);
  return day * DAY + hours * 60 * MINUTE;
}

/**
 * Piles of answers: 60 employees with 30 answers each, one of whom gets `pile` more within ten minutes at an hour when
 * answers come anyway. Everybody's worst window is tested.
 */
export function bursts(pile: number, tries: number, seed: number): { power: Rate; alarms: Rate } {
  const chance = new Chance(seed);
  let [found, alarms, looked] = [0, 0, 0];
  for (let index = 0; index < tries; index++) {
    const answers = Array.from({ length: 60 }, (_, employeeId) =>
      Array.from({ length: 30 }, () => ({ employeeId, at: answerTime(chance) })),
    ).flat();
    const at = answerTime(chance);
    for (let one = 0; one < pile; one++)
      answers.push({ employeeId: 0, at: at + chance.next() * 10 * MINUTE });
    const arrivals = new Arrivals(answers, DAYS);
    for (let employeeId = 0; employeeId < 60; employeeId++) {
      const times = answers.filter((one) => one.employeeId === employeeId).map((one) => one.at);
      times.sort((a, b) => a - b);
      const speaks = worstBurst(times, arrivals.expectedOf(employeeId, times.length))?.suspicious ?? false;
      if (employeeId === 0 && pile > 0) found += speaks ? 1 : 0;
      else {
        looked += 1;
        alarms += speaks ? 1 : 0;
      }
    }
  }
  return { power: rate(found, tries), alarms: rate(alarms, looked) };
}

/** Good ratings that go from one share to another in the middle of `n` answers. */
export function jumps(n: number, before: number, after: number, tries: number, seed: number): Rate {
  const chance = new Chance(seed);
  let hits = 0;
  for (let index = 0; index < tries; index++) {
    const good = Array.from({ length: n }, (_, at) =>
      chance.next() < (at < n / 2 ? before : after) ? 1 : 0,
    );
    if (ratingJump(good)?.suspicious) hits += 1;
  }
  return rate(hits, tries);
}

/** Twenty managers with 300 answers each, of which one in fifty is excluded; one manager's at `share`. */
export function managers(
  share: number,
  spread: number,
  tries: number,
  seed: number,
): { power: Rate; alarms: Rate } {
  const chance = new Chance(seed);
  let [found, alarms] = [0, 0];
  for (let index = 0; index < tries; index++) {
    const rows = Array.from({ length: 20 }, (_, managerId) => ({
      managerId,
      n: 300,
      times: chance.binomial(300, managerId === 0 ? share : Math.max(0.001, 0.02 + spread * chance.normal())),
    }));
    for (const { managerId, suspicious } of managerEffects('manager_exclusions', rows)) {
      if (!suspicious) continue;
      if (managerId === 0) found += 1;
      else alarms += 1;
    }
  }
  return { power: rate(found, tries), alarms: rate(alarms, tries * 19) };
}

export interface Family {
  /** Mean over companies of (false signals ÷ signals), 0 where there are none. */
  readonly falseDiscoveries: number;
  /** Companies with a false signal at all. */
  readonly anyFalse: Rate;
  readonly falsePerCompany: number;
  readonly power: Rate;
  readonly comparisons: number;
}

/**
 * Whole companies: 200 employees at four touchpoints with many or few contacts, every rule with a chance, all together
 * through Benjamini and Hochberg. `steering` of them do one of four things each: skip unhappy customers, edit addresses,
 * answer in piles, plead for good ratings.
 */
export function family(steering: number, companies: number, seed: number): Family {
  const chance = new Chance(seed);
  let [proportion, companiesWithFalse, falseAlarms, found, comparisons] = [0, 0, 0, 0, 0];
  for (let company = 0; company < companies; company++) {
    const { tests, guilty } = drawFamily(chance, steering);
    comparisons = tests.length;
    const stands = standing(tests);
    const spoken = tests.filter((test, index) => stands[index] && test.suspicious);
    const isTrue = ({ kind, employeeId }: (typeof tests)[number]) =>
      guilty.get(employeeId)?.includes(kind) ?? false;
    const wrong = spoken.filter((test) => !isTrue(test)).length;
    proportion += spoken.length > 0 ? wrong / spoken.length : 0;
    companiesWithFalse += wrong > 0 ? 1 : 0;
    falseAlarms += wrong;
    found += new Set(spoken.filter(isTrue).map(({ employeeId }) => employeeId)).size;
  }
  return {
    falseDiscoveries: proportion / companies,
    anyFalse: rate(companiesWithFalse, companies),
    falsePerCompany: falseAlarms / companies,
    power: rate(found, companies * steering),
    comparisons,
  };
}

interface Tested {
  readonly kind: SignalKind;
  readonly employeeId: number;
  readonly probability: number;
  readonly suspicious: boolean;
}

const DEEDS = ['skip', 'edit', 'pile', 'plead'] as const;
const SIGNS: Readonly<Record<(typeof DEEDS)[number], readonly SignalKind[]>> = {
  skip: ['invitation_suppression', 'hard_contacts_suppression'],
  edit: ['contact_edits'],
  pile: ['answer_burst', 'rating_jump'],
  plead: ['asked_for_rating'],
};
const SHARES = ['invitation_suppression', 'hard_contacts_suppression', 'contact_edits', 'hasty_answers', 'office_answers', 'asked_for_rating'] as const; // prettier-ignore

function drawFamily(
  chance: Chance,
  steering: number,
): { tests: Tested[]; guilty: Map<number, readonly SignalKind[]> } {
  const rows = new Map(SHARES.map((kind) => [kind, [] as CountedIn[]]));
  const guilty = new Map<number, readonly SignalKind[]>();
  const answers: { employeeId: number; at: number }[] = [];
  const ratings: (0 | 1)[][] = [];
  for (let employeeId = 0; employeeId < 200; employeeId++) {
    const deed = employeeId < steering ? DEEDS[employeeId % DEEDS.length] : undefined;
    if (deed) guilty.set(employeeId, SIGNS[deed]);
    const stratum = employeeId % 4;
    // Honest people differ a little: different customers, different hours.
    const personal = 0.01 * chance.normal();
    const n = Math.round(Math.min(400, Math.max(20, Math.exp(Math.log(100) + 0.6 * chance.normal()))));
    const asked =
      Math.min(0.995, 0.97 - 0.02 * stratum + personal) * (deed === 'skip' ? 1 - BAD * SKIPPED : 1);
    const hard = chance.binomial(n, 0.25);
    // Of the hard contacts half end badly, so that skipping shows there most.
    const askedHard = asked * (deed === 'skip' ? (1 - 0.5 * SKIPPED) / (1 - BAD * SKIPPED) : 1);
    const invitedHard = chance.binomial(hard, askedHard);
    const rest = (asked * n - askedHard * hard) / Math.max(1, n - hard);
    const invited = invitedHard + chance.binomial(n - hard, Math.min(1, rest));
    const add = (kind: (typeof SHARES)[number], of: number, times: number) =>
      rows.get(kind)?.push({ employeeId, stratum, n: of, times });
    add('invitation_suppression', n, invited);
    add('hard_contacts_suppression', hard, invitedHard);
    add('contact_edits', n, chance.binomial(n, 0.015 + (deed === 'edit' ? 0.1 : 0)));
    const given = chance.binomial(invited, 0.3);
    add('hasty_answers', given, chance.binomial(given, 0.08));
    add('office_answers', given, chance.binomial(given, 0.02));
    add('asked_for_rating', given, chance.binomial(given, deed === 'plead' ? 0.4 : 0.04));
    const good = Math.min(0.98, 0.8 + 0.08 * chance.normal());
    ratings.push(Array.from({ length: given }, () => (chance.next() < good ? 1 : 0)));
    for (let index = 0; index < given; index++) answers.push({ employeeId, at: answerTime(chance) });
    if (deed === 'pile') {
      const at = answerTime(chance);
      for (let index = 0; index < 8; index++)
        answers.push({ employeeId, at: at + chance.next() * 10 * MINUTE });
    }
  }
  const tests: Tested[] = [];
  for (const [kind, counted] of rows)
    for (const [employeeId, compared] of besidePeers(counted))
      if (compared) tests.push({ kind, employeeId, ...shareBesidePeers(kind, compared) });
  const arrivals = new Arrivals(answers, DAYS);
  const times = new Map<number, number[]>();
  for (const { employeeId, at } of answers) times.set(employeeId, [...(times.get(employeeId) ?? []), at]);
  for (const [employeeId, list] of times) {
    const burst = worstBurst(
      list.sort((a, b) => a - b),
      arrivals.expectedOf(employeeId, list.length),
    );
    if (burst) tests.push({ kind: 'answer_burst', employeeId, ...burst });
  }
  for (const [employeeId, good] of ratings.entries()) {
    const jump = ratingJump(good);
    if (jump) tests.push({ kind: 'rating_jump', employeeId, ...jump });
  }
  return { tests, guilty };
}
