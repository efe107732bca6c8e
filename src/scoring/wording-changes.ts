/**
 * When the wording of what customers are asked changed. A result before such a day and one after it answer different
 * questions: charts mark the day, so that nobody takes new words for better service.
 */
import { Injectable } from '@nestjs/common';
import { localDay } from '../platform/clock';
import { Database } from '../platform/database';
import { SettingsStore } from '../platform/views';

const DAY = 86_400_000;

export interface WordingChange {
  /** The organization's local day on which the version was published. */
  readonly day: string;
  readonly survey: string;
  readonly version: number;
}

@Injectable()
export class WordingChanges {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
  ) {}

  /**
   * New versions of surveys in which this employee was rated, published from the first of the days to before the
   * last, oldest first. A survey's first version changes nothing.
   */
  async about(employeeId: number, from: string, to: string): Promise<WordingChange[]> {
    const { timezone } = await this.settings.get('organization');
    const rows = await this.database.all<{ publishedAt: number; survey: string; version: number }>(
      `SELECT v.published_at AS "publishedAt", s.name AS "survey", v.version AS "version"
       FROM survey_version v JOIN survey s ON s.id = v.survey_id
       WHERE v.version > 1 AND v.published_at >= ? AND v.published_at < ? AND EXISTS (
         SELECT 1 FROM question q JOIN rollup r ON r.question_id = q.id
         WHERE q.survey_version_id = v.id AND q.subject = 'employee' AND r.employee_id = ? AND r.day >= ? AND r.day < ?)
       ORDER BY v.published_at, v.id`,
      // Wherever the organization is, its days begin and end within a day of those of UTC.
      [Date.parse(from) - DAY, Date.parse(to) + DAY, employeeId, from, to],
    );
    return rows
      .map(({ publishedAt, survey, version }) => ({ day: localDay(publishedAt, timezone), survey, version }))
      .filter(({ day }) => day >= from && day < to);
  }
}
