/** What a person's bonus is computed from, as of a day. Read by evaluations and payouts only. */
import { Entity } from 'typeorm';
import { DayColumn, IntColumn, MoneyColumn, NameColumn, SerialId } from '../platform/database';

@Entity('pay_base')
export class PayBase {
  @SerialId() id!: number;
  @IntColumn() employeeId!: number;
  /** First day on which these amounts hold. */
  @DayColumn() fromDay!: string;
  @MoneyColumn() annualSalaryMinor!: number;
  /** The bonus for one evaluation period at full achievement. */
  @MoneyColumn() targetBonusMinor!: number;
  /** ISO 4217. */
  @NameColumn() currency!: string;
  /** Who employs the person, as payroll calls it; empty where there is only one. */
  @NameColumn() legalEntity!: string;
  /** Middle and top of the salary range; null where there is none. */
  @MoneyColumn({ nullable: true }) rangeMidpointMinor!: number | null;
  @MoneyColumn({ nullable: true }) rangeMaximumMinor!: number | null;
}
