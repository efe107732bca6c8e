/**
 * Surveys and their versions: written as a draft, frozen by publishing, retired by the next version. What is published
 * is never edited: answers point at the version they answered, and invitations keep the version they were planned with.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import { DEFAULT_SURVEY, DEFAULT_SURVEY_KEY, DEFAULT_SURVEY_NAME } from './default-survey';
import { assembled, rowsOf } from './assemble';
import { completed } from './completing';
import type { PublishedSurvey } from './published-survey';
import { parseSurveyDraft, type SurveyDefinition } from './survey-definition';
import type { SurveyDraft } from './survey-shape';
import type { SurveyVersionState } from './survey-version.entity';
import { surveyErrors } from './surveys.errors';

interface VersionRow {
  surveyId: number;
  versionId: number;
  key: string;
  name: string;
  version: number;
  state: SurveyVersionState;
  definition: string;
}

const VERSION = `SELECT s.id AS "surveyId", v.id AS "versionId", s.key AS "key", s.name AS "name",
    v.version AS "version", v.state AS "state", v.definition AS "definition"
  FROM survey_version v JOIN survey s ON s.id = v.survey_id`;

@Injectable()
export class Surveys {
  /** Frozen versions by id. What is in here can never differ from another node's. */
  private readonly frozen = new Map<number, PublishedSurvey>();

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * The version that is asked now.
   * @param surveyKey the survey a touchpoint names; null, or one without a published version: the default survey
   * @throws Error when not even the default survey is published: `ensureDefault` has not run
   */
  async publishedFor(surveyKey: string | null): Promise<PublishedSurvey> {
    const versionId =
      (surveyKey === null ? undefined : await this.publishedVersionId(surveyKey)) ??
      (await this.publishedVersionId(DEFAULT_SURVEY_KEY));
    if (versionId === undefined) throw new Error('No survey is published. Run `npm run aplauso -- migrate`.');
    return this.version(versionId);
  }

  /** A version that was read before; undefined for one that has to be read, or does not exist. */
  known(versionId: number): PublishedSurvey | undefined {
    return this.frozen.get(versionId);
  }

  /**
   * A version that is or was published.
   * @throws DomainError `not_found` for a draft or an unknown id
   */
  async version(versionId: number): Promise<PublishedSurvey> {
    const kept = this.frozen.get(versionId);
    if (kept) return kept;
    const row = await this.database.get<VersionRow>(`${VERSION} WHERE v.id = ? AND v.state <> 'draft'`, [
      versionId,
    ]);
    if (!row) throw errors.not_found();
    const survey = await this.assemble(row);
    // Inside a transaction that publishes, the version could still be undone.
    if (!this.database.inTransaction()) this.frozen.set(versionId, survey);
    return survey;
  }

  /** Publishes the CSAT survey where there is none. Safe on many nodes at once; changes nothing the second time. */
  async ensureDefault(): Promise<void> {
    if (await this.idOf(DEFAULT_SURVEY_KEY)) return;
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `INSERT INTO survey (key, name, created_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING`,
        [DEFAULT_SURVEY_KEY, DEFAULT_SURVEY_NAME, this.clock.now()],
      );
      if (changes === 0) return;
      const versionId = await this.addDraft(DEFAULT_SURVEY_KEY, DEFAULT_SURVEY);
      await this.publish(versionId, 'system');
    });
  }

  /**
   * Starts a new version of a survey, and the survey itself when its key is new.
   * @param input a `SurveyDraft`: texts may still be missing, the shape may not be wrong
   * @returns id of the draft
   * @throws DomainError `validation_failed`
   */
  async draft(survey: { key: string; name: string }, input: unknown): Promise<number> {
    const definition = parseSurveyDraft(input);
    return this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO survey (key, name, created_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name`,
        [survey.key, survey.name, this.clock.now()],
      );
      return this.addDraft(survey.key, definition);
    });
  }

  /**
   * Replaces what a draft asks.
   * @param edits how often the draft had been saved when the author opened it; absent: whatever stands there is replaced
   * @returns how often it has been saved now
   * @throws DomainError `survey_version_frozen` once it is published, `survey_edited_meanwhile`, `not_found`
   */
  async revise(versionId: number, input: unknown, edits?: number): Promise<number> {
    const definition = parseSurveyDraft(input);
    const row = await this.database.get<{ edits: number }>(
      `UPDATE survey_version SET definition = ?, edits = edits + 1
       WHERE id = ? AND state = 'draft' ${edits === undefined ? '' : 'AND edits = ?'} RETURNING edits AS "edits"`,
      [JSON.stringify(definition), versionId, ...(edits === undefined ? [] : [edits])],
    );
    if (!row) throw await this.whyNotDraft(versionId);
    return row.edits;
  }

  /**
   * Freezes a draft: writes its questions, retires the version before it, and from now on asks this one.
   * @throws DomainError `validation_failed` naming everything that is missing or wrong in the draft,
   *   `survey_version_frozen`, `not_found`
   */
  async publish(versionId: number, actor: string): Promise<PublishedSurvey> {
    return this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE survey_version SET state = 'published', published_at = ? WHERE id = ? AND state = 'draft'`,
        [this.clock.now(), versionId],
      );
      const row = await this.database.get<VersionRow>(`${VERSION} WHERE v.id = ?`, [versionId]);
      if (changes === 0 || !row) throw await this.whyNotDraft(versionId);
      const definition = completed(JSON.parse(row.definition) as SurveyDraft);
      await this.database.run(`UPDATE survey_version SET definition = ? WHERE id = ?`, [
        JSON.stringify(definition),
        versionId,
      ]);
      for (const [position, question] of rowsOf(definition).entries()) {
        await this.database.run(
          `INSERT INTO question (survey_version_id, key, kind, subject, position, scale_min, scale_max, part, about)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            versionId, question.key, question.kind, question.subject, position, question.scaleMin, question.scaleMax,
            question.part, question.about,
          ], // prettier-ignore
        );
      }
      await this.database.run(
        `UPDATE survey_version SET state = 'retired', retired_at = ?
         WHERE survey_id = ? AND state = 'published' AND id <> ?`,
        [this.clock.now(), row.surveyId, versionId],
      );
      await this.audit.record({
        actor,
        action: 'survey.published',
        subject: `survey:${row.surveyId}`,
        details: { key: row.key, version: row.version },
      });
      return this.assemble({ ...row, definition: JSON.stringify(definition) });
    });
  }

  private async addDraft(key: string, definition: SurveyDraft): Promise<number> {
    const surveyId = await this.idOf(key);
    const added = await this.database.get<{ id: number }>(
      `INSERT INTO survey_version (survey_id, version, state, definition, edits, created_at)
       SELECT CAST(? AS integer), COALESCE(MAX(version), 0) + 1, 'draft', ?, 0, CAST(? AS bigint)
       FROM survey_version WHERE survey_id = ?
       RETURNING id AS "id"`,
      [surveyId ?? null, JSON.stringify(definition), this.clock.now(), surveyId ?? null],
    );
    if (!added) throw new Error(`The draft of the survey ${key} was not written.`);
    return added.id;
  }

  private async idOf(key: string): Promise<number | undefined> {
    return (await this.database.get<{ id: number }>(`SELECT id AS "id" FROM survey WHERE key = ?`, [key]))
      ?.id;
  }

  private async publishedVersionId(key: string): Promise<number | undefined> {
    const row = await this.database.get<{ id: number }>(
      `SELECT v.id AS "id" FROM survey s JOIN survey_version v ON v.survey_id = s.id
       WHERE s.key = ? AND v.state = 'published' ORDER BY v.version DESC LIMIT 1`,
      [key],
    );
    return row?.id;
  }

  private async assemble(row: VersionRow): Promise<PublishedSurvey> {
    const ids = new Map(
      (
        await this.database.all<{ id: number; key: string }>(
          `SELECT id AS "id", key AS "key" FROM question WHERE survey_version_id = ?`,
          [row.versionId],
        )
      ).map((question) => [question.key, question.id]),
    );
    const { surveyId, versionId, key, name, version } = row;
    return assembled(
      { surveyId, versionId, key, name, version },
      JSON.parse(row.definition) as SurveyDefinition,
      ids,
    );
  }

  private async whyNotDraft(versionId: number): Promise<Error> {
    const row = await this.database.get<VersionRow>(`${VERSION} WHERE v.id = ?`, [versionId]);
    if (!row) return errors.not_found();
    const named = { survey: row.name, version: row.version };
    return row.state === 'draft'
      ? surveyErrors.survey_edited_meanwhile(named)
      : surveyErrors.survey_version_frozen(named);
  }
}
