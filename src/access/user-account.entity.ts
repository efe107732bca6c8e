/** Somebody who can sign in. */
import { Entity } from 'typeorm';
import type { Locale } from '../platform/config';
import { InstantColumn, IntColumn, NameColumn, SerialId } from '../platform/database';

@Entity('user_account')
export class UserAccount {
  @SerialId() id!: number;
  /** In lower case; what one signs in with. */
  @NameColumn({ unique: true }) email!: string;
  @NameColumn() name!: string;
  /** Argon2id in PHC form; null for somebody who has no password. */
  @NameColumn({ nullable: true }) passwordHash!: string | null;
  @NameColumn() locale!: Locale;
  @IntColumn({ nullable: true }) employeeId!: number | null;
  @InstantColumn({ nullable: true }) disabledAt!: number | null;
  @InstantColumn() createdAt!: number;
}
