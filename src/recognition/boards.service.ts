/** Boards are made, changed and revoked; a revoked board's address shows nothing any more. */
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, isUniqueViolation } from '../platform/database';
import { errors, parseInput, zCode, zLocale, zText } from '../platform/errors';
import { Board, PERIOD_KINDS } from './board.entity';
import { recognitionErrors } from './recognition.errors';

/** Below 25 answers no score carries a label (docs/formulas.md). */
export const LEAST_MINIMUM_N = 25;

const facts = {
  name: zText(80),
  teamId: z.int().positive().nullable().default(null),
  locale: zLocale,
  periodKind: z.enum(PERIOD_KINDS).default('quarter'),
  minimumN: z.int().min(LEAST_MINIMUM_N).max(10_000).default(LEAST_MINIMUM_N),
  /** Keys of scenes it does without. */
  leftOut: z
    .array(zCode.or(z.string().regex(/^[a-z_]{1,40}$/)))
    .max(40)
    .default([]),
  /** Whoever knows the address may look. */
  open: z.boolean().default(true),
};
const newBoard = z.strictObject({ key: zCode, ...facts });
const changedBoard = z.strictObject(facts);
export type NewBoard = z.input<typeof newBoard>;
export type ChangedBoard = z.input<typeof changedBoard>;

@Injectable()
export class Boards {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws validation_failed, board_key_taken */
  async create(board: NewBoard, actor: string): Promise<Board> {
    const { key, ...input } = parseInput(newBoard, board);
    try {
      return await this.database.transaction(async () => {
        const saved = await this.database
          .repository(Board)
          .save({ key, ...rowOf(input), createdAt: this.clock.now(), revokedAt: null });
        await this.record('board.created', saved, actor);
        return saved;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw recognitionErrors.board_key_taken({ key }, '/key');
      throw error;
    }
  }

  /** Everything but the key: it stands in the addresses people wrote down. @throws validation_failed, not_found */
  async change(id: number, board: ChangedBoard, actor: string): Promise<void> {
    const input = parseInput(changedBoard, board);
    await this.database.transaction(async () => {
      await this.database.repository(Board).update({ id }, rowOf(input));
      await this.record('board.changed', await this.require(id), actor);
    });
  }

  /** Its address and every display show nothing from now on. @throws not_found */
  async revoke(id: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const board = await this.require(id);
      await this.database.repository(Board).update({ id }, { revokedAt: this.clock.now() });
      await this.record('board.revoked', board, actor);
    });
  }

  /** Boards that can be looked at, by name. */
  list(): Promise<Board[]> {
    return this.database
      .repository(Board)
      .find({ where: { revokedAt: IsNull() }, order: { name: 'ASC', id: 'ASC' } });
  }

  /** The board at an address; null for an unknown or revoked key. */
  byKey(key: string): Promise<Board | null> {
    return this.database.repository(Board).findOneBy({ key, revokedAt: IsNull() });
  }

  /** @throws not_found also for a revoked one */
  async require(id: number): Promise<Board> {
    const board = Number.isSafeInteger(id)
      ? await this.database.repository(Board).findOneBy({ id, revokedAt: IsNull() })
      : null;
    if (!board) throw errors.not_found();
    return board;
  }

  private async record(action: string, board: Board, actor: string): Promise<void> {
    const { id, key, teamId, periodKind, minimumN, leftOut, isOpen } = board;
    const details = { key, teamId, periodKind, minimumN, leftOut, isOpen };
    await this.audit.record({ actor, action, subject: `board:${id}`, details });
  }
}

function rowOf({ leftOut, open, ...rest }: z.output<typeof changedBoard>) {
  return { ...rest, leftOut: [...new Set(leftOut)].sort().join(','), isOpen: open ? 1 : 0 };
}
