/** Closes the crowd's month in a process of its own, and prints how long it took and what memory it needed. Argument: the database's URL. */
import { Freezing } from '../../src/scoring';
import { openProduct } from '../support/product';
import { CROWD_MONTH } from './crowd';

async function main(): Promise<void> {
  const product = await openProduct(process.argv[2] ?? '');
  const began = performance.now();
  await product.get(Freezing).freeze(CROWD_MONTH, 'system');
  const seconds = (performance.now() - began) / 1000;
  await product.close();
  process.stdout.write(JSON.stringify({ seconds, peak: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
