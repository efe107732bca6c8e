/** A wall of thanks: the organization's, or one team's. Its key is its address. */
import { Entity } from 'typeorm';
import { InstantColumn, IntColumn, NameColumn, SerialId } from '../platform/database';

@Entity('board')
export class Board {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) key!: string;
  @NameColumn() name!: string;
  /** The team it celebrates; null: the whole organization. */
  @IntColumn({ nullable: true }) teamId!: number | null;
  @NameColumn() locale!: string;
  @InstantColumn() createdAt!: number;
  @InstantColumn({ nullable: true }) revokedAt!: number | null;
}
