/**
 * Recovery cases: an unhappy answer becomes somebody's work, with a clock. The owner is never one of the people the
 * customer rated, and never their choice: the least loaded person of the recovery role gets it.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, insertInto, newId, placeholders } from '../platform/database';
import { errors } from '../platform/errors';
import { EventBus } from '../platform/events';
import {
  ResponseAttributionChanged,
  ResponseCountingChanged,
  ResponseQueries,
  ResponseRecorded,
} from '../responses';
import { type CaseState, type Step, STEPS } from './case-states';
import { recoveryErrors } from './recovery.errors';
import { RecoveryCaseOpened, RecoveryCaseResolved } from './recovery.events';

const ANSWER_WITHIN_MS = 24 * 60 * 60 * 1000;

const ADD_CASE = insertInto(
  'recovery_case',
  {
    id: 'varchar', response_id: 'varchar', customer_id: 'varchar', state: 'varchar', owner_user_id: 'integer',
    opened_at: 'bigint', due_at: 'bigint', updated_at: 'bigint',
  }, // prettier-ignore
  'response_id',
);

/** Who works a case: a signed-in person, or a program that does it for its own staff. */
export interface CaseWorker {
  /** As the audit log names them: `user:12`, `api-key:3`. */
  readonly actor: string;
  /** The employee the person is; null for a program, and for somebody who is not rated. */
  readonly employeeId: number | null;
}

@Injectable()
export class RecoveryCases implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly responses: ResponseQueries,
  ) {}

  onModuleInit(): void {
    // What may be a machine’s answer moves nobody to call a customer.
    this.events.on(ResponseRecorded, (event) =>
      event.lowRating && event.counts ? this.open(event, event.receivedAt) : undefined,
    );
    this.events.on(ResponseCountingChanged, async (event) => {
      // Until it was confirmed nobody could know of it: the clock starts now, not when the answer came.
      if (event.counts && (await this.responses.standingWords(event.responseId))?.lowRating)
        await this.open(event, this.clock.now());
    });
    this.events.on(ResponseAttributionChanged, (event) => this.handOver(event));
  }

  /** Nobody keeps a case about themselves: who is credited now gives it to somebody else. */
  private async handOver({ responseId, after }: ResponseAttributionChanged): Promise<void> {
    const rated = after.map(({ employeeId }) => employeeId);
    const held = await this.database.get<{ id: string }>(
      `SELECT c.id AS "id" FROM recovery_case c JOIN user_account u ON u.id = c.owner_user_id
       WHERE c.response_id = ? AND c.state <> 'resolved' AND u.employee_id IN (${placeholders(rated.length)})`,
      [responseId, ...rated],
    );
    if (!held) return;
    const owner = await this.leastLoadedOwner(rated);
    await this.database.run('UPDATE recovery_case SET owner_user_id = ?, updated_at = ? WHERE id = ?', [
      owner,
      this.clock.now(),
      held.id,
    ]);
  }

  /** Opens the case of a response once; a correction of the answer opens no second one. */
  private async open(event: ResponseRecorded | ResponseCountingChanged, openedAt: number): Promise<void> {
    const id = newId();
    const owner = await this.leastLoadedOwner(
      event.attributions.map((attribution) => attribution.employeeId),
    );
    const opened = await this.database.claim(ADD_CASE, [
      id, event.responseId, event.customerId, 'open', owner, openedAt, openedAt + ANSWER_WITHIN_MS, openedAt,
    ]); // prettier-ignore
    if (opened) await this.events.publish(new RecoveryCaseOpened(id, event.responseId, owner));
  }

  /**
   * Takes a step of the case's life.
   * @throws not_found, case_step_not_open, case_about_yourself
   */
  async take(step: Step, caseId: string, worker: CaseWorker, note: string | null): Promise<void> {
    const { from, to } = STEPS[step];
    await this.database.transaction(async () => {
      const found = await this.find(caseId);
      await this.refuseTheRated(found.responseId, worker);
      const now = this.clock.now();
      const { changes } = await this.database.run(
        `UPDATE recovery_case SET state = ?, updated_at = ?,
           acknowledged_at = CASE WHEN ? = 'acknowledged' THEN ? ELSE acknowledged_at END,
           resolved_at = CASE WHEN ? = 'resolved' THEN ? ELSE resolved_at END
         WHERE id = ? AND state IN (${placeholders(from.length)})`,
        [to, now, to, now, to, now, caseId, ...from],
      );
      if (changes === 0) throw recoveryErrors.case_step_not_open({ state: found.state });
      await this.addNote(caseId, worker.actor, `step.${step}`, note ?? '');
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
      await this.refuseTheRated((await this.find(caseId)).responseId, worker);
      await this.addNote(caseId, worker.actor, 'note', text);
    });
  }

  /** @throws not_found */
  async find(caseId: string): Promise<{ responseId: string; state: CaseState }> {
    const found = await this.database.get<{ responseId: string; state: CaseState }>(
      'SELECT response_id AS "responseId", state AS "state" FROM recovery_case WHERE id = ?',
      [caseId],
    );
    if (!found) throw errors.not_found();
    return found;
  }

  /** @throws case_about_yourself for somebody the customer rated */
  async refuseTheRated(responseId: string, { employeeId }: CaseWorker): Promise<void> {
    if (employeeId === null) return;
    const rated = await this.database.get(
      'SELECT 1 AS one FROM attribution WHERE response_id = ? AND employee_id = ?',
      [responseId, employeeId],
    );
    if (rated) throw recoveryErrors.case_about_yourself();
  }

  private addNote(caseId: string, author: string, kind: string, text: string): Promise<unknown> {
    return this.database.run(
      'INSERT INTO recovery_note (id, case_id, at, author, kind, text) VALUES (?, ?, ?, ?, ?, ?)',
      [newId(), caseId, this.clock.now(), author, kind, text],
    );
  }

  /** The states are spelled like the condition of the index `recovery_case_owner`: open cases, however many are done. */
  private async leastLoadedOwner(rated: readonly number[]): Promise<number | null> {
    const row = await this.database.glance<{ id: number }>(
      `SELECT u.id AS "id",
              (SELECT COUNT(*) FROM recovery_case c WHERE c.owner_user_id = u.id
                 AND c.state IN ('open', 'acknowledged', 'promised', 'reopened')) AS load
       FROM user_account u JOIN role_grant g ON g.user_id = u.id AND g.role = 'recovery' AND g.scope = 'all'
       WHERE u.disabled_at IS NULL
         ${rated.length > 0 ? `AND (u.employee_id IS NULL OR u.employee_id NOT IN (${placeholders(rated.length)}))` : ''}
       ORDER BY load, u.id LIMIT 1`,
      [...rated],
    );
    return row?.id ?? null;
  }
}
