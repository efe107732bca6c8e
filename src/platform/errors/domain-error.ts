/**
 * A refusal that people and programs can act on. Each has a stable code; its words live in the message files under
 * `errors.<code>` and in `docs/errors.md`, and its parameters fill the words.
 */
export type ErrorParams = Record<string, string | number>;

/** One thing that is wrong with an input: where (a JSON pointer, RFC 6901), what, and what fills its words. */
export interface Fault {
  pointer: string;
  code: string;
  params: ErrorParams;
}

export class DomainError extends Error {
  constructor(
    readonly code: string,
    /** The HTTP status that goes with the code. */
    readonly status: number,
    readonly params: ErrorParams = {},
    readonly pointer?: string,
    readonly errors?: readonly Fault[],
  ) {
    super(code);
    this.name = 'DomainError';
  }
}

export type ErrorFactory = (params?: ErrorParams, pointer?: string) => DomainError;

const registry = new Map<string, number>();

/**
 * Declares the refusals of a module with the HTTP status of each, and gives a factory per code.
 * @throws Error when a code is not snake_case or is taken: codes are unique in the whole product
 */
export function defineErrors<const T extends Record<string, number>>(
  codes: T,
): { readonly [Code in keyof T]: ErrorFactory } {
  const factories: Record<string, ErrorFactory> = {};
  for (const [code, status] of Object.entries(codes)) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) throw new Error(`Error code ${code} is not snake_case.`);
    if (registry.has(code)) throw new Error(`Error code ${code} is defined twice.`);
    registry.set(code, status);
    factories[code] = (params, pointer) => new DomainError(code, status, params, pointer);
  }
  return factories as { readonly [Code in keyof T]: ErrorFactory };
}

/** All codes declared so far with their HTTP status. */
export function registeredErrors(): ReadonlyMap<string, number> {
  return registry;
}
