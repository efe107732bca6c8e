/**
 * Works that go on at the same time in one transaction. As `Promise.all`, but it waits for all of them also where one fails: none may
 * still be at work when the transaction is given up.
 */
export async function together<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
