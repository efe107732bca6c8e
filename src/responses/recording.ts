/**
 * Writes what a customer answered: the first answer, a further step, the same answer again, or a correction. One
 * transaction holds the response, its revision, answers, attribution and verification, the invitation's state and
 * everything the later modules keep about it.
 *
 * Every revision is judged by itself and kept. The newest human one is what the response says; a machine's takes that
 * place only while no person has answered (docs/adr/0010-human-answers.md).
 */
import { Injectable } from '@nestjs/common';
import { localDay } from '../platform/clock';
import { newId, soon, type Soon } from '../platform/database';
import { EventBus } from '../platform/events';
import { Invitations } from '../invitations';
import type { AnswerForm } from './answer-form';
import { type Answer, answersIn, hasLowRating, ratingsOf, sameAnswers } from './answers';
import { type Arrival, judgedArrival, revisionOf, allowsNoMore, sameRevision, toldOf } from './arrival';
import { counts } from './calc';
import { type Judged, turnsOutMachines } from './evidence';
import { completeSince, NOTHING_BEFORE, whatCameBefore } from './progress';
import { type AttributionShare, ResponseCountingChanged, ResponseRecorded } from './responses.events';
import { responseErrors } from './responses.errors';
import {
  type InteractionPlace,
  type JudgedRevision,
  ResponseStore,
  type Revision,
  type StandingResponse,
} from './response.store';
import { maskedComments, placeOfStanding, told } from './telling';

/** How long a customer may correct an answer after completing it. */
export const CORRECTION_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Of one response: nobody changes their mind as often, and what machines send again tells nothing more. */
const MOST_REVISIONS = 200;
const MOST_MACHINE_REVISIONS = 20;

export interface Written {
  readonly responseId: string;
  readonly revision: number;
  /** False when the same answer was there already: nothing was added. */
  readonly changed: boolean;
  /** True when the answer differs and the time to correct it is over: nothing was written. */
  readonly locked: boolean;
  readonly lowRating: boolean;
  /** When the first answer was received: the time to correct it runs from there. */
  readonly firstReceivedAt: number;
  readonly form: AnswerForm;
}

/** Everything the rows of a first answer are made of. */
interface FirstAnswer {
  readonly responseId: string;
  readonly countingDay: string;
  readonly arrival: Arrival;
  readonly place: InteractionPlace;
  readonly form: AnswerForm;
  readonly judged: Judged;
  readonly attributions: readonly AttributionShare[];
}

@Injectable()
export class Recording {
  constructor(
    private readonly store: ResponseStore,
    private readonly invitations: Invitations,
    private readonly events: EventBus,
  ) {}

  /**
   * Inside a transaction. A first answer of which everything is known is written at once on SQLite.
   * @param zone the organization's: its local day is the day on which the response counts
   * @throws DomainError `answer_interaction_unknown`, `validation_failed`
   */
  write(arrival: Arrival, zone: string): Soon<Written> {
    const known = arrival.place ?? this.store.place(arrival.interactionId, arrival.invitationId);
    return soon<InteractionPlace | undefined, Written>(known, (place) => {
      if (!place) throw responseErrors.answer_interaction_unknown({}, '/interactionId');
      const id = newId();
      const countingDay = localDay(arrival.receivedAt, zone);
      return soon(this.store.addResponse(id, countingDay, arrival), (ours) =>
        ours ? this.writeFirst(id, countingDay, arrival, place) : this.writeAgain(arrival, place),
      );
    });
  }

  private writeFirst(
    responseId: string,
    countingDay: string,
    arrival: Arrival,
    place: InteractionPlace,
  ): Soon<Written> {
    const form = arrival.read(NOTHING_BEFORE);
    const judged = judgedArrival(arrival, form, place, [], false);
    const took = arrival.shares ?? this.store.participation(arrival.interactionId);
    return soon(took, (attributions) =>
      soon(this.withdrawObjection(place, judged, arrival.receivedAt), () =>
        this.writeRows({ responseId, countingDay, arrival, place, form, judged, attributions }),
      ),
    );
  }

