/** Which comments are meant, as conditions on `comment_index k`: what a reader may see, and what they chose. */
import type { Locale, Period } from '../../kernel';
import { placeholders, type SqlValue } from '../../platform/database';
import { type WantedWords, wordsCondition } from './matching';

export interface CommentFilters {
  readonly period?: Period;
  readonly teamId?: number;
  readonly touchpointId?: number;
  readonly channel?: string;
  readonly reason?: string;
  /** Of the rating that the comment goes with, both inclusive. */
  readonly ratings?: readonly [least: number, most: number];
  readonly language?: Locale;
  readonly wanted?: WantedWords;
}

/** The employees whose answers somebody may see. */
export type Visible = readonly number[] | 'all';

/** A piece of SQL with its parameters. */
export interface Piece {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export interface Selection {
  /** `comment_index k` and the joins that the conditions need. */
  readonly tables: string;
  readonly where: Piece;
  /** Very many comments may have to be gone through to find those that fit. */
  readonly isLong: boolean;
}

/** Comments about so many people are found from their answers; those about more, among all. */
const FEW_PEOPLE = 50;

/** Comments that count. @returns null when none can fit */
export function selectionOf(
  visible: Visible,
  filters: CommentFilters,
  dialect: 'sqlite' | 'postgres',
): Selection | null {
  const where: string[] = ['k.counts = 1'];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: SqlValue[]) => {
    where.push(condition);
    params.push(...values);
  };
  const { period, teamId, touchpointId, channel, reason, ratings, language, wanted } = filters;
  if (wanted) {
    const condition = wordsCondition(wanted, dialect);
    if (condition === null) return null;
    add(condition.sql, ...condition.params);
  }
  if (period) add('k.counting_day >= ? AND k.counting_day < ?', period.from, period.to);
  if (touchpointId !== undefined) add('k.touchpoint_id = ?', touchpointId);
  if (language !== undefined) add('k.language = ?', language);
  if (channel !== undefined) add('l.channel = ?', channel);
  if (reason !== undefined) add('l.reason = ?', reason);
  if (ratings) {
    const rated = ratingSeenBy(visible);
    add(`${rated.sql} BETWEEN ? AND ?`, ...rated.params, ...ratings);
  }
  if (visible !== 'all') {
    if (visible.length === 0) return null;
    if (isFew(visible) && !wanted) {
      const days = period ? 'AND n.counting_day >= ? AND n.counting_day < ?' : '';
      add(
        `k.response_id IN (SELECT n.response_id FROM attribution n
           WHERE n.employee_id IN (${placeholders(visible.length)}) ${days})`,
        ...visible,
        ...(period ? [period.from, period.to] : []),
      );
    }
    add(
      `EXISTS (SELECT 1 FROM attribution s WHERE s.response_id = k.response_id AND s.entry = c.attribution_entry
         AND s.employee_id IN (${placeholders(visible.length)}))`,
      ...visible,
    );
  }
  if (teamId !== undefined) {
    // The team the employee belonged to on that day.
    add(
      `EXISTS (SELECT 1 FROM attribution s JOIN team_membership m ON m.employee_id = s.employee_id
         AND m.from_day <= k.counting_day AND (m.to_day IS NULL OR m.to_day > k.counting_day)
         WHERE s.response_id = k.response_id AND s.entry = c.attribution_entry AND m.team_id = ?)`,
      teamId,
    );
  }
  // FTS5 gives what it finds one by one: who wants the first thousand waits for no more.
  const tables = [
    wanted && dialect === 'sqlite'
      ? 'comment_search CROSS JOIN comment_index k ON k.id = comment_search.rowid'
      : 'comment_index k',
  ];
  if (visible !== 'all' || teamId !== undefined)
    tables.push('JOIN response_current c ON c.response_id = k.response_id');
  if (channel !== undefined || reason !== undefined) tables.push('JOIN cell l ON l.id = k.cell_id');
  const isLong = teamId !== undefined || (visible !== 'all' && !isFew(visible));
  return { tables: tables.join(' '), where: { sql: where.join(' AND '), params }, isLong };
}

const isFew = (visible: Visible): boolean => visible !== 'all' && visible.length <= FEW_PEOPLE;

/** The rating of a comment as far as a reader may see it: what was said of a colleague of theirs is not. */
export function ratingSeenBy(visible: Visible): Piece {
  if (visible === 'all') return { sql: 'k.rating', params: [] };
  const among = placeholders(visible.length) || 'NULL';
  return {
    sql: `CASE WHEN k.about_employee_id = 0 OR k.about_employee_id IN (${among}) THEN k.rating END`,
    params: visible,
  };
}
