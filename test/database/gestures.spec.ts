/** Gestures to unhappy customers: authority, decisions, vouchers, and a budget that many take from at once. */
import { GestureBudgets, GestureCatalogue, Gestures, Vouchers } from '../../src/recovery';
import { newId } from '../../src/platform/database';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, grant } from './answered.fixture';

describeOnBothDatabases('gestures', (kind) => {
  let world: AnsweredWorld;
  let caseId: string;
  let responseId: string;
  const NOVEMBER = { from: '2026-11-01', to: '2026-12-01' };
  const rosa = () => world.viewer([grant('recovery', 'all')], world.ids['E-21'], 61);
  const carmen = () => world.viewer([grant('hr', 'all')], null, 62);
  const give = (kindId: number, viewer = rosa(), id = newId()) =>
    world.get(Gestures).give({ id, caseId, kindId, reason: 'Esperó tres horas' }, viewer);
  const left = async () => (await world.get(GestureBudgets).all()).map(({ leftMinor }) => leftMinor);
  const rows = () =>
    world.database.all<{ state: string; n: number }>(
      'SELECT state AS "state", CAST(COUNT(*) AS bigint) AS "n" FROM gesture GROUP BY state ORDER BY state',
    );

  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
    await world.database.run(
      `INSERT INTO user_account (id, email, name, locale, created_at) VALUES (61, 'rosa@aguaclara.example', 'Rosa', 'es', 0), (62, 'carmen@aguaclara.example', 'Carmen', 'es', 0)`,
    );
    const contact = await world.contact(['E-12']);
    responseId = await world.answer(contact, { rating: '1' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    caseId = row?.id ?? '';
  });
  afterEach(() => world.close());

  async function offered(costMinor: number, needsVoucher = false): Promise<number> {
    const names = { es: 'Bono de agua', en: 'Water voucher', 'pt-BR': 'Vale-água' };
    const kindOf = { names, valueMinor: 2 * costMinor, costMinor, currency: 'MXN', needsVoucher };
    return world.get(GestureCatalogue).add(kindOf, 'user:1');
  }
  const mayGive = (role: 'recovery' | 'hr', upToMinor: number) =>
    world.get(GestureCatalogue).authorise({ role, currency: 'MXN', upToMinor }, 'user:1');
  const budget = (amountMinor: number, teamId: number | null = null) =>
    world.get(GestureBudgets).set({ teamId, period: NOVEMBER, currency: 'MXN', amountMinor }, 'user:1');

  it('are given within the authority, out of the budget, and stand in the story and the audit', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 20_000);
    await budget(50_000);
    const { id, state } = await give(gesture);
    expect(state).toBe('granted');
    expect(await left()).toEqual([30_000]);
    expect(await world.auditOf(`gesture:${id}`)).toEqual(['user:61 gesture.granted']);
    const story = await world.database.all<{ kind: string }>(
      'SELECT kind AS "kind" FROM recovery_note WHERE case_id = ? ORDER BY id',
      [caseId],
    );
    // The customer has no address: somebody has to tell them.
    expect(story.map((line) => line.kind)).toEqual(['gesture.granted', 'gesture.untold']);
  });

  it('are given once by a form that is sent twice', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 20_000);
    await budget(50_000);
    const id = newId();
    expect(await Promise.all([give(gesture, rosa(), id), give(gesture, rosa(), id)])).toEqual([
      { id, state: 'granted' },
      { id, state: 'granted' },
    ]);
    expect(await left()).toEqual([30_000]);
  });

  it('over the authority are asked for, and decided once by somebody else with enough of it', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 19_999);
    await mayGive('hr', 20_000);
    await budget(50_000);
    const { id, state } = await give(gesture);
    expect([state, await left()]).toEqual(['asked', [50_000]]);
    const decide = (viewer: ReturnType<typeof rosa>, what: 'granted' | 'refused' = 'granted') =>
      world.get(Gestures).decide(id, what, 'Lo merece', viewer);
    await expect(decide(rosa())).rejects.toMatchObject({ code: 'gesture_beyond_authority' });
    const outcomes = await Promise.allSettled([
      decide(carmen()),
      decide(carmen(), 'refused'),
      decide(carmen()),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'gesture_decided' });
    const [settled] = await rows();
    expect(await left()).toEqual([settled?.state === 'granted' ? 30_000 : 50_000]);
  });

  it('are refused without a budget, over it, about oneself, and in a case that is closed', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 20_000);
    await expect(give(gesture)).rejects.toMatchObject({ code: 'gesture_without_budget' });
    await budget(19_999);
    await expect(give(gesture)).rejects.toMatchObject({ code: 'gesture_over_budget' });
    const ana = world.viewer([grant('recovery', 'all')], world.ids['E-12'], 61);
    await expect(give(gesture, ana)).rejects.toMatchObject({ code: 'case_about_yourself' });
    await world.database.run(`UPDATE recovery_case SET state = 'closed' WHERE id = ?`, [caseId]);
    await expect(give(gesture)).rejects.toMatchObject({ code: 'case_step_not_open' });
    expect(await rows()).toEqual([]);
  });

  it('are taken out of the budget of the team that served where it has one', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 20_000);
    await budget(50_000);
    const own = await budget(20_000, world.teams['T-TEL'] ?? 0);
    await give(gesture);
    const budgets = await world.get(GestureBudgets).all();
    expect(budgets.find(({ id }) => id === own)?.leftMinor).toBe(0);
    await expect(give(gesture)).rejects.toMatchObject({ code: 'gesture_over_budget' });
  });

  it('budgets overlap with none of the same part, and never become less than was given', async () => {
    const gesture = await offered(20_000);
    await mayGive('recovery', 20_000);
    const id = await budget(50_000);
    await expect(budget(1)).rejects.toMatchObject({ code: 'gesture_budget_overlaps' });
    await give(gesture);
    const change = (amount: number) => world.get(GestureBudgets).change(id, amount, 'user:1');
    await expect(change(19_999)).rejects.toMatchObject({ code: 'gesture_budget_spent' });
    await change(20_000);
    expect(await left()).toEqual([0]);
  });

  it('200 at once never exceed the budget, and take all of it', async () => {
    const gesture = await offered(1000);
    await mayGive('recovery', 1000);
    // For 57 and a half of them.
    await budget(57_500);
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => give(gesture)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(57);
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'gesture_over_budget' });
    expect(await left()).toEqual([500]);
    expect(await rows()).toEqual([{ state: 'granted', n: 57 }]);
  });

  it('voucher codes are kept encrypted, taken in once, and each given to one customer', async () => {
    const gesture = await offered(0, true);
    const vouchers = world.get(Vouchers);
    expect(await vouchers.paste(gesture, 'AGUA-0001\nAGUA-0002\n AGUA-0001 ', 'user:1')).toBe(2);
    expect(await vouchers.paste(gesture, 'AGUA-0002', 'user:1')).toBe(0);
    await expect(vouchers.paste(gesture, '=cmd', 'user:1')).rejects.toMatchObject({
      code: 'voucher_code_unreadable',
    });
    expect(await vouchers.generate(gesture, 5, 'user:1')).toBe(5);
    const stored = JSON.stringify(await world.database.all('SELECT * FROM gesture_voucher'));
    expect(stored).not.toContain('AGUA');
    const given = await Promise.allSettled(Array.from({ length: 12 }, () => give(gesture)));
    const granted = given.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(granted).toHaveLength(7);
    const codes = await Promise.all(granted.map((id) => vouchers.codeOf(id)));
    expect(new Set(codes).size).toBe(7);
    expect(codes.filter((code) => code?.startsWith('AGUA-000'))).toHaveLength(2);
    for (const code of codes) expect(code).toMatch(/^AGUA-000[12]$|^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  });
});
