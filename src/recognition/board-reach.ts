/** Whom a board is for: everybody, or who works at a site or in a team, with the teams below it. */
import type { SqlValue } from '../platform/database';
import type { Board } from './board.entity';

const BELOW = `WITH RECURSIVE below (id) AS (
    SELECT CAST(? AS integer) UNION SELECT t.id FROM team t JOIN below ON t.parent_id = below.id)
  SELECT id FROM below`;

/** A condition on an employee's id; always true for the organization's board. @param day decides who is in which team */
export function employeeReached(
  board: Pick<Board, 'teamId'>,
  employeeId: string,
  day: string,
): { sql: string; params: SqlValue[] } {
  if (board.teamId === null) return { sql: '1 = 1', params: [] };
  return {
    sql: `EXISTS (SELECT 1 FROM team_membership w WHERE w.employee_id = ${employeeId}
      AND w.from_day <= ? AND (w.to_day IS NULL OR w.to_day > ?) AND w.team_id IN (${BELOW}))`,
    params: [day, day, board.teamId],
  };
}

/** A condition on a team's id. */
export function teamReached(
  board: Pick<Board, 'teamId'>,
  teamId: string,
): { sql: string; params: SqlValue[] } {
  return board.teamId === null
    ? { sql: '1 = 1', params: [] }
    : { sql: `${teamId} IN (${BELOW})`, params: [board.teamId] };
}
