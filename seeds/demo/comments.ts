/**
 * What the customers of the demo company write: comments composed from a phrasebook per language so that they fit
 * the rating, the channel and the reason of the contact, with the haste and the slips of real people.
 */
import { english } from './comments.en';
import { spanish } from './comments.es';
import { portuguese } from './comments.pt-BR';
import { fitting, type Mood, type Phrasebook, type Pool } from './phrasebook';
import type { Gender } from './cast';
import type { Random } from './random';
import type { Channel, Locale, Reason } from './touchpoints';

export interface CommentContext {
  readonly locale: Locale;
  /** The answer the comment goes with, 1 to 5. */
  readonly rating: 1 | 2 | 3 | 4 | 5;
  readonly channel: Channel;
  readonly reason: Reason;
  readonly employeeFirstName: string;
  /** Lets the customer say "la señorita" or "el técnico". */
  readonly employeeGender?: Gender;
  /** Lets the customer speak of themselves: "quedé contenta". */
  readonly customerGender?: Gender;
}

/** Share of customers who answer and leave no comment. */
const SILENT_SHARE = 0.45;

const PHRASEBOOKS: Readonly<Record<Locale, Phrasebook>> = { es: spanish, en: english, 'pt-BR': portuguese };

type ClauseKind = 'praise' | 'did' | 'snag' | 'failed';
type Focus = 'any' | 'place';

/** Speaks for one customer about one contact. */
interface Voice {
  readonly book: Phrasebook;
  readonly random: Random;
  readonly context: CommentContext;
  /** An independent or subject-less clause, lower case, without a full stop. */
  clause(kind: ClauseKind, focus?: Focus): string;
  /** A clause about the employee with its subject. */
  about(kind: 'praise' | 'did'): string;
  whole(mood: Mood): string;
  short(mood: Mood): string;
  close(mood: Mood): string;
  open(): string;
  but(): string;
}

type Recipe = readonly [weight: number, compose: (voice: Voice) => string];

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const sentence = (clause: string): string => `${capitalized(clause)}.`;

/** One sentence when it reads well, two when the deed already holds an "and". */
function praiseAndDeed(voice: Voice): string {
  const praise = voice.about('praise');
  const deed = voice.clause('did');
  const crowded = `${praise} ${deed}`.includes(voice.book.and);
  return crowded ? `${sentence(praise)} ${sentence(deed)}` : sentence(`${praise}${voice.book.and}${deed}`);
}

/** How a comment is put together, by rating. */
const RECIPES: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly Recipe[]>> = {
  5: [
    [11, (v) => v.short('great')],
    [21, (v) => v.whole('great')],
    [12, (v) => sentence(v.clause('did'))],
    [13, (v) => sentence(v.about('did'))],
    [10, (v) => `${sentence(v.about('praise'))} ${sentence(v.clause('did'))}`],
    [9, (v) => praiseAndDeed(v)],
    [10, (v) => `${sentence(v.clause('did'))} ${v.close('great')}`],
    [8, (v) => `${v.open()} ${sentence(v.about('did'))}`],
    [6, (v) => `${sentence(v.about('praise'))} ${v.close('great')}`],
  ],
  4: [
    [12, (v) => v.short('good')],
    [17, (v) => v.whole('good')],
    [11, (v) => sentence(v.about('did'))],
    [18, (v) => sentence(`${v.clause('did')}${v.but()}${v.clause('snag')}`)],
    [14, (v) => sentence(`${v.about('praise')}${v.but()}${v.clause('snag')}`)],
    [10, (v) => `${sentence(v.clause('praise'))} ${v.close('good')}`],
    [9, (v) => `${sentence(v.clause('did'))} ${v.close('good')}`],
    [9, (v) => `${sentence(v.clause('snag'))} ${sentence(v.about('did'))}`],
  ],
  3: [
    [10, (v) => v.short('mixed')],
    [22, (v) => v.whole('mixed')],
    [22, (v) => sentence(`${v.about('praise')}${v.but()}${v.clause('failed')}`)],
    [12, (v) => sentence(v.clause('snag'))],
    [12, (v) => sentence(`${v.clause('praise')}${v.but()}${v.clause('snag')}`)],
    [10, (v) => `${sentence(v.clause('snag'))} ${v.close('mixed')}`],
    [12, (v) => `${sentence(v.clause('failed'))} ${v.close('mixed')}`],
  ],
  2: [
    [7, (v) => v.short('bad')],
    [24, (v) => v.whole('bad')],
    [18, (v) => sentence(v.clause('failed'))],
    [20, (v) => `${sentence(v.clause('failed'))} ${v.close('bad')}`],
    [13, (v) => sentence(`${v.about('praise')}${v.but()}${v.clause('failed')}`)],
    [18, (v) => `${sentence(v.clause('snag'))} ${sentence(v.clause('failed'))}`],
  ],
  1: [
    [7, (v) => v.short('awful')],
    [14, (v) => v.whole('bad')],
    [22, (v) => v.whole('awful')],
    [15, (v) => sentence(v.clause('failed'))],
    [22, (v) => `${sentence(v.clause('failed'))} ${v.close('awful')}`],
    [
      20,
      (v) => `${sentence(v.clause('failed'))} ${sentence(v.clause('failed', 'place'))} ${v.close('awful')}`,
    ],
  ],
};

