/** What stands before a sign-off, done by one person: the report looked at, closed gates passed, each result approved. */
import type { Viewer } from '../../src/access';
import { EqualityReports } from '../../src/equality';
import { Cycles } from '../../src/evaluations';
import { PayoutsQueries, Readiness, ResultSignOffs } from '../../src/payouts';
import type { TestApp } from './app';

/** @param signer human resources, evaluated in no cycle of the test */
export async function approveResults({ get }: TestApp, cycleId: number, signer: Viewer): Promise<void> {
  const cycle = await get(Cycles).byId(cycleId);
  await get(EqualityReports).open(cycleId, cycle.snapshotId ?? 0, signer);
  for (const { gate, met } of await get(Readiness).of(cycle)) {
    if (!met) await get(Readiness).override({ cycleId, gate, reason: 'Empresa de prueba' }, signer);
  }
  for (const { employeeId } of await get(PayoutsQueries).amounts(cycle, 'all')) {
    const evaluationHash = (await get(ResultSignOffs).evaluationHash(cycle, employeeId)) ?? '';
    await get(ResultSignOffs).sign({ cycleId, employeeId, evaluationHash, reason: 'Visto' }, signer);
  }
}
