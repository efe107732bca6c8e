/**
 * Thanks between colleagues: given for a value of the company, so many a month, answered with a sign, and taken down by
 * a moderator with a reason. They are never paid: nothing that scores, evaluates or pays may import or read them.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { monthPeriod } from '../../kernel';
import { Calendar } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { SettingsStore } from '../../platform/views';
import { kudosErrors } from './kudos.errors';
import { kudosSetting } from './kudos-setting';
import { EMPLOYED_SQL } from './shown-people';

export const REACTIONS = ['clap', 'heart', 'star'] as const;
export type Reaction = (typeof REACTIONS)[number];

export const zNewKudos = z.strictObject({
  /** The colleague who is thanked. */
  to: z.int().positive(),
  text: zText(500),
  valueId: z.int().positive().nullable().default(null),
});
export type NewKudos = z.input<typeof zNewKudos>;
const zReason = z.strictObject({ reason: zText(500) });

@Injectable()
export class Kudos {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly settings: SettingsStore,
    private readonly audit: Audit,
  ) {}

  /**
   * Thanks a colleague.
   * @param from the employee who thanks; null for an account that is nobody's
   * @returns the id
   * @throws colleagues_only, validation_failed, kudos_to_yourself, kudos_colleague_gone, kudos_value_unknown,
   *   kudos_allowance_used
   */
  async give(from: number | null, kudos: NewKudos): Promise<string> {
    if (from === null) throw kudosErrors.colleagues_only();
    const { to, text, valueId } = parseInput(zNewKudos, kudos);
    if (to === from) throw kudosErrors.kudos_to_yourself({}, '/to');
    const today = await this.calendar.today();
    const { monthlyAllowance } = await this.settings.get(kudosSetting);
    const id = newId();
    await this.database.transaction(async () => {
      // The giver's row is held until the end: of two thanks at once each counts the other.
      await this.database.run('UPDATE employee SET updated_at = updated_at WHERE id = ?', [from]);
      for (const [who, pointer] of [[from, ''] as const, [to, '/to'] as const])
        if (!(await this.isEmployed(who, today)))
          throw pointer === ''
            ? kudosErrors.colleagues_only()
            : kudosErrors.kudos_colleague_gone({}, pointer);
      if (valueId !== null && !(await this.isOffered(valueId)))
        throw kudosErrors.kudos_value_unknown({}, '/valueId');
      if ((await this.givenInMonth(from, today)) >= monthlyAllowance)
        throw kudosErrors.kudos_allowance_used({ allowance: monthlyAllowance });
      await this.database.run(
        `INSERT INTO kudos (id, from_employee_id, to_employee_id, value_id, text, given_day, given_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, from, to, valueId, text, today, this.clock.now()],
      );
    });
    return id;
  }

  /** How many thanks somebody may still give this month. */
  async left(from: number): Promise<{ left: number; allowance: number }> {
    const { monthlyAllowance: allowance } = await this.settings.get(kudosSetting);
    const given = await this.givenInMonth(from, await this.calendar.today());
    return { left: Math.max(0, allowance - given), allowance };
  }

  /** Puts a sign under thanks, or takes it away again. The caller has checked that they may be seen. */
  async react(id: string, employeeId: number | null, kind: Reaction): Promise<void> {
    if (employeeId === null) throw kudosErrors.colleagues_only();
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'DELETE FROM kudos_reaction WHERE kudos_id = ? AND employee_id = ? AND kind = ?',
        [id, employeeId, kind],
      );
      if (changes === 0)
        await this.database.run(
          'INSERT INTO kudos_reaction (kudos_id, employee_id, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          [id, employeeId, kind],
        );
    });
  }

  /**
   * Says that thanks should not stand there. Nobody but moderators learns who said it; said again it changes the reason.
   * @throws colleagues_only, validation_failed, kudos_report_own
   */
  async report(id: string, employeeId: number | null, input: { reason: string }): Promise<void> {
    if (employeeId === null) throw kudosErrors.colleagues_only();
    const { reason } = parseInput(zReason, input);
    const own = await this.database.get(
      'SELECT 1 AS "one" FROM kudos WHERE id = ? AND from_employee_id = ?',
      [id, employeeId],
    );
    if (own) throw kudosErrors.kudos_report_own({}, '/reason');
    await this.database.run(
      `INSERT INTO kudos_report (id, kudos_id, employee_id, reason, reported_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kudos_id, employee_id) DO UPDATE SET reason = excluded.reason, reported_at = excluded.reported_at,
         settled_at = NULL, settled_by = NULL`,
      [newId(), id, employeeId, reason, this.clock.now()],
    );
  }

  /**
   * Takes thanks down, or puts them back, with a reason; reports about them are settled by it.
   * @throws validation_failed, not_found
   */
  async decide(
    id: string,
    decision: 'hide' | 'keep',
    input: { reason: string },
    actor: string,
  ): Promise<void> {
    const { reason } = parseInput(zReason, input);
    const now = this.clock.now();
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'UPDATE kudos SET hidden_at = ?, hidden_by = ?, hidden_reason = ? WHERE id = ?',
        decision === 'hide' ? [now, actor, reason, id] : [null, null, null, id],
      );
      if (changes === 0) throw errors.not_found();
      await this.database.run(
        'UPDATE kudos_report SET settled_at = ?, settled_by = ? WHERE kudos_id = ? AND settled_at IS NULL',
        [now, actor, id],
      );
      await this.audit.record({
        actor,
        action: decision === 'hide' ? 'kudos.hidden' : 'kudos.kept',
        subject: `kudos:${id}`,
        details: { reason },
      });
    });
  }

  private async isEmployed(employeeId: number, today: string): Promise<boolean> {
    return (
      (await this.database.get(`SELECT 1 AS "one" FROM employee e WHERE e.id = ? AND ${EMPLOYED_SQL}`, [
        employeeId,
        today,
        today,
      ])) !== undefined
    );
  }

  private async isOffered(valueId: number): Promise<boolean> {
    return (
      (await this.database.get('SELECT 1 AS "one" FROM company_value WHERE id = ? AND retired_at IS NULL', [
        valueId,
      ])) !== undefined
    );
  }

  /** Thanks that were taken down count too: they were given. */
  private async givenInMonth(from: number, today: string): Promise<number> {
    const month = monthPeriod(today.slice(0, 7));
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS n FROM kudos
       WHERE from_employee_id = ? AND given_day >= ? AND given_day < ?`,
      [from, month.from, month.to],
    );
    return row?.n ?? 0;
  }
}
