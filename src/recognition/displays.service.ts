/**
 * The screens a board is shown on. Each has a link of its own, so that one can be taken back without the others; only the
 * hash of its secret is kept, and the secret is shown once.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { Boards } from './boards.service';
import { displayTokenHash, newDisplayToken } from './display-token';

const named = z.strictObject({ name: zText(80) });

export interface Display {
  id: number;
  boardId: number;
  name: string;
  createdAt: number;
  revokedAt: number | null;
}

const DISPLAY = `d.id AS "id", d.board_id AS "boardId", d.name AS "name", d.created_at AS "createdAt", d.revoked_at AS "revokedAt"`;

@Injectable()
export class Displays {
  constructor(
    private readonly database: Database,
    private readonly boards: Boards,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @returns the display with its secret, which is not kept. @throws not_found, validation_failed */
  async create(boardId: number, input: unknown, actor: string): Promise<{ id: number; token: string }> {
    const { name } = parseInput(named, input);
    const token = newDisplayToken();
    return this.database.transaction(async () => {
      const board = await this.boards.require(boardId);
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO board_display (board_id, name, token_hash, created_by, created_at) VALUES (?, ?, ?, ?, ?)
         RETURNING id AS "id"`,
        [board.id, name, displayTokenHash(token), actor, this.clock.now()],
      );
      const id = row?.id ?? 0;
      await this.record('board.display_created', boardId, id, actor);
      return { id, token };
    });
  }

  /** @throws not_found, validation_failed */
  async rename(boardId: number, id: number, input: unknown, actor: string): Promise<void> {
    const { name } = parseInput(named, input);
    await this.alter(boardId, id, 'name = ?', [name], 'board.display_renamed', actor);
  }

  /** The screen says within seconds that it is no longer available. @throws not_found also for a revoked one */
  async revoke(boardId: number, id: number, actor: string): Promise<void> {
    const taken = [actor, this.clock.now()];
    await this.alter(boardId, id, 'revoked_by = ?, revoked_at = ?', taken, 'board.display_revoked', actor);
  }

  /** Those of a board that are in use, by name. */
  of(boardId: number): Promise<Display[]> {
    return this.database.all<Display>(
      `SELECT ${DISPLAY} FROM board_display d WHERE d.board_id = ? AND d.revoked_at IS NULL ORDER BY d.name, d.id`,
      [boardId],
    );
  }

  /** The display a secret belongs to, while it is in use; undefined for any other text. */
  find(boardId: number, token: string): Promise<Display | undefined> {
    return this.database.get<Display>(
      `SELECT ${DISPLAY} FROM board_display d WHERE d.token_hash = ? AND d.board_id = ? AND d.revoked_at IS NULL`,
      [displayTokenHash(token), boardId],
    );
  }

  /** How many are in use, by board. */
  async counts(): Promise<Map<number, number>> {
    const rows = await this.database.all<{ boardId: number; n: number }>(
      `SELECT d.board_id AS "boardId", CAST(COUNT(*) AS bigint) AS "n" FROM board_display d
       WHERE d.revoked_at IS NULL GROUP BY d.board_id`,
    );
    return new Map(rows.map(({ boardId, n }) => [boardId, n]));
  }

  /** Every display in use, of boards in use. */
  async inUse(): Promise<Set<number>> {
    const rows = await this.database.all<{ id: number }>(
      `SELECT d.id AS "id" FROM board_display d JOIN board b ON b.id = d.board_id
       WHERE d.revoked_at IS NULL AND b.revoked_at IS NULL`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async alter(
    boardId: number,
    id: number,
    change: string,
    values: (string | number)[],
    action: string,
    actor: string,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE board_display SET ${change} WHERE id = ? AND board_id = ? AND revoked_at IS NULL`,
        [...values, id, boardId],
      );
      if (changes === 0) throw errors.not_found();
      await this.record(action, boardId, id, actor);
    });
  }

  private async record(action: string, boardId: number, display: number, actor: string): Promise<void> {
    await this.audit.record({ actor, action, subject: `board:${boardId}`, details: { display } });
  }
}
