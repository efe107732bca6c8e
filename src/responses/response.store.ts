/**
 * The rows of a response, as prepared SQL: the hot path of the product. All of it runs inside the caller's
 * transaction; nothing here decides anything.
 */
import { Injectable } from '@nestjs/common';
import { Database, newId, placeholders, type SqlValue } from '../platform/database';
import type { QuoteName, VerificationStatus } from './calc';
import type { AttributionShare, RatingFact, ResponsePlace } from './responses.events';

/** The interaction an answer is about, and the customer as far as a quote needs it. */
export interface InteractionPlace {
  readonly interactionId: string;
  readonly touchpointId: number;
  readonly cellId: number;
  readonly customerId: string | null;
  readonly customerName: string | null;
}

export interface NewResponse {
  readonly id: string;
  readonly invitationId: string | null;
  readonly interactionId: string;
  readonly surveyVersionId: number;
  readonly source: string;
  readonly locale: string;
  readonly receivedAt: number;
  readonly countingDay: string;
}

export interface Revision {
  readonly revision: number;
  readonly receivedAt: number;
  readonly mayContact: boolean;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
}

/** A response as it stands: what `response_current` and its newest revision say. */
export interface StandingResponse extends ResponsePlace, Revision {
  readonly invitationId: string | null;
  readonly surveyVersionId: number;
  readonly source: string;
  readonly locale: string;
  readonly customerName: string | null;
  /** When the first revision was received. */
  readonly firstReceivedAt: number;
  readonly attributionEntry: number;
  readonly verification: VerificationStatus;
  readonly excluded: boolean;
  readonly counts: boolean;
}

export interface TextAnswer {
  readonly questionId: number;
  readonly key: string;
  /** Null once it has been erased. */
  readonly text: string | null;
}

type Stored<T> = { [K in keyof T]: T[K] extends boolean ? number : T[K] };

const flag = (value: boolean): number => (value ? 1 : 0);

const STANDING = `SELECT r.id AS "responseId", r.interaction_id AS "interactionId", i.customer_id AS "customerId",
    i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId", r.counting_day AS "countingDay",
    r.invitation_id AS "invitationId", r.survey_version_id AS "surveyVersionId", r.source AS "source",
    r.locale AS "locale", u.name AS "customerName", r.received_at AS "firstReceivedAt",
    c.revision AS "revision", v.received_at AS "receivedAt", v.may_contact AS "mayContact",
    v.may_quote AS "mayQuote", v.quote_name AS "quoteName", c.attribution_entry AS "attributionEntry",
    c.verification AS "verification", c.excluded AS "excluded", c.counts AS "counts"
  FROM response r
  JOIN response_current c ON c.response_id = r.id
  JOIN response_revision v ON v.response_id = r.id AND v.revision = c.revision
  JOIN interaction i ON i.id = r.interaction_id
  LEFT JOIN customer u ON u.id = i.customer_id`;

@Injectable()
export class ResponseStore {
  constructor(private readonly database: Database) {}

  place(interactionId: string): Promise<InteractionPlace | undefined> {
    return this.database.get<InteractionPlace>(
      `SELECT i.id AS "interactionId", i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId",
         i.customer_id AS "customerId", u.name AS "customerName"
       FROM interaction i LEFT JOIN customer u ON u.id = i.customer_id WHERE i.id = ?`,
      [interactionId],
    );
  }

  /** Who took part, as the interaction was recorded. */
  participation(interactionId: string): Promise<AttributionShare[]> {
    return this.database.all<AttributionShare>(
      `SELECT employee_id AS "employeeId", share_ppm AS "sharePpm" FROM participation
       WHERE interaction_id = ? ORDER BY employee_id`,
      [interactionId],
    );
  }

  /** False when the invitation has a response already, also one that another transaction is just committing. */
  async addResponse(response: NewResponse): Promise<boolean> {
    const { changes } = await this.database.run(
      `INSERT INTO response (id, invitation_id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (invitation_id) DO NOTHING`,
      [
        response.id, response.invitationId, response.interactionId, response.surveyVersionId, response.source,
        response.locale, response.receivedAt, response.countingDay,
      ], // prettier-ignore
    );
    return changes === 1;
  }

  async addRevision(responseId: string, revision: Revision, evidence: object): Promise<void> {
    await this.database.run(
      `INSERT INTO response_revision
         (response_id, revision, received_at, state, may_contact, may_quote, quote_name, evidence)
       VALUES (?, ?, ?, 'complete', ?, ?, ?, ?)`,
      [
        responseId, revision.revision, revision.receivedAt, flag(revision.mayContact), flag(revision.mayQuote),
        revision.quoteName, JSON.stringify(evidence),
      ], // prettier-ignore
    );
  }

  async addAnswers(
    responseId: string,
    revision: number,
    ratings: readonly { questionId: number; rating: number }[],
    texts: readonly { questionId: number; text: string | null }[],
  ): Promise<void> {
    await this.insertRows(
      'answer (response_id, revision, question_id, rating)',
      ratings.map(({ questionId, rating }) => [responseId, revision, questionId, rating]),
    );
    await this.insertRows(
      'answer_text (response_id, revision, question_id, text)',
      texts.map(({ questionId, text }) => [responseId, revision, questionId, text]),
    );
  }

