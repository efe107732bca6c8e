/** A site, or a team below a site or another team. Who belongs to it when stands in `team_membership`. */
import { Entity } from 'typeorm';
import { InstantColumn, IntColumn, NameColumn, SerialId } from '../platform/database';

export const TEAM_KINDS = ['site', 'team'] as const;
export type TeamKind = (typeof TEAM_KINDS)[number];

@Entity('team')
export class Team {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) externalId!: string;
  @NameColumn() name!: string;
  @NameColumn() kind!: TeamKind;
  @IntColumn({ nullable: true }) parentId!: number | null;
  @InstantColumn() createdAt!: number;
}
