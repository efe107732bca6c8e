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
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unsupported(path, String(value));
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (hasLoneSurrogate(value)) throw unsupported(path, 'text with half a character');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    // Array.from visits the holes of a sparse array too, which map would skip.
    return `[${Array.from(value, (item: unknown, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  }
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value).sort(([left], [right]) => compareKeys(left, right));
    return `{${members.map(([key, item]) => `${write(key, path)}:${write(item, `${path}.${key}`)}`).join(',')}}`;
  }
  throw unsupported(path, typeof value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) && Object.getOwnPropertySymbols(value).length === 0
  );
}

function hasLoneSurrogate(text: string): boolean {
  return /[\uD800-\uDFFF]/u.test(text);
}

function unsupported(path: string, found: string): DomainError {
  return new DomainError(
    'canonical_json.unsupported',
    `${path} is ${found}, which canonical JSON cannot hold.`,
    { path, found },
  );
}
