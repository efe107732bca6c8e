/** A promise that failed with whatever was thrown. */
export async function refused(error: unknown): Promise<never> {
  throw error;
}
