/**
 * Who sees pay. The demo company has evaluated, published, corrected and paid: every page and file is asked for by everybody who must
 * not see others' pay, by strangers and by programs, and read for every amount that is somebody else's.
 */
import { seedCompany } from '../../seeds/demo/seed';
import { API_SCOPES, type RoleGrant } from '../../src/access';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { MATRIX } from '../support/route-matrix';

const grant = (role: RoleGrant['role'], scope: RoleGrant['scope']): RoleGrant => ({ role, scope });
/** What hands out pay to programs that were given it. */
const PAY_SCOPES = /^(all|evaluations|pay|payouts)/;

/** An amount in each way it is written here: `8,965.64`, `8965.64`, `896564`, `8.965,64`. */
function written(minor: number): string[] {
  const plain = (minor / 100).toFixed(2);
  const [whole = '', cents = ''] = plain.split('.');
  const grouped = (sign: string): string => whole.replace(/\B(?=(\d{3})+$)/g, sign);
  return [`${grouped(',')}.${cents}`, plain, String(minor), `${grouped('.')},${cents}`];
}

/** Digits with the signs between them, whole: `1,234.56` is not the `234.56` in it. */
const numbersIn = (text: string): Set<string> =>
  new Set((text.match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) => number.replace(/[.,]$/, '')));

describeOnBothDatabases('pay', (kind) => {
  let test: TestApp;
  /** Every way of writing an amount, and whose it is. */
  const whose = new Map<string, Set<number>>();
  let employees: number[] = [];
  const who: Record<string, { person: SignedIn; employeeId: number }> = {};

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 150 });
    await test.work();
    const amounts = await test.database.all<{ employee: number; minor: number }>(
      `SELECT employee_id AS "employee", amount_minor AS "minor" FROM payout
       UNION SELECT employee_id, annual_salary_minor FROM pay_base
       UNION SELECT p.employee_id, p.amount_minor + a.amount_minor FROM payout p JOIN payout_adjustment a ON a.employee_id = p.employee_id
       UNION SELECT employee_id, amount_minor FROM payout_adjustment`,
    );
    for (const { employee, minor } of amounts.filter(({ minor }) => minor > 0))
      for (const text of written(minor)) whose.set(text, (whose.get(text) ?? new Set()).add(employee));
    employees = (
      await test.database.all<{ id: number }>('SELECT DISTINCT employee_id AS "id" FROM payout ORDER BY 1')
    ).map(({ id }) => id);
    const idOf = async (externalId: string): Promise<number> =>
      (
        await test.database.get<{ id: number }>('SELECT id AS "id" FROM employee WHERE external_id = ?', [
          externalId,
        ])
      )?.id ?? 0;
    const people: [string, string | null, RoleGrant[]][] = [
      ['ana', 'E-12', [grant('employee', 'own')]],
      ['lead', 'E-38', [grant('lead', 'team'), grant('employee', 'own')]],
      ['recovery', null, [grant('recovery', 'all')]],
      ['admin', null, [grant('admin', 'all')]],
      ['hr', null, [grant('hr', 'all')]],
    ];
    for (const [name, externalId, grants] of people) {
      const employeeId = externalId === null ? 0 : await idOf(externalId);
      who[name] = {
        person: await test.signIn(grants, externalId === null ? {} : { employeeId }),
        employeeId,
      };
    }
  });
  afterAll(() => test.close());

  /** Others' amounts in a text. */
  const leaks = (text: string, own: number): string[] =>
    [...numbersIn(text)].filter((number) => {
      const owners = whose.get(number);
      return owners !== undefined && number.replace(/\D/g, '').length >= 5 && !owners.has(own);
    });

  /** Every address, with what the company has in the place of ids. */
  async function addresses(api: boolean): Promise<string[]> {
    const all = async (sql: string) =>
      (await test.database.all<{ id: string | number }>(sql)).map(({ id }) => String(id));
    const first = async (table: string) => await all(`SELECT id AS "id" FROM ${table} ORDER BY id LIMIT 2`);
    const [cases, runs, appeals, responses, teams, boards] = await Promise.all(
      ['recovery_case', 'payroll_run', 'appeal', 'response', 'team', 'board'].map(first),
    );
    const staff = [...employees.slice(0, 3), who['ana']?.employeeId ?? 0, who['lead']?.employeeId ?? 0].map(
      String,
    );
    const places: [RegExp, string[]][] = [
      [/\/(statements|employees)\/:\w+/, staff],
      [/\/recovery\/:\w+/, cases ?? []],
      [/\/payroll(-runs)?\/:\w+/, runs ?? []],
      [/\/appeals\/:id/, appeals ?? []],
      [/\/responses\/:id/, responses ?? []],
      [/\/teams\/:id/, teams ?? []],
      [/\/boards\/:id/, boards ?? []],
    ];
    return MATRIX.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/v1') === api)
      .filter(({ path }) => !/^\/(assets|brand|dev|health|s|p|u|q|k|f)\b/.test(path))
      .flatMap(({ path }) => {
        const found = places.find(([pattern]) => pattern.test(path));
        if (!found) return [path.replaceAll(/:\w+/g, '1')];
        return found[1].map((id) =>
          path.replace(found[0], (text) => text.replace(/:\w+/, id)).replaceAll(/:\w+/g, '1'),
        );
      });
  }

  it('is there to be seen: human resources read it', async () => {
    const page = await who['hr']!.person.get('/evaluations/1');
    expect(page.status).toBe(200);
    expect(leaks(page.text, 0).length).toBeGreaterThan(20);
  });

  it.each(['ana', 'lead', 'recovery', 'admin'])(
    'of others is on no page and in no file that %s can open',
    async (name) => {
      const { person, employeeId } = who[name]!;
      let seen = 0;
      for (const path of await addresses(false)) {
        const { status, text } = await person.get(path);
        if (status === 200) seen += 1;
        expect([path, leaks(text ?? '', employeeId)]).toEqual([path, []]);
      }
      expect(seen).toBeGreaterThan(10);
    },
    240_000,
  );

  it('is on nothing that strangers can open', async () => {
    for (const path of await addresses(false)) {
      const { text } = await test.http.get(path);
      expect([path, leaks(text, 0)]).toEqual([path, []]);
    }
  });

  it('is told to no program whose key is for something else', async () => {
    const key = await test.apiKey(...API_SCOPES.filter((scope) => !PAY_SCOPES.test(scope)));
    let seen = 0;
    for (const path of await addresses(true)) {
      const { status, text } = await test.http.get(path).set('authorization', `Bearer ${key}`);
      if (status === 200) seen += 1;
      expect([path, leaks(text, 0)]).toEqual([path, []]);
    }
    expect(seen).toBeGreaterThan(3);
  });

  it('stands in no mail and in no job', async () => {
    await who['hr']!.person.post('/evaluations/2/reminders', {});
    await test.work();
    const mails = await test.database.all<{ text: string }>('SELECT raw AS "text" FROM captured_mail');
    expect(mails.length).toBeGreaterThan(0);
    const jobs = await test.database.all<{ text: string }>('SELECT payload AS "text" FROM job');
    for (const { text } of [...mails, ...jobs]) expect(leaks(text.replace(/=\r?\n/g, ''), 0)).toEqual([]);
  });
});
