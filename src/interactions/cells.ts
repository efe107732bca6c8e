/**
 * The strata of the case mix: channel × reason × segment. Results are compared within a cell, because nobody chooses
 * which cases come.
 */
import { Injectable } from '@nestjs/common';
import type { Segment } from '../customers';
import { Database } from '../platform/database';
import type { Channel } from './channels';

/** More cells than any organization tells apart; beyond it the memory starts anew. */
const MOST_KEPT = 10_000;

@Injectable()
export class Cells {
  /** Cells are never changed or removed, so that a durable one may be remembered for good. */
  private readonly known = new Map<string, number>();

  constructor(private readonly database: Database) {}

  /** The cell's id; the cell is made when it is met for the first time. */
  async idOf(channel: Channel, reason: string, segment: Segment): Promise<number> {
    const key = `${channel} ${segment} ${reason}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const id = (await this.find(channel, reason, segment)) ?? (await this.make(channel, reason, segment));
    this.database.afterCommit(() => {
      if (this.known.size >= MOST_KEPT) this.known.clear();
      this.known.set(key, id);
    });
    return id;
  }

  private async make(channel: Channel, reason: string, segment: Segment): Promise<number> {
    await this.database.run(
      'INSERT INTO cell (channel, reason, segment) VALUES (?, ?, ?) ON CONFLICT (channel, reason, segment) DO NOTHING',
      [channel, reason, segment],
    );
    const id = await this.find(channel, reason, segment);
    if (id === undefined) throw new Error(`The cell ${channel} × ${reason} × ${segment} could not be made.`);
    return id;
  }

  private async find(channel: Channel, reason: string, segment: Segment): Promise<number | undefined> {
    const row = await this.database.get<{ id: number }>(
      'SELECT id AS "id" FROM cell WHERE channel = ? AND reason = ? AND segment = ?',
      [channel, reason, segment],
    );
    return row?.id;
  }
}
