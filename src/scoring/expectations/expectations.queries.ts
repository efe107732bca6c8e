/** Reads the pairs of expected and perceived that customers answered, counted by what they said. */
import { Injectable } from '@nestjs/common';
import type { Period } from '../../kernel';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { ON_DAYS, onDays } from '../../responses';
import { Surveys } from '../../surveys';
import type { Visible } from '../comments/comment-filters';
import type { PairedAnswers } from './calc/gap';

export interface ExpectationFilters {
  readonly period: Period;
  readonly teamId?: number;
  readonly touchpointId?: number;
  readonly channel?: string;
  readonly reason?: string;
  readonly language?: string;
}

export interface DimensionAnswers {
  /** One of SERVQUAL's, one of the author's own, or the key of a question that names none. */
  readonly dimension: string;
  readonly min: number;
  readonly max: number;
  readonly rows: readonly PairedAnswers[];
}

interface Pair {
  readonly expectedId: number;
  readonly perceivedId: number;
  readonly group: number;
}

interface Row extends PairedAnswers {
  readonly group: number;
}

@Injectable()
export class ExpectationQueries {
  constructor(
    private readonly database: Database,
    private readonly surveys: Surveys,
  ) {}

  /** Whether any survey has asked for pairs so far. */
  async asked(): Promise<boolean> {
    return (await this.versions()).length > 0;
  }

  /** By dimension and scale. A customer who answered several pairs of a dimension is one answer. */
  async answers(visible: Visible, filters: ExpectationFilters): Promise<DimensionAnswers[]> {
    const groups: Omit<DimensionAnswers, 'rows'>[] = [];
    const pairs: Pair[] = [];
    for (const versionId of await this.versions()) {
      for (const question of (await this.surveys.version(versionId)).questions) {
        if (question.expectedId === undefined || !question.scale) continue;
        const { min, max } = question.scale;
        const dimension = question.dimension ?? question.key;
        let group = groups.findIndex(
          (one) => one.dimension === dimension && one.min === min && one.max === max,
        );
        if (group < 0) group = groups.push({ dimension, min, max }) - 1;
        pairs.push({ expectedId: question.expectedId, perceivedId: question.id, group });
      }
    }
    if (pairs.length === 0 || (visible !== 'all' && visible.length === 0)) return [];
    const rows = await this.counted(pairs, visible, filters);
    return groups.flatMap((group, index) => {
      const own = rows.filter((row) => row.group === index);
      return own.length > 0 ? [{ ...group, rows: own }] : [];
    });
  }

  private counted(pairs: readonly Pair[], visible: Visible, filters: ExpectationFilters): Promise<Row[]> {
    const { period, teamId, touchpointId, channel, reason, language } = filters;
    const where = ['c.counts = 1', ON_DAYS];
    const params: SqlValue[] = [...onDays(period)];
    const add = (condition: string, ...values: SqlValue[]) => {
      where.push(condition);
      params.push(...values);
    };
    if (touchpointId !== undefined) add('i.touchpoint_id = ?', touchpointId);
    if (channel !== undefined) add('l.channel = ?', channel);
    if (reason !== undefined) add('l.reason = ?', reason);
    if (language !== undefined) add('r.locale = ?', language);
    if (visible !== 'all')
      add(
        `EXISTS (SELECT 1 FROM attribution s WHERE s.response_id = r.id AND s.entry = c.attribution_entry
           AND s.employee_id IN (${placeholders(visible.length)}))`,
        ...visible,
      );
    if (teamId !== undefined)
      add(
        `EXISTS (SELECT 1 FROM attribution s JOIN team_membership m ON m.employee_id = s.employee_id
           AND m.from_day <= r.counting_day AND (m.to_day IS NULL OR m.to_day > r.counting_day)
           WHERE s.response_id = r.id AND s.entry = c.attribution_entry AND m.team_id = ?)`,
        teamId,
      );
    const asked = pairs.map(() => '(CAST(? AS integer), CAST(? AS integer), CAST(? AS integer))').join(', ');
    return this.database.all<Row>(
      `WITH pair (expected_id, perceived_id, grouped) AS (VALUES ${asked}),
       said AS (
         SELECT p.grouped AS grouped, r.id AS id, COUNT(*) AS pairs, SUM(e.rating) AS expected_sum, SUM(a.rating) AS perceived_sum
         FROM response r
         CROSS JOIN pair p
         JOIN question q ON q.id = p.perceived_id AND q.survey_version_id = r.survey_version_id
         JOIN response_current c ON c.response_id = r.id
         JOIN interaction i ON i.id = r.interaction_id
         JOIN cell l ON l.id = i.cell_id
         JOIN answer e ON e.response_id = r.id AND e.revision = c.revision AND e.question_id = p.expected_id
         JOIN answer a ON a.response_id = r.id AND a.revision = c.revision AND a.question_id = p.perceived_id
           AND a.about_employee_id = e.about_employee_id
         WHERE e.rating IS NOT NULL AND a.rating IS NOT NULL AND ${where.join(' AND ')}
         GROUP BY p.grouped, r.id)
       SELECT grouped AS "group", CAST(pairs AS bigint) AS "pairs", CAST(expected_sum AS bigint) AS "expectedSum",
         CAST(perceived_sum AS bigint) AS "perceivedSum", CAST(COUNT(*) AS bigint) AS "answers"
       FROM said GROUP BY grouped, pairs, expected_sum, perceived_sum ORDER BY 1, 2, 3, 4`,
      [...pairs.flatMap((pair) => [pair.expectedId, pair.perceivedId, pair.group]), ...params],
    );
  }

  /** The versions that ask for pairs and were answered. */
  private async versions(): Promise<number[]> {
    const rows = await this.database.all<{ id: number }>(
      `SELECT DISTINCT q.survey_version_id AS "id" FROM question q
       JOIN survey_version v ON v.id = q.survey_version_id AND v.published_at IS NOT NULL
       WHERE q.part = 'expected' ORDER BY 1`,
    );
    return rows.map(({ id }) => id);
  }
}
