import { teamList } from './team-list';
import type { TeamNode } from './organization.queries';

const node = (id: number, name: string, kind: TeamNode['kind'], parentId: number | null): TeamNode => ({
  id,
  name,
  kind,
  parentId,
});
const tree = [
  node(1, 'Centro', 'site', null),
  node(3, 'Chat', 'team', 2),
  node(2, 'Remota', 'team', 1),
  node(4, 'Sur', 'site', null),
  node(5, 'Visitas', 'team', 4),
  node(6, 'Suelta', 'team', null),
];
const memberships = [
  { employeeId: 10, teamId: 2 },
  { employeeId: 11, teamId: 3 },
  { employeeId: 12, teamId: 3 },
  { employeeId: 13, teamId: 5 },
];
const leads = [
  { teamId: 3, employeeId: 11, name: 'Ana' },
  { teamId: 3, employeeId: 12, name: 'Diego' },
];

describe('the list of teams', () => {
  it('stands by site in the order of the tree, with the people of each team and of the site', () => {
    const groups = teamList({ tree, memberships, leads, visibleEmployees: 'all', openTeams: 'all' });
    expect(groups.map(({ site, people }) => [site, people])).toEqual([
      ['Centro', 3],
      ['Sur', 1],
      [null, 0],
    ]);
    expect(groups[0]?.rows).toEqual([
      { id: 2, name: 'Remota', above: null, leads: [], people: 1, open: true },
      { id: 3, name: 'Chat', above: 'Remota', leads: ['Ana'], people: 2, open: true },
    ]);
  });

  it('shows a lead the teams with visible people and counts only those', () => {
    const groups = teamList({ tree, memberships, leads, visibleEmployees: [11], openTeams: [] });
    expect(groups).toEqual([
      {
        site: 'Centro',
        people: 1,
        rows: [{ id: 3, name: 'Chat', above: 'Remota', leads: ['Ana'], people: 1, open: false }],
      },
    ]);
  });

  it('of nobody visible is empty', () => {
    expect(teamList({ tree, memberships, leads, visibleEmployees: [], openTeams: [] })).toEqual([]);
  });
});
