/** Calls with the customer of a case, who speaks for them, and rules that were broken for them. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { tellStory } from '../case-diary';
import { CaseClocks } from '../clocks/case-clocks.service';
import { type CaseWorker, RecoveryCases } from '../recovery-cases.service';
import { PromiseQueries } from '../promises/promise.queries';
import { conversationErrors } from './conversation.errors';

export const CALL_OUTCOMES = ['reached', 'no_answer', 'voicemail', 'busy', 'wrong_number'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export interface NewCall {
  /** UTC milliseconds: when it was made. */
  readonly at: number;
  readonly outcome: CallOutcome;
  /** What was said. */
  readonly text: string;
  /** What happens next. */
  readonly next: string;
}

export interface CallLine extends NewCall {
  id: string;
  authorName: string | null;
}

export interface RuleBreak {
  id: string;
  at: number;
  authorName: string | null;
  rule: string;
  reason: string;
}

const AUTHOR = `LEFT JOIN user_account u ON x.author = 'user:' || CAST(u.id AS varchar)`;

@Injectable()
export class CaseTalk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cases: RecoveryCases,
    private readonly promises: PromiseQueries,
    private readonly clocks: CaseClocks,
  ) {}

  calls(caseId: string): Promise<CallLine[]> {
    return this.database.all<CallLine>(
      `SELECT x.id AS "id", x.at AS "at", x.outcome AS "outcome", x.text AS "text", x.next AS "next", u.name AS "authorName"
       FROM case_call x ${AUTHOR} JOIN recovery_case m ON m.id = x.case_id WHERE (m.id = ? OR m.merged_into = ?)
       ORDER BY x.at, x.id`,
      [caseId, caseId],
    );
  }

  ruleBreaks(caseId: string): Promise<RuleBreak[]> {
    return this.database.all<RuleBreak>(
      `SELECT x.id AS "id", x.at AS "at", x.rule AS "rule", x.reason AS "reason", u.name AS "authorName"
       FROM case_rule_break x ${AUTHOR} WHERE x.case_id = ? ORDER BY x.at, x.id`,
      [caseId],
    );
  }

  /** @throws not_found, case_about_yourself, call_time */
  async noteCall(caseId: string, call: NewCall, worker: CaseWorker): Promise<void> {
    const now = this.clock.now();
    if (call.at > now) throw conversationErrors.call_time({}, '/callAt');
    await this.database.transaction(async () => {
      await this.checked(caseId, worker);
      await this.database.run(
        'INSERT INTO case_call (id, case_id, at, author, outcome, text, next, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        [newId(), caseId, call.at, worker.actor, call.outcome, call.text, call.next, now],
      );
      await tellStory(this.database, { caseId, at: now, author: worker.actor, kind: `call.${call.outcome}` });
      if (call.outcome === 'reached') await this.clocks.contacted(caseId, now);
    });
  }

  /** Who may speak for the customer: who works cases, was not rated by them and is not the owner. */
  async advocates(caseId: string, ownId: number): Promise<{ id: number; name: string }[]> {
    const owner = await this.database.get<{ id: number | null }>(
      'SELECT owner_user_id AS "id" FROM recovery_case WHERE id = ?',
      [caseId],
    );
    return (await this.promises.promisers(caseId, ownId)).filter(({ id }) => id !== owner?.id);
  }

  async advocateOf(caseId: string): Promise<{ id: number; name: string } | undefined> {
    return this.database.get(
      `SELECT u.id AS "id", u.name AS "name" FROM recovery_case k JOIN user_account u ON u.id = k.advocate_user_id WHERE k.id = ?`,
      [caseId],
    );
  }

  /**
   * Names who speaks for the customer from now on, or nobody.
   * @throws not_found, case_about_yourself, advocate_unfit
   */
  async name(caseId: string, advocateId: number | null, ownId: number, worker: CaseWorker): Promise<void> {
    const found = (await this.advocates(caseId, ownId)).find(({ id }) => id === advocateId);
    if (advocateId !== null && !found) throw conversationErrors.advocate_unfit({}, '/advocate');
    await this.database.transaction(async () => {
      await this.checked(caseId, worker);
      const at = this.clock.now();
      await this.database.run('UPDATE recovery_case SET advocate_user_id = ?, updated_at = ? WHERE id = ?', [
        advocateId, at, caseId,
      ]); // prettier-ignore
      const kind = advocateId === null ? 'advocate.none' : 'advocate.named';
      await tellStory(this.database, { caseId, at, author: worker.actor, kind, text: found?.name ?? '' });
      await this.audit.record({
        actor: worker.actor,
        action: 'recovery_case.advocate_named',
        subject: `recovery_case:${caseId}`,
        details: { advocate: advocateId === null ? 'none' : `user:${advocateId}` },
      });
    });
  }

  /** Notes that a rule is broken for the customer, which one and why. @throws not_found, case_about_yourself */
  async breakRule(caseId: string, rule: string, reason: string, worker: CaseWorker): Promise<void> {
    await this.database.transaction(async () => {
      await this.checked(caseId, worker);
      const id = newId();
      const at = this.clock.now();
      await this.database.run(
        'INSERT INTO case_rule_break (id, case_id, at, author, rule, reason) VALUES (?, ?, ?, ?, ?, ?)',
        [id, caseId, at, worker.actor, rule, reason],
      );
      await tellStory(this.database, {
        caseId,
        at,
        author: worker.actor,
        kind: 'rule_broken',
        text: `${rule}: ${reason}`,
      });
      await this.audit.record({
        actor: worker.actor,
        action: 'recovery_case.rule_broken',
        subject: `recovery_case:${caseId}`,
        details: { ruleBreak: id },
      });
    });
  }

  private async checked(caseId: string, worker: CaseWorker): Promise<void> {
    await this.cases.refuseTheRated(await this.cases.find(caseId), worker);
  }
}
