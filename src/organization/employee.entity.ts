/** Somebody who works, or worked, for the organization. Leavers are kept: their past results stay theirs. */
import { Entity } from 'typeorm';
import { DayColumn, InstantColumn, NameColumn, SerialId } from '../platform/database';

/** How a person appears where customers and colleagues can see it. */
export const PUBLIC_NAMES = ['full', 'first_name', 'hidden'] as const;
export type PublicName = (typeof PUBLIC_NAMES)[number];

/** Stands in `hiredOn` for a first day nobody told us: the person counts as employed since always. */
export const SINCE_ALWAYS = '1900-01-01';

@Entity('employee')
export class Employee {
  @SerialId() id!: number;
  @NameColumn({ unique: true }) externalId!: string;
  @NameColumn() name!: string;
  @NameColumn({ nullable: true }) email!: string | null;
  /** People of one job family are compared with each other. */
  @NameColumn() jobFamily!: string;
  /** First working day. */
  @DayColumn() hiredOn!: string;
  /** Last working day; null while employed. */
  @DayColumn({ nullable: true }) leftOn!: string | null;
  @NameColumn() publicName!: PublicName;
  @InstantColumn() createdAt!: number;
  @InstantColumn() updatedAt!: number;
}

/** What other modules need to name and credit an employee. */
export type EmployeeRef = Pick<Employee, 'id' | 'externalId' | 'name' | 'hiredOn' | 'leftOn'>;

/** Whether the person worked here on the local day; the last working day counts. */
export function isEmployedOn(employee: Pick<Employee, 'hiredOn' | 'leftOn'>, day: string): boolean {
  return employee.hiredOn <= day && (employee.leftOn === null || day <= employee.leftOn);
}
