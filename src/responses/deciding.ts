/**
 * What the decisions about one response have in common: it is held until the decision is durable, nobody decides
 * about an answer to themselves or to people who report to them, and the later modules hear when it begins or ceases to count.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import { EventBus } from '../platform/events';
import { counts, type VerificationStatus } from './calc';
import { Invitations } from '../invitations';
import { Calendar, Employees } from '../organization';
import { allSlots, Surveys } from '../surveys';
import { answersIn } from './answers';
import {
  type AttributionShare,
  type CountingChange,
  ResponseCountingChanged,
  ResponseRecorded,
} from './responses.events';
import { responseErrors } from './responses.errors';
import { ResponseStore, type Revision, type StandingResponse } from './response.store';
import { placeOfStanding, told } from './telling';

/** Who decides. */
export interface Decider {
  /** As the audit log names them: `user:12`, `cli`. */
  readonly actor: string;
  /** The employee they are, if any: nobody decides about an answer to themselves. */
  readonly employeeId?: number | null;
  /** Whether they knew what the customer rated; undefined where nobody asked. */
  readonly ratingSeen?: boolean | undefined;
}

/** What a decision makes of the response, and how the audit log tells of it. */
export interface Decision {
  /** Another revision than the one that held is the customer's. */
  readonly revision?: Revision;
  readonly verification?: VerificationStatus;
  readonly excluded?: boolean;
  readonly change: CountingChange;
  readonly action: string;
  /** Codes and identifiers only: the audit chain holds no personal data. */
  readonly details: Record<string, unknown>;
}

@Injectable()
export class Deciding {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly store: ResponseStore,
    private readonly surveys: Surveys,
    private readonly invitations: Invitations,
    private readonly calendar: Calendar,
    private readonly employees: Employees,
  ) {}

  /**
   * @param decide writes the decision's own row, given the response as it stands and the instant, and says what follows
   * @throws DomainError `not_found`, `own_response_undecidable`, `decider_in_reporting_line`, and what `decide` throws
   */
  async about(
    responseId: string,
    decider: Decider,
    decide: (standing: StandingResponse, at: number) => Promise<Decision>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const standing = await this.store.lock(responseId);
      if (!standing) throw errors.not_found();
      const attributions = await this.store.shares(responseId, standing.attributionEntry);
      await this.refuseConcerned(attributions, decider);
      const at = this.clock.now();
      const decision = await decide(standing, at);
      const verification = decision.verification ?? standing.verification;
      const excluded = decision.excluded ?? standing.excluded;
      const { revision = standing } = decision;
      const complete = decision.revision ? decision.revision.state === 'complete' : standing.complete;
      const counted = counts(verification, excluded, complete || standing.settledAt !== null);
      await this.store.changeCurrent(responseId, {
        revision: revision.revision,
        verification,
        excluded,
        counts: counted,
        complete,
        settledAt: standing.settledAt,
        at,
      });
      await this.audit.record({
        actor: decider.actor,
        action: decision.action,
        subject: `response:${responseId}`,
        details: { ...decision.details, ...seenBy(decider), counts: counted },
      });
      if (complete && verification === 'confirmed' && standing.invitationId !== null)
        await this.invitations.markAnswered(standing.invitationId, revision.receivedAt);
      if (decision.revision) return this.tellReplaced(standing, decision.revision, verification, counted);
      if (counted === standing.counts) return;
      await this.events.publish(
        new ResponseCountingChanged({
          ...placeOfStanding(standing),
          change: decision.change,
          counted: standing.counts,
          counts: counted,
          ratings: await this.store.ratings(responseId, standing.revision),
          attributions,
        }),
      );
    });
  }

  /**
   * Who is credited decides nothing about it, nor does anybody they report to.
   * @throws DomainError `own_response_undecidable`, `decider_in_reporting_line`
   */
  async refuseConcerned(shares: readonly AttributionShare[], { employeeId }: Decider): Promise<void> {
    if (employeeId === undefined || employeeId === null) return;
    if (shares.some((share) => share.employeeId === employeeId))
      throw responseErrors.own_response_undecidable();
    const today = await this.calendar.today();
    for (const share of shares) {
      if ((await this.employees.managersAbove(share.employeeId, today)).includes(employeeId))
        throw responseErrors.decider_in_reporting_line();
    }
  }

  /** Another revision holds from now on: the later modules take back the one before and hear this one. */
  private async tellReplaced(
    standing: StandingResponse,
    revision: Revision,
    verification: VerificationStatus,
    counted: boolean,
  ): Promise<void> {
    const { responseId } = standing;
    const survey = await this.surveys.version(standing.surveyVersionId);
    const slots = allSlots(survey, await this.store.servers(standing.interactionId));
    const attributions = await this.store.shares(responseId, standing.attributionEntry);
    const ratings = await this.store.ratings(responseId, standing.revision);
    await this.events.publish(
      new ResponseRecorded({
        ...placeOfStanding(standing),
        ...told(standing, revision, answersIn(slots, await this.store.stored(responseId, revision.revision))),
        customerName: standing.customerName,
        previous: { counts: standing.counts, ratings, attributions },
        counts: counted,
        verification,
        attributions,
      }),
    );
  }
}

/** For the audit log: whether the decider knew the rating, where that was asked. */
export function seenBy({ ratingSeen }: Decider): { ratingSeen?: boolean } {
  return ratingSeen === undefined ? {} : { ratingSeen };
}

/** For the decision's own row. */
export function seenColumn({ ratingSeen }: Decider): 0 | 1 | null {
  return ratingSeen === undefined ? null : ratingSeen ? 1 : 0;
}
