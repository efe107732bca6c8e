/** After a run: nothing is missing, nothing is there twice, and the rollups are what a recount gives. */
import { Database } from '../../src/platform/database';
import { Rollups } from '../../src/scoring';
import { openProduct } from './product';

/**
 * @param responses how many there have to be; undefined when only their agreement with the invitations is known
 * @returns what is wrong; empty when the run counts
 */
export async function verifyStored(url: string, responses?: number): Promise<string[]> {
  const product = await openProduct(url);
  try {
    const database = product.get(Database);
    const count = async (sql: string) =>
      (await database.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`))?.n ?? -1;
    const stored = await count('response');
    const expected: [what: string, rows: number][] = [
      [
        'invitations answered',
        await count(`invitation WHERE state = 'answered' AND answered_at IS NOT NULL`),
      ],
      ['responses that count', await count('response_current WHERE counts = 1')],
      ['revisions', await count('response_revision')],
      ['verifications', await count('verification')],
      ['events', await count(`invitation_event WHERE state = 'answered'`)],
      ...(responses === undefined ? [] : ([['answers acknowledged', responses]] as [string, number][])),
    ];
    const faults = expected.flatMap(([what, rows]) =>
      rows === stored ? [] : [`${stored} responses, but ${rows} ${what}`],
    );
    const differences = await product.get(Rollups).verify();
    return differences.length === 0
      ? faults
      : [...faults, `${differences.length} rollup rows differ from a recount`];
  } finally {
    await product.close();
  }
}
