/** Every route of the product, as everybody: who gets in is what the route matrix says, and nothing else gets in. */
import { API_SCOPES, ROLE_SCOPES, ROLES, type ApiScope, type RoleName } from '../../src/access';
import { Employees, Teams } from '../../src/organization';
import { bootApp, type SignedIn, type TestApp } from '../support';
import { EMPLOYED, expected, MATRIX, NOT_DRIVEN, type MatrixRow, type Whose } from '../support/route-matrix';
import { handledRoutes, ruleText, servedRoutes } from '../support/routes';

const UNKNOWN: Record<string, string> = { id: '1', token: 'x'.repeat(43) };
const changes = (method: string): boolean => method !== 'GET';
const staffRows = MATRIX.filter(
  ({ route, rule }) => !/^(public$|api |token )/.test(rule) && !NOT_DRIVEN.includes(route),
);
const apiRows = MATRIX.filter(({ rule }) => rule.startsWith('api '));

describe('policies', () => {
  let test: TestApp;
  const people = {} as Record<RoleName, SignedIn>;
  /** The records of the lead's team and of another. */
  const ids = {} as Record<Whose, { employee: string; team: string }>;

  beforeAll(async () => {
    test = await bootApp('sqlite');
    const [teams, employees] = [test.get(Teams), test.get(Employees)];
    const hire = async (externalId: string, team: string, manager?: string) => {
      const facts = { name: externalId, jobFamily: 'service', hiredOn: '2024-01-01', team, manager };
      return (await employees.upsert(externalId, facts, 'test')).id;
    };
    for (const branch of ['own', 'other'] as const) {
      const team = (await teams.upsert(`${branch}-team`, { name: branch, kind: 'team' }, 'test')).id;
      const lead = await hire(`${branch}-lead`, `${branch}-team`);
      const member = await hire(`${branch}-member`, `${branch}-team`, `${branch}-lead`);
      ids[branch] = { employee: String(member), team: String(team) };
      if (branch === 'other') continue;
      people.lead = await test.signIn([{ role: 'lead', scope: 'team' }], { employeeId: lead });
      people.employee = await test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: member });
    }
    for (const role of ROLES.filter((name) => !EMPLOYED.includes(name))) {
      people[role] = await test.signIn([{ role, scope: ROLE_SCOPES[role][0] }]);
    }
  });
  afterAll(() => test.close());

  const addressOf = (row: MatrixRow, whose: Whose): string =>
    row.path.replace(/:(\w+)/g, (_, name: string) =>
      row.subject === 'employee' || row.subject === 'team'
        ? ids[whose][row.subject]
        : (UNKNOWN[name] ?? 'unknown'),
    );
  const asStranger = ({ method }: MatrixRow, path: string) =>
    test.http[method.toLowerCase() as 'get' | 'post' | 'put' | 'patch'](path).set(
      'Accept',
      'application/json',
    );
  const as = (role: RoleName, { method }: MatrixRow, path: string) =>
    (changes(method) ? people[role].post(path) : people[role].get(path)).set('Accept', 'application/json');

  it('every handler says who may call it', () => {
    const handled = handledRoutes(test.app);
    expect(handled.length).toBeGreaterThan(50);
    expect(handled.filter(({ rule }) => rule === undefined).map(({ handler }) => handler)).toEqual([]);
  });

  it('the matrix lists every route, with the rule that is in the code', () => {
    const inCode = handledRoutes(test.app).map(({ route, rule }) => `${route} → ${ruleText(rule)}`);
    expect(inCode.sort()).toEqual(MATRIX.map(({ route, rule }) => `${route} → ${rule}`).sort());
  });

  it('nothing is served past the guard', () => {
    // The server prints a wildcard without what stands before it.
    const plain = (routes: string[]) => routes.map((route) => route.replace(/\/\S*\*$/, '/*')).sort();
    expect(plain(servedRoutes(test.app))).toEqual(plain(handledRoutes(test.app).map(({ route }) => route)));
  });

  it('a stranger gets into no staff page and to no part of the API', async () => {
    for (const row of [...staffRows, ...apiRows]) {
      const { status, body } = await asStranger(row, addressOf(row, 'own'));
      expect({ route: row.route, status, code: body.code }).toEqual({
        route: row.route,
        status: 401,
        code: row.rule.startsWith('api ') ? 'api_key_missing' : 'not_signed_in',
      });
    }
  });

  it.each(ROLES)('%s gets where the matrix says', async (role) => {
    for (const row of staffRows) {
      for (const whose of ['own', 'other'] as const) {
        const { status } = await as(role, row, addressOf(row, whose));
        const heard =
          status === 403
            ? 'forbidden'
            : row.subject && status === 404
              ? 'hidden'
              : status < 500
                ? 'passed'
                : status;
        expect({ route: row.route, whose, heard }).toEqual({
          route: row.route,
          whose,
          heard: expected(row, role, whose),
        });
      }
    }
  });

  it('a form from another site gets nowhere, whoever is signed in', async () => {
    for (const row of staffRows.filter(({ method }) => changes(method))) {
      for (const role of ROLES.filter((name) => expected(row, name, 'own') === 'passed')) {
        const { status, body } = await as(role, row, addressOf(row, 'own')).set(
          'Sec-Fetch-Site',
          'cross-site',
        );
        expect({ route: row.route, role, status, code: body.code }).toEqual({
          route: row.route,
          role,
          status: 403,
          code: 'cross_site_request',
        });
      }
    }
  });

  it('a program gets where the scope of its key says, and a signed-in person does not', async () => {
    const keys = new Map<ApiScope, string>();
    for (const scope of API_SCOPES) keys.set(scope, await test.apiKey(scope));
    for (const row of apiRows) {
      const asked = row.rule.slice('api '.length);
      for (const [scope, key] of keys) {
        const { status } = await asStranger(row, addressOf(row, 'own')).set('Authorization', `Bearer ${key}`);
        const heard = status === 403 ? 'forbidden' : status === 401 || status >= 500 ? status : 'passed';
        expect({ route: row.route, scope, heard }).toEqual({
          route: row.route,
          scope,
          heard: scope === asked ? 'passed' : 'forbidden',
        });
      }
      const signedIn = await as(
        'hr',
        { ...row, method: changes(row.method) ? 'POST' : 'GET' },
        addressOf(row, 'own'),
      );
      expect([401, 404]).toContain(signedIn.status);
    }
  });

  it('a guessed token says nothing about which tokens exist', async () => {
    for (const row of MATRIX.filter(({ rule, method }) => rule.startsWith('token ') && method === 'GET')) {
      const pages = await Promise.all(
        ['x', 'y'].map((letter) => test.http.get(row.path.replace(/:\w+/, letter.repeat(43)))),
      );
      expect(new Set(pages.map(({ status }) => status)).size).toBe(1);
      expect(pages[0]?.status).toBeLessThan(500);
    }
  });
});
