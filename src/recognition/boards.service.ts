/** Boards are made and revoked; a revoked board's address shows nothing any more. */
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, isUniqueViolation } from '../platform/database';
import { parseInput, zCode, zLocale, zText } from '../platform/errors';
import { Board } from './board.entity';
import { recognitionErrors } from './recognition.errors';

const newBoard = z.strictObject({
  key: zCode,
  name: zText(80),
  teamId: z.int().positive().nullable().default(null),
  locale: zLocale,
});
export type NewBoard = z.input<typeof newBoard>;

@Injectable()
export class Boards {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws validation_failed, board_key_taken */
  async create(board: NewBoard, actor: string): Promise<Board> {
    const input = parseInput(newBoard, board);
    try {
      return await this.database.transaction(async () => {
        const saved = await this.database
          .repository(Board)
          .save({ ...input, createdAt: this.clock.now(), revokedAt: null });
        await this.audit.record({ actor, action: 'board.created', subject: `board:${saved.id}` });
        return saved;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw recognitionErrors.board_key_taken({ key: input.key }, '/key');
      throw error;
    }
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
}
