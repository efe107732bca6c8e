/** The amounts a bonus starts from, dated. Recognition never reads them. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CURRENCIES } from '../kernel';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { parseInput, zDay } from '../platform/errors';
import { PayBase } from './pay-base.entity';

const minor = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const zPayBase = z.strictObject({
  fromDay: zDay,
  annualSalaryMinor: minor,
  targetBonusMinor: minor,
  currency: z.string().refine((code) => CURRENCIES.includes(code), { params: { code: 'field_invalid' } }),
  /** Who employs the person; a plan can be one legal entity's. */
  legalEntity: z.string().trim().max(64).default(''),
  rangeMidpointMinor: minor.min(1).nullable().default(null),
  rangeMaximumMinor: minor.min(1).nullable().default(null),
});
export type PayBaseInput = z.input<typeof zPayBase>;

@Injectable()
export class PayBases {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** From `fromDay` on these amounts hold; the same day again corrects them. */
  async set(employeeId: number, given: PayBaseInput, actor: string): Promise<void> {
    const input = parseInput(zPayBase, given);
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO pay_base (employee_id, from_day, annual_salary_minor, target_bonus_minor, currency,
           legal_entity, range_midpoint_minor, range_maximum_minor)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (employee_id, from_day) DO UPDATE SET annual_salary_minor = excluded.annual_salary_minor,
           target_bonus_minor = excluded.target_bonus_minor, currency = excluded.currency,
           legal_entity = excluded.legal_entity, range_midpoint_minor = excluded.range_midpoint_minor,
           range_maximum_minor = excluded.range_maximum_minor`,
        [
          employeeId,
          input.fromDay,
          input.annualSalaryMinor,
          input.targetBonusMinor,
          input.currency,
          input.legalEntity,
          input.rangeMidpointMinor,
          input.rangeMaximumMinor,
        ],
      );
      await this.audit.record({
        actor,
        action: 'pay_base.set',
        subject: `employee:${employeeId}`,
        details: { ...input },
      });
    });
  }

  /** The amounts that hold on the day, or null when none were set. */
  async asOf(employeeId: number, day: string): Promise<PayBase | null> {
    const row = await this.database.get<PayBase>(
      `SELECT id AS "id", employee_id AS "employeeId", from_day AS "fromDay", annual_salary_minor AS "annualSalaryMinor",
         target_bonus_minor AS "targetBonusMinor", currency AS "currency", legal_entity AS "legalEntity",
         range_midpoint_minor AS "rangeMidpointMinor", range_maximum_minor AS "rangeMaximumMinor"
       FROM pay_base WHERE employee_id = ? AND from_day <= ? ORDER BY from_day DESC LIMIT 1`,
      [employeeId, day],
    );
    return row ?? null;
  }
}
