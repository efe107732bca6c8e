/** The nightly recount on both databases: a difference is an alarm with a name, until a named person has acted. */
import { RollupWithoutKeys1795219200025 } from '../../migrations/1795219200025-rollup-without-keys';
import { Users } from '../../src/access';
import { Audit } from '../../src/platform/audit';
import { RollupWatch } from '../../src/scoring';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { HOUR, type RollupWorld, rollupWorld, TODAY } from './rollups.fixture';

describeOnBothDatabases('the watch over the rollups', (kind) => {
  let world: RollupWorld;
  let watch: RollupWatch;
  const actions = async () =>
    (await world.test.get(Audit).newest(50))
      .filter(({ action }) => action.startsWith('rollups.'))
      .map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);

  beforeEach(async () => {
    world = await rollupWorld(kind);
    watch = world.test.get(RollupWatch);
    await world.answer({ rating: 5 });
    await world.answer({ rating: 4 }, { credit: { 'E-07': 0.5, 'E-15': 0.5 }, touchpoint: 'chat' });
    await world.answer({ rating: 3 }, { answeredAt: TEST_NOW - 90 * 24 * HOUR });
  });
  afterEach(() => world.close());

  it('finds nothing where nothing is wrong, and remembers which days it looked at', async () => {
    expect(await watch.watch()).toBe('success');
    expect(await watch.alarms()).toEqual([]);
    const checked = await world.database.all<{ day: string }>('SELECT day FROM rollup_check ORDER BY day');
    expect(checked.at(-1)?.day).toBe(TODAY);
    expect(checked[0]?.day).toBe('2026-08-05');
    expect(await actions()).toEqual([]);
  });

  it('names employee, touchpoint and day of a row that was changed, once, and repairs nothing', async () => {
    await world.database.run(`UPDATE rollup SET responses = 3 WHERE employee_id = ? AND rating = 4`, [
      world.ids['E-07'] ?? 0,
    ]);
    const tampered = await world.dump();
    await watch.watch();
    await watch.watch();
    expect(await watch.alarms()).toEqual([
      {
        employee: 'Hugo Salas', touchpoint: 'chat', day: TODAY, stored: '3 responses, 500000 ppm',
        recounted: '1 responses, 500000 ppm', foundAt: TEST_NOW,
      },
    ]); // prettier-ignore
    expect(await world.dump()).toBe(tampered);
    expect(await actions()).toEqual([`system rollups.differ rollup:${TODAY}`]);
  });

  it('tells administrators once a night by mail, naming nobody, and nobody when somebody has acted meanwhile', async () => {
    const mails = () =>
      world.database.all<{ to: string; subject: string; raw: string }>(
        'SELECT envelope_to AS "to", subject AS "subject", raw AS "raw" FROM captured_mail ORDER BY envelope_to',
      );
    for (const [name, role] of [
      ['sofia', 'admin'],
      ['carmen', 'hr'],
    ] as const)
      await world.test.get(Users).create({
        email: `${name}@aguaclara.example`,
        name,
        locale: 'es',
        password: 'a long password of a test',
        roles: [{ role, scope: 'all' }],
      });
    await world.database.run(`UPDATE rollup SET responses = 3 WHERE rating = 4`);
    await watch.watch();
    await world.test.work();
    expect(await mails()).toEqual([]);
    world.test.clock.advance(31 * 60_000);
    await world.test.work();
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: 'sofia@aguaclara.example',
      subject: 'Hay cuentas que no coinciden con las respuestas',
    });
    expect(mail?.raw).not.toMatch(/Hugo|Irene|E-07/);

    await world.database.run(`UPDATE rollup SET responses = 5 WHERE rating = 3`);
    await watch.watch();
    await watch.rebuild('cli', 'Un respaldo a medias.');
    world.test.clock.advance(31 * 60_000);
    await world.test.work();
    expect(await mails()).toHaveLength(1);
  });

  it('finds what is missing and what nobody’s answer accounts for, months ago as well', async () => {
    await world.database.run(`UPDATE rollup SET day = '2026-08-06' WHERE day = '2026-08-05'`);
    await watch.watch();
    const found = (await watch.alarms()).map(({ day, stored, recounted }) => [day, stored, recounted]);
    expect(found.sort()).toEqual([
      ['2026-08-05', '–', '1 responses, 1000000 ppm'],
      ['2026-08-06', '1 responses, 1000000 ppm', '–'],
    ]);
  });

  it('finds the row of somebody who was never there: no key of the table keeps it out', async () => {
    await world.database.run(`UPDATE rollup SET employee_id = 4711, cell_id = 4712 WHERE rating = 5`);
    await watch.watch();
    const found = (await watch.alarms()).map(({ employee, stored, recounted }) => [
      employee,
      stored,
      recounted,
    ]);
    expect(found.sort()).toEqual([
      ['Ana Beltrán', '–', '1 responses, 1000000 ppm'],
      ['–', '1 responses, 1000000 ppm', '–'],
    ]);
    expect((await world.rollups.verify()).map(({ stored, recounted }) => [stored, recounted]).sort()).toEqual(
      [
        ['1 responses, 1000000 ppm', '–'],
        ['–', '1 responses, 1000000 ppm'],
      ],
    );
  });

  it('the table loses its keys and gets them back without losing a row', async () => {
    const rows = await world.dump();
    const migration = new RollupWithoutKeys1795219200025();
    const runner = world.database.dataSource.createQueryRunner();
    const refused = { message: expect.stringMatching(/foreign key/i) as unknown };
    const stray = () => world.database.run(`UPDATE rollup SET cell_id = 4712 WHERE rating = 5`);
    await migration.down(runner);
    expect(await world.dump()).toBe(rows);
    await expect(stray()).rejects.toMatchObject(refused);
    await migration.up(runner);
    expect(await world.dump()).toBe(rows);
    await stray();
    await expect(migration.down(runner)).rejects.toMatchObject(refused);
    await runner.release();
  });

  it('an alarm stays when the numbers agree again, until a named person has had the rollups rebuilt', async () => {
    const whole = await world.dump();
    await world.database.run(`UPDATE rollup SET weight_ppm = 1 WHERE rating = 5`);
    await watch.watch();
    await world.database.run(`UPDATE rollup SET weight_ppm = 1000000 WHERE rating = 5`);
    await watch.watch();
    expect(await watch.alarmCount()).toBe(1);
    await expect(watch.rebuild('user:7', ' ')).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await watch.alarmCount()).toBe(1);
    expect(await watch.rebuild('user:7', 'Un arreglo a mano en la base de datos')).toEqual({
      rollups: 4,
      cleared: 1,
    });
    expect(await world.dump()).toBe(whole);
    expect(await watch.alarms()).toEqual([]);
    expect(await actions()).toEqual([
      'user:7 rollups.rebuilt rollup:all',
      `system rollups.differ rollup:${TODAY}`,
    ]);
    await watch.watch();
    expect(await watch.alarmCount()).toBe(0);
  });

  it('is what an administrator reads first', async () => {
    await world.database.run(`UPDATE rollup SET responses = 2 WHERE rating = 5`);
    await watch.watch();
    const admin = await world.test.signIn([{ role: 'admin', scope: 'all' }]);
    const { text } = await admin.get('/');
    expect(text).toContain('Una cuenta de calificaciones no coincide');
    expect(text).toContain('Ana Beltrán, phone');
  });
});
