/**
 * The store of what people said about themselves. Only the report and the import of this module use it; nothing hands out what
 * one person said. Persons stand under a code keyed with the installation's secret: the table alone says nothing about anybody.
 */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config';
import { Database } from '../platform/database';

export interface SaidAnswer {
  /** External id. */
  readonly employee: string;
  readonly attribute: string;
  /** Null withdraws what was said. */
  readonly group: string | null;
}

@Injectable()
export class EqualityAnswers {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async any(): Promise<boolean> {
    return (await this.database.get('SELECT 1 AS "found" FROM equality_answer LIMIT 1')) !== undefined;
  }

  /** Keeps or withdraws, inside the caller's transaction. */
  async keep(answers: readonly SaidAnswer[]): Promise<void> {
    for (const { employee, attribute, group } of answers) {
      const person = this.codeOf(employee);
      if (group === null) {
        await this.database.run('DELETE FROM equality_answer WHERE person = ? AND attribute = ?', [
          person,
          attribute,
        ]);
        continue;
      }
      await this.database.run(
        `INSERT INTO equality_answer (person, attribute, group_name) VALUES (?, ?, ?)
         ON CONFLICT (person, attribute) DO UPDATE SET group_name = excluded.group_name`,
        [person, attribute, group],
      );
    }
  }

  /** How many said what, over everybody ever imported. */
  counts(): Promise<{ attribute: string; group: string; people: number }[]> {
    return this.database.all(
      `SELECT attribute AS "attribute", group_name AS "group", CAST(COUNT(*) AS bigint) AS "people"
       FROM equality_answer GROUP BY attribute, group_name ORDER BY attribute, group_name`,
    );
  }

  /** What these employees said, by attribute, for figures about many. */
  async of(employees: readonly string[]): Promise<Map<string, Map<string, string>>> {
    const rows = await this.database.all<{ person: string; attribute: string; group: string }>(
      'SELECT person AS "person", attribute AS "attribute", group_name AS "group" FROM equality_answer',
    );
    const names = new Map(employees.map((employee) => [this.codeOf(employee), employee]));
    const said = new Map<string, Map<string, string>>();
    for (const { person, attribute, group } of rows) {
      const employee = names.get(person);
      const own = said.get(attribute) ?? new Map<string, string>();
      said.set(attribute, own);
      if (employee !== undefined) own.set(employee, group);
    }
    return said;
  }

  private codeOf(employee: string): string {
    return createHmac('sha256', this.config.secretKey).update(`equality:${employee}`).digest('base64url');
  }
}
