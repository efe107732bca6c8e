/**
 * What never reaches a log: addresses, tokens, keys, cookies, passwords, query strings. Everything logged passes
 * through here, whatever way it came, so that a careless line elsewhere leaks nothing.
 */

const SECRET_NAME =
  /authorization|cookie|passw|secret|token|csrf|api-?_?key|e-?mail|address|recipient|phone|^(to|from|cc|bcc)$/i;
const RULES: readonly [RegExp, string | ((match: string) => string)][] = [
  // Addresses, also percent-encoded. The run before the sign is bounded so that hostile text costs nothing.
  [
    /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*/gu,
    '[address]',
  ],
  [/\b(Bearer|Basic)\s+[^\s"',]+/gi, '$1 [token]'],
  [/\/(s|u|k|q|board|hooks\/[a-z]+)\/[^\s/?#"'\\]+/g, '/$1/[token]'],
  [/(?<=[\w/)\]])\?[^\s"'\\]+/g, '?[query]'],
  [/:\/\/[^\s/@"']+@/g, '://[credentials]@'],
  [/[A-Za-z0-9_-]{32,}/g, (match) => (looksLikeToken(match) ? '[token]' : match)],
];

/** Longer texts are cut: nobody reads them in a log, and cleaning them costs time. */
const LONGEST = 8000;

/** Random text mixes small and capital letters and digits; identifiers (UUIDs) and names do not. */
function looksLikeToken(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** The text without anything secret or personal that can be told by its shape. */
export function redactText(text: string): string {
  let clean = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  for (const [pattern, replacement] of RULES) {
    clean =
      typeof replacement === 'string'
        ? clean.replace(pattern, replacement)
        : clean.replace(pattern, replacement);
  }
  return clean;
}

function redactError(error: Error, depth: number): object {
  // Only these: database errors carry the statement's parameters, mail errors the recipients.
  const { name, message, stack, cause } = error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? error.code
      : undefined;
  return {
    name,
    message: redactText(message),
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack: redactText(stack) }),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}

/** A copy that is safe to log. Deeper than six levels nothing is kept. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= 6) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (value instanceof Map) return redact(Object.fromEntries(value) as object, depth);
  if (Array.isArray(value) || value instanceof Set)
    return [...value].slice(0, 50).map((item) => redact(item, depth + 1));
  const clean: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value).slice(0, 50)) {
    clean[redactText(name)] = SECRET_NAME.test(name) ? '[redacted]' : redact(content, depth + 1);
  }
  return clean;
}
