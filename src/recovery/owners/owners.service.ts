/**
 * Who owns a case: whoever the first rule names that fits and whose office is open, the least loaded of a group; where
 * no rule names anybody, the least loaded of everybody who works cases. Never one of those it is about, never somebody
 * who reports to one of them, and nobody who is away.
 */
import { Injectable } from '@nestjs/common';
import { BusinessHours, Calendar } from '../../organization';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { type CaseFacts, type OwnerRule, rulesFor } from '../calc';
import { ownerSetting } from '../case-settings';

/** What a rule looks at: where it happened, in which language, and whom it is about. */
export interface OwnerQuestion {
  readonly touchpointId: number | null;
  readonly language: string;
  /** The employees it is about. */
  readonly people: readonly number[];
  /** UTC milliseconds. */
  readonly at: number;
}

export interface ChosenOwner {
  readonly userId: number;
  /** The rule that named them; null for the fallback. */
  readonly rule: OwnerRule | null;
}

/** A rule that fitted and named nobody. */
export interface PassedRule {
  readonly rule: OwnerRule;
  readonly why: 'closed' | 'nobody';
}

@Injectable()
export class Owners {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly hours: BusinessHours,
    private readonly calendar: Calendar,
  ) {}

  async choose(question: OwnerQuestion): Promise<number | null> {
    return (await this.tried(question)).owner?.userId ?? null;
  }

  /** The owner, and the rules before that fitted and named nobody. @param rules others than those that hold, to try them */
  async tried(
    question: OwnerQuestion,
    rules?: readonly OwnerRule[],
  ): Promise<{ owner: ChosenOwner | null; passed: PassedRule[] }> {
    const held = rules ?? (await this.settings.get(ownerSetting)).rules;
    const day = await this.calendar.dayOf(question.at);
    const passed: PassedRule[] = [];
    for (const rule of held.length === 0 ? [] : rulesFor(held, await this.facts(question, day))) {
      if (!(await this.isOpen(rule, question.at))) {
        passed.push({ rule, why: 'closed' });
        continue;
      }
      const userId = await this.named(rule, question.people, day);
      if (userId !== null) return { owner: { userId, rule }, passed };
      passed.push({ rule, why: 'nobody' });
    }
    const userId = await this.leastLoaded(
      `AND g.role = 'recovery' AND g.scope = 'all'`,
      [],
      question.people,
      day,
    );
    return { owner: userId === null ? null : { userId, rule: null }, passed };
  }

  /** Whether somebody may be given a case: works cases, is there, and is neither meant by it nor under somebody who is. */
  async mayOwn(userId: number, people: readonly number[], at: number): Promise<boolean> {
    const day = await this.calendar.dayOf(at);
    return (await this.leastLoaded(`AND ${WORKS} AND u.id = ?`, [userId], people, day)) !== null;
  }

  /** Everybody a case may be given to, by name. */
  async possible(people: readonly number[], at: number): Promise<{ id: number; name: string }[]> {
    const day = await this.calendar.dayOf(at);
    const { sql, params } = free(people, day);
    return this.database.all(
      `SELECT DISTINCT u.id AS "id", u.name AS "name" FROM user_account u JOIN role_grant g ON g.user_id = u.id
       WHERE ${sql} AND ${WORKS} ORDER BY u.name, u.id LIMIT 500`,
      params,
    );
  }

  private async isOpen({ hours }: OwnerRule, at: number): Promise<boolean> {
    if (hours === '') return true;
    return (await this.hours.byKey(hours))?.state(at).open ?? false;
  }

  private named(rule: OwnerRule, people: readonly number[], day: string): Promise<number | null> {
    if (rule.to === 'person') return this.leastLoaded(`AND ${WORKS} AND u.id = ?`, [rule.user], people, day);
    if (rule.to === 'everybody')
      return this.leastLoaded(`AND g.role = 'recovery' AND g.scope = 'all'`, [], people, day);
    return this.leastLoaded(
      `AND ${WORKS} AND EXISTS (SELECT 1 FROM team_membership m WHERE m.employee_id = u.employee_id AND m.team_id = ?
         AND m.from_day <= ? AND (m.to_day IS NULL OR m.to_day > ?))`,
      [rule.pool, day, day],
      people,
      day,
    );
  }

  /** The states are spelled like the condition of the index `recovery_case_owner`: open cases, however many are done. */
  private async leastLoaded(
    who: string,
    given: readonly SqlValue[],
    people: readonly number[],
    day: string,
  ): Promise<number | null> {
    const { sql, params } = free(people, day);
    const row = await this.database.glance<{ id: number }>(
      `SELECT u.id AS "id",
              (SELECT COUNT(*) FROM recovery_case c WHERE c.owner_user_id = u.id
                 AND c.state IN ('open', 'acknowledged', 'promised', 'reopened')) AS load
       FROM user_account u JOIN role_grant g ON g.user_id = u.id WHERE ${sql} ${who}
       ORDER BY load, u.id LIMIT 1`,
      [...params, ...given],
    );
    return row?.id ?? null;
  }

  private async facts({ touchpointId, language, people }: OwnerQuestion, day: string): Promise<CaseFacts> {
    const touchpoint = await this.database.glance<{ code: string; channel: string }>(
      'SELECT code AS "code", channel AS "channel" FROM touchpoint WHERE id = ?',
      [touchpointId ?? 0],
    );
    const teams =
      people.length === 0
        ? []
        : await this.database.all<{ id: number }>(
            `WITH RECURSIVE above (id) AS (
               SELECT m.team_id FROM team_membership m WHERE m.employee_id IN (${placeholders(people.length)})
                 AND m.from_day <= ? AND (m.to_day IS NULL OR m.to_day > ?)
               UNION SELECT t.parent_id FROM team t JOIN above ON above.id = t.id WHERE t.parent_id IS NOT NULL)
             SELECT id AS "id" FROM above`,
            [...people, day, day],
          );
    return {
      touchpoint: touchpoint?.code ?? '',
      channel: touchpoint?.channel ?? '',
      language,
      teams: teams.map(({ id }) => id),
    };
  }
}

/** Whoever can open a case that is theirs. */
const WORKS = `g.role IN ('recovery', 'lead')`;

/** Of users `u`: there, not meant, and not under somebody who is. */
function free(people: readonly number[], day: string): { sql: string; params: SqlValue[] } {
  const away = `NOT EXISTS (SELECT 1 FROM employee_leave w WHERE w.employee_id = u.employee_id
    AND w.from_day <= ? AND w.to_day > ?)`;
  if (people.length === 0) return { sql: `u.disabled_at IS NULL AND ${away}`, params: [day, day] };
  const meant = placeholders(people.length);
  return {
    sql: `u.disabled_at IS NULL AND ${away} AND (u.employee_id IS NULL OR (u.employee_id NOT IN (${meant})
      AND NOT EXISTS (SELECT 1 FROM reporting_line l WHERE l.employee_id = u.employee_id AND l.manager_id IN (${meant})
        AND l.from_day <= ? AND (l.to_day IS NULL OR l.to_day > ?))))`,
    params: [day, day, ...people, ...people, day, day],
  };
}
