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
});
