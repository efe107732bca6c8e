/**
 * What boards celebrate besides thanks: clearly good results and results that improved for sure, team goals, kept
 * promises, years of service. Scores come through the door of scoring, promises through that of recovery; pay is neither
 * asked for nor known.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { addDays, monthPeriod, previousPeriods } from '../../kernel';
import { SINCE_ALWAYS } from '../../organization';
import { Database, placeholders } from '../../platform/database';
import { PromiseRates } from '../../recovery';
import { Scores } from '../../scoring';
import { BoardNames } from '../board-names';
import { BoardScenes, type SceneEntry, type SceneRequest } from '../board-scenes';
import { improvedForSure } from '../calc/improved';

/** Fewer kept promises are no record yet. */
const LEAST_PROMISES = 3;
const LONGEST_STREAK = 12;

@Injectable()
export class OwnScenes implements OnModuleInit {
  constructor(
    private readonly scenes: BoardScenes,
    private readonly scores: Scores,
    private readonly promises: PromiseRates,
    private readonly names: BoardNames,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const scene = (
      key: string,
      order: number,
      content: (asked: SceneRequest) => Promise<readonly SceneEntry[]>,
    ): void => this.scenes.add({ key, order, titleKey: `boards.scene.${key}`, content });
    scene('clearly_above', 10, (asked) => this.clearlyAbove(asked));
    scene('most_improved', 20, (asked) => this.mostImproved(asked));
    scene('goals_reached', 30, (asked) => this.goalsReached(asked));
    scene('promises_kept', 40, (asked) => this.promisesKept(asked));
    scene('anniversaries', 50, (asked) => this.anniversaries(asked));
  }

  /** Whose true score is above the target with a probability of 97.5 % or more. */
  private async clearlyAbove({ period, minimumN }: SceneRequest): Promise<SceneEntry[]> {
    const { employees } = await this.scores.forPeriod(period);
    return this.entries(
      employees
        .filter(({ display, band, n }) => display === 'full' && band === 'above' && n >= minimumN)
        .map(({ key }) => key),
    );
  }

  /** Whose score rose since the period before by more than chance explains. */
  private async mostImproved({ period, minimumN }: SceneRequest): Promise<SceneEntry[]> {
    const [before] = previousPeriods(period, 1);
    if (!before) return [];
    const now = await this.scores.forPeriod(period);
    const then = await this.scores.forPeriod(before);
    return this.entries(improvedForSure(now.employees, then.employees, minimumN));
  }

  private async entries(externalIds: readonly string[]): Promise<SceneEntry[]> {
    if (externalIds.length === 0) return [];
    return (await this.names.employeeIds(externalIds)).map((employeeId) => ({ who: { employeeId } }));
  }

  /** Teams whose score is at the target or above it. */
  private async goalsReached({ period, minimumN }: SceneRequest): Promise<SceneEntry[]> {
    const { employees: teams, target } = await this.scores.forPeriod(period, 'team');
    const reached = teams.filter(
      ({ display, score, n }) => display === 'full' && n >= minimumN && score !== null && score >= target,
    );
    const ids = await this.names.teamIds(reached.map(({ key }) => key));
    // Without the figures: side by side they would be a ranking.
    return reached.flatMap(({ key }) => {
      const teamId = ids.get(key);
      return teamId === undefined ? [] : [{ who: { teamId } }];
    });
  }

  /** Teams that kept every promise of the period, and for how many months on end: of the running month on today's board. */
  private async promisesKept({ period, today, archive }: SceneRequest): Promise<SceneEntry[]> {
    const asked = archive ? period : monthPeriod(today.slice(0, 7));
    const rates = await this.promises.ofTeams(asked);
    const kept = [...rates].filter(([, rate]) => rate.due >= LEAST_PROMISES && rate.kept === rate.due);
    if (kept.length === 0) return [];
    const months = archive
      ? new Map<number, number>()
      : await this.monthsKept(
          kept.map(([id]) => id),
          today,
        );
    return kept.map(([teamId, rate]) => {
      const streak = months.get(teamId) ?? 1;
      const params = { kept: rate.kept, due: rate.due, months: streak };
      const key = streak > 1 ? 'boards.detail.promises_streak' : 'boards.detail.promises';
      return { who: { teamId }, detail: { key, params } };
    });
  }

  /** So many months in a row, the running one included, without a broken promise and with at least one kept. */
  private async monthsKept(teams: readonly number[], today: string): Promise<Map<number, number>> {
    const months = new Map(teams.map((id) => [id, 1]));
    let running = [...teams];
    for (const month of previousPeriods(monthPeriod(today.slice(0, 7)), LONGEST_STREAK - 1)) {
      if (running.length === 0) break;
      const rates = await this.promises.ofTeams(month);
      running = running.filter((id) => {
        const rate = rates.get(id);
        return rate !== undefined && rate.due > 0 && rate.kept === rate.due;
      });
      for (const id of running) months.set(id, (months.get(id) ?? 1) + 1);
    }
    return months;
  }

  /** Whole years of service that are reached in the period; in the running month on today's board. */
  private async anniversaries({ period, today, archive }: SceneRequest): Promise<SceneEntry[]> {
    const asked = archive ? period : monthPeriod(today.slice(0, 7));
    const months = new Map<string, number>();
    for (let day = asked.from; day < asked.to; day = addDays(day, 1))
      months.set(day.slice(5, 7), Number(day.slice(0, 4)));
    const rows = await this.database.all<{ id: number; hiredOn: string }>(
      `SELECT id AS "id", hired_on AS "hiredOn" FROM employee
       WHERE substr(hired_on, 6, 2) IN (${placeholders(months.size)}) AND hired_on <> ? ORDER BY id`,
      [...months.keys(), SINCE_ALWAYS],
    );
    const kept = await this.database.all<{ id: number; years: string }>(
      `SELECT employee_id AS "id", subject AS "years" FROM recognition_hidden WHERE kind = 'anniversary'`,
    );
    const hidden = new Set(kept.map((one) => `${one.id} ${one.years}`));
    return rows.flatMap(({ id, hiredOn }) => {
      const years = (months.get(hiredOn.slice(5, 7)) ?? 0) - Number(hiredOn.slice(0, 4));
      if (years < 1 || hidden.has(`${id} ${years}`)) return [];
      return [{ who: { employeeId: id }, detail: { key: 'boards.detail.years', params: { years } } }];
    });
  }
}
