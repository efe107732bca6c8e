/** Somebody new with a few answers: no result yet, and why. */
import { Injectable } from '@nestjs/common';
import { addDays, type Locale, type Period, WHOLE_SHARE } from '../../kernel';
import { Database, placeholders } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import { LEAST_SHOWN } from '../calc';

const NEWCOMER_DAYS = 90;

@Injectable()
export class Newcomers {
  constructor(
    private readonly database: Database,
    private readonly i18n: I18n,
  ) {}

  /**
   * Whoever is closest to a result of their own among those who began in the last weeks of the period.
   * @param people employee ids, or everybody
   * @returns the sentence and the address of the person's page, without a period
   */
  async closest(people: readonly number[] | 'all', period: Period, locale: Locale) {
    if (people.length === 0) return null;
    const rows = await this.database.all<{ id: number; name: string; began: string; n: number }>(
      `SELECT e.id AS "id", e.name AS "name", CAST(SUM(r.weight_ppm) AS bigint) AS "n",
         (SELECT MIN(f.from_day) FROM team_membership f WHERE f.employee_id = e.id) AS "began"
       FROM rollup r JOIN question q ON q.id = r.question_id AND q.subject = 'employee' AND q.about <> 'each'
       JOIN employee e ON e.id = r.employee_id
       WHERE r.day >= ? AND r.day < ? ${people === 'all' ? '' : `AND e.id IN (${placeholders(people.length)})`}
         AND NOT EXISTS (SELECT 1 FROM team_membership m WHERE m.employee_id = e.id AND m.from_day < ?)
       GROUP BY e.id, e.name ORDER BY e.id`,
      [period.from, period.to, ...(people === 'all' ? [] : people), addDays(period.to, -NEWCOMER_DAYS)],
    );
    const whole = ({ n }: { n: number }) => Math.floor(n / WHOLE_SHARE);
    // Of equals, whoever came last.
    const [few] = rows
      .filter((row) => whole(row) >= 1 && whole(row) < LEAST_SHOWN)
      .sort((a, b) => whole(b) - whole(a) || (a.began < b.began ? 1 : -1));
    if (!few) return null;
    return {
      kind: 'newcomer' as const,
      text: this.i18n.text(locale, 'dashboard.stands_newcomer', {
        name: few.name,
        n: whole(few),
        least: LEAST_SHOWN,
      }),
      href: `/employees/${few.id}`,
    };
  }
}
