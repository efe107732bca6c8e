/** A kind or place of contact: its channel, the survey asked about it, and where customers reach a person. */
import { Entity } from 'typeorm';
import type { LocaleText } from '../kernel';
import { InstantColumn, JsonColumn, NameColumn, SerialId } from '../platform/database';
import type { Channel, Presence } from './channels';

@Entity('touchpoint')
export class Touchpoint {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) code!: string;
  @JsonColumn() names!: LocaleText;
  @NameColumn() channel!: Channel;
  @NameColumn() presence!: Presence;
  /** Key of the survey; null: the one that serves every touchpoint. */
  @NameColumn({ nullable: true }) surveyKey!: string | null;
  /** The telephone number where customers reach a person. */
  @NameColumn({ nullable: true }) phone!: string | null;
  /** When that telephone is answered, in words. */
  @JsonColumn({ nullable: true }) hours!: LocaleText | null;
  @InstantColumn() createdAt!: number;
  /** From then on nothing happens here any more. */
  @InstantColumn({ nullable: true }) retiredAt!: number | null;
}
