import { ManualClock } from '../../src/platform/clock';
import { Audit } from '../../src/platform/audit';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

describeOnBothDatabases('the audit chain', (kind) => {
  let test: TestDatabase;
  let audit: Audit;

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    audit = new Audit(test.database, new ManualClock(Date.UTC(2026, 10, 3)));
  });
  afterEach(() => test.close());

  const record = (subject: string) =>
    test.database.transaction(() =>
      audit.record({
        actor: 'user:1',
        action: 'sign_off.recorded',
        subject,
        details: { reason: 'ok', n: 2 },
      }),
    );

  const tamper = async (sql: string) => {
    const drop =
      kind === 'postgres'
        ? ['DROP TRIGGER audit_entry_append_only ON audit_entry']
        : ['DROP TRIGGER audit_entry_no_update', 'DROP TRIGGER audit_entry_no_delete'];
    for (const statement of drop) await test.database.run(statement);
    await test.database.run(sql);
  };

  it('is whole after many changes at once, and reports its end', async () => {
    const heads = await Promise.all(Array.from({ length: 30 }, (_, index) => record(`cycle:${index}`)));
    const report = await audit.verify();
    const last = heads.sort((a, b) => a.seq - b.seq).at(-1);
    expect(report).toEqual({ ok: true, entries: 30, head: { seq: 30, hash: last?.hash }, faults: [] });
    expect((await audit.about('cycle:7'))[0]).toMatchObject({
      actor: 'user:1',
      details: '{"n":2,"reason":"ok"}',
    });
  });

  it('is empty and whole on an empty database', async () => {
    expect(await audit.verify()).toEqual({ ok: true, entries: 0, head: null, faults: [] });
  });

  it('has no entry when the change is rolled back', async () => {
    await record('cycle:1');
    await expect(
      test.database.transaction(async () => {
        await audit.record({ actor: 'user:1', action: 'sign_off.recorded', subject: 'cycle:2' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await record('cycle:3');
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('refuses an entry outside a transaction', async () => {
    await expect(audit.record({ actor: 'cli', action: 'x.done', subject: 'cycle:1' })).rejects.toThrow(
      /transaction/,
    );
  });

  it('cannot be changed or deleted through the database', async () => {
    await record('cycle:1');
    const refused = { message: expect.stringContaining('append-only') as string };
    await expect(test.database.run(`UPDATE audit_entry SET subject = 'cycle:2'`)).rejects.toMatchObject(
      refused,
    );
    await expect(test.database.run('DELETE FROM audit_entry')).rejects.toMatchObject(refused);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 1 });
  });

  describe('when somebody with the database in hand', () => {
    beforeEach(async () => {
      for (let index = 1; index <= 5; index += 1) await record(`cycle:${index}`);
    });

    it('changes an entry, verification names it', async () => {
      await tamper(`UPDATE audit_entry SET subject = 'cycle:99' WHERE seq = 3`);
      expect(await audit.verify()).toMatchObject({ ok: false, faults: [{ seq: 3, fault: 'changed' }] });
    });

    it('removes an entry, verification names its successor', async () => {
      await tamper('DELETE FROM audit_entry WHERE seq = 2');
      expect(await audit.verify()).toMatchObject({ ok: false, faults: [{ seq: 3, fault: 'missing' }] });
    });

    it('removes the first entry, verification names the one that is first now', async () => {
      await tamper('DELETE FROM audit_entry WHERE seq = 1');
      expect(await audit.verify()).toMatchObject({ ok: false, faults: [{ seq: 2, fault: 'missing' }] });
    });

    it('swaps two entries, verification names both', async () => {
      await tamper('UPDATE audit_entry SET seq = -2 WHERE seq = 2');
      await test.database.run('UPDATE audit_entry SET seq = 2 WHERE seq = 3');
      await test.database.run('UPDATE audit_entry SET seq = 3 WHERE seq = -2');
      const report = await audit.verify();
      expect(report.ok).toBe(false);
      expect(report.faults.map((fault) => fault.seq)).toEqual(expect.arrayContaining([2, 3]));
    });

    it('cuts off the newest entries, only the end kept outside shows it', async () => {
      const { head } = await audit.verify();
      await tamper('DELETE FROM audit_entry WHERE seq > 3');
      expect((await audit.verify()).ok).toBe(true);
      expect(await audit.verify(head ?? undefined)).toMatchObject({
        ok: false,
        faults: [{ seq: 5, fault: 'truncated' }],
      });
    });

    it('cuts off the newest entries and new ones follow, the end kept outside still shows it', async () => {
      const { head } = await audit.verify();
      await tamper('DELETE FROM audit_entry WHERE seq > 3');
      await record('cycle:6');
      await record('cycle:7');
      expect((await audit.verify(head ?? undefined)).faults).toEqual([{ seq: 5, fault: 'truncated' }]);
    });
  });
});
