/**
 * Cycles that were sealed before snapshots were kept in rows: what a server of that time wrote (test/fixtures/cycle-in-one-piece.json)
 * still verifies to the byte, is read, approved, simulated and appealed against, and tampering with it is still found.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cycle } from '../../src/evaluations';
import { recomputeForAppeal } from '../../src/payouts/calc';
import { describeOnBothDatabases } from '../support';
import { type EvaluationsFixture, evaluationsFixture, POOL_MINOR } from './evaluations.fixture';

interface Stored {
  snapshot: string;
  snapshotHash: string;
  result: string;
  resultHash: string;
  formula: string;
  payouts: {
    employee: string;
    amountMinor: number;
    currency: string;
    statement: string;
    evaluationHash: string;
  }[];
}
const stored = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/cycle-in-one-piece.json'), 'utf8'),
) as Stored;

describeOnBothDatabases('a cycle in one piece', (kind) => {
  let fixture: EvaluationsFixture;
  let cycle: Cycle;
  let today: { employeeId: number; evaluationHash: string }[];

  beforeAll(async () => {
    fixture = await evaluationsFixture(kind);
    const { database } = fixture;
    const { id } = await fixture.calculated();
    today = await database.all(
      'SELECT employee_id AS "employeeId", evaluation_hash AS "evaluationHash" FROM payout',
    );
    const row = await database.get<{ id: number }>(
      `INSERT INTO cycle_snapshot (cycle_id, snapshot, snapshot_hash, result, result_hash, formula, created_by, created_at)
       VALUES (?, ?, ?, ?, ?, ?, 'user:1', ?) RETURNING id AS "id"`,
      [
        id,
        stored.snapshot,
        stored.snapshotHash,
        stored.result,
        stored.resultHash,
        stored.formula,
        fixture.clock.now(),
      ],
    );
    for (const { employee, amountMinor, currency, statement, evaluationHash } of stored.payouts)
      await database.run(
        `INSERT INTO payout (snapshot_id, employee_id, cycle_id, amount_minor, currency, statement, evaluation_hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [row?.id ?? 0, fixture.id(employee), id, amountMinor, currency, statement, evaluationHash],
      );
    await database.run('UPDATE evaluation_cycle SET snapshot_id = ? WHERE id = ?', [row?.id ?? 0, id]);
    cycle = await fixture.approved(await fixture.cycles.byId(id));
    await database.run(
      `INSERT INTO cycle_readiness (snapshot_id, gate, value, needed, met)
       SELECT ?, gate, value, needed, 1 FROM cycle_readiness WHERE snapshot_id <> ?`,
      [row?.id ?? 0, row?.id ?? 0],
    );
    await fixture.signOffs.sign(
      { cycleId: id, snapshotId: row?.id ?? 0, reason: 'Revisado con los jefes' },
      fixture.hr,
    );
    cycle = await fixture.cycles.byId(id);
  });
  afterAll(() => fixture.close());

  it('recomputes to the identical bytes', async () => {
    const report = await fixture.recomputation.verify(cycle.id);
    expect(report).toMatchObject({ ok: true, faults: [], members: 8, rows: [] });
    expect(report.recomputedHash).toBe(stored.resultHash);
  });

  it('an approval given then holds for the same evaluation calculated today', () => {
    const hashes = new Map(today.map((row) => [row.employeeId, row.evaluationHash]));
    expect(stored.payouts).toHaveLength(8);
    for (const { employee, evaluationHash } of stored.payouts)
      expect([employee, hashes.get(fixture.id(employee))]).toEqual([employee, evaluationHash]);
  });

  it('its statements are those that were kept, and those of the same facts in rows say the same', async () => {
    for (const { employee, statement } of stored.payouts) {
      const kept = await fixture.payouts.statement(cycle, fixture.id(employee), 'all');
      expect(kept).toEqual(JSON.parse(statement));
    }
    const [before] = await fixture.database.all<{ id: number }>('SELECT MIN(id) AS "id" FROM cycle_snapshot');
    for await (const { statement: found } of fixture.snapshots.statements(before?.id ?? 0)) {
      // What was not printed yet when cycles were kept in one piece.
      const { spread, ...statement } = found;
      expect(spread).toEqual({ muVariance: '16.029938', tau2: '87.320180' });
      const same = stored.payouts.find(({ employee }) => employee === statement.member.employeeKey);
      expect(statement).toEqual(JSON.parse(same?.statement ?? ''));
    }
    expect((await fixture.payouts.scores(cycle)).size).toBe(8);
  });

  it('it can be simulated, and one of its people computed anew', async () => {
    const report = await fixture.simulations.simulate(cycle.id, { poolMinor: POOL_MINOR });
    expect(report.employees.every(({ changeMinor }) => changeMinor === 0)).toBe(true);
    const alone = await fixture.snapshots.alone(cycle.snapshotId ?? 0, fixture.id('E-12'));
    const [member] = alone?.snapshot.members ?? [];
    expect(member?.employeeKey).toBe('E-12');
    if (!alone || !member) throw new Error('E-12 is a member.');
    expect(recomputeForAppeal(alone.snapshot, alone.result, member).differenceMinor).toBe(0);
  });

  it('a changed byte of it is found', async () => {
    const drop = kind === 'postgres' ? 'append_only ON cycle_snapshot' : 'no_update';
    await fixture.database.run(`DROP TRIGGER cycle_snapshot_${drop}`);
    await fixture.database.run(
      `UPDATE cycle_snapshot SET snapshot = replace(snapshot, '"score":"4.50"', '"score":"4.90"') WHERE id = ?`,
      [cycle.snapshotId ?? 0],
    );
    const report = await fixture.recomputation.verify(cycle.id);
    expect(report.faults).toEqual(expect.arrayContaining(['snapshot_hash', 'result_bytes', 'payouts']));
    expect(report.rows).toEqual([
      { table: 'cycle_snapshot', row: String(cycle.snapshotId), fault: 'changed' },
    ]);
  });
});
