/** Changes teams and sites and the tree they form. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import type { UpsertOutcome } from './employees';
import { organizationErrors } from './organization.errors';
import type { TeamInput } from './organization.inputs';
import { Team } from './team.entity';

const TREE_LOCK = 4217101;

@Injectable()
export class Teams {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Creates the team or changes what is given; a field left out keeps its value.
   * @throws DomainError `team_unknown`, `team_loop`, `site_below_team`, `external_id_mismatch`
   */
  async upsert(externalId: string, input: TeamInput, actor: string): Promise<UpsertOutcome> {
    if (input.externalId !== undefined && input.externalId !== externalId) {
      throw organizationErrors.external_id_mismatch(
        { given: input.externalId, expected: externalId },
        '/externalId',
      );
    }
    return this.database.transaction(async () => {
      // One change of the tree at a time: two moves could otherwise close a circle together.
      if (this.database.dialect === 'postgres')
        await this.database.get('SELECT pg_advisory_xact_lock(?)', [TREE_LOCK]);
      const repository = this.database.repository(Team);
      const before = await repository.findOneBy({ externalId });
      const parent = input.parent ? await repository.findOneBy({ externalId: input.parent }) : null;
      if (input.parent && !parent) throw organizationErrors.team_unknown({ team: input.parent }, '/parent');
      const after = {
        externalId,
        name: input.name,
        kind: input.kind ?? before?.kind ?? 'team',
        parentId: input.parent === undefined ? (before?.parentId ?? null) : (parent?.id ?? null),
      };
      await this.checkPlace(after, before);

      if (!before) {
        const team = await repository.save(repository.create({ ...after, createdAt: this.clock.now() }));
        await this.record('team.created', team.id, actor, { kind: after.kind, parent: after.parentId });
        return { id: team.id, created: true, changed: ['name', 'kind', 'parent'] };
      }
      const changed: string[] = [];
      if (before.name !== after.name) changed.push('name');
      if (before.kind !== after.kind) changed.push('kind');
      if (before.parentId !== after.parentId) changed.push('parent');
      if (changed.length > 0) {
        await repository.update({ id: before.id }, after);
        await this.record('team.changed', before.id, actor, {
          changed,
          kind: after.kind,
          parent: after.parentId,
        });
      }
      return { id: before.id, created: false, changed };
    });
  }

  /** A team stands below a site or a team, a site only below a site, and nothing below itself. */
  private async checkPlace(
    team: Pick<Team, 'externalId' | 'kind' | 'parentId'>,
    before: Team | null,
  ): Promise<void> {
    const above =
      team.parentId === null
        ? []
        : await this.database.all<{ id: number; kind: string }>(
            `WITH RECURSIVE above (id, kind, parent_id) AS (
               SELECT id, kind, parent_id FROM team WHERE id = ?
               UNION
               SELECT team.id, team.kind, team.parent_id FROM team JOIN above ON team.id = above.parent_id)
             SELECT id AS "id", kind AS "kind" FROM above`,
            [team.parentId],
          );
    if (before && above.some((one) => one.id === before.id)) {
      throw organizationErrors.team_loop({ team: team.externalId }, '/parent');
    }
    const siteBelowTeam =
      team.kind === 'site'
        ? above.some((one) => one.kind === 'team')
        : before?.kind === 'site' && (await this.hasSiteBelow(before.id));
    if (siteBelowTeam) throw organizationErrors.site_below_team({ team: team.externalId }, '/parent');
  }

  private async hasSiteBelow(teamId: number): Promise<boolean> {
    const site = await this.database.get(
      `SELECT 1 AS "found" FROM team WHERE parent_id = ? AND kind = 'site' LIMIT 1`,
      [teamId],
    );
    return site !== undefined;
  }

  private async record(
    action: string,
    id: number,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record({ actor, action, subject: `team:${id}`, details });
  }
}
