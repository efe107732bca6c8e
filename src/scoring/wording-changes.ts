/**
 * When the wording of what customers are asked changed. A result before such a day and one after it answer different
 * questions: charts mark the day, so that nobody takes new words for better service.
 */
import { Injectable } from '@nestjs/common';
import { localDay } from '../platform/clock';
import { Database } from '../platform/database';
import { SettingsStore } from '../platform/views';

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
      `SELECT DISTINCT v.published_at AS "publishedAt", s.name AS "survey", v.version AS "version"
       FROM rollup r
       JOIN question q ON q.id = r.question_id AND q.subject = 'employee'
       JOIN survey_version v ON v.id = q.survey_version_id AND v.version > 1
       JOIN survey s ON s.id = v.survey_id
       WHERE r.employee_id = ? AND r.day >= ? AND r.day < ?
       ORDER BY v.published_at`,
      [employeeId, from, to],
    );
    return rows
      .map(({ publishedAt, survey, version }) => ({ day: localDay(publishedAt, timezone), survey, version }))
      .filter(({ day }) => day >= from && day < to);
  }
}
