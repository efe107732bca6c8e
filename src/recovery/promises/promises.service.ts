/**
 * Promises to unhappy customers: what, by when to the minute, and by whom. Whether one is open, kept or broken follows
 * from its times; `PromiseWatch` tells the others.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { daysOff } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId, placeholders } from '../../platform/database';
import { errors } from '../../platform/errors';
import { EventBus } from '../../platform/events';
import { defineJob, Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { OPEN_STATES } from '../case-states';
import { CaseClocks } from '../clocks/case-clocks.service';
import { type CaseWorker, RecoveryCases } from '../recovery-cases.service';
import { recoveryErrors } from '../recovery.errors';
import { PromiseBroken } from '../recovery.events';
import { type CustomerWord, KEPT_SQL, type PromiseTimes, stateOf } from './promise-states';
import { CASES_BEHIND } from './promise.queries';
import { isWeekend, promiseSetting, reminderTimes } from './promise-times';

/** Looks after every promise that is due or to be reminded of. */
export const watchPromises = defineJob({ name: 'recovery.promises', schema: z.strictObject({}) });

/** A promise made for more than a year is none. */
const LONGEST_MS = 366 * 24 * 60 * 60 * 1000;

/** Who promises: a user of the recovery, the employee they are, or both. */
export interface Promiser {
  readonly userId: number | null;
  readonly employeeId: number | null;
}

export interface NewPromise {
  readonly text: string;
  /** UTC milliseconds. */
  readonly dueAt: number;
  readonly by: Promiser;
}

interface Standing extends PromiseTimes {
  caseId: string;
  madeAt: number;
}

