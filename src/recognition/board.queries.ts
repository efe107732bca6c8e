/**
 * What a board shows: words of customers who agreed, and people whose results are clearly good. The way somebody wants
 * to be named is read with every request, so that a changed mind is honoured at once.
 */
import { Injectable } from '@nestjs/common';
import { addDays, type Period, previousPeriods, quarterPeriod } from '../kernel';
import { Calendar } from '../organization';
import { Clock } from '../platform/clock';
import { Database, placeholders } from '../platform/database';
import { Scores } from '../scoring';
import type { Board } from './board.entity';

const QUOTES_SHOWN = 12;
const PEOPLE_SHOWN = 8;

export interface ShownQuote {
  id: string;
  text: string;
  /** As the customer chose to be named; empty when anonymous. */
  customer: string;
  people: string[];
  team: string | null;
  locale: string;
  day: string;
}

export interface CelebratedPerson {
  name: string;
  team: string | null;
}

export interface BoardView {
  quotes: ShownQuote[];
  /** In alphabetical order: among people clearly above the target there is no first. */
  people: CelebratedPerson[];
  /** Thanks shown or waiting to be shown, this month. */
  thanksThisMonth: number;
  month: string;
  /** First and last day of the quarter the people were celebrated for. */
  peopleFrom: string;
  peopleTo: string;
  updatedAt: number;
}

interface NamedEmployee {
  id: number;
  externalId: string;
  name: string;
  publicName: string;
  team: string | null;
}

/** Current team of an employee `e`, joined as `t`. */
const CURRENT_TEAM = `
  LEFT JOIN team_membership m ON m.employee_id = e.id AND m.from_day <= ? AND (m.to_day IS NULL OR m.to_day > ?)
  LEFT JOIN team t ON t.id = m.team_id`;

@Injectable()
export class BoardQueries {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly scores: Scores,
    private readonly clock: Clock,
  ) {}

  async view(board: Board): Promise<BoardView> {
    const today = await this.calendar.today();
    const month = today.slice(0, 7);
    const lastQuarter = quarterBefore(today);
    const [quotes, people, thanks] = await Promise.all([
      this.quotes(board, today),
      this.people(board, today, lastQuarter),
      this.thanksSince(board, `${month}-01`, today),
    ]);
    return {
      quotes,
      people,
      thanksThisMonth: thanks,
      month,
      peopleFrom: lastQuarter.from,
      peopleTo: addDays(lastQuarter.to, -1),
      updatedAt: this.clock.now(),
    };
  }

  /** The newest approved words, those in the board's language first; none about somebody who does not want to be shown. */
  private async quotes(board: Board, today: string): Promise<ShownQuote[]> {
    const rows = await this.database.all<{
      id: string;
      text: string;
      customer: string;
      locale: string;
      day: string;
    }>(
      `SELECT q.id AS "id", q.text AS "text", q.shown_name AS "customer", q.locale AS "locale", q.thanked_day AS "day"
       FROM quote q
       WHERE q.state = 'approved'
         AND NOT EXISTS (SELECT 1 FROM quote_employee h JOIN employee e ON e.id = h.employee_id
                         WHERE h.quote_id = q.id AND (e.public_name = 'hidden' OR e.left_on < ?))
         ${this.ofTeam(board, 'q.id')}
       ORDER BY CASE WHEN q.locale = ? THEN 0 ELSE 1 END, q.thanked_day DESC, q.id DESC LIMIT ?`,
      [today, ...this.teamParams(board, today), board.locale, QUOTES_SHOWN],
    );
    if (rows.length === 0) return [];
    const named = await this.database.all<NamedEmployee & { quoteId: string }>(
      `SELECT x.quote_id AS "quoteId", e.id AS "id", e.external_id AS "externalId", e.name AS "name",
              e.public_name AS "publicName", t.name AS "team"
       FROM quote_employee x JOIN employee e ON e.id = x.employee_id ${CURRENT_TEAM}
       WHERE x.quote_id IN (${placeholders(rows.length)}) ORDER BY e.id`,
      [today, today, ...rows.map((row) => row.id)],
    );
    return rows.map((row) => {
      const own = inOrder(
        named.filter((person) => person.quoteId === row.id),
        board.locale,
      );
      return { ...row, people: own.map(publicNameOf), team: own[0]?.team ?? null };
    });
  }

  /** People whose last finished quarter is clearly above the target and who agreed to be named. */
  private async people(board: Board, today: string, quarter: Period): Promise<CelebratedPerson[]> {
    const scores = await this.scores.forPeriod(quarter);
    const above = scores.employees
      .filter((one) => one.display === 'full' && one.band === 'above')
      .map((one) => one.key);
    if (above.length === 0) return [];
    const rows = await this.database.all<NamedEmployee>(
      `SELECT e.id AS "id", e.external_id AS "externalId", e.name AS "name", e.public_name AS "publicName", t.name AS "team"
       FROM employee e ${CURRENT_TEAM}
       WHERE e.external_id IN (${placeholders(above.length)}) AND e.public_name <> 'hidden'
         AND (e.left_on IS NULL OR e.left_on >= ?)
         ${board.teamId === null ? '' : 'AND t.id = ?'}
       ORDER BY e.id`,
      [today, today, ...above, today, ...(board.teamId === null ? [] : [board.teamId])],
    );
    return turnOf(inOrder(rows, board.locale), today).map((person) => ({
      name: publicNameOf(person),
      team: person.team,
    }));
  }

  /** @param today decides who belongs to the team */
  private async thanksSince(board: Board, day: string, today: string): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM quote q
       WHERE q.state IN ('pending', 'approved') AND q.thanked_day >= ? ${this.ofTeam(board, 'q.id')}`,
      [day, ...this.teamParams(board, today)],
    );
    return row?.n ?? 0;
  }

  private ofTeam(board: Board, quote: string): string {
    if (board.teamId === null) return '';
    return `AND EXISTS (SELECT 1 FROM quote_employee o JOIN team_membership w ON w.employee_id = o.employee_id
      WHERE o.quote_id = ${quote} AND w.team_id = ? AND w.from_day <= ? AND (w.to_day IS NULL OR w.to_day > ?))`;
  }

  private teamParams(board: Board, day: string): (string | number)[] {
    return board.teamId === null ? [] : [board.teamId, day, day];
  }
}

/** By name as the language of the board orders it: databases put Álvaro after Zoé. */
function inOrder<T extends { name: string }>(people: readonly T[], locale: string): T[] {
  return [...people].sort((a, b) => a.name.localeCompare(b.name, locale));
}

/** Where more people qualify than fit, everybody has their days on the wall: no alphabet decides who is seen. */
function turnOf<T>(people: readonly T[], day: string): T[] {
  if (people.length <= PEOPLE_SHOWN) return [...people];
  const first = (Math.floor(Date.parse(day) / 86_400_000) * PEOPLE_SHOWN) % people.length;
  const shown = new Set(Array.from({ length: PEOPLE_SHOWN }, (_, index) => (first + index) % people.length));
  return people.filter((_, index) => shown.has(index));
}

/** The quarter before the one a day lies in: the last that is finished. */
function quarterBefore(day: string): Period {
  return previousPeriods(
    quarterPeriod(`${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`),
    1,
  )[0]!;
}

/** As somebody chose to be called in public. */
function publicNameOf({ name, publicName }: { name: string; publicName: string }): string {
  return publicName === 'first_name' ? (name.split(' ')[0] ?? name) : name;
}
