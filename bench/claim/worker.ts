/**
 * Claims what is due until nothing is, batch by batch as the sender does, in a process of its own. Arguments: the
 * database's URL, how many to a batch.
 */
import { InvitationStore } from '../../src/invitations';
import { Database, openDataSource } from '../../src/platform/database';

const LEASE_MS = 5 * 60_000;

async function main(): Promise<void> {
  const [url = '', batch] = process.argv.slice(2);
  const database = new Database(await openDataSource(url, []));
  const store = new InvitationStore(database);
  process.on('message', () => {
    void (async () => {
      const ids: string[] = [];
      const began = performance.now();
      for (;;) {
        const now = Date.now();
        const claims = await store.claim(now, now + LEASE_MS, Number(batch));
        if (claims.length === 0) break;
        for (const { id } of claims) ids.push(id);
      }
      process.send?.({ seconds: (performance.now() - began) / 1000, ids });
    })();
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
