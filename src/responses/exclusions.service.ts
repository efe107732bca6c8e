/**
 * Reasoned, reversible decisions that a response does not count for scoring. The response stays; each decision is a
 * row that is never changed, and lifting one is a row of its own.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, newId } from '../platform/database';
import { parseInput, zText } from '../platform/errors';
import { type Decider, Deciding, seenColumn } from './deciding';
import { responseErrors } from './responses.errors';

/**
 * The closed list of what may take a response out of scoring. A poor rating is not on it: the reasons are about the
 * answer, not about what it says, and they hold for fives as for ones.
 */
export const EXCLUSION_REASONS = [
  'wrong_employee',
  'test_or_duplicate',
  'threats_or_slurs',
  'outside_control',
  'proven_fraud',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

const zNote = z.union([z.literal('').transform(() => null), zText(1000), z.null()]).optional();
const zExclude = z.strictObject({ reason: z.enum(EXCLUSION_REASONS), note: zNote });
const zLift = z.strictObject({ note: zNote });

@Injectable()
export class Exclusions {
  constructor(
    private readonly database: Database,
    private readonly deciding: Deciding,
  ) {}

  /**
   * Takes a response out of scoring.
   * @param reason one of `EXCLUSION_REASONS`; anything else is refused
   * @throws DomainError `validation_failed`, `not_found`, `own_response_undecidable`, `response_already_excluded`
   */
  async exclude(responseId: string, reason: string, note: string | null, decider: Decider): Promise<void> {
    const input = parseInput(zExclude, { reason, note });
    await this.deciding.about(responseId, decider, async (standing, at) => {
      if (standing.excluded) throw responseErrors.response_already_excluded();
      await this.add(responseId, input.reason, input.note ?? null, null, decider, at);
      return {
        excluded: true,
        change: 'excluded',
        action: 'response.excluded',
        details: { reason: input.reason },
      };
    });
  }

  /**
   * Lets an excluded response count again.
   * @throws DomainError `validation_failed`, `not_found`, `own_response_undecidable`, `response_not_excluded`
   */
  async lift(responseId: string, note: string | null, decider: Decider): Promise<void> {
    const input = parseInput(zLift, { note });
    await this.deciding.about(responseId, decider, async (standing, at) => {
      const open = await this.open(responseId);
      if (!standing.excluded || !open) throw responseErrors.response_not_excluded();
      await this.add(responseId, open.reason, input.note ?? null, open.id, decider, at);
      return {
        excluded: false,
        change: 'exclusion_lifted',
        action: 'response.exclusion_lifted',
        details: { reason: open.reason },
      };
    });
  }

  /** The exclusion that nobody has lifted. */
  private open(responseId: string): Promise<{ id: string; reason: ExclusionReason } | undefined> {
    return this.database.get(
      `SELECT e.id AS "id", e.reason AS "reason" FROM exclusion e
       WHERE e.response_id = ? AND e.lifts_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM exclusion l WHERE l.lifts_id = e.id)`,
      [responseId],
    );
  }

  private async add(
    responseId: string,
    reason: ExclusionReason,
    note: string | null,
    liftsId: string | null,
    decider: Decider,
    at: number,
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO exclusion (id, response_id, reason, note, lifts_id, decided_by, decided_at, rating_seen)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [newId(), responseId, reason, note, liftsId, decider.actor, at, seenColumn(decider)],
    );
  }
}
