/** Who has read their statement. Reading is noted once per version and is no agreement. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { type Cycle, CycleMembersQueries, isPublished } from '../evaluations';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';

/** The version that was signed; later ones are named by their adjustments. */
const SIGNED = '';

export interface ReadingsSummary {
  people: number;
  read: number;
  missing: { name: string; team: string | null }[];
}

@Injectable()
export class StatementReadings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly members: CycleMembersQueries,
  ) {}

  /** When the version was read; null while it was not. */
  async readAt(cycleId: number, employeeId: number, version = SIGNED): Promise<number | null> {
    const row = await this.database.get<{ at: number }>(
      'SELECT read_at AS "at" FROM statement_reading WHERE cycle_id = ? AND employee_id = ? AND version = ?',
      [cycleId, employeeId, version],
    );
    return row?.at ?? null;
  }

  /**
   * Notes that somebody has read their own published statement; said again, the first time stays.
   * @throws DomainError `not_found` for anybody else's
   */
  async note(cycle: Cycle, employeeId: number, viewer: Viewer, version = SIGNED): Promise<void> {
    if (viewer.employeeId !== employeeId || !isPublished(cycle.state)) throw errors.not_found();
    if (!(await this.members.isMember(cycle.id, employeeId))) throw errors.not_found();
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `INSERT INTO statement_reading (cycle_id, employee_id, version, user_id, read_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        [cycle.id, employeeId, version, viewer.userId, this.clock.now()],
      );
      if (changes === 0) return;
      await this.audit.record({
        actor: viewer.actor,
        action: 'statement.read',
        subject: `cycle:${cycle.id}`,
        details: { employee: employeeId, ...(version !== SIGNED && { version }) },
      });
    });
  }

  /** Of everybody in the cycle: how many have read what was signed, and who has not. */
  async summary(cycleId: number): Promise<ReadingsSummary> {
    const read = new Set(
      (
        await this.database.all<{ id: number }>(
          `SELECT employee_id AS "id" FROM statement_reading WHERE cycle_id = ? AND version = ''`,
          [cycleId],
        )
      ).map(({ id }) => id),
    );
    const members = await this.members.members(cycleId, 'all');
    return {
      people: members.length,
      read: members.filter(({ employeeId }) => read.has(employeeId)).length,
      missing: members
        .filter(({ employeeId }) => !read.has(employeeId))
        .map(({ name, teamName }) => ({ name, team: teamName })),
    };
  }
}
