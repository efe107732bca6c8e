/**
 * Writes what a customer answered: the first answer, the same answer again, or a correction. One transaction holds
 * the response, its revision, answers, attribution and verification, the invitation's state and everything the later
 * modules keep about it.
 */
import { Injectable } from '@nestjs/common';
import { localDay } from '../platform/clock';
import { newId } from '../platform/database';
import { EventBus } from '../platform/events';
import type { Answer } from './answer-form';
import { moodOf } from '../surveys';
import { counts, judge, maskPersonalData, type QuoteName, type VerificationStatus } from './calc';
import {
  ResponseCountingChanged,
  ResponseRecorded,
  type CountedRatings,
  type RatingFact,
} from './responses.events';
import { responseErrors } from './responses.errors';
import { type InteractionPlace, ResponseStore, type StandingResponse } from './response.store';

/** How long a customer may correct an answer after giving it. */
export const CORRECTION_MILLISECONDS = 24 * 60 * 60 * 1000;

export interface Arrival {
  readonly interactionId: string;
  readonly invitationId: string | null;
  readonly surveyVersionId: number;
  /** The way the answer came: the invitation's channel, `kiosk`, `operator`, `import`… */
  readonly source: string;
  readonly locale: string;
  readonly receivedAt: number;
  readonly answers: readonly Answer[];
  readonly mayContact: boolean;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
  /** When the mail server took the invitation; null when no mail was sent. */
  readonly sentAt: number | null;
  readonly honeypotFilled: boolean;
  /** Hash of the kind of program that sent the answer; null when it did not come from one. */
  readonly client: string | null;
}

export interface Written {
  readonly responseId: string;
  readonly revision: number;
  /** False when the same answer was there already: nothing was added. */
  readonly changed: boolean;
  /** True when the answer differs and the time to correct it is over: nothing was written. */
  readonly locked: boolean;
  readonly lowRating: boolean;
  readonly firstReceivedAt: number;
}

@Injectable()
export class Recording {
  constructor(
    private readonly store: ResponseStore,
    private readonly events: EventBus,
  ) {}

  /**
   * Inside a transaction.
   * @param zone the organization's: its local day is the day on which the response counts
   * @throws DomainError `answer_interaction_unknown`
   */
  async write(arrival: Arrival, zone: string): Promise<Written> {
    const place = await this.store.place(arrival.interactionId);
    if (!place) throw responseErrors.answer_interaction_unknown({}, '/interactionId');
    const response = { ...arrival, id: newId(), countingDay: localDay(arrival.receivedAt, zone) };
    if (await this.store.addResponse(response))
      return this.writeFirst(response.id, response.countingDay, arrival, place);
    if (arrival.invitationId === null)
      throw new Error('A response without an invitation has nothing to correct.');
    return this.writeAgain(arrival, await this.store.lockOfInvitation(arrival.invitationId));
  }

  private async writeFirst(
    responseId: string,
    countingDay: string,
    arrival: Arrival,
    place: InteractionPlace,
  ): Promise<Written> {
    const { receivedAt } = arrival;
    const evidence = evidenceOf(arrival, null);
    const verification = judge(evidence);
    const counted = counts(verification.status, false);
    const attributions = await this.store.participation(arrival.interactionId);
    await this.addRevision(responseId, 1, arrival);
    await this.store.addAttribution(responseId, {
      entry: 1,
      shares: attributions,
      reason: 'participation',
      actor: 'system',
      at: receivedAt,
    });
    await this.store.addVerification(responseId, {
      status: verification.status,
      evidence: { ...evidence, reasons: verification.reasons },
      actor: 'system',
      at: receivedAt,
    });
    await this.store.addCurrent(responseId, {
      verification: verification.status,
      counts: counted,
      at: receivedAt,
    });
    await this.events.publish(
      new ResponseRecorded({
        ...place,
        ...said(arrival),
        responseId,
        countingDay,
        revision: 1,
        counts: counted,
        verification: verification.status,
        attributions,
      }),
    );
    return {
      responseId,
      revision: 1,
      changed: true,
      locked: false,
      lowRating: lowRating(arrival.answers),
      firstReceivedAt: receivedAt,
    };
  }

  private async writeAgain(arrival: Arrival, standing: StandingResponse): Promise<Written> {
    const { responseId, revision } = standing;
    const outcome = {
      responseId,
      revision,
      changed: false,
      locked: false,
      lowRating: lowRating(arrival.answers),
      firstReceivedAt: standing.firstReceivedAt,
    };
    const last = await this.store.lastVerification(responseId);
    const decided = last !== undefined && last.actor !== 'system';
    const provisional = standing.verification === 'provisional' && !decided;
    const same = await this.isSame(arrival, standing);
    if (!same && !provisional && arrival.receivedAt > standing.firstReceivedAt + CORRECTION_MILLISECONDS) {
      return { ...outcome, locked: true };
    }

    const evidence = evidenceOf(arrival, provisional ? standing.receivedAt : null);
    const judged = judge(evidence);
    const status: VerificationStatus = decided ? standing.verification : judged.status;
    // A page that is loaded again repeats what a person sent; it can confirm an answer, never put it in doubt.
    const verification = same && status !== 'confirmed' ? standing.verification : status;
    const counted = counts(verification, standing.excluded);
    if (verification !== standing.verification) {
      await this.store.addVerification(responseId, {
        status: verification,
        evidence: { ...evidence, reasons: judged.reasons },
        actor: 'system',
        at: arrival.receivedAt,
      });
    }
    const attributions = await this.store.shares(responseId, standing.attributionEntry);
    const ratings = await this.store.ratings(responseId, revision);
    if (same) {
      await this.confirm(standing, verification, arrival.receivedAt, {
        counts: counted,
        ratings,
        attributions,
      });
      return outcome;
    }

    const next = revision + 1;
    await this.addRevision(responseId, next, arrival);
    await this.store.changeCurrent(responseId, {
      revision: next,
      verification,
      excluded: standing.excluded,
      counts: counted,
      at: arrival.receivedAt,
    });
    await this.events.publish(
      new ResponseRecorded({
        ...placeOf(standing),
        ...said(arrival),
        customerName: standing.customerName,
        revision: next,
        previous: { counts: standing.counts, ratings, attributions },
        counts: counted,
        verification,
        attributions,
      }),
    );
    return { ...outcome, revision: next, changed: true };
  }

