/**
 * What happens in the product, put into words for other programs: inside the transaction in which it happens, looked up
 * only where somebody is subscribed. Identifiers and states alone: what they stand for is asked for by the API, with the
 * scopes it takes.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, type Soon, soon } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { EvaluationPublished } from '../../payouts';
import { RecognitionAwarded } from '../../recognition';
import { PromiseBroken, RecoveryCaseOpened, RecoveryCaseResolved } from '../../recovery';
import { ResponseCountingChanged, ResponseQueries, ResponseRecorded } from '../../responses';
import type { EventData } from './event-types';
import { WebhookOutbox } from './outbox';

interface AnsweredContact {
  readonly responseId: string;
  readonly interactionId: string;
  readonly touchpointId: number;
}

@Injectable()
export class DomainEvents implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly outbox: WebhookOutbox,
    private readonly responses: ResponseQueries,
  ) {}

  onModuleInit(): void {
    this.events.on(ResponseRecorded, (event) =>
      soon(this.recorded(event), () =>
        event.lowRating && event.counts ? this.low(event, event.receivedAt) : undefined,
      ),
    );
    // What might have been a machine's answer was a customer's: the poor rating is news from now on.
    this.events.on(ResponseCountingChanged, async (event) => {
      if (event.counts && (await this.responses.standingWords(event.responseId))?.lowRating)
        await this.low(event, this.clock.now());
    });
    this.events.on(RecoveryCaseOpened, ({ caseId, responseId }) =>
      this.outbox.tell('recovery_case.opened', this.clock.now(), () => ({
        case: caseId,
        response: responseId,
      })),
    );
    this.events.on(RecoveryCaseResolved, ({ caseId, responseId }) =>
      this.outbox.tell('recovery_case.resolved', this.clock.now(), () => ({
        case: caseId,
        response: responseId,
      })),
    );
    this.events.on(PromiseBroken, ({ promiseId, caseId, brokenAt }) =>
      this.outbox.tell('promise.broken', this.clock.now(), () => ({
        promise: promiseId,
        case: caseId,
        dueAt: new Date(brokenAt).toISOString(),
      })),
    );
    this.events.on(EvaluationPublished, ({ cycleId, cycleKey, members, appealsUntil }) =>
      this.outbox.tell('evaluation.published', this.clock.now(), () => ({
        cycle: cycleId,
        key: cycleKey,
        people: members.length,
        appealsUntil,
      })),
    );
    this.events.on(RecognitionAwarded, (event) =>
      this.outbox.tell('recognition.awarded', event.grantedAt, () => this.awarded(event)),
    );
  }

  private recorded(event: ResponseRecorded): Soon<void> {
    return this.outbox.tell('response.recorded', event.receivedAt, async () => ({
      ...(await this.contactOf(event)),
      revision: event.revision,
      verification: event.verification,
      counts: event.counts,
      lowRating: event.lowRating,
      source: event.source,
    }));
  }

  private low(event: AnsweredContact, at: number): Soon<void> {
    return this.outbox.tell('response.low_rating', at, () => this.contactOf(event));
  }

  /** Which answer about which contact; the identifiers are those the contact was reported with. */
  private async contactOf({ responseId, interactionId, touchpointId }: AnsweredContact): Promise<EventData> {
    const row = await this.database.get<{ source: string; externalId: string; touchpoint: string }>(
      `SELECT i.source AS "source", i.external_id AS "externalId",
         (SELECT t.code FROM touchpoint t WHERE t.id = ?) AS "touchpoint" FROM interaction i WHERE i.id = ?`,
      [touchpointId, interactionId],
    );
    return {
      response: responseId,
      interaction: { id: interactionId, source: row?.source ?? '', externalId: row?.externalId ?? '' },
      touchpoint: row?.touchpoint ?? null,
    };
  }

  private async awarded({ grantId, awardId, employeeId, from, to }: RecognitionAwarded): Promise<EventData> {
    const row = await this.database.get<{ externalId: string }>(
      `SELECT external_id AS "externalId" FROM employee WHERE id = ?`,
      [employeeId],
    );
    return { grant: grantId, award: awardId, employee: row?.externalId ?? null, from, to };
  }
}
