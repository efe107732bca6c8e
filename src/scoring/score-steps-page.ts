/** The finished view model of “how your score is computed”. */
import { Injectable } from '@nestjs/common';
import type { Locale, Period } from '../kernel';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { cellName } from './cell-words';
import { type ChosenPeriod, PeriodChoice } from './period-choice';
import { NonResponses } from './non-response.service';
import { PeriodInputs } from './period-inputs';
import { isShown, readingOf } from './result-words';
import { scoreSteps } from './score-steps';
import { ScorecardQueries } from './scorecard.queries';
import { Scores } from './scores.service';

@Injectable()
export class ScoreStepsPage {
  constructor(
    private readonly database: Database,
    private readonly scores: Scores,
    private readonly inputs: PeriodInputs,
    private readonly queries: ScorecardQueries,
    private readonly nonResponses: NonResponses,
    private readonly periods: PeriodChoice,
    private readonly i18n: I18n,
  ) {}

  /** @throws not_found for an employee who does not exist */
  async page(employeeId: number, chosen: ChosenPeriod, { own, locale }: { own: boolean; locale: Locale }) {
    const employee = await this.database.get<{ externalId: string; name: string }>(
      'SELECT external_id AS "externalId", name AS "name" FROM employee WHERE id = ?',
      [employeeId],
    );
    if (!employee) throw errors.not_found();
    const [found, [ratings], notCounted, today, shift] = await Promise.all([
      this.scores.ofEmployee(employee.externalId, chosen.period),
      this.inputs.load(chosen.period, 'employee', [employeeId]),
      this.queries.notCounted(employeeId, chosen.period),
      this.scores.today(),
      own ? null : this.shiftOf(employee.externalId, chosen.period),
    ]);
    const formats = this.i18n.formatsFor(locale);
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, `scoring.steps.${key}`, params);
    const choice = this.periods.model(chosen, locale);
    const shown = found !== null && ratings !== undefined && isShown(readingOf(found.score));
    return {
      title: own ? say('title_own') : say('title_other', { name: employee.name }),
      lead: say('lead', { period: choice.periodName }),
      back: own
        ? { href: `/me?period=${chosen.value}`, text: say('back_own') }
        : {
            href: `/employees/${employeeId}?period=${chosen.value}`,
            text: say('back_other', { name: employee.name }),
          },
      ...choice,
      explained: shown
        ? scoreSteps(
            found.score,
            found.scores,
            ratings,
            {
              notCounted,
              running: chosen.period.to > today,
              nonResponseShift: shift,
            },
            {
              say,
              formats,
              cell: (cell) => cellName(this.i18n, locale, cell),
            },
          )
        : null,
      score: shown ? found.score.score : null,
      formula: shown ? say('formula', { formula: found.scores.formula }) : '',
    };
  }

  /** For those who check: it reads every contact of the period, which not everybody should set off. */
  private async shiftOf(externalId: string, period: Period): Promise<number | null> {
    return (await this.nonResponses.of(period)).shifts.get(externalId) ?? null;
  }
}
