/**
 * The money set aside for gestures, for a month or a quarter, for the whole organization or a site or team. What is left
 * is taken by one conditional UPDATE in the transaction that grants: however many grant at once, it never falls below
 * nothing.
 */
import { Injectable } from '@nestjs/common';
import { money, type Period } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { gestureErrors } from './gestures.errors';

export interface Budget {
  id: number;
  /** Null: for the whole organization. */
  teamId: number | null;
  teamName: string | null;
  fromDay: string;
  /** Exclusive. */
  toDay: string;
  currency: string;
  amountMinor: number;
  leftMinor: number;
}

export interface NewBudget {
  readonly teamId: number | null;
  readonly period: Period;
  readonly currency: string;
  readonly amountMinor: number;
}

@Injectable()
export class GestureBudgets {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The latest first. */
  all(): Promise<Budget[]> {
    return this.database.all<Budget>(
      `SELECT b.id AS "id", b.team_id AS "teamId", t.name AS "teamName", b.from_day AS "fromDay", b.to_day AS "toDay",
              b.currency AS "currency", b.amount_minor AS "amountMinor", b.left_minor AS "leftMinor"
       FROM gesture_budget b LEFT JOIN team t ON t.id = b.team_id
       ORDER BY b.from_day DESC, b.to_day DESC, t.name, b.id LIMIT 60`,
    );
  }

  /** @returns its id @throws gesture_amount, gesture_budget_overlaps */
  async set(budget: NewBudget, actor: string): Promise<number> {
    const { teamId, period, currency } = budget;
    const { minor } = money(budget.amountMinor, currency);
    if (minor <= 0) throw gestureErrors.gesture_amount({}, '/amount');
    return this.database.transaction(async () => {
      const other = await this.database.get(
        `SELECT 1 AS "one" FROM gesture_budget WHERE COALESCE(team_id, 0) = ? AND currency = ? AND from_day < ? AND to_day > ?`,
        [teamId ?? 0, currency, period.to, period.from],
      );
      if (other) throw gestureErrors.gesture_budget_overlaps({}, '/period');
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO gesture_budget (team_id, from_day, to_day, currency, amount_minor, left_minor, created_at, created_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
        [teamId, period.from, period.to, currency, minor, minor, this.clock.now(), actor],
      );
      const id = row?.id ?? 0;
      await this.told(id, 'set', actor, { ...period, currency, amount: minor, team: teamId ?? 'all' });
      return id;
    });
  }

  /** Gives a budget another amount, never less than was given from it. @throws not_found, gesture_budget_spent */
  async change(id: number, amountMinor: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE gesture_budget SET left_minor = left_minor + (? - amount_minor), amount_minor = ?
         WHERE id = ? AND left_minor + (? - amount_minor) >= 0`,
        [amountMinor, amountMinor, id, amountMinor],
      );
      if (changes === 0) {
        const known = await this.database.get('SELECT 1 AS "one" FROM gesture_budget WHERE id = ?', [id]);
        throw known ? gestureErrors.gesture_budget_spent({}, '/amount') : errors.not_found();
      }
      await this.told(id, 'changed', actor, { amount: amountMinor });
    });
  }

  /**
   * Takes the cost out of the budget that answers for the case: that of the closest team or site above those who served,
   * else the organization's. Inside the transaction that grants.
   * @returns the budget's id; null for what costs nothing
   * @throws gesture_without_budget, gesture_over_budget
   */
  async take(costMinor: number, currency: string, caseId: string, today: string): Promise<number | null> {
    if (costMinor === 0) return null;
    const budget = await this.database.get<{ id: number }>(
      `WITH RECURSIVE above (id, parent_id, depth) AS (
         SELECT t.id, t.parent_id, 0 FROM team t JOIN team_membership m ON m.team_id = t.id
           JOIN recovery_person a ON a.employee_id = m.employee_id
           WHERE a.case_id = ? AND m.from_day <= ? AND (m.to_day IS NULL OR m.to_day > ?)
         UNION SELECT p.id, p.parent_id, c.depth + 1 FROM team p JOIN above c ON c.parent_id = p.id)
       SELECT b.id AS "id" FROM gesture_budget b LEFT JOIN above t ON t.id = b.team_id
       WHERE b.currency = ? AND b.from_day <= ? AND b.to_day > ? AND (b.team_id IS NULL OR t.id IS NOT NULL)
       ORDER BY CASE WHEN b.team_id IS NULL THEN 1 ELSE 0 END, t.depth, b.id LIMIT 1`,
      [caseId, today, today, currency, today, today],
    );
    if (!budget) throw gestureErrors.gesture_without_budget({ currency });
    const { changes } = await this.database.run(
      'UPDATE gesture_budget SET left_minor = left_minor - ? WHERE id = ? AND left_minor >= ?',
      [costMinor, budget.id, costMinor],
    );
    if (changes === 0) throw gestureErrors.gesture_over_budget();
    return budget.id;
  }

  private async told(
    id: number,
    what: string,
    actor: string,
    details: Record<string, string | number>,
  ): Promise<void> {
    const subject = `gesture_budget:${id}`;
    await this.audit.record({ actor, action: `gesture_budget.${what}`, subject, details });
  }
}
