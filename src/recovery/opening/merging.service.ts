/** Two cases that are one trouble become one, by hand and with a reason: what happened in the first goes on in the second. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { EventBus } from '../../platform/events';
import { OPEN_STATES } from '../case-states';
import { CaseClocks } from '../clocks/case-clocks.service';
import { type CaseWorker, type FoundCase, RecoveryCases } from '../recovery-cases.service';
import { recoveryErrors } from '../recovery.errors';
import { RecoveryCasesMerged } from '../recovery.events';
import { CaseOpening } from './case-opening.service';

/** What belongs to a case and goes on in another one: replies to its letters too. */
const MOVED = [
  'recovery_event', 'recovery_note', 'promise', 'gesture', 'case_letter', 'case_call', 'case_rule_break', 'case_follow_up',
] as const; // prettier-ignore

@Injectable()
export class CaseMerging {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly cases: RecoveryCases,
    private readonly clocks: CaseClocks,
    private readonly opening: CaseOpening,
  ) {}

  /**
   * Merges a case into another one of the same customer. The first is closed and leads to the second, which keeps its
   * number, its owner and the earlier times of both.
   * @throws not_found, case_about_yourself, case_merge_refused
   */
  async merge(caseId: string, intoId: string, worker: CaseWorker, reason: string): Promise<void> {
    if (caseId === intoId) throw recoveryErrors.case_merge_refused({}, '/into');
    await this.database.transaction(async () => {
      // Both held, always in the same order: whoever merges them the other way round comes later and is refused.
      for (const id of [caseId, intoId].sort())
        if (
          (await this.database.run('UPDATE recovery_case SET updated_at = updated_at WHERE id = ?', [id]))
            .changes === 0
        )
          throw errors.not_found();
      const [from, into] = [await this.cases.find(caseId), await this.cases.find(intoId)];
      for (const one of [from, into]) await this.cases.refuseTheRated(one, worker);
      if (!mergeable(from, into)) throw recoveryErrors.case_merge_refused({}, '/into');
      const now = this.clock.now();
      for (const table of MOVED)
        await this.database.run(`UPDATE ${table} SET case_id = ? WHERE case_id = ?`, [intoId, caseId]);
      const people = await this.cases.people(caseId);
      await this.database.run(
        `INSERT INTO recovery_person (case_id, employee_id) SELECT ?, employee_id FROM recovery_person WHERE case_id = ?
         ON CONFLICT (case_id, employee_id) DO NOTHING`,
        [intoId, caseId],
      );
      await this.moveTimes(caseId, intoId, now);
      await this.opening.keepClear(intoId, people, '');
      await this.clocks.plan(intoId);
      await this.cases.addNote(intoId, worker.actor, 'merged', reason);
      await this.cases.addNote(caseId, worker.actor, 'merged_away', reason);
      for (const [action, id] of [
        ['merged_away', caseId],
        ['merged', intoId],
      ] as const)
        await this.audit.record({
          actor: worker.actor,
          action: `recovery_case.${action}`,
          subject: `recovery_case:${id}`,
          details: { case: caseId, into: intoId, reason },
        });
      await this.events.publish(new RecoveryCasesMerged(caseId, intoId));
    });
  }

  /** The customer waits since the earlier of the two, and nothing becomes later for them. */
  private async moveTimes(caseId: string, intoId: string, now: number): Promise<void> {
    await this.database.run(
      `UPDATE recovery_case SET state = 'closed', merged_into = ?, updated_at = ? WHERE id = ?`,
      [intoId, now, caseId],
    );
    await this.clocks.stop(caseId, now);
    const first = (column: string, kept = ''): string =>
      `${column} = CASE WHEN (SELECT o.${column} FROM recovery_case o WHERE o.id = ?) < ${column}${kept}
         THEN (SELECT o.${column} FROM recovery_case o WHERE o.id = ?) ELSE ${column} END`;
    await this.database.run(
      `UPDATE recovery_case SET ${first('opened_at')}, ${first('due_at')}, ${first('contact_due_at')},
         contacted_at = COALESCE(contacted_at, (SELECT o.contacted_at FROM recovery_case o WHERE o.id = ?)),
         customer_id = COALESCE(customer_id, (SELECT o.customer_id FROM recovery_case o WHERE o.id = ?)),
         last_event_at = ?, updated_at = ? WHERE id = ?`,
      [caseId, caseId, caseId, caseId, caseId, caseId, caseId, caseId, now, now, intoId],
    );
  }
}

/** Both open, and of one customer: what was promised to one must never be read by another. */
function mergeable(from: FoundCase, into: FoundCase): boolean {
  const open = [from, into].every(
    ({ state, mergedInto }) => mergedInto === null && OPEN_STATES.includes(state),
  );
  const sameCustomer = from.customerId !== null && from.customerId === into.customerId;
  return open && (sameCustomer || (from.responseId === null && from.customerId === null));
}
