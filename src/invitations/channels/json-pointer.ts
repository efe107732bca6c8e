/** Reads one value out of what a provider says, by JSON pointer (RFC 6901). */

const POINTER = /^(\/([^~/]|~[01])*)*$/;
export const LONGEST_POINTER = 200;

export function isPointer(text: string): boolean {
  return text.length <= LONGEST_POINTER && POINTER.test(text);
}

/** @returns undefined when there is nothing at that place */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value))
      value = /^(0|[1-9]\d{0,5})$/.test(name) ? (value as unknown[])[Number(name)] : undefined;
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, name))
      value = (value as Record<string, unknown>)[name];
    else return undefined;
  }
  return value;
}

/** The value as text; undefined for nothing, for an empty text and for anything that is neither text nor number. */
export function textAt(document: unknown, pointer: string): string | undefined {
  const value = valueAt(document, pointer);
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
