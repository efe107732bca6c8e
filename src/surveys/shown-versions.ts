/** Any version of a survey as customers see it, drafts too: for previews and test mails. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import type { PublishedSurvey } from './published-survey';
import { shownDraft } from './shown-draft';
import type { SurveyDraft } from './survey-shape';
import type { SurveyVersionState } from './survey-version.entity';
import { Surveys } from './surveys.service';

export interface ShownVersion {
  readonly state: SurveyVersionState;
  readonly survey: PublishedSurvey;
}

interface Row {
  surveyId: number;
  versionId: number;
  key: string;
  name: string;
  version: number;
  state: SurveyVersionState;
  definition: string;
}

const ROW = `SELECT s.id AS "surveyId", v.id AS "versionId", s.key AS "key", s.name AS "name", v.version AS "version",
    v.state AS "state", v.definition AS "definition"
  FROM survey_version v JOIN survey s ON s.id = v.survey_id`;
/** What is asked now; else what is being written; else what was asked last. */
const FIRST = `ORDER BY CASE v.state WHEN 'published' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, v.version DESC LIMIT 1`;

@Injectable()
export class ShownVersions {
  constructor(
    private readonly database: Database,
    private readonly surveys: Surveys,
  ) {}

  /**
   * @param version its number; absent: the one that is asked, else the newest draft
   * @throws DomainError `not_found`
   */
  async of(surveyId: number, version?: number): Promise<ShownVersion> {
    return this.shown(
      version === undefined
        ? await this.database.get<Row>(`${ROW} WHERE s.id = ? ${FIRST}`, [surveyId])
        : await this.database.get<Row>(`${ROW} WHERE s.id = ? AND v.version = ?`, [surveyId, version]),
    );
  }

  /** @throws DomainError `not_found` */
  async byId(versionId: number): Promise<ShownVersion> {
    return this.shown(await this.database.get<Row>(`${ROW} WHERE v.id = ?`, [versionId]));
  }

  /** Every version that is asked now, by the name of its survey. */
  async published(): Promise<PublishedSurvey[]> {
    const rows = await this.database.all<{ id: number }>(
      `SELECT v.id AS "id" FROM survey_version v JOIN survey s ON s.id = v.survey_id
       WHERE v.state = 'published' ORDER BY s.name, s.id`,
    );
    return Promise.all(rows.map(({ id }) => this.surveys.version(id)));
  }

  private async shown(row: Row | undefined): Promise<ShownVersion> {
    if (!row) throw errors.not_found();
    const { state, definition, ...head } = row;
    if (state !== 'draft') return { state, survey: await this.surveys.version(row.versionId) };
    return { state, survey: shownDraft(head, JSON.parse(definition) as SurveyDraft) };
  }
}
