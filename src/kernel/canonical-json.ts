/**
 * One and only one text for a JSON value, so that a sealed snapshot has one hash on any machine (RFC 8785, JSON
 * Canonicalization Scheme): members sorted by UTF-16 code unit, no white space, numbers as ECMAScript writes them.
 * What JSON cannot say exactly is refused instead of being dropped silently.
 */
import { DomainError } from './domain-error';
import { compareKeys } from './ordering';

/**
 * The canonical text of `value`: null, booleans, finite numbers, well-formed strings, arrays and plain objects of these.
 * Throws `canonical_json.unsupported` naming the path of the first other value (NaN, Infinity, undefined, bigint, Date, …).
 */
export function canonicalJson(value: unknown): string {
  // What is in order already, as the many rows of a large cycle, is left to the engine: a tenth of the time.
  if (isInOrder(value)) {
    const text = JSON.stringify(value);
    if (!text.includes(HALF_A_CHARACTER)) return text;
  }
  return write(value, ['$']);
}

/**
 * `canonicalJson` of a value that is known to be in order and to hold nothing but what JSON can say, as what the formulas put together
 * is: half the time. A specification has to hold it against `canonicalJson`. Throws as `canonicalJson` for text with half a character.
 */
export function jsonInOrder(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(HALF_A_CHARACTER) ? canonicalJson(value) : text;
}

/** How the engine writes one, and how it writes text that looks like it. */
const HALF_A_CHARACTER = '\\ud';

/** Whether nothing is in `value` but what JSON holds, and every object's members are sorted. */
function isInOrder(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) if (!isInOrder(value[index])) return false;
        return true;
      }
      return hasPlainPrototype(value) && isObjectInOrder(value as Readonly<Record<string, unknown>>);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return false;
  }
}

function isObjectInOrder(value: Readonly<Record<string, unknown>>): boolean {
  let last: string | undefined;
  // Plain objects inherit nothing that would be gone through, and the engine has their names at hand.
  for (const key in value) {
    if ((last !== undefined && last >= key) || !isInOrder(value[key])) return false;
    last = key;
  }
  // What has a symbol for a name is refused, the slow way.
  return Object.getOwnPropertySymbols(value).length === 0;
}

/** `path` grows and shrinks with the walk; it is only joined for an error. */
function write(value: unknown, path: string[]): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw unsupported(path, String(value));
      return JSON.stringify(value);
    case 'string':
      if (/[\uD800-\uDFFF]/u.test(value)) throw unsupported(path, 'text with half a character');
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return writeArray(value, path);
      if (isPlain(value)) return writeObject(value, path);
      break;
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      break;
  }
  throw unsupported(path, typeof value);
}

function writeArray(items: readonly unknown[], path: string[]): string {
  let text = '';
  // By index: map would skip the holes of a sparse array.
  for (let index = 0; index < items.length; index++) {
    path.push(`[${index}]`);
    text += (index === 0 ? '' : ',') + write(items[index], path);
    path.pop();
  }
  return `[${text}]`;
}

function writeObject(value: object, path: string[]): string {
  let text = '';
  for (const [key, item] of sortedMembers(value)) {
    const name = write(key, path);
    path.push(`.${key}`);
    text += `${text === '' ? '' : ','}${name}:${write(item, path)}`;
    path.pop();
  }
  return `{${text}}`;
}

function sortedMembers(value: object): [string, unknown][] {
  return Object.entries(value).sort(([left], [right]) => compareKeys(left, right));
}

function isPlain(value: object): boolean {
  return hasPlainPrototype(value) && Object.getOwnPropertySymbols(value).length === 0;
}

function hasPlainPrototype(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unsupported(path: readonly string[], found: string): DomainError {
  const place = path.join('');
  return new DomainError(
    'canonical_json.unsupported',
    `${place} is ${found}, which canonical JSON cannot hold.`,
    {
      path: place,
      found,
    },
  );
}
