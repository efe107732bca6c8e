/**
 * Names of colleagues inside customers' words. Who does not want to be shown is not named by a customer's sentence either,
 * and who wants to be called by the first name is not called by the whole one.
 */
import { HIDDEN_WORD } from './hidden-word';

export interface NamedPerson {
  readonly name: string;
  readonly publicName: string;
}

export interface FoundName {
  readonly from: number;
  readonly to: number;
  /** Written small, or a part of a name alone: it may be a common word. */
  readonly sure: boolean;
}

const WORD = /\p{L}[\p{L}\p{M}’'-]*/gu;
const SHORTEST = 3;
/** Particles of names that are words of every sentence. */
const COMMON = new Set(['del', 'los', 'las', 'dos', 'das', 'von', 'van', 'the', 'san']);

/** Without accents and case: people write names as they come. */
function folded(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('es');
}

const partsOf = (name: string): string[] => (name.match(WORD) ?? []).map(folded);
const isTelling = (part: string): boolean => part.length >= SHORTEST && !COMMON.has(part);

/**
 * Where a text names somebody who is not to be named.
 * @param people colleagues who opted out, or are called by their first name only; others are ignored
 * @param shown names that stand beside the text anyway: they may stand in it, too
 */
export function namesIn(
  text: string,
  people: readonly NamedPerson[],
  shown: readonly string[] = [],
): FoundName[] {
  const beside = new Set(shown.flatMap(partsOf));
  const hidden = new Map<string, Set<string>>();
  for (const { name, publicName } of people) {
    if (publicName === 'full') continue;
    const parts = partsOf(name);
    const own = (publicName === 'first_name' ? parts.slice(1) : parts).filter(
      (part) => isTelling(part) && !beside.has(part),
    );
    for (const part of own) {
      const relatives = hidden.get(part) ?? new Set<string>();
      for (const other of parts) if (other !== part) relatives.add(other);
      hidden.set(part, relatives);
    }
  }
  if (hidden.size === 0) return [];
  const words = [...text.matchAll(WORD)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    part: folded(match[0]),
    capital: /^\p{Lu}/u.test(match[0]),
  }));
  return words.flatMap(({ from, to, part, capital }, index) => {
    const relatives = hidden.get(part);
    if (!relatives) return [];
    const together = [words[index - 1], words[index + 1]].some((word) => word && relatives.has(word.part));
    return [{ from, to, sure: together || capital }];
  });
}

/** The text without the names that surely are some: what a board shows the second somebody opts out. */
export function withoutNames(
  text: string,
  people: readonly NamedPerson[],
  shown: readonly string[] = [],
): string {
  let left = '';
  let at = 0;
  for (const { from, to, sure } of namesIn(text, people, shown)) {
    if (!sure) continue;
    left += text.slice(at, from) + HIDDEN_WORD;
    at = to;
  }
  return left + text.slice(at);
}
