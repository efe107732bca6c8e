/** After a run: nothing is missing, nothing is there twice, and the rollups are what a recount gives. */
import { Database } from '../../src/platform/database';
import { Rollups } from '../../src/scoring';
import { openProduct } from './product';

/**
 * @param stored how many responses there have to be: those that were acknowledged, and at most those on their way when
 *   the load ended
 * @returns what is wrong; empty when the run counts
 */
export async function verifyStored(url: string, stored: { least: number; most: number }): Promise<string[]> {
  const product = await openProduct(url);
  try {
    const database = product.get(Database);
    const count = async (sql: string) =>
      (await database.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`))?.n ?? -1;
    const responses = await count('response');
    const expected: [what: string, rows: number][] = [
      [
        'invitations answered',
        await count(`invitation WHERE state = 'answered' AND answered_at IS NOT NULL`),
      ],
      ['responses that count', await count('response_current WHERE counts = 1')],
      ['revisions', await count('response_revision')],
      ['verifications', await count('verification')],
      ['events', await count(`invitation_event WHERE state = 'answered'`)],
    ];
    const faults = expected.flatMap(([what, rows]) =>
      rows === responses ? [] : [`${responses} responses, but ${rows} ${what}`],
    );
    if (responses < stored.least)
      faults.push(`${stored.least} responses acknowledged, but ${responses} stored`);
    if (responses > stored.most)
      faults.push(`${responses} responses, but only ${stored.most} can have been sent`);
    const differences = await product.get(Rollups).verify();
    return differences.length === 0
      ? faults
      : [...faults, `${differences.length} rollup rows differ from a recount`];
  } finally {
    await product.close();
  }
}
