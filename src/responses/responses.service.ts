/**
 * The answers of customers: what a link opens, what happens to what is sent, and the same path for answers that come
 * another way (import, operator, seeds).
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Invitations, type OpenInvitation } from '../invitations';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { DomainError } from '../platform/errors';
import { SettingsStore } from '../platform/views';
import { type PublishedSurvey, Surveys } from '../surveys';
import { readAnswerForm } from './answer-form';
import { clientClass, type QuoteName } from './calc';
import { CORRECTION_MILLISECONDS, Recording, type Written } from './recording';
import { ResponseStore, type StandingResponse } from './response.store';

/** What was answered before, by question key: shown again when a customer corrects an answer. */
export interface GivenAnswers {
  readonly values: Readonly<Record<string, number | string>>;
  readonly mayContact: boolean;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
}

/** What the link of an invitation leads to. */
export type Door =
  | { readonly state: 'unknown' }
  | { readonly state: 'expired' | 'locked'; readonly invitation: OpenInvitation }
  | { readonly state: 'open'; readonly invitation: OpenInvitation; readonly survey: PublishedSurvey }
  | {
      readonly state: 'changeable';
      readonly invitation: OpenInvitation;
      readonly survey: PublishedSurvey;
      readonly given: GivenAnswers;
      /** UTC milliseconds until which the answer may be corrected. */
      readonly until: number;
    };

export type Outcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' | 'locked'; readonly invitation: OpenInvitation }
  | {
      readonly kind: 'refused';
      readonly invitation: OpenInvitation;
      readonly survey: PublishedSurvey;
      /** `validation_failed`: which fields, and why. */
      readonly error: DomainError;
    }
  | {
      readonly kind: 'recorded';
      readonly invitation: OpenInvitation;
      readonly responseId: string;
      readonly revision: number;
      /** False when the same answer was there already. */
      readonly changed: boolean;
      readonly lowRating: boolean;
      readonly mayContact: boolean;
      /** When the first answer was received: the time to correct it runs from there. */
      readonly firstReceivedAt: number;
    };

/** An answer that did not come through a link. */
export interface RecordedAnswer {
  readonly interactionId: string;
  /** Null for answers nobody was invited to give. */
  readonly invitationId?: string | null;
  readonly surveyVersionId: number;
  readonly source: string;
  readonly locale: string;
  /** UTC milliseconds. */
  readonly answeredAt: number;
  /** By question key: the rating, or the text. */
  readonly answers: Readonly<Record<string, number | string>>;
  readonly mayContact?: boolean;
  readonly mayQuote?: boolean;
  readonly quoteName?: QuoteName;
}