const MOOD_EMOJI: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>> = {
  5: ['👏', '🙏', '😊', '👍', '⭐⭐⭐⭐⭐', '❤️', '🙌', '💧', '😁', '👏👏'],
  4: ['👍', '🙂', '👌', '🙏'],
  3: ['😕', '🤷', '😐', '🤔'],
  2: ['👎', '😞', '😒', '🙄'],
  1: ['😡', '👎', '😤', '🤦', '😠😠'],
};

interface Choice {
  /** Everything that fits, the specific repeated: people mostly write about what happened to them. */
  readonly any: readonly string[];
  /** Only what is not about the reason. */
  readonly place: readonly string[];
}

/** Fitting texts are asked for thousands of times with few different keys. */
const choices = new WeakMap<Pool, Map<string, Choice>>();

function choiceOf(pool: Pool, { channel, reason }: CommentContext): Choice {
  let known = choices.get(pool);
  if (!known) choices.set(pool, (known = new Map<string, Choice>()));
  const key = `${reason}@${channel}`;
  let found = known.get(key);
  if (!found) {
    const fits = fitting(pool, channel, reason);
    const place = [...fits.channel, ...fits.channel, ...fits.general];
    found = { place, any: [...fits.reason, ...fits.reason, ...fits.reason, ...place] };
    known.set(key, found);
  }
  return found;
}

function sayable(text: string, context: CommentContext): boolean {
  return (
    (context.employeeGender !== undefined || !text.includes('{e:')) &&
    (context.customerGender !== undefined || !text.includes('{c:'))
  );
}

function drawFrom(texts: readonly string[], random: Random, context: CommentContext): string {
  const usable = texts.filter((text) => sayable(text, context));
  if (usable.length === 0) {
    throw new RangeError(`no ${context.locale} text fits ${context.reason} at ${context.channel}`);
  }
  return random.pick(usable);
}

/** Replaces gendered forms, alternatives and slots, in this order: an alternative may hold the other two. */
function fill(text: string, book: Phrasebook, random: Random, context: CommentContext): string {
  return text
    .replace(
      /\{([ec]):([^|}]*)\|([^}]*)\}/g,
      (_match, whose: string, masculine: string, feminine: string) => {
        const gender = whose === 'e' ? context.employeeGender : context.customerGender;
        return gender === 'f' ? feminine : masculine;
      },
    )
    .replace(/\[([^\]]*)\]/g, (_match, options: string) => random.pick(options.split('|')))
    .replace(/\{(\w+)\}/g, (_match, slot: string) => {
      if (slot === 'name') return context.employeeFirstName;
      const value = book.slots[slot];
      if (!value) throw new RangeError(`unknown slot {${slot}} in "${text}"`);
      return value(random);
    });
}

function speak(random: Random, context: CommentContext): Voice {
  const book = PHRASEBOOKS[context.locale];
  // Nobody says the same thing twice in one comment.
  const said = new Set<string>();
  const oneOf = (texts: readonly string[]): string => {
    let text = drawFrom(texts, random, context);
    for (let attempt = 0; said.has(text) && attempt < 5; attempt += 1)
      text = drawFrom(texts, random, context);
    said.add(text);
    return fill(text, book, random, context);
  };
  const clause = (kind: ClauseKind, focus: Focus = 'any'): string =>
    oneOf(choiceOf(book[kind], context)[focus]);
  return {
    book,
    random,
    context,
    clause,
    about: (kind) => `${oneOf(book.subjects)} ${clause(kind)}`,
    whole: (mood) => capitalized(oneOf(choiceOf(book.whole[mood], context).any)),
    short: (mood) => oneOf(book.short[mood]),
    close: (mood) => oneOf(book.close[mood]),
    open: () => oneOf(book.open),
    but: () => random.pick(book.but),
  };
}

function withoutAccents(text: string): string {
  // The ñ stays: leaving it out is not haste but another word.
  return text.replace(/[áéíóúàâêôãõç]/gi, (letter) => letter.normalize('NFD').charAt(0));
}

/** The hand that typed it: most people write properly, some are in a hurry. */
function asTyped(text: string, { book, random, context }: Voice): string {
  let typed = text;
  if (random.chance(0.2)) typed = typed.replace(/\.$/, '');
  const hand = random.next();
  if (hand < 0.15) {
    typed = typed.toLowerCase().replace(/\.$/, '');
    if (book.dropsAccents && random.chance(0.6)) typed = withoutAccents(typed);
  } else if (hand < 0.22 && book.dropsAccents) {
    typed = withoutAccents(typed);
  } else if (hand < 0.235 && context.rating === 1) {
    typed = typed.toUpperCase().replace(/\.$/, '!!');
  }
  if (random.chance(0.1)) {
    const slips = book.slips.filter(([pattern]) => pattern.test(typed));
    if (slips.length > 0) {
      const [pattern, slip] = random.pick(slips);
      typed = typed.replace(pattern, slip);
    }
  }
  if (random.chance(0.065)) typed = `${typed} ${random.pick(MOOD_EMOJI[context.rating])}`;
  return typed;
}

/** What a customer who does comment writes about this contact. */
export function composeComment(random: Random, context: CommentContext): string {
  const voice = speak(random, context);
  const [, compose] = random.weighted(RECIPES[context.rating], ([weight]) => weight);
  return asTyped(compose(voice), voice);
}

/** A customer's comment on this contact, or null: about 45 % leave none. */
export function drawComment(random: Random, context: CommentContext): string | null {
  return random.chance(SILENT_SHARE) ? null : composeComment(random, context);
}
