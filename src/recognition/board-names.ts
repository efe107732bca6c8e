/**
 * How colleagues are called in public. The one place that reads their wishes for boards, with every look: who opted out or
 * left is not there, who wants to be called by the first name is.
 */
import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '../platform/database';
import type { Board } from './board.entity';
import { employeeReached, teamReached } from './board-reach';
import type { NamedPerson } from './calc/names-in-text';

export interface PublicPerson {
  id: number;
  /** As the person wants to be called. */
  name: string;
  /** For the order of the alphabet. */
  wholeName: string;
  team: string | null;
}

const CHUNK = 500;
/** Current team of an employee `e`, joined as `t`. */
const CURRENT_TEAM = `
  LEFT JOIN team_membership m ON m.employee_id = e.id AND m.from_day <= ? AND (m.to_day IS NULL OR m.to_day > ?)
  LEFT JOIN team t ON t.id = m.team_id`;

@Injectable()
export class BoardNames {
  constructor(private readonly database: Database) {}

  /** Of these, who may be named on the board today, by id. */
  async people(
    board: Pick<Board, 'teamId'>,
    ids: readonly number[],
    today: string,
  ): Promise<Map<number, PublicPerson>> {
    const reach = employeeReached(board, 'e.id', today);
    const found = new Map<number, PublicPerson>();
    for (const chunk of chunked([...new Set(ids)])) {
      const rows = await this.database.all<{
        id: number;
        name: string;
        publicName: string;
        team: string | null;
      }>(
        `SELECT e.id AS "id", e.name AS "name", e.public_name AS "publicName", t.name AS "team"
         FROM employee e ${CURRENT_TEAM}
         WHERE e.id IN (${placeholders(chunk.length)}) AND e.public_name <> 'hidden'
           AND (e.left_on IS NULL OR e.left_on >= ?) AND ${reach.sql} ORDER BY e.id, m.from_day`,
        [today, today, ...chunk, today, ...reach.params],
      );
      for (const { id, name, publicName, team } of rows)
        found.set(id, { id, name: publicNameOf(name, publicName), wholeName: name, team });
    }
    return found;
  }

  /** Of these, the names of the teams the board reaches, by id. */
  async teams(board: Pick<Board, 'teamId'>, ids: readonly number[]): Promise<Map<number, string>> {
    const reach = teamReached(board, 't.id');
    const found = new Map<number, string>();
    for (const chunk of chunked([...new Set(ids)])) {
      const rows = await this.database.all<{ id: number; name: string }>(
        `SELECT t.id AS "id", t.name AS "name" FROM team t
         WHERE t.id IN (${placeholders(chunk.length)}) AND ${reach.sql}`,
        [...chunk, ...reach.params],
      );
      for (const { id, name } of rows) found.set(id, name);
    }
    return found;
  }

  /** Everybody with a wish about their name: customers' words are read with it. */
  withWishes(): Promise<NamedPerson[]> {
    return this.database.all<NamedPerson>(
      `SELECT name AS "name", public_name AS "publicName" FROM employee WHERE public_name <> 'full' ORDER BY id`,
    );
  }

  /** The ids of employees by what other programs call them. */
  async employeeIds(externalIds: readonly string[]): Promise<number[]> {
    return this.ids('employee', externalIds);
  }

  async teamIds(externalIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows('team', externalIds);
    return new Map(rows.map(({ externalId, id }) => [externalId, id]));
  }

  private async ids(table: 'employee' | 'team', externalIds: readonly string[]): Promise<number[]> {
    return (await this.rows(table, externalIds)).map(({ id }) => id);
  }

  private async rows(table: 'employee' | 'team', externalIds: readonly string[]) {
    const rows: { id: number; externalId: string }[] = [];
    for (const chunk of chunked(externalIds))
      rows.push(
        ...(await this.database.all<{ id: number; externalId: string }>(
          `SELECT id AS "id", external_id AS "externalId" FROM ${table} WHERE external_id IN (${placeholders(chunk.length)})`,
          chunk,
        )),
      );
    return rows;
  }
}

/** As somebody chose to be called in public. */
function publicNameOf(name: string, publicName: string): string {
  return publicName === 'first_name' ? (name.split(' ')[0] ?? name) : name;
}

function chunked<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += CHUNK) chunks.push(items.slice(start, start + CHUNK));
  return chunks;
}
