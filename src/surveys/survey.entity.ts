/** A questionnaire with a name; what it asks stands in its versions. */
import { Entity } from 'typeorm';
import { InstantColumn, NameColumn, SerialId } from '../platform/database';

@Entity('survey')
export class Survey {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) key!: string;
  @NameColumn() name!: string;
  @InstantColumn() createdAt!: number;
}
