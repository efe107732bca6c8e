import { PERMISSIONS, ROLE_SCOPES, ROLES, scopeOf, TABLE } from './permissions';
import { Viewer } from './viewer';

describe('permissions', () => {
  it('every permission has a row, and somebody who holds it', () => {
    expect(Object.keys(TABLE).sort()).toEqual([...PERMISSIONS].sort());
    for (const permission of PERMISSIONS) {
      expect({ permission, roles: Object.keys(TABLE[permission]).length > 0 }).toEqual({
        permission,
        roles: true,
      });
    }
  });

  it('everybody with a role has a home', () => {
    for (const role of ROLES)
      expect(scopeOf([{ role, scope: ROLE_SCOPES[role][0] }], 'home.view')).toBe('all');
  });

  it('administration sees neither pay nor evaluations', () => {
    const admin = [{ role: 'admin', scope: 'all' }] as const;
    for (const permission of PERMISSIONS.filter((name) => /^(pay|evaluations)\./.test(name))) {
      expect(scopeOf(admin, permission)).toBeNull();
    }
  });

  it('an auditor reads everything, pay and audit included, and changes nothing', () => {
    const auditor = [{ role: 'auditor', scope: 'all' }] as const;
    for (const permission of PERMISSIONS) {
      expect({ permission, scope: scopeOf(auditor, permission) }).toEqual({
        permission,
        scope: permission.endsWith('.view') ? 'all' : null,
      });
    }
  });

  it('a lead sees the scores of the team, an employee their own, a clerk of recovery all cases', () => {
    expect(scopeOf([{ role: 'lead', scope: 'team' }], 'scores.view')).toBe('team');
    expect(scopeOf([{ role: 'employee', scope: 'own' }], 'scores.view')).toBe('own');
    expect(scopeOf([{ role: 'employee', scope: 'own' }], 'pay.view')).toBe('own');
    expect(scopeOf([{ role: 'recovery', scope: 'all' }], 'recovery.work')).toBe('all');
  });

  it('a lead who is rated too has the wider scope of both roles, and their own pay', () => {
    const both = [
      { role: 'employee', scope: 'own' },
      { role: 'lead', scope: 'team' },
    ] as const;
    expect(scopeOf(both, 'scores.view')).toBe('team');
    expect(scopeOf(both, 'pay.view')).toBe('own');
  });

  it('a grant for a team narrows what concerns people, keeps what is open, loses what concerns the whole', () => {
    const hr = [{ role: 'hr', scope: 'team' }] as const;
    expect(scopeOf(hr, 'pay.view')).toBe('team');
    expect(scopeOf(hr, 'recognition.view')).toBe('all');
    expect(scopeOf(hr, 'surveys.manage')).toBeNull();
  });

  it('nobody without a role may do anything', () => {
    const viewer = new Viewer({
      userId: 1,
      name: 'X',
      email: 'x@example.com',
      locale: 'es',
      employeeId: null,
      grants: [],
    });
    expect(PERMISSIONS.filter((permission) => viewer.can(permission))).toEqual([]);
  });
});