  async addAttribution(
    responseId: string,
    entry: { entry: number; shares: readonly AttributionShare[]; reason: string; actor: string; at: number },
  ): Promise<void> {
    await this.insertRows(
      'attribution (response_id, entry, employee_id, share_ppm, reason, decided_by, decided_at)',
      entry.shares.map(({ employeeId, sharePpm }) => [
        responseId, entry.entry, employeeId, sharePpm, entry.reason, entry.actor, entry.at,
      ]), // prettier-ignore
    );
  }

  async addVerification(
    responseId: string,
    verification: { status: VerificationStatus; evidence: object; actor: string; at: number },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO verification (id, response_id, status, evidence, decided_by, decided_at) VALUES (?, ?, ?, ?, ?, ?)`,
      [newId(), responseId, verification.status, JSON.stringify(verification.evidence), verification.actor, verification.at],
    ); // prettier-ignore
  }

  async addCurrent(
    responseId: string,
    current: { verification: VerificationStatus; counts: boolean; at: number },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO response_current
         (response_id, revision, attribution_entry, verification, excluded, counts, updated_at)
       VALUES (?, 1, 1, ?, 0, ?, ?)`,
      [responseId, current.verification, flag(current.counts), current.at],
    );
  }

  async changeCurrent(
    responseId: string,
    current: {
      revision: number;
      verification: VerificationStatus;
      excluded: boolean;
      counts: boolean;
      at: number;
    },
  ): Promise<void> {
    await this.database.run(
      `UPDATE response_current SET revision = ?, verification = ?, excluded = ?, counts = ?, updated_at = ?
       WHERE response_id = ?`,
      [
        current.revision,
        current.verification,
        flag(current.excluded),
        flag(current.counts),
        current.at,
        responseId,
      ],
    );
  }

  /** Holds the response against other changes until the transaction ends, then reads it. */
  async lock(responseId: string): Promise<StandingResponse | undefined> {
    await this.database.run(`UPDATE response_current SET updated_at = updated_at WHERE response_id = ?`, [
      responseId,
    ]);
    return this.standing(responseId);
  }

  async lockOfInvitation(invitationId: string): Promise<StandingResponse> {
    const row = await this.database.get<{ id: string }>(
      `SELECT id AS "id" FROM response WHERE invitation_id = ?`,
      [invitationId],
    );
    const standing = row && (await this.lock(row.id));
    if (!standing) throw new Error(`The invitation ${invitationId} has no response to correct.`);
    return standing;
  }

  async standing(responseId: string): Promise<StandingResponse | undefined> {
    return revived(
      await this.database.get<Stored<StandingResponse>>(`${STANDING} WHERE r.id = ?`, [responseId]),
    );
  }

  async standingOfInvitation(invitationId: string): Promise<StandingResponse | undefined> {
    return revived(
      await this.database.get<Stored<StandingResponse>>(`${STANDING} WHERE r.invitation_id = ?`, [
        invitationId,
      ]),
    );
  }

  ratings(responseId: string, revision: number): Promise<RatingFact[]> {
    return this.database.all<RatingFact>(
      `SELECT a.question_id AS "questionId", q.key AS "key", q.kind AS "kind", q.subject AS "subject", a.rating AS "rating"
       FROM answer a JOIN question q ON q.id = a.question_id
       WHERE a.response_id = ? AND a.revision = ? AND a.rating IS NOT NULL ORDER BY q.position`,
      [responseId, revision],
    );
  }

  texts(responseId: string, revision: number): Promise<TextAnswer[]> {
    return this.database.all<TextAnswer>(
      `SELECT t.question_id AS "questionId", q.key AS "key", t.text AS "text"
       FROM answer_text t JOIN question q ON q.id = t.question_id
       WHERE t.response_id = ? AND t.revision = ? ORDER BY q.position`,
      [responseId, revision],
    );
  }

  shares(responseId: string, entry: number): Promise<AttributionShare[]> {
    return this.database.all<AttributionShare>(
      `SELECT employee_id AS "employeeId", share_ppm AS "sharePpm" FROM attribution
       WHERE response_id = ? AND entry = ? ORDER BY employee_id`,
      [responseId, entry],
    );
  }

  /** Who said last whether the response is human, and when. */
  lastVerification(responseId: string): Promise<{ actor: string; at: number } | undefined> {
    return this.database.get(
      `SELECT decided_by AS "actor", decided_at AS "at" FROM verification
       WHERE response_id = ? ORDER BY decided_at DESC, id DESC LIMIT 1`,
      [responseId],
    );
  }

  /** One statement per number of rows: few texts, so that each stays prepared. */
  private async insertRows(target: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const width = rows[0]?.length ?? 0;
    if (width === 0) return;
    const one = `(${placeholders(width)})`;
    await this.database.run(`INSERT INTO ${target} VALUES ${rows.map(() => one).join(', ')}`, rows.flat());
  }
}

function revived(row: Stored<StandingResponse> | undefined): StandingResponse | undefined {
  return (
    row && {
      ...row,
      mayContact: row.mayContact === 1,
      mayQuote: row.mayQuote === 1,
      excluded: row.excluded === 1,
      counts: row.counts === 1,
    }
  );
}
