/** Reads of comments for pages: the newest that fit, how many there are, and the sums their ratings come to. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { type CommentFilters, ratingSeenBy, selectionOf, type Visible } from './comment-filters';

/** Where a list goes on: after this comment. */
export interface CommentPosition {
  readonly receivedAt: number;
  readonly responseId: string;
}

/** Comments whose ratings stand on one scale; `scaleMax` is null for those without a rating. */
export interface CommentSums {
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  readonly comments: number;
  /** Of those that have a rating the reader may see. */
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

@Injectable()
export class CommentQueries {
  constructor(private readonly database: Database) {}

  /** The newest first. @param visible the employees whose answers may be seen */
  async newest(
    visible: Visible,
    filters: CommentFilters,
    before: CommentPosition | null,
    limit: number,
  ): Promise<CommentPosition[]> {
    const selection = selectionOf(visible, filters, this.database.dialect);
    if (!selection) return [];
    const { tables, where, isLong } = selection;
    // Searched for, comments are found by their words and put in order then: a planner that hopes to meet a rare word
    // soon would read all of them from the newest on.
    const at = filters.wanted ? '(k.received_at + 0)' : 'k.received_at';
    const older = before ? ` AND (${at} < ? OR (${at} = ? AND k.response_id < ?))` : '';
    return this.database[isLong ? 'beside' : 'all']<CommentPosition>(
      `SELECT k.response_id AS "responseId", k.received_at AS "receivedAt" FROM ${tables} WHERE ${where.sql}${older}
       ORDER BY ${at} DESC, k.response_id DESC LIMIT ?`,
      [...where.params, ...(before ? [before.receivedAt, before.receivedAt, before.responseId] : []), limit],
    );
  }

  /** How many fit, counted up to `most`. */
  async count(visible: Visible, filters: CommentFilters, most: number): Promise<number> {
    const selection = selectionOf(visible, filters, this.database.dialect);
    if (!selection) return 0;
    const { tables, where, isLong } = selection;
    const [row] = await this.database[isLong ? 'beside' : 'all']<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM (SELECT 1 FROM ${tables} WHERE ${where.sql} LIMIT ?) AS found`,
      [...where.params, most],
    );
    return row?.n ?? 0;
  }

  /** By scale: how many comments fit, and the sums of the ratings they go with. */
  async sums(visible: Visible, filters: CommentFilters): Promise<CommentSums[]> {
    const selection = selectionOf(visible, filters, this.database.dialect);
    if (!selection) return [];
    const { tables, where } = selection;
    const rated = ratingSeenBy(visible);
    return this.database.all<CommentSums>(
      `SELECT f.scale_min AS "scaleMin", f.scale_max AS "scaleMax", CAST(COUNT(*) AS bigint) AS "comments",
         CAST(COUNT(f.rating) AS bigint) AS "n", CAST(COALESCE(SUM(f.rating), 0) AS bigint) AS "sum",
         CAST(COALESCE(SUM(f.rating * f.rating), 0) AS bigint) AS "squares"
       FROM (SELECT q.scale_min, q.scale_max, ${rated.sql} AS rating
             FROM ${tables} LEFT JOIN question q ON q.id = k.question_id WHERE ${where.sql}) AS f
       GROUP BY f.scale_min, f.scale_max ORDER BY 4 DESC, 2`,
      [...rated.params, ...where.params],
    );
  }

  /** The teams and touchpoints that can be chosen, and the reasons that contacts have had. */
  async places(teams: readonly number[] | 'all') {
    const found = await this.database.all<{ id: number; name: string }>(
      `SELECT id AS "id", name AS "name" FROM team WHERE kind = 'team' ORDER BY name, id`,
    );
    const reasons = await this.database.all<{ reason: string }>(
      'SELECT DISTINCT reason AS "reason" FROM cell ORDER BY reason',
    );
    return {
      teams: teams === 'all' ? found : found.filter(({ id }) => teams.includes(id)),
      touchpoints: await this.database.all<{ id: number; names: string }>(
        'SELECT id AS "id", names AS "names" FROM touchpoint ORDER BY code',
      ),
      reasons: reasons.map(({ reason }) => reason),
    };
  }
}
