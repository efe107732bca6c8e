/**
 * Answers that somebody else brings for a customer: an operator who hears them on the telephone, or another program.
 * They belong to a contact on record, to its open invitation when there is one, and a contact has one answer.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Calendar, Visibility } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import { SettingsStore } from '../platform/views';
import { type RecordedAnswer, responseErrors, Responses } from '../responses';
import { type PublishedSurvey, Surveys } from '../surveys';
import { collectorErrors } from './collectors.errors';

/** A contact that may be answered for. */
export interface AnswerableContact {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly touchpointId: number;
  readonly surveyKey: string | null;
  /** UTC milliseconds. */
  readonly occurredAt: number;
}

/** What is asked about a contact, and the invitation the answer belongs to. */
export interface Asked {
  readonly survey: PublishedSurvey;
  readonly invitationId: string | null;
  readonly locale: string;
}

type Given = Pick<RecordedAnswer, 'answers' | 'mayContact' | 'contactWhen' | 'mayQuote' | 'quoteName'> & {
  /** Null: the language of the invitation, else the organization's. */
  readonly locale: string | null;
};

export interface BroughtAnswer extends Given {
  readonly source: string;
  /** UTC milliseconds. */
  readonly answeredAt: number;
}

export interface Entered {
  readonly responseId: string;
}

const CONTACT = `SELECT i.id AS "id", i.source AS "source", i.external_id AS "externalId",
    i.touchpoint_id AS "touchpointId", t.survey_key AS "surveyKey", i.occurred_at AS "occurredAt"
  FROM interaction i JOIN touchpoint t ON t.id = i.touchpoint_id`;

/** An invitation that can still be answered, or is going to be sent. */
const OPEN_STATES = `('planned', 'queued', 'sending', 'sent', 'delivered', 'unknown')`;

/** How far the clock of another program may run ahead of ours, or its contact's ahead of its answer's. */
const CLOCK_SKEW_MS = 5 * 60_000;

@Injectable()
export class EnteredAnswers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly settings: SettingsStore,
    private readonly audit: Audit,
    private readonly visibility: Visibility,
    private readonly surveys: Surveys,
    private readonly responses: Responses,
  ) {}

  contact(id: string): Promise<AnswerableContact | undefined> {
    return this.database.get<AnswerableContact>(`${CONTACT} WHERE i.id = ?`, [id]);
  }

  contactOf(source: string, externalId: string): Promise<AnswerableContact | undefined> {
    return this.database.get<AnswerableContact>(`${CONTACT} WHERE i.source = ? AND i.external_id = ?`, [
      source,
      externalId,
    ]);
  }

  /** The survey of the open invitation, else the one that is asked at the touchpoint now. */
  async asked(contact: AnswerableContact): Promise<Asked> {
    const invitation = await this.database.get<{ id: string; versionId: number; locale: string }>(
      `SELECT id AS "id", survey_version_id AS "versionId", locale AS "locale" FROM invitation
       WHERE interaction_id = ? AND state IN ${OPEN_STATES} ORDER BY step, created_at, id LIMIT 1`,
      [contact.id],
    );
    if (invitation) {
      const survey = await this.surveys.version(invitation.versionId);
      return { survey, invitationId: invitation.id, locale: invitation.locale };
    }
    const survey = await this.surveys.publishedFor(contact.surveyKey);
    const { locale } = await this.settings.get('organization');
    return { survey, invitationId: null, locale };
  }

  /**
   * Lets pass who may enter an answer about the contact: by permission, by reach, and never by having taken part.
   * @throws DomainError `not_found` outside the viewer's reach, `own_response_unenterable`
   */
  async requireEnterable(contact: AnswerableContact, viewer: Viewer): Promise<void> {
    const took = await this.database.all<{ id: number }>(
      'SELECT employee_id AS "id" FROM participation WHERE interaction_id = ?',
      [contact.id],
    );
    if (viewer.employeeId !== null && took.some(({ id }) => id === viewer.employeeId))
      throw collectorErrors.own_response_unenterable();
    const visible = await this.visibility.employeeIds(viewer, 'responses.enter', await this.calendar.today());
    if (visible !== 'all' && !took.some(({ id }) => visible.includes(id))) throw errors.not_found();
  }

  /**
   * What a customer said on the telephone, entered by somebody who had no part in the contact.
   * @throws DomainError `not_found`, `own_response_unenterable`, `interaction_already_answered`, `validation_failed`
   */
  async enter(contact: AnswerableContact, viewer: Viewer, given: Given): Promise<Entered> {
    const asked = await this.asked(contact);
    return this.database.grouped(async () => {
      await this.requireEnterable(contact, viewer);
      const entered = await this.write(contact, asked, {
        ...given,
        source: 'operator',
        answeredAt: this.clock.now(),
        enteredBy: viewer.userId,
      });
      await this.audit.record({
        actor: viewer.actor,
        action: 'response.entered',
        subject: `response:${entered.responseId}`,
        details: { interaction: contact.id, invitation: asked.invitationId },
      });
      return entered;
    });
  }

  /**
   * What another program was told.
   * @throws DomainError `answered_in_future`, `answered_before_contact`, `interaction_already_answered`,
   *   `validation_failed`
   */
  async bring(contact: AnswerableContact, brought: BroughtAnswer): Promise<Entered> {
    const now = this.clock.now();
    const answeredAt = new Date(brought.answeredAt).toISOString();
    if (brought.answeredAt > now + CLOCK_SKEW_MS)
      throw collectorErrors.answered_in_future({ answeredAt }, '/answeredAt');
    if (brought.answeredAt < contact.occurredAt - CLOCK_SKEW_MS) {
      const occurredAt = new Date(contact.occurredAt).toISOString();
      throw collectorErrors.answered_before_contact({ answeredAt, occurredAt }, '/answeredAt');
    }
    const asked = await this.asked(contact);
    return this.database.grouped(() =>
      this.write(contact, asked, { ...brought, answeredAt: Math.min(brought.answeredAt, now) }),
    );
  }

  private async write(
    contact: AnswerableContact,
    asked: Asked,
    answer: BroughtAnswer & { enteredBy?: number },
  ): Promise<Entered> {
    const before = await this.standing(contact);
    // What only a program left waits for the customer's answer; this is it.
    if (before && !(before.verification === 'provisional' && before.invitationId === asked.invitationId))
      throw collectorErrors.interaction_already_answered();
    const { responseId, revision } = await this.responses.record({
      ...answer,
      interactionId: contact.id,
      invitationId: asked.invitationId,
      surveyVersionId: asked.survey.versionId,
      locale: answer.locale ?? asked.locale,
    });
    // The customer's own answer was faster by a moment.
    if (!before && revision > 1) throw collectorErrors.interaction_already_answered();
    return { responseId };
  }

  /** Holds the contact, so that of two who answer for the same customer the second one sees the first. */
  private async standing({ id }: AnswerableContact) {
    if (this.database.dialect === 'postgres')
      await this.database.get('SELECT id FROM interaction WHERE id = ? FOR UPDATE', [id]);
    const found = await this.database.get('SELECT 1 AS "found" FROM interaction WHERE id = ?', [id]);
    if (!found) throw responseErrors.answer_interaction_unknown({}, '/interaction');
    return this.database.get<{ verification: string; invitationId: string | null }>(
      `SELECT c.verification AS "verification", r.invitation_id AS "invitationId"
       FROM response r JOIN response_current c ON c.response_id = r.id WHERE r.interaction_id = ?`,
      [id],
    );
  }
}
