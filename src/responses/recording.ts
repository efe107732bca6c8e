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
import { newId } from '../platform/database';
import { EventBus } from '../platform/events';
import { Invitations } from '../invitations';
import type { AnswerForm } from './answer-form';
import { type Answer, answersIn, hasLowRating, ratingsOf, sameAnswers } from './answers';
import { type Arrival, judgedArrival, revisionOf, sameRevision, toldOf } from './arrival';
import { counts } from './calc';
import { type Judged, turnsOutMachines } from './evidence';
import { completeSince, NOTHING_BEFORE, whatCameBefore } from './progress';
import { ResponseCountingChanged, ResponseRecorded } from './responses.events';
import { responseErrors } from './responses.errors';
import {
  type InteractionPlace,
  type JudgedRevision,
  ResponseStore,
  type Revision,
  type StandingResponse,
} from './response.store';
import { placeOf, placeOfStanding, told } from './telling';

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

@Injectable()
export class Recording {
  constructor(
    private readonly store: ResponseStore,
    private readonly invitations: Invitations,
    private readonly events: EventBus,
  ) {}

  /**
   * Inside a transaction.
   * @param zone the organization's: its local day is the day on which the response counts
   * @throws DomainError `answer_interaction_unknown`, `validation_failed`
   */
  async write(arrival: Arrival, zone: string): Promise<Written> {
    const place = arrival.place ?? (await this.store.place(arrival.interactionId, arrival.invitationId));
    if (!place) throw responseErrors.answer_interaction_unknown({}, '/interactionId');
    const response = {
      ...arrival,
      id: newId(),
      surveyVersionId: arrival.survey.versionId,
      countingDay: localDay(arrival.receivedAt, zone),
    };
    if (await this.store.addResponse(response))
      return this.writeFirst(response.id, response.countingDay, arrival, place);
    const standing = arrival.invitationId && (await this.store.lockOfInvitation(arrival.invitationId));
    if (!standing) throw new Error('A response without an invitation has nothing to correct.');
    return this.writeAgain(arrival, standing, place);
  }

  private async writeFirst(
    responseId: string,
    countingDay: string,
    arrival: Arrival,
    place: InteractionPlace,
  ): Promise<Written> {
    const { receivedAt } = arrival;
    const form = arrival.read(NOTHING_BEFORE);
    const judged = judgedArrival(arrival, form, place, [], false);
    const revision = revisionOf(1, arrival, form, null);
    const counted = counts(judged.status, false, form.complete);
    const attributions = arrival.shares ?? (await this.store.participation(arrival.interactionId));
    await this.withdrawObjection(place, judged, receivedAt);
    this.addRevision(responseId, revision, arrival, form, judged);
    this.store.addAttribution(responseId, {
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
    if (form.complete) {
      await this.events.publish(
        new ResponseRecorded({
          ...placeOf(place),
          ...told(toldOf(arrival), revision, form.answers),
          responseId,
          countingDay,
          customerName: place.customerName,
          counts: counted,
          verification: judged.status,
          attributions,
        }),
      );
      if (judged.status === 'confirmed') await this.answered(arrival);
    }
    return {
      responseId,
      revision: 1,
      changed: true,
      locked: false,
      lowRating: hasLowRating(form.answers),
      firstReceivedAt: receivedAt,
      form,
    };
  }

  private async writeAgain(
    arrival: Arrival,
    standing: StandingResponse,
    place: InteractionPlace,
  ): Promise<Written> {
    const { responseId } = standing;
    const revisions = await this.store.revisions(responseId);
    const current = answersIn(arrival.slots, await this.store.stored(responseId, standing.revision));
    const before = whatCameBefore(arrival.survey, arrival.step, standing, revisions, current);
    const form = arrival.read(before);
    const newest = revisions.at(-1)?.revision ?? standing.revision;
    const next = revisionOf(newest + 1, arrival, form, before === NOTHING_BEFORE ? null : standing);
    const goesOn = next.step !== null && !before.posted.has(next.step);
    const same = !goesOn && sameRevision(standing, next) && sameAnswers(current, form.answers);
    const judged = judgedArrival(arrival, form, place, revisions, !same && !goesOn);
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

  private async withdrawObjection(
    { objected, interactionId }: InteractionPlace,
    { status }: Judged,
    at: number,
  ): Promise<void> {
    if (objected === 1 && status === 'confirmed') await this.store.withdrawObjection(interactionId, at);
  }

  private addRevision(
    responseId: string,
    revision: Revision,
    arrival: Arrival,
    form: AnswerForm,
    judged: Judged,
  ): void {
    this.store.addRevision(responseId, revision, { source: arrival.source, ...judged.kept });
    this.store.addAnswers(responseId, revision.revision, form.answers);
  }

  /** A machine's answer leaves the invitation open. */
  private async answered({ invitationId, receivedAt }: Arrival): Promise<void> {
    if (invitationId !== null) await this.invitations.markAnswered(invitationId, receivedAt);
  }
}
