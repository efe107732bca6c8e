/** Refusals, looked at closely. */
import { DomainError } from '../../src/platform/errors';

/** What the work is refused with. */
export async function expectRefusal(work: Promise<unknown>, code: string): Promise<DomainError> {
  const refused = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof DomainError)) throw new Error(`expected ${code}, got ${String(refused)}`);
  expect(refused.code).toBe(code);
  return refused;
}
