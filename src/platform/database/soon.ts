/**
 * A value that is there, or a promise of it. The hot paths are written with it: SQLite answers at once, and there a
 * promise for every statement would cost more than the statement.
 */
export type Soon<T> = T | Promise<T>;

/** Goes on with the value, at once when it is there. */
export function soon<T, R>(value: Soon<T>, next: (value: T) => Soon<R>): Soon<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
