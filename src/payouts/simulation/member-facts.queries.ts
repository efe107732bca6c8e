/** Reads what simulations and reports group a cycle's people by, and what an earlier cycle paid. Holds pay data. */
import { Injectable } from '@nestjs/common';
import type { Cycle } from '../../evaluations';
import { OrganizationQueries, type TeamNode } from '../../organization';
import { Database } from '../../platform/database';
import type { TargetSegment } from '../calc';
import type { MemberFacts } from './comparison';

interface FactRow {
  employeeId: number;
  key: string;
  name: string;
  targetBonusMinor: number;
  eligibleDays: number;
  periodDays: number;
  segments: string | null;
  teamId: number | null;
  legalEntity: string | null;
}

@Injectable()
export class MemberFactsQueries {
  constructor(
    private readonly database: Database,
    private readonly organization: OrganizationQueries,
  ) {}

  /** Everybody in the cycle, by external id. */
  async of(cycle: Cycle): Promise<MemberFacts[]> {
    const rows = await this.database.all<FactRow>(
      `SELECT m.employee_id AS "employeeId", e.external_id AS "key", e.name AS "name",
              m.target_bonus_minor AS "targetBonusMinor", m.eligible_days AS "eligibleDays", m.period_days AS "periodDays",
              m.segments AS "segments", m.team_id AS "teamId", b.legal_entity AS "legalEntity"
       FROM cycle_member m JOIN employee e ON e.id = m.employee_id
       LEFT JOIN pay_base b ON b.employee_id = m.employee_id AND b.from_day = (SELECT MAX(x.from_day) FROM pay_base x
         WHERE x.employee_id = m.employee_id AND x.from_day < ?)
       WHERE m.cycle_id = ? ORDER BY e.external_id`,
      [cycle.period.to, cycle.id],
    );
    const nodes = new Map((await this.organization.tree()).map((node) => [node.id, node]));
    return rows.map(({ employeeId, key, name, teamId, legalEntity, ...row }) => ({
      employeeId,
      key,
      name,
      entitledMinor: entitled(row),
      team: (teamId !== null && nodes.get(teamId)?.name) || null,
      site: siteOf(teamId, nodes),
      legalEntity: legalEntity || null,
    }));
  }

  /** What the snapshot pays, by external id. */
  async paid(snapshotId: number): Promise<Map<string, number>> {
    const rows = await this.database.all<{ key: string; amountMinor: number }>(
      `SELECT e.external_id AS "key", p.amount_minor AS "amountMinor" FROM payout p JOIN employee e ON e.id = p.employee_id
       WHERE p.snapshot_id = ?`,
      [snapshotId],
    );
    return new Map(rows.map(({ key, amountMinor }) => [key, amountMinor]));
  }
}

function entitled({ targetBonusMinor, eligibleDays, periodDays, segments }: Entitled): number {
  const parts =
    segments === null
      ? [{ targetBonusMinor, days: eligibleDays }]
      : (JSON.parse(segments) as readonly TargetSegment[]);
  return parts.reduce((sum, part) => sum + part.targetBonusMinor * part.days, 0) / Math.max(1, periodDays);
}
type Entitled = Pick<FactRow, 'targetBonusMinor' | 'eligibleDays' | 'periodDays' | 'segments'>;

/** The site that a team stands below. */
function siteOf(teamId: number | null, nodes: ReadonlyMap<number, TeamNode>): string | null {
  let node = teamId === null ? undefined : nodes.get(teamId);
  while (node && node.kind !== 'site') node = node.parentId === null ? undefined : nodes.get(node.parentId);
  return node?.name ?? null;
}