  private writeRows(first: FirstAnswer): Soon<Written> {
    const { responseId, countingDay, arrival, place, form, judged, attributions } = first;
    const { receivedAt } = arrival;
    const revision = revisionOf(1, arrival, form, null);
    const counted = counts(judged.status, false, form.complete);
    this.addRevision(responseId, revision, arrival, form, judged);
    this.store.addAttribution(first, {
      entry: 1,
      shares: attributions,
      reason: 'participation',
      actor: 'system',
      at: receivedAt,
    });
    this.store.addVerification(responseId, {
      status: judged.status,
      evidence: { revision: 1, reasons: judged.reasons },
      actor: 'system',
      at: receivedAt,
    });
    this.store.addCurrent(responseId, {
      verification: judged.status,
      complete: form.complete,
      counts: counted,
      at: receivedAt,
    });
    const lowRating = hasLowRating(form.answers);
    const written: Written = {
      responseId,
      revision: 1,
      changed: true,
      locked: false,
      lowRating,
      firstReceivedAt: receivedAt,
      form,
    };
    if (!form.complete) return written;
    const recorded = new ResponseRecorded({
      responseId,
      interactionId: place.interactionId,
      customerId: place.customerId,
      touchpointId: place.touchpointId,
      cellId: place.cellId,
      countingDay,
      invitationId: arrival.invitationId,
      surveyVersionId: arrival.survey.versionId,
      revision: 1,
      counts: counted,
      verification: judged.status,
      ratings: ratingsOf(form.answers),
      attributions,
      lowRating,
      mayQuote: revision.mayQuote,
      mayContact: revision.mayContact,
      quoteName: revision.quoteName,
      ...maskedComments(form.answers),
      locale: arrival.locale,
      source: arrival.source,
      customerName: place.customerName,
      receivedAt,
    });
    const noted = judged.status === 'confirmed' ? this.answered(arrival) : undefined;
    return soon(noted, () => soon(this.events.publish(recorded), () => written));
  }

  private async writeAgain(arrival: Arrival, place: InteractionPlace): Promise<Written> {
    const standing = arrival.invitationId && (await this.store.lockOfInvitation(arrival.invitationId));
    if (!standing) throw new Error('A response without an invitation has nothing to correct.');
    const { responseId } = standing;
    const revisions = await this.store.revisions(responseId);
    const current = answersIn(arrival.slots(), await this.store.stored(responseId, standing.revision));
    const before = whatCameBefore(arrival.survey, arrival.step, standing, revisions, current);
    const form = arrival.read(before);
    const newest = revisions.at(-1)?.revision ?? standing.revision;
    const next = revisionOf(newest + 1, arrival, form, before === NOTHING_BEFORE ? null : standing);
    const goesOn = next.step !== null && !before.posted.has(next.step);
    const saysTheSame = sameAnswers(current, form.answers);
    const same = !goesOn && sameRevision(standing, next) && saysTheSame;
    const another = !goesOn && !(saysTheSame && allowsNoMore(standing, next));
    const judged = judgedArrival(arrival, form, place, revisions, another);
    const completedNow = form.complete && !standing.complete;
    const humanNow = standing.byMachine && judged.status === 'confirmed';
    const firstReceivedAt =
      completedNow || humanNow
        ? arrival.receivedAt
        : completeSince(standing, revisions, await this.store.confirmedAt(responseId));
    const outcome = {
      responseId,
      revision: standing.revision,
      changed: false,
      locked: false,
      lowRating: hasLowRating(form.answers),
      firstReceivedAt,
      form,
    };
    if (same) {
      // A page that is loaded again repeats what a person sent; it can confirm an answer, never put it in doubt.
      if (humanNow) await this.confirm(standing, arrival, judged);
      return outcome;
    }
    const settled = !standing.byMachine && standing.complete;
    if (settled && arrival.receivedAt > firstReceivedAt + CORRECTION_MILLISECONDS)
      return { ...outcome, locked: true };

    const machines = revisions.filter(({ evidence }) => evidence.status === 'provisional').length;
    const tooMany = judged.status === 'confirmed' ? MOST_REVISIONS : MOST_MACHINE_REVISIONS;
    if ((judged.status === 'confirmed' ? revisions.length : machines) >= tooMany) return outcome;

    await this.withdrawObjection(place, judged, arrival.receivedAt);
    this.addRevision(responseId, next, arrival, form, judged);
    const written = { ...outcome, revision: next.revision, changed: true };
    // What looks like a machine never takes the place of what a person said.
    if (standing.verification === 'confirmed' && judged.status !== 'confirmed') {
      await this.reconsider(standing, revisions, arrival, judged);
      return written;
    }
    await this.replace(standing, arrival, next, form, judged, current);
    return written;
  }

