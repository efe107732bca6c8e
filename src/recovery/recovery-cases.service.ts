/**
 * Recovery cases: an unhappy customer becomes somebody's work, with a clock. Here are the steps of a case's life and who
 * may take them; how it comes to be is in `opening`, whose it is in `owners`.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId, placeholders } from '../platform/database';
import { errors } from '../platform/errors';
import { EventBus } from '../platform/events';
import { type CaseState, OPEN_STATES, type Step, STEPS } from './case-states';
import { CaseClocks } from './clocks/case-clocks.service';
import { closingErrors } from './closing/closing.errors';
import { recoveryErrors } from './recovery.errors';
import { RecoveryCaseResolved } from './recovery.events';

/** Who works a case: a signed-in person, or a program that does it for its own staff. */
export interface CaseWorker {
  /** As the audit log names them: `user:12`, `api-key:3`. */
  readonly actor: string;
  /** The employee the person is; null for a program, and for somebody who is not rated. */
  readonly employeeId: number | null;
}

/** What working a case has to know of it. */
export interface FoundCase {
  readonly id: string;
  /** The answer that opened it; null for one that staff or a program opened. */
  readonly responseId: string | null;
  readonly customerId: string | null;
  readonly state: CaseState;
  readonly ownerUserId: number | null;
  readonly mergedInto: string | null;
}

@Injectable()
export class RecoveryCases {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly clocks: CaseClocks,
  ) {}

  /**
   * Takes a step of the case's life.
   * @throws not_found, case_step_not_open, case_about_yourself, case_cause_required
   */
  async take(step: Step, caseId: string, worker: CaseWorker, note: string | null): Promise<void> {
    const { from, to } = STEPS[step];
    await this.database.transaction(async () => {
      const found = await this.find(caseId);
      await this.refuseTheRated(found, worker);
      if (step === 'close' && (from as readonly CaseState[]).includes(found.state))
        await this.requireCause(caseId);
      const now = this.clock.now();
      const { changes } = await this.database.run(
        `UPDATE recovery_case SET state = ?, updated_at = ?,
           acknowledged_at = CASE WHEN ? = 'acknowledged' THEN ? ELSE acknowledged_at END,
           resolved_at = CASE WHEN ? = 'resolved' THEN ? ELSE resolved_at END
         WHERE id = ? AND merged_into IS NULL AND state IN (${placeholders(from.length)})`,
        [to, now, to, now, to, now, caseId, ...from],
      );
      if (changes === 0) throw recoveryErrors.case_step_not_open({ state: found.state });
      await this.addNote(caseId, worker.actor, `step.${step}`, note ?? '');
      if (to === 'reopened') await this.clocks.restart(caseId, now);
      else if (!OPEN_STATES.includes(to)) await this.clocks.stop(caseId, now);
      await this.audit.record({
        actor: worker.actor,
        action: `recovery_case.${to}`,
        subject: `recovery_case:${caseId}`,
      });
      if (to === 'resolved') await this.events.publish(new RecoveryCaseResolved(caseId, found.responseId));
    });
  }

  /** Adds a note for colleagues. @throws not_found, case_about_yourself */
  async note(caseId: string, worker: CaseWorker, text: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.refuseTheRated(await this.find(caseId), worker);
      await this.addNote(caseId, worker.actor, 'note', text);
    });
  }

  /** @throws not_found */
  async find(caseId: string): Promise<FoundCase> {
    const found = await this.database.get<FoundCase>(
      `SELECT id AS "id", response_id AS "responseId", customer_id AS "customerId", state AS "state",
         owner_user_id AS "ownerUserId", merged_into AS "mergedInto" FROM recovery_case WHERE id = ?`,
      [caseId],
    );
    if (!found) throw errors.not_found();
    return found;
  }

  /** The employees a case is about: everybody credited for one of its answers, and those named when it was opened. */
  async people(caseId: string): Promise<number[]> {
    const rows = await this.database.all<{ id: number }>(
      'SELECT employee_id AS "id" FROM recovery_person WHERE case_id = ? ORDER BY employee_id',
      [caseId],
    );
    return rows.map(({ id }) => id);
  }

  /** @throws case_about_yourself for somebody the case is about: whatever is done in it, they do not do it */
  async refuseTheRated({ id }: Pick<FoundCase, 'id'>, { employeeId }: CaseWorker): Promise<void> {
    if (employeeId === null) return;
    const rated = await this.database.get(
      'SELECT 1 AS one FROM recovery_person WHERE case_id = ? AND employee_id = ?',
      [id, employeeId],
    );
    if (rated) throw recoveryErrors.case_about_yourself();
  }

  /** Nothing is learnt from a case that ends without a reason. @throws case_cause_required */
  private async requireCause(caseId: string): Promise<void> {
    const named = await this.database.get(
      'SELECT 1 AS "one" FROM recovery_case WHERE id = ? AND root_cause_id IS NOT NULL',
      [caseId],
    );
    if (!named) throw closingErrors.case_cause_required();
  }

  /** A line of the story, inside a transaction. @param kind has its words at `recovery.kind.…` */
  addNote(caseId: string, author: string, kind: string, text: string): Promise<unknown> {
    return this.database.run(
      'INSERT INTO recovery_note (id, case_id, at, author, kind, text) VALUES (?, ?, ?, ?, ?, ?)',
      [newId(), caseId, this.clock.now(), author, kind, text],
    );
  }
}
