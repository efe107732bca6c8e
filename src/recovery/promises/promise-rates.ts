/** How many of the promises that were due somebody kept, or a team: a measure like any other, on 0–100. */
import { Injectable } from '@nestjs/common';
import { addDays, type Period, rational, rationals } from '../../kernel';
import { Calendar } from '../../organization';
import { Clock, localDay, startOfDay } from '../../platform/clock';
import { Database } from '../../platform/database';
import { KEPT_SQL } from './promise-states';

/** What came of the promises of one employee, or of a team. */
export interface PromiseRate {
  /** Promises whose time has come. */
  due: number;
  /** Those kept by then. */
  kept: number;
  /** 100 × kept ÷ due; six digits. */
  rate: string;
}

interface DueRow {
  employeeId: number;
  dueAt: number;
  kept: number;
}

interface Membership {
  employeeId: number;
  teamId: number;
  fromDay: string;
  toDay: string | null;
}

@Injectable()
export class PromiseRates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
  ) {}

  /** By employee: promises due in a half-open range of local days, as far as it is over. */
  async ofPeople(period: Period): Promise<Map<number, PromiseRate>> {
    return ratesOf(await this.due(period), ({ employeeId }) => employeeId);
  }

  /** By team: each promise counts for the team whoever promised was in on the day it was due. */
  async ofTeams(
    period: Period,
    visible: 'all' | readonly number[] = 'all',
  ): Promise<Map<number, PromiseRate>> {
    const [all, zone, members] = await Promise.all([this.due(period), this.calendar.zone(), this.members()]);
    const rows = visible === 'all' ? all : all.filter(({ employeeId }) => visible.includes(employeeId));
    return ratesOf(rows, ({ employeeId, dueAt }) => teamOn(members.get(employeeId), localDay(dueAt, zone)));
  }

  /**
   * The rates of teams with their names, the best known first.
   * @param visible whose promises the reader may see
   */
  async teams(
    period: Period,
    visible: 'all' | readonly number[],
  ): Promise<(PromiseRate & { name: string })[]> {
    const [rates, names] = await Promise.all([
      this.ofTeams(period, visible),
      this.database.all<{ id: number; name: string }>('SELECT id AS "id", name AS "name" FROM team'),
    ]);
    return names
      .flatMap(({ id, name }) => {
        const rate = rates.get(id);
        return rate ? [{ name, ...rate }] : [];
      })
      .sort((one, other) => other.due - one.due || (one.name < other.name ? -1 : 1));
  }

  /** By employee: the rate of the team they are in on the last day of the range. */
  async ofOwnTeams(period: Period): Promise<Map<number, PromiseRate>> {
    const [teams, members] = await Promise.all([this.ofTeams(period), this.members()]);
    const lastDay = addDays(period.to, -1);
    return new Map(
      [...members].flatMap(([employeeId, links]) => {
        const rate = teams.get(teamOn(links, lastDay) ?? 0);
        return rate ? [[employeeId, rate] as const] : [];
      }),
    );
  }

  private async due({ from, to }: Period): Promise<DueRow[]> {
    const zone = await this.calendar.zone();
    return this.database.all<DueRow>(
      `SELECT p.employee_id AS "employeeId", p.due_at AS "dueAt", CASE WHEN ${KEPT_SQL} THEN 1 ELSE 0 END AS "kept"
       FROM promise p WHERE p.due_at >= ? AND p.due_at < ? AND p.due_at <= ? AND p.employee_id IS NOT NULL
       ORDER BY p.due_at, p.id`,
      [startOfDay(from, zone), startOfDay(to, zone), this.clock.now()],
    );
  }

  private async members(): Promise<Map<number, Membership[]>> {
    const rows = await this.database.all<Membership>(
      `SELECT m.employee_id AS "employeeId", m.team_id AS "teamId", m.from_day AS "fromDay", m.to_day AS "toDay"
       FROM team_membership m ORDER BY m.employee_id, m.from_day, m.id`,
    );
    const byEmployee = new Map<number, Membership[]>();
    for (const row of rows) {
      const own = byEmployee.get(row.employeeId);
      if (own) own.push(row);
      else byEmployee.set(row.employeeId, [row]);
    }
    return byEmployee;
  }
}

function ratesOf(
  rows: readonly DueRow[],
  whose: (row: DueRow) => number | undefined,
): Map<number, PromiseRate> {
  const counted = new Map<number, { due: number; kept: number }>();
  for (const row of rows) {
    const key = whose(row);
    if (key === undefined) continue;
    const one = counted.get(key) ?? { due: 0, kept: 0 };
    counted.set(key, { due: one.due + 1, kept: one.kept + row.kept });
  }
  return new Map(
    [...counted].map(([key, { due, kept }]) => [
      key,
      { due, kept, rate: rationals.toDecimalString(rational(100 * kept, due), 6) },
    ]),
  );
}

function teamOn(links: readonly Membership[] | undefined, day: string): number | undefined {
  return links?.find(({ fromDay, toDay }) => fromDay <= day && (toDay === null || toDay > day))?.teamId;
}
