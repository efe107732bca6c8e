/**
 * The shape of a phrasebook: what customers of one language write, in pieces that fit together.
 *
 * Texts may contain alternatives `[muy|súper] amable`, slots `{name}`, `{wait}` (see `Slots`), and forms by
 * grammatical gender: `{e:el joven|la señorita}` for the employee, `{c:contento|contenta}` for the customer
 * (masculine first). A text whose gender is unknown is not used.
 */
import type { Channel, Reason } from './touchpoints';
import type { Random } from './random';

type Group = 'remote' | 'written' | 'live' | 'present' | 'desk';
type Where = Channel | Group;

/** Texts by what they are about and where they can be said: `billing`, `leak@on_site`, `*@phone`, `*`. */
export type Pool = Readonly<Partial<Record<Reason | '*' | `${Reason | '*'}@${Where}`, readonly string[]>>>;

export type Mood = 'awful' | 'bad' | 'mixed' | 'good' | 'great';

/** Values drawn afresh for each slot of a text. */
export type Slots = Readonly<Record<string, (random: Random) => string>>;

export interface Phrasebook {
  /** How a sentence about the employee may begin; holds `{name}` or a gendered form. */
  readonly subjects: readonly string[];
  /** Predicates about manner: "fue muy amable". Lower case, no full stop. */
  readonly praise: Pool;
  /** Predicates about what the employee did well. */
  readonly did: Pool;
  /** Independent clauses about a small nuisance that was not the employee's doing. */
  readonly snag: Pool;
  /** Independent clauses about something that went wrong. */
  readonly failed: Pool;
  /** Complete comments, used as they are. */
  readonly whole: Readonly<Record<Mood, Pool>>;
  /** A few words and no more. */
  readonly short: Readonly<Record<Mood, readonly string[]>>;
  /** Sentences that may end a comment. */
  readonly close: Readonly<Record<Mood, readonly string[]>>;
  /** Sentences that may begin a good comment. */
  readonly open: readonly string[];
  readonly and: string;
  readonly but: readonly string[];
  readonly slots: Slots;
  /** How people mistype this language: pattern and replacement. */
  readonly slips: readonly (readonly [RegExp, string])[];
  /** Whether people in a hurry leave the accents out. */
  readonly dropsAccents: boolean;
}

const GROUPS: Readonly<Record<Channel, readonly Group[]>> = {
  phone: ['remote'],
  email: ['remote', 'written'],
  social: ['remote', 'written'],
  web: ['remote', 'written'],
  chat: ['remote', 'written', 'live'],
  messaging: ['remote', 'written', 'live'],
  in_person: ['present', 'desk'],
  service_center: ['present', 'desk'],
  on_site: ['present'],
};

/** Texts of a pool that fit a contact, from the most to the least specific. */
export interface Fitting {
  readonly reason: readonly string[];
  readonly channel: readonly string[];
  readonly general: readonly string[];
}

/** Selects what can be said about a contact at this channel for this reason. */
export function fitting(pool: Pool, channel: Channel, reason: Reason): Fitting {
  const places: readonly Where[] = [channel, ...GROUPS[channel]];
  return {
    reason: [pool[reason] ?? [], ...places.map((place) => pool[`${reason}@${place}`] ?? [])].flat(),
    channel: places.flatMap((place) => pool[`*@${place}`] ?? []),
    general: pool['*'] ?? [],
  };
}
