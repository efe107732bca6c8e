/** Claiming what is due costs the same however many invitations there are: by the index of what is due, and by it alone. */
import { openBulk } from '../../bench/support/bulk';
import { loadPlannedInvitations } from '../../bench/load/planned-invitations';
import { openProduct } from '../../bench/support/product';
import { InvitationStore } from '../../src/invitations/invitation.store';
import { Database, openDataSource, type SqlValue } from '../../src/platform/database';
import { createTestDatabase, describeOnBothDatabases } from '../support';

const STORED = 20_000;
const MINUTE = 60_000;

describeOnBothDatabases('claiming what is due', (kind) => {
  let file: Awaited<ReturnType<typeof createTestDatabase>>;
  let database: Database;
  const now = Date.now();

  beforeAll(async () => {
    file = await createTestDatabase(kind);
    // Publishes the default survey.
    await (await openProduct(file.url)).close();
    const bulk = await openBulk(file.url);
    await loadPlannedInvitations(
      bulk,
      STORED,
      {
        state: `CASE WHEN n % 100 = 0 THEN 'planned' ELSE 'sent' END`,
        sendAt: `${now - MINUTE} + n % 7`,
        sentAt: `CASE WHEN n % 100 = 0 THEN NULL ELSE ${now - MINUTE} END`,
      },
      now,
    );
    await bulk.close();
    database = new Database(await openDataSource(file.url, []));
  });
  afterAll(async () => {
    await database.close();
    await file.remove();
  });

  it('reads the index of what is due, in its order, and no other row of the table', async () => {
    let claim: readonly [sql: string, params: readonly SqlValue[]] = ['', []];
    const all = database.all.bind(database);
    const recording = Object.assign(Object.create(database) as Database, {
      all: <R>(sql: string, params: readonly SqlValue[] = []) => {
        claim = [sql, params];
        return all<R>(sql, params);
      },
    });
    const claims = await new InvitationStore(recording).claim(now, now + 5 * MINUTE, 25);
    expect(claims).toHaveLength(25);
    const [sql, params] = claim;
    if (kind === 'sqlite') {
      const plan = await all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
      expect(plan.map(({ detail }) => detail)).toEqual([
        expect.stringMatching(/^SEARCH invitation USING INDEX sqlite_autoindex_invitation_1 \(id=\?\)$/),
        'LIST SUBQUERY 1',
        expect.stringMatching(/^SEARCH invitation USING COVERING INDEX invitation_due \(send_at<\?\)$/),
      ]);
    } else {
      const plan = (await all<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params))
        .map((row) => row['QUERY PLAN'])
        .join('\n');
      expect(plan).toMatch(/Index Scan using invitation_due on invitation/);
      expect(plan).toMatch(/Index Scan using invitation_pkey on invitation/i);
      expect(plan).not.toMatch(/Seq Scan on invitation|Sort/);
    }
  });

  it('eight senders that claim at once never get the same one, and who lost a lease hands nothing over', async () => {
    const senders = await Promise.all(
      Array.from({ length: 8 }, async () => new Database(await openDataSource(file.url, []))),
    );
    try {
      const stores = senders.map((sender) => new InvitationStore(sender));
      const claimed: string[] = [];
      // Each has a lease of its own, as at different moments.
      const claimAll = async (store: InvitationStore, number: number): Promise<void> => {
        for (;;) {
          const claims = await store.claim(now, now + 5 * MINUTE + number, 3);
          if (claims.length === 0) return;
          claimed.push(...claims.map(({ id }) => id));
        }
      };
      await Promise.all(stores.map(claimAll));
      expect(claimed.length).toBeGreaterThan(100);
      expect(new Set(claimed).size).toBe(claimed.length);

      const id = claimed[0] ?? '';
      await database.run(`UPDATE invitation SET state = 'planned', lease_until = NULL WHERE id = ?`, [id]);
      const [first] = (await stores[0]?.claim(now, now + MINUTE, 1)) ?? [];
      await database.run(`UPDATE invitation SET state = 'planned', lease_until = NULL WHERE id = ?`, [id]);
      const [second] = (await stores[1]?.claim(now, now + 2 * MINUTE, 1)) ?? [];
      if (!first || !second) throw new Error('What is due was not claimed.');
      expect([first.id, second.id]).toEqual([id, id]);
      expect(await stores[0]?.handOver(first, '<a@x>', now + MINUTE, now)).toBe(false);
      expect(await stores[1]?.handOver(second, '<b@x>', now + MINUTE, now)).toBe(true);
      expect(await stores[1]?.handOver(second, '<c@x>', now + MINUTE, now)).toBe(false);
    } finally {
      await Promise.all(senders.map((sender) => sender.close()));
    }
  });
});
