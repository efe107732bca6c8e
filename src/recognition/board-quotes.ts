/**
 * Customers' words as boards show them: approved, with the consent that stands now, cleaned of what could break a page,
 * and without the names of colleagues who do not want to be named.
 */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import { Database, placeholders, type SqlValue } from '../platform/database';
import type { Board } from './board.entity';
import { BoardNames } from './board-names';
import { employeeReached } from './board-reach';
import { BOARD_LENGTH, cutText, displayedText } from './calc/displayed-text';
import { withoutNames } from './calc/names-in-text';

const QUOTES_SHOWN = 12;
const NAME_LENGTH = 60;

export interface ShownQuote {
  id: string;
  /** In the language of the board where somebody translated it. */
  text: string;
  /** What the customer wrote, where `text` is a translation. */
  original: string | null;
  /** As the customer chose to be named; empty when anonymous. */
  customer: string;
  people: string[];
  team: string | null;
  /** The language the customer wrote in. */
  locale: string;
  day: string;
}

/** Words nobody may be thanked with: about somebody who opted out, left, or keeps them to themselves. `?`: today. */
const NOT_ABOUT_HIDDEN = `NOT EXISTS (SELECT 1 FROM quote_employee h JOIN employee e ON e.id = h.employee_id
  WHERE h.quote_id = q.id AND (e.public_name = 'hidden' OR e.left_on < ? OR EXISTS (
    SELECT 1 FROM recognition_hidden w
    WHERE w.kind = 'quote' AND w.subject = q.id AND w.employee_id = e.id)))`;

@Injectable()
export class BoardQuotes {
  constructor(
    private readonly database: Database,
    private readonly names: BoardNames,
  ) {}

  /** The newest approved words, those in the board's language first. @param period only those of an earlier period */
  shown(board: Board, today: string, period?: Period): Promise<ShownQuote[]> {
    const reach = this.reach(board, today);
    return this.read(
      board.locale,
      today,
      `${reach.sql} ${period ? 'AND q.thanked_day >= ? AND q.thanked_day < ?' : ''}`,
      [...reach.params, ...(period ? [period.from, period.to] : [])],
    );
  }

  /** One of them; undefined unless a board may show it now. @param locale translated into it where somebody did */
  async one(id: string, locale: string, today: string): Promise<ShownQuote | undefined> {
    return (await this.read(locale, today, 'q.id = ?', [id]))[0];
  }

  private async read(
    locale: string,
    today: string,
    where: string,
    params: readonly SqlValue[],
  ): Promise<ShownQuote[]> {
    const rows = await this.database.all<
      Omit<ShownQuote, 'people' | 'team' | 'original'> & { translation: string | null }
    >(
      `SELECT q.id AS "id", q.text AS "text", q.shown_name AS "customer", q.locale AS "locale", q.thanked_day AS "day",
         x.text AS "translation"
       FROM quote q LEFT JOIN quote_translation x ON x.quote_id = q.id AND x.locale = ? AND x.text IS NOT NULL
       WHERE q.state = 'approved' AND ${NOT_ABOUT_HIDDEN} AND ${where}
       ORDER BY CASE WHEN q.locale = ? OR x.text IS NOT NULL THEN 0 ELSE 1 END, q.thanked_day DESC, q.decided_at DESC, q.id DESC
       LIMIT ${QUOTES_SHOWN}`,
      [locale, today, ...params, locale],
    );
    if (rows.length === 0) return [];
    const links = await this.database.all<{ quoteId: string; employeeId: number }>(
      `SELECT x.quote_id AS "quoteId", x.employee_id AS "employeeId" FROM quote_employee x
       WHERE x.quote_id IN (${placeholders(rows.length)}) ORDER BY x.employee_id`,
      rows.map((row) => row.id),
    );
    const ids = links.map(({ employeeId }) => employeeId);
    const people = await this.names.people({ teamId: null }, ids, today);
    const wishes = await this.names.withWishes();
    return rows.map(({ translation, ...row }) => {
      const own = links
        .filter(({ quoteId }) => quoteId === row.id)
        .flatMap(({ employeeId }) => people.get(employeeId) ?? [])
        .sort((one, other) => one.wholeName.localeCompare(other.wholeName, locale));
      const names = own.map(({ name }) => name);
      const words = (text: string): string =>
        cutText(withoutNames(displayedText(text), wishes, names), BOARD_LENGTH);
      return {
        ...row,
        text: words(translation ?? row.text),
        original: translation === null ? null : words(row.text),
        customer: cutText(displayedText(row.customer), NAME_LENGTH),
        people: names,
        team: own[0]?.team ?? null,
      };
    });
  }

  /** Thanks shown or waiting to be shown, since a day. @param today decides who belongs to the team */
  async countSince(board: Board, day: string, today: string): Promise<number> {
    const reach = this.reach(board, today);
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM quote q
       WHERE q.state IN ('pending', 'approved') AND q.thanked_day >= ? AND ${reach.sql}`,
      [day, ...reach.params],
    );
    return row?.n ?? 0;
  }

  /** The day of the first words that may be shown; null without any. */
  async firstDay(): Promise<string | null> {
    const row = await this.database.get<{ day: string | null }>(
      `SELECT MIN(thanked_day) AS "day" FROM quote WHERE state = 'approved'`,
    );
    return row?.day ?? null;
  }

  private reach(board: Board, today: string): { sql: string; params: SqlValue[] } {
    if (board.teamId === null) return { sql: '1 = 1', params: [] };
    const { sql, params } = employeeReached(board, 'o.employee_id', today);
    return { sql: `EXISTS (SELECT 1 FROM quote_employee o WHERE o.quote_id = q.id AND ${sql})`, params };
  }
}
