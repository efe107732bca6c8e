/** What the survey pages read: every survey with its versions, and how often each version was answered. */
import { Injectable } from '@nestjs/common';
import { type Locale, type LocaleText, pickText } from '../kernel';
import { Database } from '../platform/database';
import type { SurveyVersionState } from './survey-version.entity';

export interface SurveyVersionLine {
  versionId: number;
  version: number;
  state: SurveyVersionState;
  publishedAt: number | null;
  answers: number;
}

export interface SurveyLine {
  surveyId: number;
  key: string;
  name: string;
  /** Newest first. */
  versions: SurveyVersionLine[];
}

interface Row extends SurveyVersionLine {
  surveyId: number;
  key: string;
  name: string;
}

@Injectable()
export class SurveyQueries {
  constructor(private readonly database: Database) {}

  /** Every survey, by name. Answers are counted one by one: nobody else waits for it. */
  async list(): Promise<SurveyLine[]> {
    return group(
      await this.database.beside<Row>(
        `SELECT s.id AS "surveyId", s.key AS "key", s.name AS "name", v.id AS "versionId", v.version AS "version",
           v.state AS "state", v.published_at AS "publishedAt", COALESCE(a.answers, 0) AS "answers"
         FROM survey s JOIN survey_version v ON v.survey_id = s.id
         LEFT JOIN (SELECT survey_version_id, COUNT(*) AS answers FROM response GROUP BY survey_version_id) a
           ON a.survey_version_id = v.id
         ORDER BY s.name, s.id, v.version DESC`,
      ),
    );
  }

  /** One survey with its versions, or undefined. */
  async one(surveyId: number): Promise<SurveyLine | undefined> {
    const [survey] = group(
      await this.database.beside<Row>(
        `SELECT s.id AS "surveyId", s.key AS "key", s.name AS "name", v.id AS "versionId", v.version AS "version",
           v.state AS "state", v.published_at AS "publishedAt",
           (SELECT COUNT(*) FROM response r WHERE r.survey_version_id = v.id) AS "answers"
         FROM survey s JOIN survey_version v ON v.survey_id = s.id WHERE s.id = ? ORDER BY v.version DESC`,
        [surveyId],
      ),
    );
    return survey;
  }

  /** How many responses there are to a version. */
  async answersTo(versionId: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS integer) AS "n" FROM response WHERE survey_version_id = ?`,
      [versionId],
    );
    return row?.n ?? 0;
  }

  /**
   * Names of the touchpoints in use at which the survey is asked.
   * @param byDefault whether it is the one asked where none was chosen
   */
  async touchpointsAsking(key: string, byDefault: boolean, locale: Locale): Promise<string[]> {
    const rows = await this.database.all<{ names: string; survey: string | null }>(
      `SELECT names AS "names", survey_key AS "survey" FROM touchpoint WHERE retired_at IS NULL ORDER BY id`,
    );
    return rows
      .filter(({ survey }) => survey === key || (survey === null && byDefault))
      .map(({ names }) => pickText(JSON.parse(names) as LocaleText, locale));
  }
}

function group(rows: readonly Row[]): SurveyLine[] {
  const surveys = new Map<number, SurveyLine>();
  for (const { surveyId, key, name, ...version } of rows) {
    const survey = surveys.get(surveyId) ?? { surveyId, key, name, versions: [] };
    survey.versions.push(version);
    surveys.set(surveyId, survey);
  }
  return [...surveys.values()];
}