@Injectable()
export class Promises {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly cases: RecoveryCases,
    private readonly clocks: CaseClocks,
  ) {}

  /**
   * Makes a promise about a case that is worked on; the case is `promised` then.
   * @returns its id
   * @throws not_found, case_about_yourself, case_step_not_open, promise_due_out_of_range, promise_by_nobody
   */
  async make(caseId: string, promise: NewPromise, worker: CaseWorker): Promise<string> {
    return this.database.transaction(async () => {
      const found = await this.cases.find(caseId);
      await this.cases.refuseTheRated(found, worker);
      if (promise.dueAt <= this.clock.now() || promise.dueAt > this.clock.now() + LONGEST_MS)
        throw recoveryErrors.promise_due_out_of_range({}, '/dueAt');
      await this.requirePromiser(caseId, promise.by);
      return this.add(caseId, promise, worker.actor);
    });
  }

  /**
   * What a customer is promised without anybody having to say so: whoever owns the case promises it. Inside a transaction.
   * @returns its id
   * @throws not_found, case_step_not_open
   */
  async makeToCustomer(caseId: string, promise: Omit<NewPromise, 'by'>): Promise<string> {
    const owner = await this.database.get<Promiser>(
      `SELECT u.id AS "userId", u.employee_id AS "employeeId" FROM recovery_case k JOIN user_account u ON u.id = k.owner_user_id
       WHERE k.id = ?`,
      [caseId],
    );
    return this.add(caseId, { ...promise, by: owner ?? { userId: null, employeeId: null } }, 'customer');
  }

  private async add(caseId: string, { text, dueAt, by }: NewPromise, actor: string): Promise<string> {
    const now = this.clock.now();
    const [remindAt = null] = await this.reminders({ madeAt: now, dueAt });
    const id = newId();
    const { changes } = await this.database.run(
      `UPDATE recovery_case SET state = 'promised', acknowledged_at = COALESCE(acknowledged_at, ?), updated_at = ?
       WHERE id = ? AND state IN (${placeholders(OPEN_STATES.length)})`,
      [now, now, caseId, ...OPEN_STATES],
    );
    if (changes === 0)
      throw recoveryErrors.case_step_not_open({ state: (await this.cases.find(caseId)).state });
    await this.database.run(
      `INSERT INTO promise (id, case_id, text, due_at, user_id, employee_id, made_by, made_at, remind_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, caseId, text, dueAt, by.userId, by.employeeId, actor, now, remindAt],
    );
    await this.tell(id, caseId, 'made', actor, now, '');
    await this.audit.record({
      actor,
      action: 'promise.made',
      subject: `promise:${id}`,
      details: { case: caseId, dueAt: new Date(dueAt).toISOString() },
    });
    await this.jobs.enqueue(watchPromises, {}, { runAt: dueAt });
    if (remindAt !== null) await this.jobs.enqueue(watchPromises, {}, { runAt: remindAt });
    return id;
  }

  /**
   * Marks a promise as kept now. After its time that is late: it stays broken.
   * @param caseId the case the promise has to be about
   * @throws not_found, case_about_yourself, promise_kept_already
   */
  async keep(caseId: string, promiseId: string, worker: CaseWorker, note: string | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.cases.refuseTheRated(await this.cases.find(caseId), worker);
      const promise = await this.held(promiseId);
      if (promise?.caseId !== caseId) throw errors.not_found();
      if (promise.keptAt !== null || promise.customerWord === 'kept')
        throw recoveryErrors.promise_kept_already();
      const now = this.clock.now();
      await this.markBroken(promiseId, now);
      await this.database.run(
        `UPDATE promise SET kept_at = ?, kept_by = ?, remind_at = NULL,
           customer_word = CASE WHEN customer_word = 'not_kept' AND due_at > ? THEN NULL ELSE customer_word END
         WHERE id = ?`,
        [now, worker.actor, now, promiseId],
      );
      await this.tell(promiseId, caseId, 'kept', worker.actor, now, note ?? '');
      await this.audit.record({
        actor: worker.actor,
        action: 'promise.kept',
        subject: `promise:${promiseId}`,
        details: { case: caseId },
      });
    });
  }

  /**
   * What the customer says of a promise. Their word goes before the mark of whoever promised: denied, a promise is not
   * kept, and a case that was put right is open again; confirmed, a case that was put right is verified.
   * @returns false for no promise about this answer
   */
  hear(responseId: string, promiseId: string, word: CustomerWord): Promise<boolean> {
    return this.heard(
      'SELECT case_id FROM recovery_event WHERE response_id = ?',
      [responseId],
      promiseId,
      word,
    );
  }

  /** The same from behind the link of an invitation, answered or not. */
  hearBehind(invitationId: string, promiseId: string, word: CustomerWord): Promise<boolean> {
    return this.heard(CASES_BEHIND, [invitationId, invitationId], promiseId, word);
  }

  private async heard(
    known: string,
    params: string[],
    promiseId: string,
    word: CustomerWord,
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const promise = await this.held(promiseId);
      const theirs = await this.database.get(
        `SELECT 1 AS "one" FROM recovery_case k WHERE k.id = ? AND k.id IN (${known})`,
        [promise?.caseId ?? '', ...params],
      );
      if (!promise || !theirs) return false;
      if (promise.customerWord === word) return true;
      const now = this.clock.now();
      if (word === 'kept') await this.markBroken(promiseId, now);
      await this.database.run(
        `UPDATE promise SET customer_word = ?, customer_word_at = ?,
           kept_at = CASE WHEN ? = 'not_kept' THEN NULL ELSE kept_at END,
           kept_by = CASE WHEN ? = 'not_kept' THEN NULL ELSE kept_by END WHERE id = ?`,
        [word, now, word, word, promiseId],
      );
      await this.tell(promiseId, promise.caseId, `customer_${word}`, 'customer', now, '');
      if (word === 'not_kept') await this.markBroken(promiseId, now);
      await this.moveCase(promise.caseId, word, now);
      await this.audit.record({
        actor: 'customer',
        action: `promise.customer_${word}`,
        subject: `promise:${promiseId}`,
        details: { case: promise.caseId },
      });
      return true;
    });
  }

  /**
   * Notes that a promise is broken since it was due, and tells the other modules: once, however late it is noticed.
   * Inside a transaction.
   * @returns whether it was news
   */
  async markBroken(promiseId: string, now: number): Promise<boolean> {
    const broken = await this.database.get<{ caseId: string; dueAt: number }>(
      `UPDATE promise AS p SET broken_at = due_at, remind_at = NULL
       WHERE p.id = ? AND p.broken_at IS NULL AND p.due_at <= ? AND NOT COALESCE(${KEPT_SQL}, 1 = 0)
       RETURNING case_id AS "caseId", due_at AS "dueAt"`,
      [promiseId, now],
    );
    if (!broken) return false;
    const { caseId, dueAt } = broken;
    await this.tell(promiseId, caseId, 'broken', 'system', dueAt, '');
    await this.audit.record({
      actor: 'system',
      action: 'promise.broken',
      subject: `promise:${promiseId}`,
      details: { case: caseId, brokenAt: new Date(dueAt).toISOString() },
    });
    await this.events.publish(new PromiseBroken(promiseId, caseId, dueAt));
    return true;
  }

  /** When whoever promised is reminded, earliest first: UTC milliseconds. */
  async reminders(promise: { madeAt: number; dueAt: number }): Promise<number[]> {
    const [{ timezone: zone, region }, { remindMinutes, ...hours }] = await Promise.all([
      this.settings.get('organization'),
      this.settings.get(promiseSetting),
    ]);
    const holiday = await daysOff({ observe: true, country: null, state: null, extra: [] }, region);
    const isOff = (day: string): boolean => isWeekend(day) || holiday(day);
    return reminderTimes(promise, remindMinutes, { ...hours, zone, isOff });
  }

  /** The row, locked until the transaction ends: what two do at once happens one after the other. */
  private held(id: string): Promise<Standing | undefined> {
    return this.database.get<Standing>(
      `UPDATE promise SET due_at = due_at WHERE id = ?
       RETURNING case_id AS "caseId", due_at AS "dueAt", made_at AS "madeAt", kept_at AS "keptAt",
         customer_word AS "customerWord"`,
      [id],
    );
  }

  private async requirePromiser(caseId: string, { userId, employeeId }: Promiser): Promise<void> {
    if (userId === null && employeeId === null) throw recoveryErrors.promise_by_nobody({}, '/promisedBy');
    const rated = await this.database.get(
      'SELECT 1 AS "one" FROM recovery_person WHERE case_id = ? AND employee_id = ?',
      [caseId, employeeId ?? 0],
    );
    if (rated) throw recoveryErrors.promise_by_nobody({}, '/promisedBy');
  }

  private async moveCase(caseId: string, word: CustomerWord, now: number): Promise<void> {
    if (word === 'not_kept') {
      await this.clocks.reopen(caseId, now);
      return;
    }
    const others = await this.database.all<PromiseTimes>(
      `SELECT due_at AS "dueAt", kept_at AS "keptAt", customer_word AS "customerWord" FROM promise WHERE case_id = ?`,
      [caseId],
    );
    if (others.some((one) => one.customerWord !== 'kept' && stateOf(one, now) !== 'kept')) return;
    await this.database.run(
      `UPDATE recovery_case SET state = 'verified', updated_at = ? WHERE id = ? AND state = 'resolved'`,
      [now, caseId],
    );
  }

  private async tell(
    promiseId: string,
    caseId: string,
    kind: string,
    author: string,
    at: number,
    text: string,
  ): Promise<void> {
    await this.database.run(
      'INSERT INTO recovery_note (id, case_id, at, author, kind, text, promise_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [newId(), caseId, at, author, `promise.${kind}`, text, promiseId],
    );
  }
}
