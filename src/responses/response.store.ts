/**
 * The rows of a response, as prepared SQL: the hot path of the product. All of it runs inside the caller's
 * transaction; nothing here decides anything.
 */
import { Injectable } from '@nestjs/common';
import { Database, newId, type Soon } from '../platform/database';
import type { Server } from '../surveys';
import type { ContactWindow } from './answer-form';
import type { Answer, StoredAnswers } from './answers';
import type { QuoteName, VerificationStatus } from './calc';
import {
  ADD_RESPONSE,
  ADD_REVISION,
  ADD_ANSWER,
  ADD_TEXT,
  ADD_CHOICE,
  ADD_ATTRIBUTION,
  ADD_VERIFICATION,
  ADD_CURRENT,
} from './response-rows';
import type { AttributionShare, RatingFact, ResponsePlace } from './responses.events';

/** The interaction an answer is about, and the customer as far as a quote needs it. */
export interface InteractionPlace {
  readonly interactionId: string;
  readonly touchpointId: number;
  readonly cellId: number;
  readonly customerId: string | null;
  readonly customerName: string | null;
  /** The newest sign of a machine that was noted about the link: its instant and its name. */
  readonly machineSign: string | null;
  /** 1: the customer said that the question itself is wrong, and nobody has looked into it yet. */
  readonly objected: number;
}

export interface NewResponse {
  readonly invitationId: string | null;
  readonly interactionId: string;
  readonly survey: { readonly versionId: number };
  readonly source: string;
  readonly locale: string;
  readonly receivedAt: number;
  /** The kiosk, poster or link it came through. */
  readonly collectorId: number | null;
  /** The user who entered it for the customer. */
  readonly enteredBy: number | null;
}

export interface Revision {
  readonly revision: number;
  readonly receivedAt: number;
  readonly state: 'partial' | 'complete';
  /** The section that was sent; null for a whole form. */
  readonly step: string | null;
  readonly mayContact: boolean;
  readonly contactWhen: ContactWindow | null;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
}

/** What was found about one revision when it came. */
export interface RevisionEvidence {
  readonly source: string;
  /** Hash of the kind of program that sent it. */
  readonly client?: string;
  /** Absent in revisions that were recorded before each one was judged. */
  readonly status?: VerificationStatus;
  readonly reasons?: readonly string[];
  readonly [sign: string]: unknown;
}

/** A revision as it was judged, without what it says. */
export interface JudgedRevision extends Pick<Revision, 'revision' | 'receivedAt' | 'state' | 'step'> {
  readonly evidence: RevisionEvidence;
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
  /** Everything on the way through the questionnaire was answered at least once. */
  readonly complete: boolean;
  /** When an answer that was begun and left began to count; null while it has not. */
  readonly settledAt: number | null;
  /** What holds looks like a machine's, and no person has taken it for the customer's: it waits for the customer. */
  readonly byMachine: boolean;
}

type Stored<T> = { [K in keyof T]: T[K] extends boolean ? number : T[K] };

type StandingRow = Omit<Stored<StandingResponse>, 'byMachine'> & { evidence: string };

const flag = (value: boolean): number => (value ? 1 : 0);

const STANDING = `SELECT r.id AS "responseId", r.interaction_id AS "interactionId", i.customer_id AS "customerId",
    i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId", r.counting_day AS "countingDay",
    r.invitation_id AS "invitationId", r.survey_version_id AS "surveyVersionId", r.source AS "source",
    r.locale AS "locale", u.name AS "customerName", r.received_at AS "firstReceivedAt",
    c.revision AS "revision", v.received_at AS "receivedAt", v.may_contact AS "mayContact",
    v.may_quote AS "mayQuote", v.quote_name AS "quoteName", v.contact_when AS "contactWhen", v.state AS "state",
    v.step AS "step", v.evidence AS "evidence", c.attribution_entry AS "attributionEntry", c.verification AS "verification",
    c.excluded AS "excluded", c.counts AS "counts", c.complete AS "complete", c.settled_at AS "settledAt"
  FROM response r
  JOIN response_current c ON c.response_id = r.id
  JOIN response_revision v ON v.response_id = r.id AND v.revision = c.revision
  JOIN interaction i ON i.id = r.interaction_id
  LEFT JOIN customer u ON u.id = i.customer_id`;