  /** The same answer came again, this time from a person: what was provisional begins to count. */
  private async confirm(
    standing: StandingResponse,
    verification: VerificationStatus,
    at: number,
    now: CountedRatings,
  ): Promise<void> {
    if (verification === standing.verification) return;
    const { responseId, revision, excluded } = standing;
    await this.store.changeCurrent(responseId, { revision, verification, excluded, counts: now.counts, at });
    if (now.counts === standing.counts) return;
    await this.events.publish(
      new ResponseCountingChanged({
        ...placeOf(standing),
        change: 'verification_decided',
        counted: standing.counts,
        counts: now.counts,
        ratings: now.ratings,
        attributions: now.attributions,
      }),
    );
  }

  private async addRevision(responseId: string, revision: number, arrival: Arrival): Promise<void> {
    const { receivedAt, mayContact, mayQuote, quoteName, source, client } = arrival;
    await this.store.addRevision(
      responseId,
      { revision, receivedAt, mayContact, mayQuote, quoteName },
      { source, ...(client === null ? {} : { client }) },
    );
    await this.store.addAnswers(responseId, revision, ratingsOf(arrival.answers), textsOf(arrival.answers));
  }

  private async isSame(arrival: Arrival, standing: StandingResponse): Promise<boolean> {
    if (
      arrival.mayContact !== standing.mayContact ||
      arrival.mayQuote !== standing.mayQuote ||
      arrival.quoteName !== standing.quoteName
    ) {
      return false;
    }
    const ratings = await this.store.ratings(standing.responseId, standing.revision);
    const texts = await this.store.texts(standing.responseId, standing.revision);
    const key = (answer: { questionId: number; rating?: number; text?: string | null }) =>
      `${answer.questionId}:${answer.rating ?? answer.text ?? ''}`;
    const before = [...ratings.map(key), ...texts.map(key)].sort();
    const after = [...ratingsOf(arrival.answers).map(key), ...textsOf(arrival.answers).map(key)].sort();
    return before.length === after.length && before.every((one, index) => one === after[index]);
  }
}

function ratingsOf(answers: readonly Answer[]): RatingFact[] {
  return answers.flatMap((answer) =>
    'rating' in answer
      ? [
          {
            questionId: answer.question.id,
            key: answer.question.key,
            kind: answer.question.kind,
            subject: answer.question.subject,
            rating: answer.rating,
          },
        ]
      : [],
  );
}

function textsOf(answers: readonly Answer[]): { questionId: number; text: string }[] {
  return answers.flatMap((answer) =>
    'text' in answer ? [{ questionId: answer.question.id, text: answer.text }] : [],
  );
}

function lowRating(answers: readonly Answer[]): boolean {
  return answers.some((answer) => {
    if (!('rating' in answer)) return false;
    const { kind, scale } = answer.question;
    return scale !== undefined && moodOf({ kind, rating: answer.rating, ...scale }) === 'low';
  });
}

/** What the later modules hear of an answer: ratings as they are, words with personal data masked. */
function said(arrival: Arrival) {
  const comment = textsOf(arrival.answers)[0]?.text;
  return {
    invitationId: arrival.invitationId,
    surveyVersionId: arrival.surveyVersionId,
    ratings: ratingsOf(arrival.answers),
    lowRating: lowRating(arrival.answers),
    mayQuote: arrival.mayQuote,
    mayContact: arrival.mayContact,
    quoteName: arrival.quoteName,
    commentText: comment === undefined ? null : maskPersonalData(comment),
    locale: arrival.locale,
    source: arrival.source,
    receivedAt: arrival.receivedAt,
  };
}

function placeOf(standing: StandingResponse) {
  const { responseId, interactionId, customerId, touchpointId, cellId, countingDay } = standing;
  return { responseId, interactionId, customerId, touchpointId, cellId, countingDay };
}

function evidenceOf(arrival: Arrival, provisionalAt: number | null) {
  const seconds = (since: number | null) =>
    since === null ? null : Math.floor((arrival.receivedAt - since) / 100) / 10;
  return {
    secondsSinceSent: seconds(arrival.sentAt),
    honeypotFilled: arrival.honeypotFilled,
    secondsSinceProvisional: seconds(provisionalAt),
  };
}
