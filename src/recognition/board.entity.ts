/** A wall of thanks: the organization's, a site's or a team's. Its key is its address. */
import { Entity } from 'typeorm';
import { InstantColumn, IntColumn, NameColumn, SerialId, TextColumn } from '../platform/database';

export const PERIOD_KINDS = ['month', 'quarter'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

@Entity('board')
export class Board {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) key!: string;
  @NameColumn() name!: string;
  /** The site or team it celebrates, with everybody below it; null: the whole organization. */
  @IntColumn({ nullable: true }) teamId!: number | null;
  @NameColumn() locale!: string;
  @InstantColumn() createdAt!: number;
  @InstantColumn({ nullable: true }) revokedAt!: number | null;
  /** The stretches of time people and teams are celebrated for. */
  @NameColumn() periodKind!: PeriodKind;
  /** Nobody is celebrated for a figure that stands on fewer answers. */
  @IntColumn() minimumN!: number;
  /** Keys of the scenes it does without, comma-separated. */
  @TextColumn() leftOut!: string;
  /** 1: whoever knows the address may look; 0: colleagues who are signed in, and displays with a link of their own. */
  @IntColumn() isOpen!: number;
}

/** Whether the board shows the scene of this key. */
export function shows(board: Pick<Board, 'leftOut'>, scene: string): boolean {
  return !board.leftOut.split(',').includes(scene);
}
