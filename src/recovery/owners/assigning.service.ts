/** Giving a case to somebody else, with a reason; never by somebody it is about, and never to them or to whom they lead. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Jobs } from '../../platform/jobs';
import { OPEN_STATES } from '../case-states';
import { type CaseWorker, RecoveryCases } from '../recovery-cases.service';
import { recoveryErrors } from '../recovery.errors';
import { tellOwner } from '../case-mails';
import { Owners } from './owners.service';

@Injectable()
export class Assigning {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly cases: RecoveryCases,
    private readonly owners: Owners,
  ) {}

  /** @throws not_found, case_about_yourself, case_step_not_open, case_owner_refused */
  async give(caseId: string, userId: number, worker: CaseWorker, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const found = await this.cases.find(caseId);
      await this.cases.refuseTheRated(found, worker);
      if (!OPEN_STATES.includes(found.state)) throw recoveryErrors.case_step_not_open({ state: found.state });
      const now = this.clock.now();
      if (!(await this.owners.mayOwn(userId, await this.cases.people(caseId), now)))
        throw recoveryErrors.case_owner_refused({}, '/owner');
      await this.database.run('UPDATE recovery_case SET owner_user_id = ?, updated_at = ? WHERE id = ?', [
        userId,
        now,
        caseId,
      ]);
      await this.cases.addNote(caseId, worker.actor, 'given', reason);
      await this.audit.record({
        actor: worker.actor,
        action: 'recovery_case.given',
        subject: `recovery_case:${caseId}`,
        details: { from: found.ownerUserId, to: userId, reason },
      });
      await this.jobs.enqueue(tellOwner, { case: caseId, user: userId, why: 'given', at: now });
    });
  }
}
