/** Promises to unhappy customers: made, kept, broken at their minute, and what customers say of them. */
import { Erasure } from '../../src/customers';
import { EventBus } from '../../src/platform/events';
import { SettingsStore } from '../../src/platform/views';
import {
  type CaseWorker,
  type Promiser,
  PromiseBroken,
  PromiseQueries,
  PromiseRates,
  Promises,
  RecoveryCases,
} from '../../src/recovery';
import { Users } from '../../src/access';
import { describeOnBothDatabases, TEST_NOW, TEST_PASSWORD } from '../support';
import { type AnsweredWorld, answeredWorld, DAY, grant, HOUR } from './answered.fixture';

describeOnBothDatabases('promises', (kind) => {
  let world: AnsweredWorld;
  let told: PromiseBroken[];
  const ROSA: CaseWorker = { actor: 'user:61', employeeId: null };
  const PERIOD = { from: '2026-11-01', to: '2026-12-01' };

  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
    told = [];
    world.get(EventBus).on(PromiseBroken, (event) => {
      told.push(event);
    });
  });
  afterEach(() => world.close());

  async function opened(employees = ['E-12']) {
    const contact = await world.contact(employees);
    const responseId = await world.answer(contact, { rating: '1' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    return { caseId: row?.id ?? '', responseId, contact };
  }
  const by = (employee: string): Promiser => ({ userId: null, employeeId: world.ids[employee] ?? null });
  const make = (caseId: string, dueAt: number, who = by('E-21'), text = 'Devolver el cargo') =>
    world.get(Promises).make(caseId, { text, dueAt, by: who }, ROSA);
  const keep = (caseId: string, id: string) => world.get(Promises).keep(caseId, id, ROSA, null);
  const hear = (responseId: string, id: string, word: 'kept' | 'not_kept') =>
    world.get(Promises).hear(responseId, id, word);
  const stateOf = async (caseId: string) =>
    (await world.get(PromiseQueries).ofCase(caseId)).map(({ state }) => state);
  const caseState = async (caseId: string) => (await world.get(RecoveryCases).find(caseId)).state;
  const storyOf = (caseId: string) =>
    world.database.all<{ kind: string; at: number; author: string }>(
      'SELECT kind AS "kind", at AS "at", author AS "author" FROM recovery_note WHERE case_id = ? ORDER BY at, id',
      [caseId],
    );
  const mails = async () =>
    (
      await world.database.all<{ subject: string; raw: string }>(
        'SELECT subject AS "subject", raw AS "raw" FROM captured_mail ORDER BY id',
      )
    ).map(({ subject, raw }) => ({ subject, body: raw.replace(/=\r?\n/g, '') }));

  it('move their case to promised, and stand in its story and the audit', async () => {
    const { caseId } = await opened();
    const id = await make(caseId, TEST_NOW + DAY);
    expect(await caseState(caseId)).toBe('promised');
    expect(await storyOf(caseId)).toEqual([{ kind: 'promise.made', at: TEST_NOW, author: 'user:61' }]);
    expect(await world.auditOf(`promise:${id}`)).toEqual(['user:61 promise.made']);
    expect(await world.get(PromiseQueries).ofCase(caseId)).toMatchObject([
      {
        text: 'Devolver el cargo',
        byName: 'Luis Mora',
        state: 'open',
        dueAt: TEST_NOW + DAY,
        brokenAt: null,
      },
    ]);
  });

  it('are refused for the past, for years ahead, by the rated, by nobody, and about a case that is done', async () => {
    const { caseId } = await opened(['E-12', 'E-07']);
    for (const dueAt of [TEST_NOW, TEST_NOW - 1, TEST_NOW + 400 * DAY])
      await expect(make(caseId, dueAt)).rejects.toMatchObject({ code: 'promise_due_out_of_range' });
    for (const who of [by('E-12'), by('E-07'), { userId: null, employeeId: null }])
      await expect(make(caseId, TEST_NOW + DAY, who)).rejects.toMatchObject({ code: 'promise_by_nobody' });
    const ana = { actor: 'user:12', employeeId: world.ids['E-12'] ?? null };
    const promise = { text: 'x', dueAt: TEST_NOW + DAY, by: by('E-21') };
    await expect(world.get(Promises).make(caseId, promise, ana)).rejects.toMatchObject({
      code: 'case_about_yourself',
    });
    await world.get(RecoveryCases).take('acknowledge', caseId, ROSA, null);
    await world.get(RecoveryCases).take('resolve', caseId, ROSA, null);
    await expect(make(caseId, TEST_NOW + DAY)).rejects.toMatchObject({ code: 'case_step_not_open' });
    expect(await world.get(PromiseQueries).ofCase(caseId)).toEqual([]);
  });

  describe('are broken', () => {
    it('at their minute, though every worker was down then and for a week after', async () => {
      const { caseId } = await opened();
      const due = TEST_NOW + 5 * HOUR;
      const id = await make(caseId, due);
      world.clock.advance(5 * HOUR - 1);
      expect(await stateOf(caseId)).toEqual(['open']);
      world.clock.advance(1);
      // Nobody has worked: whoever looks sees it broken, since it was due.
      expect(await stateOf(caseId)).toEqual(['broken']);
      world.clock.advance(7 * DAY);
      expect(await world.get(PromiseQueries).ofCase(caseId)).toMatchObject([{ brokenAt: due }]);
      expect((await world.get(PromiseRates).ofPeople(PERIOD)).get(world.ids['E-21'] ?? 0)).toMatchObject({
        due: 1,
        kept: 0,
      });
      expect(told).toEqual([]);
      await world.work();
      expect(told).toEqual([new PromiseBroken(id, caseId, due)]);
      expect((await storyOf(caseId)).at(-1)).toEqual({ kind: 'promise.broken', at: due, author: 'system' });
      expect(await world.database.get('SELECT broken_at AS "at" FROM promise WHERE id = ?', [id])).toEqual({
        at: due,
      });
    });

    it('and told of once, however often the work is done', async () => {
      const { caseId } = await opened();
      const id = await make(caseId, TEST_NOW + HOUR);
      for (let times = 0; times < 4; times += 1) {
        world.clock.advance(HOUR);
        await world.work();
      }
      await keep(caseId, id);
      await world.work();
      expect(told).toHaveLength(1);
      expect((await storyOf(caseId)).filter(({ kind: what }) => what === 'promise.broken')).toHaveLength(1);
    });

    it('when they are kept late, before any worker noticed', async () => {
      const { caseId } = await opened();
      const id = await make(caseId, TEST_NOW + HOUR);
      world.clock.advance(2 * HOUR);
      await keep(caseId, id);
      expect(await stateOf(caseId)).toEqual(['broken']);
      expect(told).toEqual([new PromiseBroken(id, caseId, TEST_NOW + HOUR)]);
      expect((await storyOf(caseId)).map(({ kind: what, at }) => [what, at - TEST_NOW])).toEqual([
        ['promise.made', 0],
        ['promise.broken', HOUR],
        ['promise.kept', 2 * HOUR],
      ]);
    });

    it('by no time written otherwise: the database refuses it', async () => {
      const { caseId } = await opened();
      const id = await make(caseId, TEST_NOW + HOUR);
      await expect(
        world.database.run('UPDATE promise SET broken_at = due_at + 1 WHERE id = ?', [id]),
      ).rejects.toMatchObject({ message: expect.stringContaining('promise_broken_when_due') as string });
    });
  });

  describe('are kept', () => {
    it('in time, once, and are told of to nobody as broken', async () => {
      const { caseId } = await opened();
      const id = await make(caseId, TEST_NOW + HOUR);
      world.clock.advance(HOUR - 1);
      const both = await Promise.allSettled([keep(caseId, id), keep(caseId, id)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      world.clock.advance(DAY);
      await world.work();
      expect(await stateOf(caseId)).toEqual(['kept']);
      expect(told).toEqual([]);
      expect((await world.get(PromiseRates).ofPeople(PERIOD)).get(world.ids['E-21'] ?? 0)).toEqual({
        due: 1,
        kept: 1,
        rate: '100.000000',
      });
    });

    it('only through their own case', async () => {
      const one = await opened();
      const other = await opened();
      const id = await make(one.caseId, TEST_NOW + HOUR);
      await expect(keep(other.caseId, id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await hear(other.responseId, id, 'kept')).toBe(false);
      expect(await stateOf(one.caseId)).toEqual(['open']);
    });
  });

  describe('on the customer’s word', () => {
    it('are kept where nobody marked them, and broken where somebody did in vain', async () => {
      const { caseId, responseId } = await opened();
      const [unmarked, marked] = [
        await make(caseId, TEST_NOW + HOUR),
        await make(caseId, TEST_NOW + 2 * HOUR),
      ];
      await keep(caseId, marked);
      world.clock.advance(DAY);
      await world.work();
      expect(await stateOf(caseId)).toEqual(['broken', 'kept']);
      await hear(responseId, unmarked, 'kept');
      await hear(responseId, marked, 'not_kept');
      expect(await stateOf(caseId)).toEqual(['kept', 'broken']);
      expect(told.map(({ promiseId }) => promiseId)).toEqual([unmarked, marked]);
      await hear(responseId, marked, 'not_kept');
      expect(
        (await storyOf(caseId)).filter(({ kind: what }) => what === 'promise.customer_not_kept'),
      ).toHaveLength(1);
    });

    it('are open again when they deny it before its time, and can be kept after all', async () => {
      const { caseId, responseId } = await opened();
      const id = await make(caseId, TEST_NOW + DAY);
      await keep(caseId, id);
      await hear(responseId, id, 'not_kept');
      expect(await stateOf(caseId)).toEqual(['open']);
      world.clock.advance(HOUR);
      await keep(caseId, id);
      world.clock.advance(DAY);
      await world.work();
      expect([await stateOf(caseId), told]).toEqual([['kept'], []]);
    });

    it('verify a case that was put right, or open it again', async () => {
      const { caseId, responseId } = await opened();
      const id = await make(caseId, TEST_NOW + DAY);
      await keep(caseId, id);
      await world.get(RecoveryCases).take('resolve', caseId, ROSA, null);
      await hear(responseId, id, 'kept');
      expect(await caseState(caseId)).toBe('verified');
      await hear(responseId, id, 'not_kept');
      expect(await caseState(caseId)).toBe('reopened');
    });
  });

  describe('are reminded of', () => {
    const withUser = async () => {
      const userId = await world.get(Users).create({
        email: 'rosa.aguilar@aguaclara.example',
        name: 'Rosa Aguilar',
        password: TEST_PASSWORD,
        locale: 'es',
        roles: [grant('recovery', 'all')],
      });
      return { userId, employeeId: null };
    };

    it('a day and an hour before, without a word about the customer', async () => {
      const { caseId } = await opened();
      await make(caseId, TEST_NOW + 2 * DAY, await withUser(), 'Devolver 850 a Marta Ruiz');
      world.clock.advance(DAY);
      await world.work();
      expect(await mails()).toHaveLength(1);
      world.clock.advance(23 * HOUR);
      await world.work();
      await world.work();
      const sent = await mails();
      expect(sent).toHaveLength(2);
      expect(sent[0]?.subject).toBe('Una promesa suya vence pronto');
      expect(JSON.stringify(sent)).not.toMatch(/Marta|Ruiz|850/);
      expect(sent[0]?.body).toContain(`/recovery/${caseId}`);
    });

    it('once after a night without a worker, and not at all when they are kept or over', async () => {
      const rosa = await withUser();
      const { caseId } = await opened();
      await make(caseId, TEST_NOW + 2 * DAY, rosa);
      const kept = await make(caseId, TEST_NOW + 2 * DAY, rosa);
      await keep(caseId, kept);
      await make(caseId, TEST_NOW + 3 * HOUR, rosa);
      world.clock.advance(2 * DAY - HOUR / 2);
      await world.work();
      expect(await mails()).toHaveLength(1);
    });

    it('in working time: a promise for the day after a holiday, before the long weekend', async () => {
      const { caseId } = await opened();
      // Monday 16 November is a holiday in Mexico; due on Tuesday at noon.
      const due = Date.UTC(2026, 10, 17, 18);
      await make(caseId, due, await withUser());
      world.clock.set(Date.UTC(2026, 10, 14, 0) - 1);
      await world.work();
      expect(await mails()).toEqual([]);
      world.clock.advance(1);
      await world.work();
      expect(await mails()).toHaveLength(1);
    });
  });

  it('are rated by employee and by the team they were in on the day it was due', async () => {
    const { caseId } = await opened();
    const first = await make(caseId, TEST_NOW + HOUR, by('E-21'));
    await keep(caseId, first);
    await make(caseId, TEST_NOW + 2 * HOUR, by('E-02'));
    await make(caseId, TEST_NOW + 3 * HOUR, by('E-01'));
    await make(caseId, TEST_NOW + 3 * DAY, by('E-21'));
    world.clock.advance(DAY);
    const rates = world.get(PromiseRates);
    expect((await rates.ofPeople(PERIOD)).get(world.ids['E-21'] ?? 0)).toMatchObject({ due: 1, kept: 1 });
    expect((await rates.ofTeams(PERIOD)).get(world.teams['T-CHA'] ?? 0)).toEqual({
      due: 2,
      kept: 1,
      rate: '50.000000',
    });
    expect((await rates.ofOwnTeams(PERIOD)).get(world.ids['E-21'] ?? 0)).toMatchObject({ due: 2, kept: 1 });
    expect((await rates.ofPeople({ from: '2026-11-01', to: '2026-11-03' })).size).toBe(0);
    expect(await rates.teams(PERIOD, [world.ids['E-01'] ?? 0])).toMatchObject([
      { name: 'Telefónica', due: 1, kept: 0 },
    ]);
  });

  it('of an erased customer lose their words', async () => {
    const { caseId, contact, responseId } = await opened();
    await make(caseId, TEST_NOW + HOUR, by('E-21'), 'Devolver 850 a Marta Ruiz');
    await world.get(Erasure).eraseCustomer(contact.customerId, 'cli');
    expect(await world.get(PromiseQueries).ofCase(caseId)).toMatchObject([{ text: '', state: 'open' }]);
    expect(await world.get(PromiseQueries).ofResponse(responseId)).toEqual([]);
  });

  it('stand on the board when they are due today or broken, for those who may see the case', async () => {
    const { caseId } = await opened();
    await make(caseId, TEST_NOW + HOUR);
    await make(caseId, TEST_NOW + 2 * HOUR);
    await make(caseId, TEST_NOW + 2 * DAY);
    world.clock.advance(HOUR);
    const queries = world.get(PromiseQueries);
    const rosa = world.viewer([grant('recovery', 'all')]);
    const tonight = Date.UTC(2026, 10, 4, 6);
    expect((await queries.due(rosa, tonight, 10)).map(({ state }) => state)).toEqual(['broken', 'open']);
    expect(await queries.counts(rosa, tonight)).toEqual({ open: 1, broken: 1 });
    const ana = world.viewer([grant('recovery', 'all')], world.ids['E-12']);
    expect(await queries.counts(ana, tonight)).toEqual({ open: 0, broken: 0 });
    const diego = world.viewer([grant('lead', 'team')], world.ids['E-01']);
    expect(await queries.due(diego, tonight, 10)).toMatchObject([
      { customerName: null },
      { customerName: null },
    ]);
  });

  it('follow the organization into another zone without moving', async () => {
    const { caseId } = await opened();
    await make(caseId, TEST_NOW + HOUR);
    const settings = world.get(SettingsStore);
    await settings.set('organization', {
      ...(await settings.get('organization')),
      timezone: 'Europe/Madrid',
    });
    expect(await world.get(PromiseQueries).ofCase(caseId)).toMatchObject([{ dueAt: TEST_NOW + HOUR }]);
  });
});
