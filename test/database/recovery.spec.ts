/** Recovery cases: when one opens, who gets it, how it moves, and who never sees it. */
import { randomBytes } from 'node:crypto';
import { type RoleGrant, Users } from '../../src/access';
import { Erasure } from '../../src/customers';
import { type CaseWorker, RecoveryCases, RecoveryQueries, RootCauses } from '../../src/recovery';
import { Attributions, Exclusions, Verifications } from '../../src/responses';
import { describeOnBothDatabases, TEST_NOW, TEST_PASSWORD } from '../support';
import { type AnsweredWorld, answeredWorld, DAY, grant, HOUR, SECRET_COMMENT } from './answered.fixture';

interface CaseRow {
  id: string;
  state: string;
  owner: number | null;
  openedAt: number;
  dueAt: number;
}

describeOnBothDatabases('recovery cases', (kind) => {
  let world: AnsweredWorld;
  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  const PROGRAM: CaseWorker = { actor: 'api-key:7', employeeId: null };
  const HR = { actor: 'user:500', employeeId: null };
  const casesOf = (responseId: string): Promise<CaseRow[]> =>
    world.database.all<CaseRow>(
      `SELECT id AS "id", state AS "state", owner_user_id AS "owner", opened_at AS "openedAt", due_at AS "dueAt"
       FROM recovery_case WHERE response_id = ?`,
      [responseId],
    );
  const notesOf = (caseId: string) =>
    world.database.all<{ author: string; kind: string; text: string }>(
      'SELECT author AS "author", kind AS "kind", text AS "text" FROM recovery_note WHERE case_id = ? ORDER BY at, id',
      [caseId],
    );
  const user = (grants: RoleGrant[], employeeId?: number): Promise<number> =>
    world.get(Users).create({
      email: `user-${randomBytes(5).toString('hex')}@aguaclara.example`,
      name: 'Rosa Aguilar',
      password: TEST_PASSWORD,
      locale: 'es',
      employeeId,
      roles: grants,
    });
  const recoverer = (employeeId?: number) => user([grant('recovery', 'all')], employeeId);
  const take = (...args: Parameters<RecoveryCases['take']>) => world.get(RecoveryCases).take(...args);

  /** The case of a new unhappy answer about these people. */
  async function opened(employees = ['E-12']) {
    const contact = await world.contact(employees);
    const responseId = await world.answer(contact, { rating: '1', comment: SECRET_COMMENT });
    const [row] = await casesOf(responseId);
    if (!row) throw new Error('The low rating opened no case.');
    return { ...row, responseId, contact };
  }

  it('leave whoever is credited for the answer after a correction', async () => {
    const own = await recoverer(world.ids['E-21']);
    const row = await opened(['E-12']);
    expect(row.owner).toBe(own);
    const other = await recoverer();
    const correction = { reason: 'wrong_person', note: 'Atendió Luis', credited: [{ employee: 'E-21' }] };
    await world.get(Attributions).correct(row.responseId, correction, HR);
    expect((await casesOf(row.responseId))[0]?.owner).toBe(other);
  });

  describe('are opened', () => {
    it('by one and two of five, with a day to answer, and by nothing better', async () => {
      for (const [rating, cases] of [
        ['1', 1],
        ['2', 1],
        ['3', 0],
        ['5', 0],
      ] as const)
        expect(await casesOf(await world.answer(await world.contact(), { rating }))).toHaveLength(cases);
      expect(await opened()).toMatchObject({ state: 'open', openedAt: TEST_NOW, dueAt: TEST_NOW + DAY });
    });

    it('once: neither the same answer again nor a correction opens a second', async () => {
      const { responseId, contact, id } = await opened();
      await world.answer(contact, { rating: '1', comment: SECRET_COMMENT });
      await world.answer(contact, { rating: '2', comment: 'Y sigue sin resolverse.' });
      await world.answer(contact, { rating: '5' });
      await world.answer(contact, { rating: '1' });
      expect((await casesOf(responseId)).map((one) => one.id)).toEqual([id]);
    });

    it('by a correction that turns a good answer into a poor one', async () => {
      const contact = await world.contact();
      const responseId = await world.answer(contact, { rating: '5' });
      world.clock.advance(HOUR);
      await world.answer(contact, { rating: '1' });
      expect(await casesOf(responseId)).toMatchObject([{ openedAt: TEST_NOW + HOUR }]);
    });

    it('anew, when the customer of a case that was done asks for a call in the same answer', async () => {
      const rosa = await recoverer();
      const { responseId, contact, id } = await opened();
      const done = { actor: `user:${rosa}`, employeeId: null };
      await take('acknowledge', id, done, null);
      await take('resolve', id, done, null);
      await world.work();
      world.clock.advance(2 * HOUR);
      await world.answer(contact, { rating: '1', mayContact: 'on' });
      const now = TEST_NOW + 2 * HOUR;
      expect(await casesOf(responseId)).toMatchObject([{ id, state: 'reopened', owner: rosa }]);
      expect((await casesOf(responseId))[0]?.dueAt).toBeGreaterThan(now);
      const told = await world.database.all(
        `SELECT kind AS "kind" FROM job WHERE kind LIKE 'recovery.tell%'`,
      );
      expect(told).toHaveLength(1);
    });

    it('no later and no less urgent, when a changed answer says what it said before', async () => {
      const { responseId, contact } = await opened();
      const before = await casesOf(responseId);
      await world.answer(contact, { rating: '2', comment: 'Sigue igual.' });
      expect(await casesOf(responseId)).toEqual(before);
    });

    it('not by what may be a machine’s answer, until the customer repeats it', async () => {
      const contact = await world.contact();
      const responseId = await world.answer(contact, { rating: '1', website: 'x' });
      expect(await casesOf(responseId)).toEqual([]);
      world.clock.advance(HOUR);
      await world.answer(contact, { rating: '1' });
      expect(await casesOf(responseId)).toMatchObject([
        { state: 'open', openedAt: TEST_NOW + HOUR, dueAt: TEST_NOW + HOUR + DAY },
      ]);
    });

    it('when a person confirms a poor answer, with the whole day from then on', async () => {
      const rosa = await recoverer();
      const poor = await world.answer(await world.contact(), { rating: '2', website: 'x' });
      const good = await world.answer(await world.contact(), { rating: '4', website: 'x' });
      world.clock.advance(3 * DAY);
      await world.get(Verifications).decide(poor, 'confirmed', null, HR);
      await world.get(Verifications).decide(good, 'confirmed', null, HR);
      expect(await casesOf(good)).toEqual([]);
      expect(await casesOf(poor)).toMatchObject([
        { state: 'open', owner: rosa, openedAt: TEST_NOW + 3 * DAY, dueAt: TEST_NOW + 4 * DAY },
      ]);
    });

    it('not again when an exclusion is lifted', async () => {
      const { responseId, id } = await opened();
      await world.get(Exclusions).exclude(responseId, 'wrong_employee', null, HR);
      expect(await casesOf(responseId)).toHaveLength(1);
      await world.get(Exclusions).lift(responseId, null, HR);
      expect((await casesOf(responseId)).map((one) => one.id)).toEqual([id]);
    });
  });

  describe('belong to', () => {
    it('nobody while there is nobody', async () => {
      expect((await opened()).owner).toBeNull();
    });

    it('whoever has the fewest open cases; those put right weigh nothing', async () => {
      const [first, second] = [await recoverer(), await recoverer()];
      await user([grant('hr', 'all')]);
      await user([grant('recovery', 'team')]);
      const one = await opened();
      const two = await opened();
      expect([one.owner, two.owner, (await opened()).owner]).toEqual([first, second, first]);
      await take('acknowledge', two.id, PROGRAM, null);
      await take('resolve', two.id, PROGRAM, null);
      expect([(await opened()).owner, (await opened()).owner]).toEqual([second, second]);
    });

    it('never somebody the customer rated, however many served', async () => {
      const ana = await recoverer(world.ids['E-12']);
      const hugo = await recoverer(world.ids['E-07']);
      expect((await opened(['E-12'])).owner).toBe(hugo);
      expect((await opened(['E-07'])).owner).toBe(ana);
      expect((await opened(['E-12', 'E-07'])).owner).toBeNull();
      expect((await opened(['E-21'])).owner).toBe(ana);
    });

    it('never a disabled user', async () => {
      const [first, second] = [await recoverer(), await recoverer()];
      await world.get(Users).disable(first, 'cli');
      expect((await opened()).owner).toBe(second);
      await world.get(Users).disable(second, 'cli');
      expect((await opened()).owner).toBeNull();
    });
  });

  describe('move', () => {
    const STEPS = ['acknowledge', 'resolve', 'close', 'reopen'] as const;
    const FOLLOWS: Readonly<Record<string, Partial<Record<(typeof STEPS)[number], string>>>> = {
      open: { acknowledge: 'acknowledged' },
      acknowledged: { resolve: 'resolved' },
      promised: { resolve: 'resolved' },
      resolved: { close: 'closed', reopen: 'reopened' },
      verified: { close: 'closed', reopen: 'reopened' },
      closed: { reopen: 'reopened' },
      reopened: { acknowledge: 'acknowledged' },
    };

    it('from each state by the steps that follow it, and by no other', async () => {
      const { id, responseId } = await opened();
      await world.get(RootCauses).assign(id, 1, PROGRAM.actor);
      for (const [state, follows] of Object.entries(FOLLOWS)) {
        for (const step of STEPS) {
          await world.database.run('UPDATE recovery_case SET state = ? WHERE id = ?', [state, id]);
          const taken = take(step, id, PROGRAM, null);
          if (follows[step] === undefined)
            await expect(taken).rejects.toMatchObject({ code: 'case_step_not_open' });
          else await taken;
          expect([state, step, (await casesOf(responseId))[0]?.state]).toEqual([
            state,
            step,
            follows[step] ?? state,
          ]);
        }
      }
    });

    it('to its end only with the cause of its trouble', async () => {
      const { id, responseId } = await opened();
      await take('acknowledge', id, PROGRAM, null);
      await take('resolve', id, PROGRAM, null);
      await expect(take('close', id, PROGRAM, null)).rejects.toMatchObject({ code: 'case_cause_required' });
      expect((await casesOf(responseId))[0]?.state).toBe('resolved');
      await expect(world.get(RootCauses).assign(id, 999, 'user:1')).rejects.toMatchObject({
        code: 'root_cause_unknown',
      });
      await world.get(RootCauses).assign(id, 2, 'user:1');
      await take('close', id, PROGRAM, null);
      expect((await casesOf(responseId))[0]?.state).toBe('closed');
      expect(await world.auditOf(`recovery_case:${id}`)).toContain('user:1 recovery_case.cause_named');
    });

    it('once when two take the same step at the same moment', async () => {
      const { id } = await opened();
      const both = await Promise.allSettled([
        take('acknowledge', id, PROGRAM, 'uno'),
        take('acknowledge', id, PROGRAM, 'dos'),
      ]);
      expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find((one) => one.status === 'rejected')).toMatchObject({
        reason: { code: 'case_step_not_open' },
      });
      expect(await notesOf(id)).toHaveLength(1);
      expect(await world.auditOf(`recovery_case:${id}`)).toHaveLength(1);
    });

    it('leaving a note and an audit entry with each step, and none with a refused one', async () => {
      const { id } = await opened();
      await take('acknowledge', id, PROGRAM, 'Le llamo a las 12');
      world.clock.advance(1000);
      await take('resolve', id, { actor: 'user:3', employeeId: null }, null);
      await expect(take('acknowledge', id, PROGRAM, 'otra vez')).rejects.toThrow();
      expect(await notesOf(id)).toEqual([
        { author: 'api-key:7', kind: 'step.acknowledge', text: 'Le llamo a las 12' },
        { author: 'user:3', kind: 'step.resolve', text: '' },
      ]);
      expect((await world.auditOf(`recovery_case:${id}`)).sort()).toEqual([
        'api-key:7 recovery_case.acknowledged',
        'user:3 recovery_case.resolved',
      ]);
    });

    it('not at all when there is no such case', async () => {
      const unknown = '019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11';
      await expect(take('acknowledge', unknown, PROGRAM, null)).rejects.toMatchObject({ code: 'not_found' });
      await expect(world.get(RecoveryCases).note(unknown, PROGRAM, 'x')).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });

  describe('about somebody', () => {
    it.each([
      ['employee', 'own'],
      ['lead', 'team'],
      ['recovery', 'all'],
      ['admin', 'all'],
    ] as const)(
      'are hidden from them also as %s, and they can neither step nor note',
      async (role, scope) => {
        const { id } = await opened(['E-12', 'E-07']);
        const queries = world.get(RecoveryQueries);
        const ana = world.viewer([grant(role, scope)], world.ids['E-12']);
        expect(await queries.story(ana, id)).toBeNull();
        expect(await queries.list(ana, 'open', 10)).toEqual([]);
        expect(await queries.counts(ana, TEST_NOW)).toEqual({ open: 0, late: 0 });
        await expect(take('acknowledge', id, ana, null)).rejects.toMatchObject({
          code: 'case_about_yourself',
        });
        await expect(world.get(RecoveryCases).note(id, ana, 'x')).rejects.toMatchObject({
          code: 'case_about_yourself',
        });
        expect(await notesOf(id)).toEqual([]);
      },
    );

    it('are open to the lead of that person, and to no other lead', async () => {
      const { id } = await opened();
      const queries = world.get(RecoveryQueries);
      const [diego, olga] = ['E-01', 'E-02'].map((lead) =>
        world.viewer([grant('lead', 'team')], world.ids[lead]),
      );
      if (!diego || !olga) throw new Error('unreachable');
      expect(await queries.story(diego, id)).toMatchObject({ id, people: ['Ana Beltrán'], rating: 1 });
      expect(await queries.counts(diego, TEST_NOW + DAY + 1)).toEqual({ open: 1, late: 1 });
      expect(await queries.story(olga, id)).toBeNull();
      expect(await queries.counts(olga, TEST_NOW)).toEqual({ open: 0, late: 0 });
    });
  });

  it('of an erased customer keep their steps and lose every word', async () => {
    const { id, contact } = await opened();
    const other = await opened();
    await take('acknowledge', id, PROGRAM, 'Marta pidió que la llamen');
    await world.get(RecoveryCases).note(id, PROGRAM, 'Marta Ruiz, 55 1234 5678');
    await world.get(RecoveryCases).note(other.id, PROGRAM, 'de otro cliente');
    await world.get(Erasure).eraseCustomer(contact.customerId, 'cli');
    expect((await notesOf(id)).map(({ kind, text }) => [kind, text])).toEqual([
      ['step.acknowledge', ''],
      ['note', ''],
    ]);
    expect(await notesOf(other.id)).toMatchObject([{ text: 'de otro cliente' }]);
    const story = await world.get(RecoveryQueries).story(world.viewer([grant('recovery', 'all')]), id);
    expect(story).toMatchObject({
      state: 'acknowledged',
      rating: 1,
      comment: null,
      customerName: null,
      customerPhone: null,
    });
  });
});
