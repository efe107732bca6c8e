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
import type { PublishedSurvey, Slot } from '../surveys';
import type { AnswerForm, Before } from './answer-form';
import { type Answer, answersIn, commentOf, hasLowRating, ratingsOf, sameAnswers } from './answers';
import { counts, judge, maskPersonalData, type VerificationStatus } from './calc';
import { completeSince, NOTHING_BEFORE, whatCameBefore } from './progress';
import { ResponseCountingChanged, ResponseRecorded } from './responses.events';
import { responseErrors } from './responses.errors';
import { type InteractionPlace, ResponseStore, type Revision, type StandingResponse } from './response.store';

/** How long a customer may correct an answer after completing it. */
export const CORRECTION_MILLISECONDS = 24 * 60 * 60 * 1000;

export interface Arrival {
  readonly interactionId: string;
  readonly invitationId: string | null;
  readonly survey: PublishedSurvey;
  /** The way the answer came: the invitation's channel, `kiosk`, `operator`, `import`… */
  readonly source: string;
  readonly collectorId: number | null;
  readonly enteredBy: number | null;
  readonly locale: string;
  readonly receivedAt: number;
  /** What can be filled in about this contact. */
  readonly slots: readonly Slot[];
  /** The section that was sent; undefined for a whole form. */
  readonly step: string | undefined;
  /** What was sent, added to what a step builds on. @throws DomainError `validation_failed` */
  readonly read: (before: Before) => AnswerForm;
  /** When the mail server took the invitation; null when no mail was sent. */
  readonly sentAt: number | null;
  /** Hash of the kind of program that sent the answer; null when it did not come from one. */
  readonly client: string | null;
  /** What somebody who took the answer already holds against it; null for a link, which is judged here. */
  readonly doubts: readonly string[] | null;
}

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

interface Judged {
  readonly status: VerificationStatus;
  readonly reasons: readonly string[];
  readonly evidence: Record<string, unknown>;
}