  /** The new revision is what the response says from now on. */
  private async replace(
    standing: StandingResponse,
    arrival: Arrival,
    next: Revision,
    form: AnswerForm,
    judged: Judged,
    replaced: readonly Answer[],
  ): Promise<void> {
    const { responseId, excluded, settledAt } = standing;
    // What a person rejected though it looked human, only a person lets count again.
    const decided = standing.verification === 'rejected' && !standing.byMachine;
    const verification = decided ? standing.verification : judged.status;
    // Begun anew by a person, what a machine completed is no longer complete.
    const complete = form.complete || (!standing.byMachine && standing.complete);
    const counted = counts(verification, excluded, complete || settledAt !== null);
    if (verification !== standing.verification) {
      this.store.addVerification(responseId, {
        status: verification,
        evidence: { revision: next.revision, reasons: judged.reasons },
        actor: 'system',
        at: arrival.receivedAt,
      });
    }
    await this.store.changeCurrent(responseId, {
      revision: next.revision,
      verification,
      excluded,
      counts: counted,
      complete,
      settledAt,
      at: arrival.receivedAt,
    });
    const attributions = await this.store.shares(responseId, standing.attributionEntry);
    if (complete || settledAt !== null || standing.counts) {
      await this.events.publish(
        new ResponseRecorded({
          ...placeOfStanding(standing),
          ...told(toldOf(arrival), next, form.answers),
          customerName: standing.customerName,
          previous: { counts: standing.counts, ratings: ratingsOf(replaced), attributions },
          counts: counted,
          verification,
          attributions,
        }),
      );
    }
    if (complete && verification === 'confirmed') await this.answered(arrival);
  }

  /** The same answer came again, this time from a person: what was provisional begins to count. */
  private async confirm(standing: StandingResponse, arrival: Arrival, judged: Judged): Promise<void> {
    await this.verify(standing, 'confirmed', judged.reasons, arrival.receivedAt);
    if (standing.complete) await this.answered(arrival);
  }

  /** What looked human was the first of a machine's row: it waits too. What a person decided stands. */
  private async reconsider(
    standing: StandingResponse,
    revisions: readonly JudgedRevision[],
    { passage, receivedAt }: Arrival,
    judged: Judged,
  ): Promise<void> {
    const holds = revisions.find(({ revision }) => revision === standing.revision);
    if ('doubts' in passage || !holds || !turnsOutMachines(passage, judged, holds, receivedAt)) return;
    if (await this.store.wasDecided(standing.responseId)) return;
    await this.verify(standing, 'provisional', judged.reasons, receivedAt);
  }

  /** The revision that holds is found to be a person's, or not. */
  private async verify(
    standing: StandingResponse,
    status: 'confirmed' | 'provisional',
    reasons: readonly string[],
    at: number,
  ): Promise<void> {
    const { responseId, revision, excluded, complete, settledAt } = standing;
    this.store.addVerification(responseId, {
      status,
      evidence: { revision, reasons },
      actor: 'system',
      at,
    });
    const counted = counts(status, excluded, complete || settledAt !== null);
    await this.store.changeCurrent(responseId, {
      revision,
      verification: status,
      excluded,
      counts: counted,
      complete,
      settledAt,
      at,
    });
    if (counted === standing.counts) return;
    await this.events.publish(
      new ResponseCountingChanged({
        ...placeOfStanding(standing),
        change: 'verification_decided',
        counted: standing.counts,
        counts: counted,
        ratings: await this.store.ratings(responseId, revision),
        attributions: await this.store.shares(responseId, standing.attributionEntry),
      }),
    );
  }

  private withdrawObjection(
    { objected, interactionId }: InteractionPlace,
    { status }: Judged,
    at: number,
  ): Soon<void> {
    return objected === 1 && status === 'confirmed'
      ? this.store.withdrawObjection(interactionId, at)
      : undefined;
  }

  private addRevision(
    responseId: string,
    revision: Revision,
    arrival: Arrival,
    form: AnswerForm,
    judged: Judged,
  ): void {
    this.store.addRevision(responseId, revision, arrival.source, judged.kept);
    this.store.addAnswers(responseId, revision.revision, form.answers);
  }

  /** A machine's answer leaves the invitation open. */
  private answered({ invitationId, receivedAt }: Arrival): Soon<void> {
    return invitationId === null ? undefined : this.invitations.markAnswered(invitationId, receivedAt);
  }
}
