/**
 * Fills one database with invitations and ends. Arguments: the database's URL, how many, and of how many one is due: the
 * others were sent. Without the last one all are planned for later.
 */
import { openBulk } from '../support/bulk';
import { openProduct } from '../support/product';
import { loadPlannedInvitations, loosenLimits } from './planned-invitations';

async function main(): Promise<void> {
  const [url = '', count, dueOf] = process.argv.slice(2);
  await (await openProduct(url)).close();
  const now = Date.now();
  const bulk = await openBulk(url);
  // Far away: the benchmark makes due what it is going to send.
  const later = { state: `'planned'`, sendAt: String(now + 72 * 3_600_000), sentAt: 'NULL' };
  const isDue = `n % ${dueOf} = 0`;
  const mostlySent = {
    state: `CASE WHEN ${isDue} THEN 'planned' ELSE 'sent' END`,
    sendAt: String(now - 3_600_000),
    sentAt: `CASE WHEN ${isDue} THEN NULL ELSE ${now - 3_600_000} END`,
  };
  const states = dueOf === undefined ? later : mostlySent;
  await loadPlannedInvitations(bulk, Number(count), states, now);
  await loosenLimits(bulk);
  await bulk.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
