/**
 * Indexes what was written before there was an index, or anew after the rules for stems have changed: from the ledgers
 * alone, in small transactions, so that answers keep coming meanwhile. Running it again changes nothing.
 */
import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '../../platform/database';
import { maskPersonalData } from '../../responses';
import { CommentIndex, type WrittenComments } from './comment-index';

const BATCH = 200;

interface Head extends Pick<
  WrittenComments,
  'responseId' | 'countingDay' | 'locale' | 'touchpointId' | 'cellId'
> {
  readonly receivedAt: number;
  readonly counts: number;
  readonly told: number;
}

type Rating = WrittenComments['ratings'][number] & { readonly responseId: string };

@Injectable()
export class Reindexing {
  constructor(
    private readonly database: Database,
    private readonly index: CommentIndex,
  ) {}

  /** @returns how many responses have comments in the index now */
  async rebuild(): Promise<number> {
    let after = { receivedAt: -1, responseId: '' };
    for (;;) {
      const heads = await this.batch(after);
      const last = heads.at(-1);
      if (!last) break;
      after = last;
    }
    await this.database.run(
      `DELETE FROM comment_index WHERE NOT EXISTS (
         SELECT 1 FROM response_current c JOIN answer_text t ON t.response_id = c.response_id AND t.revision = c.revision
         WHERE c.response_id = comment_index.response_id AND t.text IS NOT NULL)`,
    );
    const count = await this.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM comment_index');
    return Number(count?.n ?? 0);
  }

  private batch(after: { receivedAt: number; responseId: string }): Promise<Head[]> {
    return this.database.transaction(async () => {
      const ids = await this.database.all<{ responseId: string }>(
        `SELECT r.id AS "responseId" FROM response r
         WHERE (r.received_at > ? OR (r.received_at = ? AND r.id > ?))
           AND EXISTS (SELECT 1 FROM answer_text t WHERE t.response_id = r.id AND t.text IS NOT NULL)
         ORDER BY r.received_at, r.id LIMIT ?`,
        [after.receivedAt, after.receivedAt, after.responseId, BATCH],
      );
      if (ids.length === 0) return [];
      const within = placeholders(ids.length);
      const params = ids.map(({ responseId }) => responseId);
      // Held against corrections until the row is written.
      await this.database.run(
        `UPDATE response_current SET updated_at = updated_at WHERE response_id IN (${within})`,
        params,
      );
      const heads = await this.database.all<Head>(
        `SELECT r.id AS "responseId", r.received_at AS "receivedAt", r.counting_day AS "countingDay", r.locale AS "locale",
           i.touchpoint_id AS "touchpointId", i.cell_id AS "cellId", c.counts AS "counts",
           CASE WHEN c.complete = 1 OR c.settled_at IS NOT NULL THEN 1 ELSE 0 END AS "told"
         FROM response r JOIN response_current c ON c.response_id = r.id JOIN interaction i ON i.id = r.interaction_id
         WHERE r.id IN (${within}) ORDER BY r.received_at, r.id`,
        params,
      );
      const said = await this.said(within, params);
      for (const head of heads) {
        const { ratings, comments } = said(head.responseId);
        if (comments.length === 0 || head.told === 0) this.index.remove(head.responseId);
        else this.index.put({ ...head, counts: head.counts === 1, ratings, comments });
      }
      return heads;
    });
  }

  /** What holds of each response. */
  private async said(within: string, params: readonly string[]) {
    const ratings = await this.database.all<Rating>(
      `SELECT a.response_id AS "responseId", a.question_id AS "questionId", q.subject AS "subject", q.part AS "part",
         a.about_employee_id AS "aboutEmployeeId", a.rating AS "rating"
       FROM response_current c
       JOIN answer a ON a.response_id = c.response_id AND a.revision = c.revision AND a.rating IS NOT NULL
       JOIN question q ON q.id = a.question_id
       WHERE c.response_id IN (${within}) ORDER BY q.position, a.about_employee_id`,
      params,
    );
    const texts = await this.database.all<{ responseId: string; text: string }>(
      `SELECT t.response_id AS "responseId", t.text AS "text"
       FROM response_current c
       JOIN answer_text t ON t.response_id = c.response_id AND t.revision = c.revision AND t.text IS NOT NULL
       JOIN question q ON q.id = t.question_id AND q.kind = 'text'
       WHERE c.response_id IN (${within}) ORDER BY q.position`,
      params,
    );
    return (responseId: string) => ({
      ratings: ratings.filter((row) => row.responseId === responseId),
      comments: texts
        .filter((row) => row.responseId === responseId)
        .map(({ text }) => maskPersonalData(text)),
    });
  }
}
