/** The teams as the staff sees them: by site, in the order of the tree, with the people in each. Pure. */
import { groupedBy } from '../kernel';
import type { TeamNode } from './organization.queries';

export interface TeamRow {
  id: number;
  name: string;
  /** Name of the team above, when it is not the site itself. */
  above: string | null;
  leads: string[];
  people: number;
  /** Whether the reader may open the team's results. */
  open: boolean;
}

export interface SiteGroup {
  /** Null: teams that belong to no site. */
  site: string | null;
  people: number;
  rows: TeamRow[];
}

export interface TeamListFacts {
  tree: readonly TeamNode[];
  memberships: readonly { employeeId: number; teamId: number }[];
  /** Most reports first. */
  leads: readonly { teamId: number; employeeId: number; name: string }[];
  visibleEmployees: readonly number[] | 'all';
  openTeams: readonly number[] | 'all';
}

/** Sites by name. A reader with a limit sees the teams in which somebody is visible. */
export function teamList(facts: TeamListFacts): SiteGroup[] {
  const byId = new Map(facts.tree.map((node) => [node.id, node]));
  const visible = facts.visibleEmployees === 'all' ? null : new Set(facts.visibleEmployees);
  const open = facts.openTeams === 'all' ? null : new Set(facts.openTeams);
  const people = new Map<number, number>();
  for (const { employeeId, teamId } of facts.memberships) {
    if (!visible || visible.has(employeeId)) people.set(teamId, (people.get(teamId) ?? 0) + 1);
  }
  const groups = new Map<number | null, SiteGroup>();
  for (const node of inTreeOrder(facts.tree)) {
    const site = siteOf(node, byId);
    const group = groups.get(site?.id ?? null) ?? { site: site?.name ?? null, people: 0, rows: [] };
    const count = people.get(node.id) ?? 0;
    group.people += count;
    // A site is a heading; it is a row only for people who belong to it without a team.
    if (visible ? count > 0 : node.kind === 'team' || count > 0) {
      const above = node.parentId === null ? undefined : byId.get(node.parentId);
      group.rows.push({
        id: node.id,
        name: node.name,
        above: above?.kind === 'team' ? above.name : null,
        leads: facts.leads
          .filter((lead) => lead.teamId === node.id)
          .slice(0, 1)
          .map((lead) => lead.name),
        people: count,
        open: !open || open.has(node.id),
      });
    }
    if (group.rows.length > 0 || !visible) groups.set(site?.id ?? null, group);
  }
  return [...groups.values()];
}

function siteOf(node: TeamNode, byId: ReadonlyMap<number, TeamNode>): TeamNode | undefined {
  let current: TeamNode | undefined = node;
  while (current && current.kind !== 'site') {
    current = current.parentId === null ? undefined : byId.get(current.parentId);
  }
  return current;
}

/** Each node before those below it, siblings in the order given. */
function inTreeOrder(tree: readonly TeamNode[]): TeamNode[] {
  const below = groupedBy(tree, ({ parentId }) => parentId);
  const walk = (parentId: number | null): TeamNode[] =>
    (below.get(parentId) ?? []).flatMap((node) => [node, ...walk(node.id)]);
  return walk(null);
}