@Injectable()
export class Responses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly surveys: Surveys,
    private readonly invitations: Invitations,
    private readonly recording: Recording,
    private readonly store: ResponseStore,
  ) {}

  /** Where a token leads now. Changes nothing; a token of another purpose is as unknown as one that never was. */
  async open(token: string): Promise<Door> {
    const invitation = await this.invitations.byAnswerToken(token);
    if (!invitation) return { state: 'unknown' };
    const now = this.clock.now();
    const standing = await this.store.standingOfInvitation(invitation.invitationId);
    const expired = now >= invitation.expiresAt;
    if (!standing || (await this.isMachines(standing))) {
      if (expired) return { state: 'expired', invitation };
      return { state: 'open', invitation, survey: await this.surveys.version(invitation.surveyVersionId) };
    }
    const until = standing.firstReceivedAt + CORRECTION_MILLISECONDS;
    if (now > until) return { state: 'locked', invitation };
    const survey = await this.surveys.version(invitation.surveyVersionId);
    return { state: 'changeable', invitation, survey, given: await this.given(standing), until };
  }

  /**
   * Takes what a customer sent. The answer is durable when this resolves: on SQLite concurrent answers share one
   * COMMIT, and nobody hears of it before.
   * @param form the fields of the page, unchecked
   */
  async submit(token: string, form: unknown, arrival: { userAgent?: string | undefined }): Promise<Outcome> {
    const invitation = await this.invitations.byAnswerToken(token);
    if (!invitation) return { kind: 'unknown' };
    const survey = await this.surveys.version(invitation.surveyVersionId);
    const receivedAt = this.clock.now();
    if (
      receivedAt >= invitation.expiresAt &&
      !(await this.store.standingOfInvitation(invitation.invitationId))
    ) {
      return { kind: 'expired', invitation };
    }
    let read;
    try {
      read = readAnswerForm(survey, form);
    } catch (error) {
      if (error instanceof DomainError) return { kind: 'refused', invitation, survey, error };
      throw error;
    }
    const { timezone } = await this.settings.get('organization');
    const written = await this.database.grouped(() =>
      this.write(
        {
          interactionId: invitation.interactionId,
          invitationId: invitation.invitationId,
          surveyVersionId: invitation.surveyVersionId,
          source: invitation.channel,
          locale: invitation.locale,
          receivedAt,
          answers: read.answers,
          mayContact: read.mayContact,
          mayQuote: read.mayQuote,
          quoteName: read.mayQuote ? (read.quoteName ?? 'initial') : 'anonymous',
          // Answered before the sender has noted that the mail left: no customer is as fast as that.
          sentAt: invitation.sentAt ?? (invitation.state === 'sending' ? receivedAt : null),
          honeypotFilled: read.honeypotFilled,
          client: createHash('sha256').update(clientClass(arrival.userAgent)).digest('hex').slice(0, 16),
        },
        timezone,
      ),
    );
    if (written.locked) return { kind: 'locked', invitation };
    const { responseId, revision, changed, lowRating, firstReceivedAt } = written;
    const { mayContact } = read;
    return {
      kind: 'recorded',
      invitation,
      responseId,
      revision,
      changed,
      lowRating,
      mayContact,
      firstReceivedAt,
    };
  }

  /**
   * Records an answer that came another way, through the same path. Several calls inside one transaction share its
   * COMMIT.
   * @throws DomainError `validation_failed` for answers the survey version does not know or allow,
   *   `answer_interaction_unknown`
   */
  async record(answer: RecordedAnswer): Promise<{ responseId: string; revision: number; changed: boolean }> {
    const survey = await this.surveys.version(answer.surveyVersionId);
    const { answers } = readAnswerForm(survey, { answers: answer.answers });
    const { timezone } = await this.settings.get('organization');
    const mayQuote = answer.mayQuote ?? false;
    const { responseId, revision, changed } = await this.database.grouped(() =>
      this.write(
        {
          interactionId: answer.interactionId,
          invitationId: answer.invitationId ?? null,
          surveyVersionId: answer.surveyVersionId,
          source: answer.source,
          locale: answer.locale,
          receivedAt: answer.answeredAt,
          answers,
          mayContact: answer.mayContact ?? false,
          mayQuote,
          quoteName: mayQuote ? (answer.quoteName ?? 'initial') : 'anonymous',
          sentAt: null,
          honeypotFilled: false,
          client: null,
        },
        timezone,
      ),
    );
    return { responseId, revision, changed };
  }

  private async write(arrival: Parameters<Recording['write']>[0], zone: string): Promise<Written> {
    const written = await this.recording.write(arrival, zone);
    if (arrival.invitationId !== null && written.changed && written.revision === 1) {
      await this.invitations.markAnswered(arrival.invitationId, arrival.receivedAt);
    }
    return written;
  }

  /** Left by a program, as far as anybody can tell: the customer's page shows nothing of it. */
  private async isMachines(standing: StandingResponse): Promise<boolean> {
    if (standing.verification !== 'provisional') return false;
    return (await this.store.lastVerification(standing.responseId))?.actor === 'system';
  }

  private async given(standing: StandingResponse): Promise<GivenAnswers> {
    const { responseId, revision, mayContact, mayQuote, quoteName } = standing;
    const values: Record<string, number | string> = {};
    for (const { key, rating } of await this.store.ratings(responseId, revision)) values[key] = rating;
    for (const { key, text } of await this.store.texts(responseId, revision))
      if (text !== null) values[key] = text;
    return { values, mayContact, mayQuote, quoteName };
  }
}
