/**
 * Answers of several sections that were begun and left. A day after the last step they are settled: what was said until
 * then counts, when the core question is among it. The link goes on from there as long as it is valid.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { EventBus } from '../platform/events';
import type { JobOutcome } from '../platform/jobs';
import { allSlots, Surveys } from '../surveys';
import { answersIn } from './answers';
import { counts } from './calc';
import { ResponseRecorded } from './responses.events';
import { ResponseStore } from './response.store';
import { placeOfStanding, told } from './telling';

/** How long after its last step an answer counts as left. */
export const LEFT_MILLISECONDS = 24 * 60 * 60 * 1000;
const BATCH = 200;

const CORE_ANSWERED = `EXISTS (SELECT 1 FROM question q WHERE q.survey_version_id = r.survey_version_id AND q.position = 0 AND (
    EXISTS (SELECT 1 FROM answer a WHERE a.response_id = c.response_id AND a.revision = c.revision AND a.question_id = q.id)
    OR EXISTS (SELECT 1 FROM answer_text t WHERE t.response_id = c.response_id AND t.revision = c.revision AND t.question_id = q.id)
    OR EXISTS (SELECT 1 FROM answer_choice o WHERE o.response_id = c.response_id AND o.revision = c.revision AND o.question_id = q.id)))`;

/** Left for a day. A decision about an answer moves `updated_at` too: it then waits a little longer. */
const LEFT = `SELECT c.response_id AS "id" FROM response_current c JOIN response r ON r.id = c.response_id
  WHERE c.complete = 0 AND c.settled_at IS NULL AND c.updated_at <= ? AND c.updated_at > ? AND ${CORE_ANSWERED}
  ORDER BY c.updated_at LIMIT ?`;

/** What was left without its core question is looked at for so long and then no more. */
const LOOKED_AT_MILLISECONDS = 30 * LEFT_MILLISECONDS;

@Injectable()
export class Settling {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly surveys: Surveys,
    private readonly store: ResponseStore,
  ) {}

  /** Settles everything that was left. */
  async settleLeft(): Promise<JobOutcome> {
    let settled = 0;
    for (let found = BATCH; found === BATCH;) {
      const before = this.clock.now() - LEFT_MILLISECONDS;
      const rows = await this.database.all<{ id: string }>(LEFT, [
        before,
        before - LOOKED_AT_MILLISECONDS,
        BATCH,
      ]);
      found = rows.length;
      for (const { id } of rows) settled += (await this.settle(id, before)) ? 1 : 0;
    }
    return settled > 0 ? 'success' : 'skipped';
  }

  /** @returns false when another step came in the meantime */
  private settle(responseId: string, before: number): Promise<boolean> {
    return this.database.transaction(async () => {
      const standing = await this.store.lock(responseId);
      if (!standing || standing.complete || standing.settledAt !== null || standing.receivedAt > before)
        return false;
      const { revision, verification, excluded, surveyVersionId } = standing;
      const at = this.clock.now();
      const counted = counts(verification, excluded);
      await this.store.changeCurrent(responseId, {
        revision,
        verification,
        excluded,
        counts: counted,
        complete: false,
        settledAt: at,
        at,
      });
      const survey = await this.surveys.version(surveyVersionId);
      const slots = allSlots(survey, await this.store.servers(standing.interactionId));
      const answers = answersIn(slots, await this.store.stored(responseId, revision));
      await this.events.publish(
        new ResponseRecorded({
          ...placeOfStanding(standing),
          ...told(standing, standing, answers),
          customerName: standing.customerName,
          counts: counted,
          verification,
          attributions: await this.store.shares(responseId, standing.attributionEntry),
        }),
      );
      return true;
    });
  }
}
