/**
 * An error that people or programs can act on: a stable code (listed in `docs/errors.md`, translated by code), the place and
 * the offending values. Pure code throws this and nothing else; outer layers map the code to a message and a status.
 */
export class DomainError extends Error {
  /**
   * @param code stable, dotted, lower case: `money.currency_mismatch`
   * @param message English, for logs: what was wrong, where, and what to do
   * @param details the values that a translated message needs
   */
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}