const NO_CONSENT = { mayContact: false, contactWhen: null, mayQuote: false, quoteName: null } as const;

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
    const place = await this.store.place(arrival.interactionId);
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
    return this.writeAgain(arrival, standing);
  }

  private async writeFirst(
    responseId: string,
    countingDay: string,
    arrival: Arrival,
    place: InteractionPlace,
  ): Promise<Written> {
    const { receivedAt } = arrival;
    const form = arrival.read(NOTHING_BEFORE);
    const judged = judgedArrival(arrival, form, null);
    const revision = revisionOf(1, arrival, form, null);
    const counted = counts(judged.status, false, form.complete);
    const attributions = await this.store.participation(arrival.interactionId);
    await this.addRevision(responseId, revision, arrival, form, judged);
    await this.store.addAttribution(responseId, {
      entry: 1,
      shares: attributions,
      reason: 'participation',
      actor: 'system',
      at: receivedAt,
    });
    await this.store.addVerification(responseId, {
      status: judged.status,
      evidence: { revision: 1, ...judged.evidence, reasons: judged.reasons },
      actor: 'system',
      at: receivedAt,
    });
    await this.store.addCurrent(responseId, {
      verification: judged.status,
      complete: form.complete,
      counts: counted,
      at: receivedAt,
    });
    if (form.complete) {
      await this.events.publish(
        new ResponseRecorded({
          ...place,
          ...told(arrival, revision, form.answers),
          responseId,
          countingDay,
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

  private async writeAgain(arrival: Arrival, standing: StandingResponse): Promise<Written> {
    const { responseId } = standing;
    const revisions = await this.store.revisions(responseId);
    const current = answersIn(arrival.slots, await this.store.stored(responseId, standing.revision));
    const before = whatCameBefore(arrival.survey, arrival.step, standing, revisions, current);
    const form = arrival.read(before);
    const judged = judgedArrival(arrival, form, standing);
    const completedNow = form.complete && !standing.complete;
    const humanNow = standing.verification === 'provisional' && judged.status === 'confirmed';
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
    const newest = revisions.at(-1)?.revision ?? standing.revision;
    const next = revisionOf(newest + 1, arrival, form, before === NOTHING_BEFORE ? null : standing);
    if (sameRevision(standing, next, before) && sameAnswers(current, form.answers)) {
      // A page that is loaded again repeats what a person sent; it can confirm an answer, never put it in doubt.
      if (humanNow) await this.confirm(standing, arrival, judged);
      return outcome;
    }
    const settled = standing.verification !== 'provisional' && standing.complete;
    if (settled && arrival.receivedAt > firstReceivedAt + CORRECTION_MILLISECONDS)
      return { ...outcome, locked: true };

    await this.addRevision(responseId, next, arrival, form, judged);
    const written = { ...outcome, revision: next.revision, changed: true };
    // What looks like a machine never takes the place of what a person said.
    if (standing.verification === 'confirmed' && judged.status !== 'confirmed') return written;
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
    const decided = standing.verification === 'rejected';
    const verification = decided ? standing.verification : judged.status;
    // Begun anew by a person, what a machine completed is no longer complete.
    const complete = form.complete || (standing.verification !== 'provisional' && standing.complete);
    const counted = counts(verification, excluded, complete || settledAt !== null);
    if (verification !== standing.verification) {
      await this.store.addVerification(responseId, {
        status: verification,
        evidence: { revision: next.revision, ...judged.evidence, reasons: judged.reasons },
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
          ...placeOf(standing),
          ...told(arrival, next, form.answers),
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
    const { responseId, revision, excluded, complete, settledAt } = standing;
    const at = arrival.receivedAt;
    await this.store.addVerification(responseId, {
      status: 'confirmed',
      evidence: { revision, ...judged.evidence, reasons: judged.reasons },
      actor: 'system',
      at,
    });
    const counted = counts('confirmed', excluded, complete || settledAt !== null);
    await this.store.changeCurrent(responseId, {
      revision,
      verification: 'confirmed',
      excluded,
      counts: counted,
      complete,
      settledAt,
      at,
    });
    if (complete) await this.answered(arrival);
    if (counted === standing.counts) return;
    await this.events.publish(
      new ResponseCountingChanged({
        ...placeOf(standing),
        change: 'verification_decided',
        counted: standing.counts,
        counts: counted,
        ratings: await this.store.ratings(responseId, revision),
        attributions: await this.store.shares(responseId, standing.attributionEntry),
      }),
    );
  }

  private async addRevision(
    responseId: string,
    revision: Revision,
    arrival: Arrival,
    form: AnswerForm,
    judged: Judged,
  ): Promise<void> {
    const { source, client } = arrival;
    await this.store.addRevision(responseId, revision, {
      source,
      ...(client === null ? {} : { client }),
      status: judged.status,
      ...(judged.reasons.length > 0 && { reasons: judged.reasons }),
    });
    await this.store.addAnswers(responseId, revision.revision, form.answers);
  }

  /** A machine's answer leaves the invitation open. */
  private async answered({ invitationId, receivedAt }: Arrival): Promise<void> {
    if (invitationId !== null) await this.invitations.markAnswered(invitationId, receivedAt);
  }
}

function revisionOf(
  revision: number,
  arrival: Arrival,
  form: AnswerForm,
  carried: Pick<Revision, 'mayContact' | 'contactWhen' | 'mayQuote' | 'quoteName'> | null,
): Revision {
  const { mayContact, contactWhen, mayQuote, quoteName } = form.consents ?? carried ?? NO_CONSENT;
  return {
    revision,
    receivedAt: arrival.receivedAt,
    state: form.complete ? 'complete' : 'partial',
    step: form.step,
    mayContact,
    contactWhen: mayContact ? contactWhen : null,
    mayQuote,
    quoteName: mayQuote ? (quoteName ?? 'initial') : 'anonymous',
  };
}

/** Apart from the answers; a section that was not sent before is something new, even with nothing in it. */
function sameRevision(standing: Revision, next: Revision, before: Before): boolean {
  return (
    standing.state === next.state &&
    (next.step === null || before.posted.has(next.step)) &&
    standing.mayContact === next.mayContact &&
    standing.contactWhen === next.contactWhen &&
    standing.mayQuote === next.mayQuote &&
    standing.quoteName === next.quoteName
  );
}

/** What the later modules hear of an answer: ratings as they are, words with personal data masked. */
function told(arrival: Arrival, revision: Revision, answers: readonly Answer[]) {
  const comment = commentOf(answers);
  return {
    invitationId: arrival.invitationId,
    surveyVersionId: arrival.survey.versionId,
    revision: revision.revision,
    ratings: ratingsOf(answers),
    lowRating: hasLowRating(answers),
    mayQuote: revision.mayQuote,
    mayContact: revision.mayContact,
    quoteName: revision.quoteName,
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

function judgedArrival(arrival: Arrival, form: AnswerForm, standing: StandingResponse | null): Judged {
  const { doubts } = arrival;
  if (doubts)
    return { status: doubts.length > 0 ? 'provisional' : 'confirmed', reasons: doubts, evidence: {} };
  const seconds = (since: number | null) =>
    since === null ? null : Math.floor((arrival.receivedAt - since) / 100) / 10;
  const evidence = {
    secondsSinceSent: seconds(arrival.sentAt),
    honeypotFilled: form.honeypotFilled,
    secondsSinceProvisional: seconds(standing?.verification === 'provisional' ? standing.receivedAt : null),
  };
  return { ...judge(evidence), evidence };
}
