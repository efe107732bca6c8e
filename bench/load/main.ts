/**
 * Fills one database and ends, so that the memory of loading is not the memory that is measured.
 * Arguments: the database's URL, stored responses, open invitations, the file the tokens go to.
 */
import { writeFileSync } from 'node:fs';
import { openBulk } from '../support/bulk';
import { openProduct } from '../support/product';
import { loadOpenInvitations } from './open-invitations';
import { loadStoredResponses } from './stored-responses';

async function main(): Promise<void> {
  const [url = '', stored, open, file = ''] = process.argv.slice(2);
  await (await openProduct(url)).close();
  const now = Date.now();
  const bulk = await openBulk(url);
  const began = performance.now();
  await loadStoredResponses(bulk, Number(stored), now);
  process.stdout.write(`${stored} responses loaded in ${Math.round((performance.now() - began) / 1000)} s\n`);
  const tokens = await loadOpenInvitations(bulk, Number(open), now);
  await bulk.close();
  writeFileSync(file, tokens.join('\n'));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
