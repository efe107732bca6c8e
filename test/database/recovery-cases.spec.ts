/** One case per customer and trouble, whose it is, and the clocks that run in it. */
import { randomBytes } from 'node:crypto';
import { type RoleGrant, Users } from '../../src/access';
import { type BusinessCalendar, businessHoursSetting, readWeek } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import {
  Assigning,
  CaseClocks,
  CaseMerging,
  CaseOpening,
  caseSetting,
  EscalationWatch,
  Owners,
  type OwnerRule,
  ownerSetting,
  RecoveryCases,
  RecoveryQueries,
} from '../../src/recovery';
import { describeOnBothDatabases, TEST_NOW, TEST_PASSWORD } from '../support';
import { type AnsweredWorld, answeredWorld, type Contact, DAY, grant, HOUR } from './answered.fixture';

const MINUTE = 60_000;

describeOnBothDatabases('cases of customers', (kind) => {
  let world: AnsweredWorld;
  const HR = { actor: 'user:500', employeeId: null };

  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  const user = (grants: RoleGrant[], employeeId?: number, name = 'Rosa Aguilar'): Promise<number> =>
    world.get(Users).create({
      email: `user-${randomBytes(5).toString('hex')}@aguaclara.example`,
      name,
      password: TEST_PASSWORD,
      locale: 'es',
      employeeId,
      roles: grants,
    });
  const recoverer = (employeeId?: number, name?: string) =>
    user([grant('recovery', 'all')], employeeId, name);

  /** Another contact of a customer who has had one. */
  async function again(customerId: string, employees = ['E-12']): Promise<Contact> {
    const contact = await world.contact(employees);
    for (const table of ['interaction', 'invitation'])
      await world.database.run(
        `UPDATE ${table} SET customer_id = ? WHERE ${table === 'interaction' ? 'id' : 'interaction_id'} = ?`,
        [customerId, contact.interactionId],
      );
    return { ...contact, customerId };
  }
  const cases = (customerId: string) =>
    world.database.all<{
      id: string;
      state: string;
      owner: number | null;
      priority: string;
      mergedInto: string | null;
    }>(
      `SELECT id AS "id", state AS "state", owner_user_id AS "owner", priority AS "priority", merged_into AS "mergedInto"
       FROM recovery_case WHERE customer_id = ? ORDER BY opened_at, id`,
      [customerId],
    );
  const events = async (caseId: string): Promise<string[]> =>
    (
      await world.database.all<{ kind: string }>(
        'SELECT kind AS "kind" FROM recovery_event WHERE case_id = ? ORDER BY at, kind',
        [caseId],
      )
    ).map((one) => one.kind);
  const times = async (caseId: string) => {
    const row = await world.database.get<{ contact: number; due: number; escalateAt: number | null }>(
      `SELECT contact_due_at AS "contact", due_at AS "due", escalate_at AS "escalateAt" FROM recovery_case WHERE id = ?`,
      [caseId],
    );
    if (!row) throw new Error('There is no such case.');
    return row;
  };
  async function opened(employees = ['E-12']) {
    const contact = await world.contact(employees);
    await world.answer(contact, { rating: '1' });
    const [row] = await cases(contact.customerId);
    if (!row) throw new Error('The low rating opened no case.');
    return { ...row, contact };
  }
  const byHand = (customerId: string | null, apart = false) =>
    world.database.transaction(() =>
      world.get(CaseOpening).add({
        kinds: ['staff'], priority: 'normal', responseId: null, customerId, touchpointId: null, language: 'es', people: [],
        author: 'user:1', text: 'Llamó muy molesta.', at: world.clock.now(), apart,
      }),
    ); // prettier-ignore
  const settle = async (id: string) => {
    for (const step of ['acknowledge', 'resolve'] as const)
      await world.get(RecoveryCases).take(step, id, HR, null);
  };

  describe('are one per customer and trouble', () => {
    it('a second poor answer joins the open case, and so do a call asked for and what staff tell', async () => {
      const { id, contact } = await opened();
      world.clock.advance(DAY);
      await world.answer(await again(contact.customerId, ['E-07']), { rating: '2', comment: 'Otra vez.' });
      await world.answer(await again(contact.customerId), { rating: '5', mayContact: 'on' });
      await byHand(contact.customerId);
      expect(await cases(contact.customerId)).toHaveLength(1);
      expect(await events(id)).toEqual(['low_rating', 'call_me', 'low_rating', 'staff']);
      // Everybody whom it is about now is kept out of it.
      const hugo = world.viewer([grant('recovery', 'all')], world.ids['E-07']);
      expect(await world.get(RecoveryQueries).story(hugo, id)).toBeNull();
    });

    it('a new one after the first was put right, after the window, or where nothing joins', async () => {
      const { id, contact } = await opened();
      await settle(id);
      await world.answer(await again(contact.customerId), { rating: '1' });
      expect(await cases(contact.customerId)).toHaveLength(2);
      world.clock.advance(31 * DAY);
      await world.answer(await again(contact.customerId), { rating: '1' });
      expect(await cases(contact.customerId)).toHaveLength(3);
      const settings = world.get(SettingsStore);
      await settings.set(caseSetting, { ...(await settings.get(caseSetting)), joinDays: 0 });
      await world.answer(await again(contact.customerId), { rating: '1' });
      expect(await cases(contact.customerId)).toHaveLength(4);
    });

    it('joins a case that was opened again', async () => {
      const { id, contact } = await opened();
      await settle(id);
      await world.get(RecoveryCases).take('reopen', id, HR, null);
      await world.answer(await again(contact.customerId), { rating: '1' });
      expect(await cases(contact.customerId)).toMatchObject([{ id, state: 'reopened' }]);
    });

    it('ten poor answers at the same moment make one case with ten events', async () => {
      const first = await world.contact();
      const contacts = [first];
      for (let count = 1; count < 10; count += 1) contacts.push(await again(first.customerId));
      await Promise.all(contacts.map((contact) => world.answer(contact, { rating: '1' })));
      const made = await cases(first.customerId);
      expect(made).toHaveLength(1);
      expect(await events(made[0]?.id ?? '')).toHaveLength(10);
    });

    it('a happy customer who asks for a call gets a case, whoever asks for nothing gets none', async () => {
      const happy = await world.contact();
      await world.answer(happy, { rating: '5', mayContact: 'on' });
      const [row] = await cases(happy.customerId);
      expect(await events(row?.id ?? '')).toEqual(['call_me']);
      const silent = await world.contact();
      await world.answer(silent, { rating: '5' });
      expect(await cases(silent.customerId)).toEqual([]);
    });
  });

  describe('are merged by hand', () => {
    it('with a reason: everything goes on in the second, at the earlier times', async () => {
      const { id, contact } = await opened();
      world.clock.advance(HOUR);
      const { caseId: other } = await byHand(contact.customerId, true);
      await world.get(RecoveryCases).note(id, HR, 'Ya le hablé.');
      const before = await times(id);
      await world.get(CaseMerging).merge(id, other, HR, 'Es lo mismo.');
      expect(await cases(contact.customerId)).toMatchObject([
        { id, state: 'closed', mergedInto: other },
        { id: other, state: 'open', mergedInto: null },
      ]);
      expect(await events(other)).toEqual(['low_rating', 'staff']);
      expect(await times(other)).toMatchObject({ contact: before.contact, due: before.due });
      const story = await world.get(RecoveryQueries).story(world.viewer([grant('recovery', 'all')]), other);
      expect(story?.notes.map((note) => note.kind)).toEqual([
        'event.low_rating',
        'event.staff',
        'note',
        'merged',
      ]);
      expect(story?.people).toEqual(['Ana Beltrán']);
      await expect(world.get(RecoveryCases).take('reopen', id, HR, null)).rejects.toMatchObject({
        code: 'case_step_not_open',
      });
      expect(await world.auditOf(`recovery_case:${id}`)).toEqual(['user:500 recovery_case.merged_away']);
    });

    it('once, when two merge them into each other at the same moment', async () => {
      const { id, contact } = await opened();
      const { caseId: other } = await byHand(contact.customerId, true);
      const merging = world.get(CaseMerging);
      const both = await Promise.allSettled([
        merging.merge(id, other, HR, 'uno'),
        merging.merge(other, id, HR, 'dos'),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const after = await cases(contact.customerId);
      expect(after.filter(({ mergedInto }) => mergedInto === null)).toHaveLength(1);
      expect(await events(after.find(({ mergedInto }) => mergedInto === null)?.id ?? '')).toHaveLength(2);
    });

    it('only open ones of one customer, and never by somebody they are about', async () => {
      const one = await opened();
      const other = await opened();
      const merge = (...args: Parameters<CaseMerging['merge']>) => world.get(CaseMerging).merge(...args);
      await expect(merge(one.id, other.id, HR, 'x')).rejects.toMatchObject({ code: 'case_merge_refused' });
      await expect(merge(one.id, one.id, HR, 'x')).rejects.toMatchObject({ code: 'case_merge_refused' });
      const { caseId } = await byHand(one.contact.customerId, true);
      const ana = { actor: 'user:9', employeeId: world.ids['E-12'] ?? 0 };
      await expect(merge(one.id, caseId, ana, 'x')).rejects.toMatchObject({ code: 'case_about_yourself' });
      await settle(caseId);
      await expect(merge(one.id, caseId, HR, 'x')).rejects.toMatchObject({ code: 'case_merge_refused' });
    });
  });

  describe('belong to whoever the rules name', () => {
    const rules = (...given: Partial<OwnerRule>[]) =>
      world.get(SettingsStore).set(ownerSetting, {
        rules: given.map((one, index) => ({
          key: `r${index}`, touchpoint: '', team: null, channel: '', language: '', hours: '', to: 'everybody' as const,
          user: null, pool: null, ...one,
        })),
      }); // prettier-ignore

    it('a person for a touchpoint, a team by least load, and everybody else’s by the fallback', async () => {
      const [rosa, olga, luis] = [
        await recoverer(),
        await user([grant('lead', 'team')], world.ids['E-02']),
        await recoverer(world.ids['E-21']),
      ];
      await rules(
        { touchpoint: 'counter', to: 'person', user: rosa },
        { team: world.teams['T-TEL'] ?? 0, to: 'team', pool: world.teams['T-CHA'] ?? 0 },
      );
      expect([(await opened()).owner, (await opened()).owner, (await opened()).owner]).toEqual([
        olga,
        luis,
        olga,
      ]);
      expect((await opened(['E-02'])).owner).toBe(rosa);
    });

    it('never the person rated, nor somebody who reports to them, nor somebody away', async () => {
      const diegos = await recoverer(world.ids['E-07'], 'Hugo Salas');
      await rules({ to: 'person', user: diegos });
      expect((await opened(['E-07'])).owner).toBeNull();
      expect((await opened(['E-01'])).owner).toBeNull();
      expect((await opened(['E-21'])).owner).toBe(diegos);
      await world.database.run(
        `INSERT INTO employee_leave (employee_id, external_id, kind, from_day, to_day) VALUES (?, 'L-1', 'protected', '2026-11-01', '2026-12-01')`,
        [world.ids['E-07'] ?? 0],
      );
      expect((await opened(['E-21'])).owner).toBeNull();
    });

    it('only in their office hours: the next rule follows then', async () => {
      const [day, night] = [await recoverer(), await recoverer()];
      await world.get(SettingsStore).set(businessHoursSetting, {
        calendars: [calendar('always', '1-7 00:00-24:00'), calendar('office', '1-5 09:00-18:00')],
      });
      await rules({ hours: 'office', to: 'person', user: day }, { to: 'person', user: night });
      const ask = (at: string) =>
        world.get(Owners).tried({ touchpointId: null, language: 'es', people: [], at: Date.parse(at) });
      expect(await ask('2026-11-03T16:00:00Z')).toMatchObject({ owner: { userId: day }, passed: [] });
      expect(await ask('2026-11-08T16:00:00Z')).toMatchObject({
        owner: { userId: night },
        passed: [{ why: 'closed' }],
      });
    });

    it('until somebody else gives them away, with a reason, and never one of those they are about', async () => {
      const [first, second] = [await recoverer(), await recoverer()];
      const ana = await recoverer(world.ids['E-12'], 'Ana Beltrán');
      const { id, owner } = await opened();
      expect(owner).toBe(first);
      const give = (to: number, worker = HR as { actor: string; employeeId: number | null }) =>
        world.get(Assigning).give(id, to, worker, 'Habla portugués.');
      await expect(give(ana)).rejects.toMatchObject({ code: 'case_owner_refused' });
      await expect(
        give(second, { actor: `user:${ana}`, employeeId: world.ids['E-12'] ?? 0 }),
      ).rejects.toMatchObject({
        code: 'case_about_yourself',
      });
      await give(second);
      await world.work();
      expect((await world.get(RecoveryCases).find(id)).ownerUserId).toBe(second);
      expect(await world.auditOf(`recovery_case:${id}`)).toEqual(['user:500 recovery_case.given']);
      // Whoever had it before it was given away is told nothing any more.
      expect((await mails()).map(({ subject }) => subject)).toEqual(['Un caso pasó a sus manos']);
    });

    it('somebody else as soon as a further answer is about their owner', async () => {
      const hugo = await recoverer(world.ids['E-07'], 'Hugo Salas');
      const rosa = await recoverer();
      const { id, owner, contact } = await opened(['E-12']);
      expect(owner).toBe(hugo);
      await world.answer(await again(contact.customerId, ['E-07']), { rating: '1' });
      expect((await world.get(RecoveryCases).find(id)).ownerUserId).toBe(rosa);
    });
  });

  describe('have clocks', () => {
    const office = () =>
      world.get(SettingsStore).set(businessHoursSetting, {
        calendars: [{ ...calendar('office', '1-5 09:00-18:00'), timezone: 'America/Mexico_City' }],
      });
    const at = (local: string): number => Date.parse(`${local}:00-06:00`);

    it('in the hours of the touchpoint', async () => {
      await office();
      world.clock.set(at('2026-11-06T17:00'));
      const { id } = await opened();
      // 4 hours from Friday at five are Monday at noon; 24 hours of work end on Wednesday.
      expect(await times(id)).toMatchObject({ contact: at('2026-11-09T12:00'), due: at('2026-11-11T14:00') });
    });

    it('that stand still while we wait for the customer', async () => {
      await office();
      world.clock.set(at('2026-11-03T09:00'));
      const { id } = await opened();
      const clocks = world.get(CaseClocks);
      world.clock.set(at('2026-11-03T10:00'));
      await world.database.transaction(() => clocks.wait(id, world.clock.now()));
      expect((await times(id)).escalateAt).toBeNull();
      world.clock.set(at('2026-11-05T09:00'));
      await world.database.transaction(() => clocks.resume(id, world.clock.now()));
      // One hour of four was over.
      expect((await times(id)).contact).toBe(at('2026-11-05T12:00'));
    });

    it('of which the owner, their lead and the head are told, each once', async () => {
      const head = await user([grant('hr', 'all')], undefined, 'Carmen Núñez');
      const lead = await user([grant('lead', 'team')], world.ids['E-02'], 'Olga Reyes');
      const luis = await recoverer(world.ids['E-21'], 'Luis Mora');
      const { id, owner } = await opened();
      expect(owner).toBe(luis);
      await world.work();
      const watch = world.get(EscalationWatch);
      const run = async (minutes: number) => {
        world.clock.set(TEST_NOW + minutes * MINUTE);
        await watch.run();
        await watch.run();
        await world.work();
        return told(id);
      };
      expect(await run(200)).toEqual([]);
      expect(await run(215)).toEqual(['contact.owner']);
      expect(await run(245)).toEqual(['contact.owner', 'contact.lead']);
      await world.database.transaction(() => world.get(CaseClocks).contacted(id, world.clock.now()));
      expect(await run(600)).toEqual(['contact.owner', 'contact.lead']);
      // Every worker was down for two days.
      expect(await run(3 * 1440)).toEqual([
        'contact.owner', 'contact.lead', 'solution.owner', 'solution.lead', 'solution.head',
      ]); // prettier-ignore
      const noted = await world.database.all<{ at: number }>(
        `SELECT at AS "at" FROM recovery_note WHERE case_id = ? AND kind = 'told.solution.lead'`,
        [id],
      );
      expect(noted).toEqual([{ at: TEST_NOW + DAY }]);
      const sent = (await mails()).map(({ recipient, subject }) => [recipient, subject]);
      const address = async (userId: number) =>
        (
          await world.database.get<{ email: string }>(
            'SELECT email AS "email" FROM user_account WHERE id = ?',
            [userId],
          )
        )?.email;
      expect(sent).toEqual([
        [await address(luis), 'Tiene un caso nuevo'],
        [await address(luis), 'Un cliente espera noticias suyas'],
        [await address(lead), 'Venció el plazo para hablar con un cliente'],
        [await address(luis), 'Pronto vence el plazo de un caso suyo'],
        [await address(lead), 'Venció el plazo para resolver un caso'],
        [await address(head), 'Un caso sigue sin solución'],
      ]);
    });

    it('never told to somebody the case is about', async () => {
      await user([grant('hr', 'all')], undefined, 'Carmen Núñez');
      await user([grant('lead', 'team')], world.ids['E-02'], 'Olga Reyes');
      await recoverer(world.ids['E-07'], 'Hugo Salas');
      const { id } = await opened(['E-02']);
      world.clock.advance(30 * DAY);
      await world.get(EscalationWatch).run();
      const lines = await world.database.all<{ text: string }>(
        `SELECT text AS "text" FROM recovery_note WHERE case_id = ? AND kind LIKE 'told.%'`,
        [id],
      );
      expect(lines).toHaveLength(6);
      expect(lines.filter(({ text }) => text.includes('Olga'))).toEqual([]);
    });
  });

  /** Oldest first. */
  const mails = () =>
    world.database.all<{ recipient: string; subject: string }>(
      `SELECT envelope_to AS "recipient", subject AS "subject" FROM captured_mail ORDER BY id`,
    );

  async function told(caseId: string): Promise<string[]> {
    const rows = await world.database.all<{ step: string }>(
      'SELECT step AS "step" FROM recovery_escalation WHERE case_id = ? ORDER BY due_at, step',
      [caseId],
    );
    return rows.map(({ step }) => step);
  }
});

function calendar(key: string, week: string): BusinessCalendar {
  return {
    key,
    name: key,
    timezone: null,
    week: readWeek(week) ?? [],
    publicHolidays: false,
    holidays: [],
    touchpoints: [],
    emergencyPhone: '',
  };
}
