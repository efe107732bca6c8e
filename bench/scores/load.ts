/**
 * Fills one database in a process of its own and ends. Arguments: `history`, the database's URL, responses in all, how many
 * of the newest are written; or `crowd`, the URL, employees, rated contacts of each in a month.
 */
import { openBulk } from '../support/bulk';
import { openProduct } from '../support/product';
import { loadCrowd } from './crowd';
import { loadHistory } from './history';

async function main(): Promise<void> {
  const [what, url = '', first, second] = process.argv.slice(2);
  await (await openProduct(url)).close();
  const bulk = await openBulk(url);
  const load = what === 'crowd' ? loadCrowd : loadHistory;
  await load(bulk, Number(first), Number(second), Date.now());
  await bulk.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