@Injectable()
export class ResponseStore {
  constructor(private readonly database: Database) {}

  /** @param invitationId whose link the answer came through; null for none */
  async place(interactionId: string, invitationId: string | null): Promise<InteractionPlace | undefined> {
    return this.database.get<InteractionPlace>(
      `SELECT i.id AS "interactionId", i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId",
         i.customer_id AS "customerId", u.name AS "customerName",
         (SELECT MAX(CAST(m.last_at AS text) || ' ' || m.sign) FROM machine_sign m WHERE m.invitation_id = ?)
           AS "machineSign",
         CASE WHEN EXISTS (SELECT 1 FROM data_quality_note q WHERE q.interaction_id = i.id AND q.state = 'open')
           THEN 1 ELSE 0 END AS "objected"
       FROM interaction i LEFT JOIN customer u ON u.id = i.customer_id WHERE i.id = ?`,
      [invitationId, interactionId],
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

  /** Who took part, largest share first: whom the questions are about. */
  servers(interactionId: string): Promise<Server[]> {
    return this.database.all<Server>(
      `SELECT p.employee_id AS "id", e.name AS "firstName", p.role AS "role"
       FROM participation p JOIN employee e ON e.id = p.employee_id
       WHERE p.interaction_id = ? ORDER BY p.share_ppm DESC, p.employee_id`,
      [interactionId],
    );
  }

  /** False when the invitation has a response already, also one that another transaction is just committing. */
  addResponse(id: string, countingDay: string, response: NewResponse): Soon<boolean> {
    return this.database.claim(ADD_RESPONSE, [
      id, response.invitationId, response.interactionId, response.survey.versionId, response.source,
      response.locale, response.receivedAt, countingDay, response.collectorId, response.enteredBy,
    ]); // prettier-ignore
  }

  /** @param kept what was found about it, besides the way it came */
  addRevision(
    responseId: string,
    revision: Revision,
    source: string,
    kept: Omit<RevisionEvidence, 'source'>,
  ): void {
    const evidence: RevisionEvidence = { source, ...kept };
    this.database.write(ADD_REVISION, [
      responseId, revision.revision, revision.receivedAt, revision.state, revision.step, flag(revision.mayContact),
      revision.contactWhen, flag(revision.mayQuote), revision.quoteName, JSON.stringify(evidence),
    ]); // prettier-ignore
  }

  addAnswers(responseId: string, revision: number, answers: readonly Answer[]): void {
    for (const answer of answers) {
      const { questionId, employeeId } = answer;
      if ('rating' in answer)
        this.database.write(ADD_ANSWER, [responseId, revision, questionId, employeeId, answer.rating]);
      else if ('text' in answer)
        this.database.write(ADD_TEXT, [responseId, revision, questionId, answer.text]);
      else this.addChoices(responseId, revision, answer);
    }
  }

  private addChoices(
    responseId: string,
    revision: number,
    { questionId, choices, other }: Extract<Answer, { choices: unknown }>,
  ): void {
    if (other !== undefined) this.database.write(ADD_TEXT, [responseId, revision, questionId, other]);
    for (const choice of choices) this.database.write(ADD_CHOICE, [responseId, revision, questionId, choice]);
  }

  /** @param response `countingDay` as it stands there, so that the answers about somebody are found by day */
  addAttribution(
    response: Pick<ResponsePlace, 'responseId' | 'countingDay'>,
    entry: {
      entry: number;
      shares: readonly AttributionShare[];
      reason: string;
      note?: string;
      /** 1: the decider knew the rating, 0: they did not. */
      seen?: 0 | 1 | null;
      actor: string;
      at: number;
    },
  ): void {
    const { responseId, countingDay } = response;
    for (const { employeeId, sharePpm } of entry.shares) {
      this.database.write(ADD_ATTRIBUTION, [
        responseId, entry.entry, employeeId, sharePpm, entry.reason, entry.actor, entry.at, entry.note ?? null,
        entry.seen ?? null, countingDay,
      ]); // prettier-ignore
    }
  }

  addVerification(
    responseId: string,
    verification: { status: VerificationStatus; evidence: object; actor: string; at: number },
  ): void {
    const { status, evidence, actor, at } = verification;
    this.database.write(ADD_VERIFICATION, [newId(), responseId, status, JSON.stringify(evidence), actor, at]);
  }

  addCurrent(
    responseId: string,
    current: { verification: VerificationStatus; complete: boolean; counts: boolean; at: number },
  ): void {
    this.database.write(ADD_CURRENT, [
      responseId, 1, 1, current.verification, 0, flag(current.counts), flag(current.complete), current.at,
    ]); // prettier-ignore
  }

  async changeCurrent(
    responseId: string,
    current: Pick<
      StandingResponse,
      'revision' | 'verification' | 'excluded' | 'counts' | 'complete' | 'settledAt'
    > & { readonly at: number },
  ): Promise<void> {
    await this.database.run(
      `UPDATE response_current SET revision = ?, verification = ?, excluded = ?, counts = ?, complete = ?,
         settled_at = ?, updated_at = ?
       WHERE response_id = ?`,
      [
        current.revision, current.verification, flag(current.excluded), flag(current.counts), flag(current.complete),
        current.settledAt, current.at, responseId,
      ], // prettier-ignore
    );
  }

  /** Another entry of the attribution ledger holds from now on. */
  async creditBy(responseId: string, entry: number, at: number): Promise<void> {
    await this.database.run(
      'UPDATE response_current SET attribution_entry = ?, updated_at = ? WHERE response_id = ?',
      [entry, at, responseId],
    );
  }

  /** Holds the response against other changes until the transaction ends, then reads it. */
  async lock(responseId: string): Promise<StandingResponse | undefined> {
    await this.database.run(`UPDATE response_current SET updated_at = updated_at WHERE response_id = ?`, [
      responseId,
    ]);
    return this.standing(responseId);
  }

  /** @returns undefined when the invitation has no response yet */
  async lockOfInvitation(invitationId: string): Promise<StandingResponse | undefined> {
    const row = await this.database.get<{ id: string }>(
      `SELECT id AS "id" FROM response WHERE invitation_id = ?`,
      [invitationId],
    );
    return row && this.lock(row.id);
  }

  async standing(responseId: string): Promise<StandingResponse | undefined> {
    return revived(await this.database.get<StandingRow>(`${STANDING} WHERE r.id = ?`, [responseId]));
  }

  async standingOfInvitation(invitationId: string): Promise<StandingResponse | undefined> {
    return revived(
      await this.database.get<StandingRow>(`${STANDING} WHERE r.invitation_id = ?`, [invitationId]),
    );
  }

  ratings(responseId: string, revision: number): Promise<RatingFact[]> {
    return this.database.all<RatingFact>(
      `SELECT a.question_id AS "questionId", q.key AS "key", q.kind AS "kind", q.subject AS "subject",
         q.part AS "part", a.about_employee_id AS "aboutEmployeeId", a.rating AS "rating"
       FROM answer a JOIN question q ON q.id = a.question_id
       WHERE a.response_id = ? AND a.revision = ? AND a.rating IS NOT NULL
       ORDER BY q.position, a.about_employee_id`,
      [responseId, revision],
    );
  }

  /** The customer answered after all: what they objected to is no longer open. */
  async withdrawObjection(interactionId: string, at: number): Promise<void> {
    await this.database.run(
      `UPDATE data_quality_note SET state = 'withdrawn', settled_at = ? WHERE interaction_id = ? AND state = 'open'`,
      [at, interactionId],
    );
  }

  /** Everything a revision says. */
  async stored(responseId: string, revision: number): Promise<StoredAnswers> {
    return {
      ratings: await this.database.all(
        `SELECT question_id AS "questionId", about_employee_id AS "aboutEmployeeId", rating AS "rating"
         FROM answer WHERE response_id = ? AND revision = ? AND rating IS NOT NULL`,
        [responseId, revision],
      ),
      texts: await this.database.all(
        `SELECT question_id AS "questionId", text AS "text" FROM answer_text WHERE response_id = ? AND revision = ?`,
        [responseId, revision],
      ),
      choices: await this.database.all(
        `SELECT question_id AS "questionId", choice AS "choice" FROM answer_choice
         WHERE response_id = ? AND revision = ?`,
        [responseId, revision],
      ),
    };
  }

  async revision(responseId: string, revision: number): Promise<Revision | undefined> {
    const row = await this.database.get<Stored<Revision>>(
      `SELECT revision AS "revision", received_at AS "receivedAt", state AS "state", step AS "step",
         may_contact AS "mayContact", contact_when AS "contactWhen", may_quote AS "mayQuote", quote_name AS "quoteName"
       FROM response_revision WHERE response_id = ? AND revision = ?`,
      [responseId, revision],
    );
    return row && { ...row, mayContact: row.mayContact === 1, mayQuote: row.mayQuote === 1 };
  }

  /** Every revision with what was found about it, oldest first. */
  async revisions(responseId: string): Promise<JudgedRevision[]> {
    const rows = await this.database.all<Omit<JudgedRevision, 'evidence'> & { evidence: string }>(
      `SELECT revision AS "revision", received_at AS "receivedAt", state AS "state", step AS "step",
         evidence AS "evidence"
       FROM response_revision WHERE response_id = ? ORDER BY revision`,
      [responseId],
    );
    return rows.map((row) => ({ ...row, evidence: JSON.parse(row.evidence) as RevisionEvidence }));
  }

  /** When the response was first found to be a person's, by what it was sent with; null when it never was. */
  async confirmedAt(responseId: string): Promise<number | null> {
    const row = await this.database.get<{ at: number | null }>(
      `SELECT MIN(decided_at) AS "at" FROM verification
       WHERE response_id = ? AND status = 'confirmed' AND decided_by = 'system'`,
      [responseId],
    );
    return row?.at ?? null;
  }

  /** Whether a person decided about it. */
  async wasDecided(responseId: string): Promise<boolean> {
    const row = await this.database.get(
      `SELECT 1 AS "decided" FROM verification WHERE response_id = ? AND decided_by <> 'system' LIMIT 1`,
      [responseId],
    );
    return row !== undefined;
  }

  shares(responseId: string, entry: number): Promise<AttributionShare[]> {
    return this.database.all<AttributionShare>(
      `SELECT employee_id AS "employeeId", share_ppm AS "sharePpm" FROM attribution
       WHERE response_id = ? AND entry = ? ORDER BY employee_id`,
      [responseId, entry],
    );
  }
}

function revived(row: StandingRow | undefined): StandingResponse | undefined {
  if (!row) return undefined;
  const { evidence, ...rest } = row;
  const judged = (JSON.parse(evidence) as RevisionEvidence).status;
  return {
    ...rest,
    mayContact: row.mayContact === 1,
    mayQuote: row.mayQuote === 1,
    excluded: row.excluded === 1,
    counts: row.counts === 1,
    complete: row.complete === 1,
    byMachine:
      row.verification === 'provisional' || (row.verification === 'rejected' && judged === 'provisional'),
  };
}
