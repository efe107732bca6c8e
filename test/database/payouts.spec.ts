import { TRANSITIONS, type PlainAction } from '../../src/evaluations';
import { EvaluationPublished } from '../../src/payouts';
import type { CycleSnapshot } from '../../src/payouts/calc';
import { databaseKinds, describeOnBothDatabases } from '../support';
import { evaluationsFixture, type EvaluationsFixture, POOL_MINOR } from './evaluations.fixture';

describeOnBothDatabases('payouts', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const refuses = (work: Promise<unknown>, code: string, status: number) =>
    expect(work).rejects.toMatchObject({ code, status });
  const statementOf = async (cycleId: number, employee: string) => {
    const found = await fixture.payouts.statement(
      await fixture.cycles.byId(cycleId),
      fixture.id(employee),
      'all',
    );
    if (!found) throw new Error(`${employee} has no statement.`);
    return found;
  };

  it('the amounts sum to the pool to the centavo', async () => {
    const cycle = await fixture.calculated();
    const rows = await fixture.payouts.amounts(cycle, 'all');
    expect(rows).toHaveLength(8);
    expect(rows.reduce((sum, row) => sum + row.amountMinor, 0)).toBe(POOL_MINOR);
  });

  it('a missing rating by the lead gives its weight to the customers; missing answers give theirs to the lead', async () => {
    const cycle = await fixture.calculated();
    const unrated = (await statementOf(cycle.id, 'E-22')).member;
    expect(unrated.lines).toMatchObject([
      { key: 'customers', countedWeightBp: 10_000 },
      { key: 'lead', factor: null, countedWeightBp: 0 },
    ]);
    expect(unrated.totalFactor).toBe(unrated.lines[0]?.factor);
    const unanswered = (await statementOf(cycle.id, 'E-01')).member;
    expect(unanswered.customerOpinion).toBeNull();
    expect(unanswered.totalFactor).toBe('1.500000');
    const neither = (await statementOf(cycle.id, 'E-23')).member;
    expect(neither).toMatchObject({
      factorBasis: 'no_scored_line',
      totalFactor: '1.000000',
      eligibleDays: 30,
    });
  });

  it('the case mix is taken into account: who had the complaints is not paid less for them', async () => {
    const cycle = await fixture.calculated();
    const steps = (await statementOf(cycle.id, 'E-12')).member.customerOpinion;
    expect(Number(steps?.mixEffect)).toBeGreaterThan(0);
    expect(Number(steps?.adjusted)).toBeCloseTo(Number(steps?.mean) + Number(steps?.mixEffect), 6);
  });

  it('when nobody has a point the pool is split by target and days', async () => {
    for (const table of ['rollup']) await fixture.database.run(`DELETE FROM ${table}`);
    const cycle = await fixture.collecting();
    for (const employee of ['E-01', 'E-02', 'E-11', 'E-12', 'E-13', 'E-21', 'E-22', 'E-23']) {
      await fixture.ratings.rate(
        { cycleId: cycle.id, employeeId: fixture.id(employee), ratingHundredths: 100, reason: 'Nada' },
        fixture.hr,
      );
    }
    const calculated = await fixture.calculations.calculate(cycle.id, 'cli');
    const rows = await fixture.payouts.amounts(calculated, 'all');
    expect((await statementOf(cycle.id, 'E-12')).totals.basis).toBe('target');
    expect(rows.reduce((sum, row) => sum + row.amountMinor, 0)).toBe(POOL_MINOR);
  });

  it('a cycle without members is not calculated', async () => {
    await fixture.database.run('DELETE FROM pay_base');
    const cycle = await fixture.collecting();
    await refuses(fixture.calculations.calculate(cycle.id, 'cli'), 'cycle_without_members', 422);
    expect(await fixture.cycles.byId(cycle.id)).toMatchObject({ state: 'collecting', snapshotId: null });
  });

  it('a calculation is repeated until the sign-off; each leaves its own snapshot', async () => {
    const first = await fixture.calculated();
    await fixture.answer('E-23', 'billing', [0, 0, 0, 0, 30]);
    const second = await fixture.calculations.calculate(first.id, 'user:1');
    expect(second.snapshotId).not.toBe(first.snapshotId);
    const hashes = await Promise.all(
      [first, second].map((cycle) => fixture.snapshots.hashes(cycle.snapshotId ?? 0)),
    );
    expect(hashes[0]?.resultHash).not.toBe(hashes[1]?.resultHash);
    expect(await fixture.payouts.amounts(first, 'all')).toHaveLength(8);
    await fixture.approved(second);
    await fixture.signOffs.sign(
      { cycleId: first.id, snapshotId: second.snapshotId ?? 0, reason: 'Bien' },
      fixture.hr,
    );
    await refuses(fixture.calculations.calculate(first.id, 'user:1'), 'cycle_wrong_state', 409);
  });

  it('is calculated from the parameters its period was closed with: whose answers change afterwards moves alone', async () => {
    const first = await fixture.calculated();
    const snapshotOf = async (id: number | null): Promise<CycleSnapshot> =>
      (await fixture.snapshots.snapshot(id ?? 0))!;
    const before = await snapshotOf(first.snapshotId);
    expect(before.scoring.closedInputsHash).toMatch(/^[0-9a-f]{64}$/);
    const opinions = async () =>
      Promise.all(
        ['E-11', 'E-12', 'E-13', 'E-21', 'E-22'].map(
          async (employee) => (await statementOf(first.id, employee)).member.customerOpinion,
        ),
      );
    const opinionsBefore = await opinions();
    await fixture.answer('E-11', 'billing', [0, 30, 0, 0, 0], '2026-08-09');
    const second = await fixture.calculations.calculate(first.id, 'user:1');
    const after = await snapshotOf(second.snapshotId);
    expect(after.scoring.parameters).toEqual(before.scoring.parameters);
    expect(after.scoring.closedInputsHash).toBe(before.scoring.closedInputsHash);
    const [corrected, ...others] = await opinions();
    expect(others).toEqual(opinionsBefore.slice(1));
    expect(Number(corrected?.score)).toBeLessThan(Number(opinionsBefore[0]?.score));
    expect(await fixture.recomputation.verify(first.id)).toMatchObject({ ok: true });
  });

  it('two calculations at once follow each other, and the cycle points at one whole result', async () => {
    const { id } = await fixture.collecting();
    const done = await Promise.all([
      fixture.calculations.calculate(id, 'user:1'),
      fixture.calculations.calculate(id, 'user:2'),
    ]);
    const cycle = await fixture.cycles.byId(id);
    expect(new Set(done.map((one) => one.snapshotId)).size).toBe(2);
    expect(done.map((one) => one.snapshotId)).toContain(cycle.snapshotId);
    expect(await fixture.recomputation.verify(id)).toMatchObject({ ok: true, members: 8 });
  });

  describe('the sign-off', () => {
    it('seals the cycle: a named person, a reason, the hashes, and an audit entry with them', async () => {
      const cycle = await fixture.signed();
      expect(cycle.state).toBe('signed_off');
      const [signOff] = await fixture.snapshots.signOffs(cycle.id);
      const hashes = await fixture.snapshots.hashes(cycle.snapshotId ?? 0);
      expect(signOff).toMatchObject({
        signerName: 'Carmen Núñez',
        reason: 'Revisado con los jefes',
        snapshotHash: hashes?.snapshotHash,
        resultHash: hashes?.resultHash,
      });
      const [entry] = await fixture.audit.about(`cycle:${cycle.id}`);
      expect(entry).toMatchObject({ action: 'cycle.sign_off', actor: fixture.hr.actor });
      expect(JSON.parse(entry?.details ?? '{}')).toMatchObject({
        resultHash: hashes?.resultHash,
        snapshotHash: hashes?.snapshotHash,
      });
    });

    it('two at once: one is recorded, the other refused', async () => {
      const cycle = await fixture.approved(await fixture.calculated());
      const second = fixture.viewer('second', null, { role: 'hr', scope: 'all' });
      const done = await Promise.allSettled(
        [fixture.hr, second].map((signer) =>
          fixture.signOffs.sign(
            { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Bien' },
            signer,
          ),
        ),
      );
      expect(done.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(done.find((one) => one.status === 'rejected')).toMatchObject({
        reason: { code: 'cycle_wrong_state' },
      });
      expect(await fixture.snapshots.signOffs(cycle.id)).toHaveLength(1);
    });

    it('is refused to who is evaluated in the cycle, to leads, without a reason, and of a result nobody looked at', async () => {
      const cycle = await fixture.calculated();
      const sign = (signer = fixture.hr, change = {}) =>
        fixture.signOffs.sign(
          { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Bien', ...change },
          signer,
        );
      await refuses(sign(fixture.viewer('hr', 'E-01', { role: 'hr', scope: 'all' })), 'own_cycle', 403);
      await refuses(sign(fixture.lead), 'forbidden', 403);
      await refuses(sign(fixture.hr, { reason: '' }), 'validation_failed', 400);
      await fixture.calculations.calculate(cycle.id, 'cli');
      await refuses(sign(), 'snapshot_changed', 409);
      expect(await fixture.snapshots.signOffs(cycle.id)).toEqual([]);
    });

    it('waits for the end of the period', async () => {
      const cycle = await fixture.approved(await fixture.calculated());
      fixture.clock.set('2026-10-01T04:00:00Z'); // ten in the evening of 30 September in Mexico City
      const sign = () =>
        fixture.signOffs.sign(
          { cycleId: cycle.id, snapshotId: cycle.snapshotId ?? 0, reason: 'Bien' },
          fixture.hr,
        );
      await refuses(sign(), 'cycle_period_running', 409);
      fixture.clock.set('2026-10-01T06:00:00Z');
      expect((await sign()).state).toBe('signed_off');
    });
  });

  it('publishing tells later modules who is concerned and opens the window for appeals', async () => {
    const told: EvaluationPublished[] = [];
    fixture.events.on(EvaluationPublished, async (event) => void told.push(event));
    const { id } = await fixture.signed();
    const cycle = await fixture.publications.publish(id, 'user:1');
    expect(cycle).toMatchObject({ state: 'published', appealsUntil: '2026-12-21' });
    expect(told).toEqual([new EvaluationPublished(id, 'q3', expect.any(Array) as number[], '2026-12-21')]);
    expect(told[0]?.members).toHaveLength(8);
    for (const action of ['take_appeals', 'finalise', 'pay'] as PlainAction[]) {
      expect((await fixture.cycles.move(id, action, 'user:1')).state).toBe(TRANSITIONS[action].to);
    }
  });

  it('publishing what nobody signed is refused', async () => {
    const { id } = await fixture.calculated();
    await refuses(fixture.publications.publish(id, 'user:1'), 'cycle_wrong_state', 409);
  });

  it('an employee sees the own amount only, and only once it is published; a lead none', async () => {
    const calculated = await fixture.signed();
    expect(await fixture.payouts.reach(calculated, fixture.ana)).toEqual([]);
    expect(await fixture.payouts.own(fixture.id('E-12'))).toEqual([]);
    const cycle = await fixture.publications.publish(calculated.id, 'user:1');
    expect(await fixture.payouts.reach(cycle, fixture.ana)).toEqual([fixture.id('E-12')]);
    expect(await fixture.payouts.own(fixture.id('E-12'))).toMatchObject([
      { cycleId: cycle.id, currency: 'MXN' },
    ]);
    const leadOnly = fixture.viewer('lead', 'E-01', { role: 'lead', scope: 'team' });
    const reach = await fixture.payouts.reach(cycle, leadOnly);
    expect(reach).toEqual([]);
    expect(await fixture.payouts.amounts(cycle, reach)).toEqual([]);
    expect(await fixture.payouts.statement(cycle, fixture.id('E-12'), reach)).toBeUndefined();
    expect(await fixture.payouts.reach(cycle, fixture.hr)).toBe('all');
  });

  it('payroll takes a signed cycle only, with its control total', async () => {
    const { id } = await fixture.calculated();
    await refuses(fixture.payroll.of(id), 'cycle_not_signed_off', 409);
    const cycle = await fixture.approved(await fixture.cycles.byId(id));
    await fixture.signOffs.sign(
      { cycleId: id, snapshotId: cycle.snapshotId ?? 0, reason: 'Bien' },
      fixture.hr,
    );
    expect(await fixture.payroll.of(id)).toMatchObject({
      cycle: 'q3',
      count: 8,
      totalMinor: POOL_MINOR,
      currency: 'MXN',
    });
  });

  it('a simulation shows what other weights and another pool would do, and changes nothing', async () => {
    const cycle = await fixture.calculated();
    const count = () => fixture.database.get('SELECT COUNT(*) AS "n" FROM cycle_snapshot');
    const before = await count();
    const report = await fixture.simulations.simulate(cycle.id, {
      poolMinor: 90_000_000,
      lines: [
        { key: 'customers', weightBp: 1000 },
        { key: 'lead', weightBp: 9000 },
      ],
    });
    expect(report.cost).toMatchObject({ poolMinor: 90_000_000 });
    expect(report.employees.reduce((sum, row) => sum + row.afterMinor, 0)).toBe(90_000_000);
    expect(report.employees.reduce((sum, row) => sum + row.beforeMinor, 0)).toBe(POOL_MINOR);
    expect(report.after.lowestMinor).toBeLessThanOrEqual(report.after.medianMinor);
    expect(await count()).toEqual(before);
    expect(await fixture.cycles.byId(cycle.id)).toEqual(cycle);
    await refuses(
      fixture.simulations.simulate(cycle.id, { lines: [{ key: 'lead', weightBp: 1 }] }),
      'plan_weights_sum',
      422,
    );
    await refuses(
      fixture.simulations.simulate(cycle.id, { lines: [{ key: 'nobody' }] }),
      'plan_line_unknown',
      422,
    );
  });

  describe('recomputation', () => {
    it('gives the identical bytes', async () => {
      const cycle = await fixture.signed();
      const report = await fixture.recomputation.verify(cycle.id);
      expect(report).toMatchObject({ ok: true, faults: [], members: 8 });
      expect(report.recomputedHash).toBe(report.resultHash);
    });

    it('does not look at anything but the snapshot: later answers change nothing', async () => {
      const cycle = await fixture.signed();
      await fixture.answer('E-23', 'complaint', [9, 9, 9, 9, 9]);
      await fixture.database.run('UPDATE pay_base SET target_bonus_minor = 1');
      expect(await fixture.recomputation.verify(cycle.id)).toMatchObject({ ok: true });
    });

    it('there is none before a calculation', async () => {
      await refuses(
        fixture.recomputation.verify((await fixture.collecting()).id),
        'cycle_not_calculated',
        409,
      );
    });

    it('the database refuses to change a snapshot, a sign-off or a payout', async () => {
      await fixture.signed();
      for (const [table, column] of [
        ['cycle_snapshot', 'result'],
        ['snapshot_row', 'content'],
        ['sign_off', 'reason'],
        ['payout', 'currency'],
      ] as const) {
        await expect(fixture.database.run(`UPDATE ${table} SET ${column} = ?`, ['x'])).rejects.toMatchObject({
          message: expect.stringContaining('append-only'),
        });
        await expect(fixture.database.run(`DELETE FROM ${table}`)).rejects.toMatchObject({
          message: expect.stringContaining('append-only'),
        });
      }
    });

    const unlock = async (table: string) => {
      const names = kind === 'postgres' ? [`${table}_append_only`] : [`${table}_no_update`];
      for (const name of names)
        await fixture.database.run(`DROP TRIGGER ${name}${kind === 'postgres' ? ` ON ${table}` : ''}`);
    };
    const change = async (table: string, column: string, edit: (value: string) => string) => {
      await unlock(table);
      const row = await fixture.database.get<{ value: string }>(`SELECT ${column} AS "value" FROM ${table}`);
      await fixture.database.run(`UPDATE ${table} SET ${column} = ?`, [edit(row?.value ?? '')]);
    };

    it('a snapshot somebody changed behind the triggers is found', async () => {
      const cycle = await fixture.signed();
      await unlock('snapshot_row');
      await fixture.database.run(
        `UPDATE snapshot_row SET content = replace(content, '"score":"4.50"', '"score":"4.90"')`,
      );
      const report = await fixture.recomputation.verify(cycle.id);
      expect(report.ok).toBe(false);
      expect(report.faults).toEqual(expect.arrayContaining(['snapshot_hash', 'result_bytes', 'payouts']));
    });

    it('a snapshot changed together with its hash still differs from what was signed', async () => {
      const cycle = await fixture.signed();
      await change('cycle_snapshot', 'result_hash', () => 'f'.repeat(64));
      expect((await fixture.recomputation.verify(cycle.id)).faults).toEqual(['result_hash', 'sign_off']);
    });

    it('an amount changed alone is found, and so is a snapshot that is no snapshot', async () => {
      const cycle = await fixture.signed();
      await unlock('payout');
      await fixture.database.run('UPDATE payout SET amount_minor = amount_minor + 1 WHERE employee_id = ?', [
        fixture.id('E-12'),
      ]);
      expect((await fixture.recomputation.verify(cycle.id)).faults).toEqual(['payouts']);
      await change('cycle_snapshot', 'snapshot', () => '{}');
      expect((await fixture.recomputation.verify(cycle.id)).faults).toContain('snapshot_unreadable');
    });
  });
});

describe('the same facts in both databases', () => {
  it('give the same snapshot and the same result, to the byte, and name nobody by a database number', async () => {
    const sealed = [];
    for (const kind of databaseKinds) {
      const fixture = await evaluationsFixture(kind);
      if (kind === 'postgres')
        await fixture.database.run(
          "INSERT INTO team (external_id, name, kind, created_at) VALUES ('X', 'X', 'team', 0)",
        );
      const cycle = await fixture.calculated();
      const texts = await fixture.snapshots.texts(cycle.snapshotId ?? 0);
      const rows = await fixture.database.all<{ content: string }>(
        'SELECT content AS "content" FROM snapshot_row ORDER BY place',
      );
      sealed.push({
        ...texts,
        rows: rows.map(({ content }) => content),
        whole: await fixture.snapshots.snapshot(cycle.snapshotId ?? 0),
      });
      await fixture.close();
    }
    expect(sealed[0]?.snapshot).toBe(sealed[1]?.snapshot);
    expect(sealed[0]?.rows).toEqual(sealed[1]?.rows);
    expect(sealed[0]?.rows).toHaveLength(9);
    expect(sealed[0]?.snapshotHash).toBe(sealed[1]?.snapshotHash);
    expect(sealed[0]?.resultHash).toBe(sealed[1]?.resultHash);
    const snapshot = sealed[0]?.whole as CycleSnapshot;
    expect(snapshot.scoring.parameters?.cells.length).toBeGreaterThan(1);
    expect(snapshot.scoring.others.map((person) => person.key)).toEqual(['E-99']);
    expect([sealed[0]?.snapshot, ...(sealed[0]?.rows ?? [])].join('')).not.toContain('employeeId');
  });
});
