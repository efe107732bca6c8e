/** Integrity signals from stored rows: for each rule what fires and what is innocent, who may see it, and what never changes. */
import { Devices, Users } from '../../src/access';
import { Customers } from '../../src/customers';
import { Rollups } from '../../src/scoring';
import { describeOnBothDatabases } from '../support';
import { type AnswerFacts, DAY, MINUTE, type SignalsWorld, signalsWorld } from './signals.fixture';

describeOnBothDatabases('integrity signals', (kind) => {
  let world: SignalsWorld;
  beforeEach(async () => {
    world = await signalsWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  const idOf = async (name: string) =>
    (await world.database.get<{ id: string }>('SELECT id FROM integrity_signal WHERE kind = ?', [name]))
      ?.id ?? '';
  const code = (expected: string) => expect.objectContaining({ code: expected });
  /** Answers over the last weeks, four hours apart. */
  const spread = (
    count: number,
    facts: (index: number) => Partial<AnswerFacts> = () => ({}),
  ): AnswerFacts[] =>
    Array.from({ length: count }, (_, index) => ({ at: world.ago(20, index * 240), ...facts(index) }));

  describe('invitations and addresses', () => {
    it('forty of a hundred customers without an address, where colleagues have three: found; alike: nothing', async () => {
      await world.colleagues();
      await world.contacts('E-01', { count: 100, unasked: 40 });
      await world.look();
      expect(await world.found()).toEqual(['invitation_suppression E-01 open']);
    });

    it('what chance, the customer or the calendar decided is held against nobody', async () => {
      await world.colleagues();
      await world.contacts('E-01', { count: 60 });
      for (const reason of ['not_sampled', 'asked_recently', 'opted_out'])
        await world.contacts('E-01', { count: 40, unasked: 40, reason });
      await world.look();
      expect(await world.found()).toEqual([]);
    });

    it('addresses that go within a day before it is decided; two days before is another matter', async () => {
      await world.colleagues();
      await world.contacts('E-01', { count: 100, unasked: 3, edited: 20 });
      await world.contacts('E-02', { count: 100, edited: 60, editedBefore: 2 * DAY });
      await world.look();
      expect(await world.found()).toEqual(['contact_edits E-01 open']);
    });

    it('an edit is kept without the address, and a first address is none', async () => {
      const customers = world.get(Customers);
      await customers.upsert({ externalId: 'K', name: 'Marta', email: null });
      await customers.upsert({ externalId: 'K', email: 'uno@example.com' });
      await customers.upsert({ externalId: 'K', email: 'uno@example.com' });
      world.clock.advance(MINUTE);
      await customers.upsert({ externalId: 'K', email: 'dos@example.com' });
      world.clock.advance(MINUTE);
      await customers.upsert({ externalId: 'K', email: null });
      expect(await world.database.all('SELECT kind FROM contact_edit ORDER BY edited_at')).toEqual([
        { kind: 'changed' },
        { kind: 'removed' },
      ]);
    });
  });

  describe('answers', () => {
    it('ten within ten minutes at night: found; when everybody’s come in then: nothing', async () => {
      for (const id of world.people) await world.answers(id, spread(30));
      await world.answers(
        'E-01',
        Array.from({ length: 10 }, (_, index) => ({ at: world.ago(5, 700 + index) })),
      );
      await world.look();
      expect(await world.found()).toEqual(['answer_burst E-01 open']);
      for (const id of world.people.slice(1))
        await world.answers(
          id,
          Array.from({ length: 10 }, (_, index) => ({ at: world.ago(5, 700 + index) })),
        );
      await world.look();
      expect(await world.found()).toEqual(['answer_burst E-01 open ceased']);
    });

    it('three from one device about one employee; not over two months, nor at a kiosk', async () => {
      const from = (device: string, days: number, byLink = true) => ({
        at: world.ago(days),
        evidence: { device },
        byLink,
      });
      await world.answers('E-01', [from('same', 3), from('same', 9), from('same', 20)]);
      await world.answers('E-02', [from('slow', 3), from('slow', 30), from('slow', 60)]);
      await world.answers('E-03', [
        from('kiosk', 3, false),
        from('kiosk', 4, false),
        from('kiosk', 5, false),
      ]);
      await world.look();
      expect(await world.found()).toEqual(['same_device E-01 open']);
    });

    it('an own address or device is found; haste alone, or the office alone, is not', async () => {
      const users = world.get(Users);
      const signedIn = async (employee: string, address: string) =>
        world.get(Devices).signedIn(
          await users.create({
            email: `${employee}@login.example`, name: employee, password: 'caracol-violeta-47', locale: 'es',
            employeeId: world.ids[employee], roles: [],
          }), // prettier-ignore
          address,
          'Firefox',
        );
      await signedIn('E-02', '203.0.113.7');
      const place = await world.get(Devices).of('203.0.113.7', 'Firefox');
      const network = { network: place?.network };
      await world.answers('E-01', [{ at: world.ago(3), customerEmail: 'E-01@aguaclara.example' }]);
      await world.answers('E-02', [{ at: world.ago(3), evidence: { ...place } }]);
      await world.answers('E-03', [{ at: world.ago(3), evidence: { ...place } }]);
      await world.answers('E-04', [{ at: world.ago(3), evidence: { ...network, secondsOnPage: 2 } }]);
      await world.answers('E-05', [{ at: world.ago(3), evidence: { secondsOnPage: 2 } }]);
      await world.look();
      expect(await world.found()).toEqual([
        'self_answer E-01 open',
        'self_answer E-02 open',
        'self_answer E-04 open',
      ]);
    });

    it('answers sent in two seconds: found where they are many more than colleagues have', async () => {
      for (const id of world.people)
        await world.answers(
          id,
          spread(60, (index) => ({
            evidence: { secondsOnPage: index % (id === 'E-01' ? 2 : 12) === 0 ? 2 : 20 },
          })),
        );
      await world.look();
      expect(await world.found()).toEqual(['hasty_answers E-01 open']);
    });

    it('poor ratings that become good ones at once; good ones all along are nothing', async () => {
      await world.answers(
        'E-01',
        spread(60, (index) => ({ rating: index < 30 ? (index % 3) + 1 : 5 })),
      );
      await world.answers('E-02', spread(60));
      await world.look();
      expect(await world.found()).toEqual(['rating_jump E-01 open']);
    });

    it('three comments alike; short ones and different ones are nothing', async () => {
      const comment = 'Me atendió muy amable y resolvió todo en un momento';
      await world.answers(
        'E-01',
        spread(3, (index) => ({ comment: comment + '!'.repeat(index) })),
      );
      await world.answers(
        'E-02',
        spread(4, () => ({ comment: 'Muy bien' })),
      );
      await world.answers(
        'E-03',
        spread(2, () => ({ comment })),
      );
      await world.look();
      expect(await world.found()).toEqual(['like_comments E-01 open']);
    });

    it('what is excluded or in doubt already is not looked at again', async () => {
      const facts = { evidence: { device: 'same' }, excluded: true };
      await world.answers(
        'E-01',
        spread(4, () => facts),
      );
      await world.look();
      expect(await world.found()).toEqual([]);
    });
  });

  it('a manager whose people lose an answer in five, beside managers whose people lose one in fifty', async () => {
    const { database, ids, people } = world;
    for (const [index, id] of people.entries()) {
      const manager = index < 2 ? 'E-99' : (people[9 - (index % 3)] ?? '');
      if (people.indexOf(manager) === index) continue;
      await database.run('UPDATE reporting_line SET manager_id = ? WHERE employee_id = ?', [
        ids[manager] ?? 0,
        ids[id] ?? 0,
      ]);
      await world.answers(
        id,
        spread(50, (answer) => ({ excluded: answer % (index < 2 ? 5 : 50) === 0 })),
      );
    }
    await world.look();
    expect(await world.found()).toEqual(['manager_exclusions E-99 open']);
  });

  it('difficult contacts that are not asked about, beside easy ones that are not', async () => {
    for (const id of world.people) {
      await world.answers(id, spread(24));
      await world.answers(
        id,
        spread(6, () => ({ rating: 2, hard: true })),
      );
      await world.contacts(id, { count: 100, unasked: id === 'E-02' ? 14 : 3 });
      await world.contacts(id, { count: 30, unasked: id === 'E-01' ? 14 : 1, hard: true });
    }
    await world.get(Rollups).rebuild();
    await world.look();
    const hard = (await world.found()).filter((line) => line.startsWith('hard_contacts'));
    expect(hard).toEqual(['hard_contacts_suppression E-01 open']);
  });

  it('customers who say they were asked for a good rating, many more than of colleagues', async () => {
    for (const id of world.people)
      await world.answers(
        id,
        spread(40, (index) => ({ plead: index % (id === 'E-01' ? 2 : 20) === 0 })),
      );
    await world.look();
    expect(await world.found()).toEqual(['asked_for_rating E-01 open']);
  });

  it('answers from the network of the office, many more than of colleagues; a few are nothing', async () => {
    const user = await world.get(Users).create({
      email: 'office@login.example', name: 'Oficina', password: 'caracol-violeta-47', locale: 'es', roles: [],
    }); // prettier-ignore
    await world.get(Devices).signedIn(user, '198.51.100.9', 'Firefox');
    const office = (await world.get(Devices).of('198.51.100.9', 'Safari'))?.network;
    for (const id of world.people)
      await world.answers(
        id,
        spread(40, (index) => ({
          evidence: { network: index % (id === 'E-01' ? 2 : 20) === 0 ? office : `home ${id} ${index}` },
        })),
      );
    await world.look();
    expect(await world.found()).toEqual(['office_answers E-01 open']);
  });

  it('a manager who rates two lines in three again, where others do one in thirty', async () => {
    const { database, ids, people } = world;
    const id = async (sql: string, params: (string | number)[]) =>
      (await database.get<{ id: number }>(`${sql} RETURNING id`, params))?.id ?? 0;
    const at = world.ago(10);
    const plan = await id('INSERT INTO evaluation_plan (key, name, created_at) VALUES (?, ?, ?)', [
      'p',
      'Plan',
      at,
    ]);
    const version = await id(
      `INSERT INTO plan_version (plan_id, version, state, definition, currency) VALUES (?, 1, 'published', '{}', 'MXN')`,
      [plan],
    );
    const cycle = await id(
      `INSERT INTO evaluation_cycle (key, name, plan_version_id, from_day, to_day, state, pool_minor, currency, created_at,
         updated_at) VALUES ('c', 'Ciclo', ?, '2026-07-01', '2026-10-01', 'collecting', 0, 'MXN', ?, ?)`,
      [version, at, at],
    );
    for (const [index, manager] of ['E-00', 'E-99', 'E-10', 'E-09'].entries()) {
      const user = await world.get(Users).create({
        email: `${manager}@login.example`, name: manager, password: 'caracol-violeta-47', locale: 'es',
        employeeId: ids[manager], roles: [],
      }); // prettier-ignore
      for (let line = 0; line < 30; line += 1)
        for (let time = 0; time < ((index === 1 ? line % 3 > 0 : line === 0) ? 2 : 1); time += 1)
          await database.run(
            `INSERT INTO manager_rating (id, cycle_id, employee_id, line_key, rating_hundredths, reason, rated_by, rated_at)
             VALUES (?, ?, ?, ?, 100, 'x', ?, ?)`,
            [
              `${manager}-${line}-${time}`,
              cycle,
              ids[people[line % 8] ?? ''] ?? 0,
              `line-${line}`,
              user,
              at + time,
            ],
          );
    }
    await world.look();
    expect(await world.found()).toEqual(['manager_overrides E-99 open']);
  });

  describe('a finding that is kept', () => {
    const suppress = async () => {
      await world.colleagues();
      await world.contacts('E-01', { count: 100, unasked: 40 });
      await world.look();
      return idOf('invitation_suppression');
    };

    it('looking again changes nothing; more of it is an update; when it ceases it says so', async () => {
      const id = await suppress();
      const rows = () => world.database.all('SELECT * FROM integrity_signal');
      const before = await rows();
      world.clock.advance(MINUTE);
      await world.look();
      expect(await rows()).toEqual(before);
      await world.contacts('E-01', { count: 20, unasked: 20 });
      await world.look();
      expect(await rows()).toMatchObject([{ id, state: 'open', holds: 1, changed_at: world.clock.now() }]);
      world.clock.advance(80 * DAY);
      await world.look();
      expect(await world.found()).toEqual(['invitation_suppression E-01 open ceased']);
    });

    it('settled, it stays settled with the same data, and opens again when as much comes anew', async () => {
      const id = await suppress();
      await world.decisions.decide(world.reviewer, id, { verdict: 'nothing', reason: 'Turno de ventanilla' });
      await world.look();
      world.clock.advance(DAY);
      await world.look();
      expect(await world.found()).toEqual(['invitation_suppression E-01 settled']);
      // Contacts of the days after the decision.
      world.clock.advance(60 * DAY);
      for (const employee of world.people)
        await world.contacts(employee, { count: 100, unasked: employee === 'E-01' ? 40 : 3, daysAgo: -50 });
      await world.look();
      expect(await world.found()).toEqual(['invitation_suppression E-01 reopened']);
    });

    it('a look and a decision change nothing but their own rows: scores, rollups and pay are the same to the byte', async () => {
      await world.colleagues();
      await world.contacts('E-01', { count: 100, unasked: 40 });
      await world.answers(
        'E-01',
        spread(60, (index) => ({ rating: index < 30 ? 1 : 5, evidence: { device: 'same' } })),
      );
      await world.get(Rollups).rebuild();
      const own = [
        'integrity_signal',
        'signal_run',
        'signal_decision',
        'audit_entry',
        'setting',
        'job',
        'schedule_tick',
      ];
      const dump = async () => {
        const tables =
          world.database.dialect === 'sqlite'
            ? await world.database.all<{ name: string }>(
                `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
              )
            : await world.database.all<{ name: string }>(
                `SELECT tablename AS "name" FROM pg_tables WHERE schemaname = 'public'`,
              );
        const names = tables.map(({ name }) => name).filter((name) => !own.includes(name));
        expect(names).toEqual(
          expect.arrayContaining(['rollup', 'payout', 'cycle_snapshot', 'response_current']),
        );
        const dumped: Record<string, string[]> = {};
        for (const name of names.sort())
          dumped[name] = (await world.database.all(`SELECT * FROM ${name}`))
            .map((row) => JSON.stringify(row))
            .sort();
        return dumped;
      };
      const before = await dump();
      await world.look();
      expect((await world.found()).length).toBeGreaterThanOrEqual(3);
      expect(await dump()).toEqual(before);
      await world.decisions.decide(world.reviewer, await idOf('same_device'), {
        verdict: 'talk',
        reason: 'Se habló',
      });
      expect(await dump()).toEqual(before);
    });
  });

  describe('decisions', () => {
    const answered = async () => {
      const responses = await world.answers(
        'E-01',
        spread(4, () => ({ evidence: { device: 'same' } })),
      );
      await world.get(Rollups).rebuild();
      await world.look();
      return { id: await idOf('same_device'), responses };
    };
    const standing = (responseId: string) =>
      world.database.get(
        'SELECT verification, excluded, counts FROM response_current WHERE response_id = ?',
        [responseId],
      );

    it('the chosen answers are excluded through the desk there is, and only those', async () => {
      const { id, responses } = await answered();
      const [first = '', second = '', third = ''] = responses;
      await world.decisions.decide(world.reviewer, id, {
        verdict: 'exclude', exclusion: 'proven_fraud', reason: 'Mismo aparato', responses: [first, second, 'another'],
      }); // prettier-ignore
      expect(await standing(first)).toEqual({ verification: 'confirmed', excluded: 1, counts: 0 });
      expect(await standing(third)).toEqual({ verification: 'confirmed', excluded: 0, counts: 1 });
      expect(await world.database.all('SELECT reason FROM exclusion')).toHaveLength(2);
      expect(await world.get(Rollups).verify()).toEqual([]);
    });

    it('held, they are provisional and wait among those in doubt', async () => {
      const { id, responses } = await answered();
      await world.decisions.decide(world.reviewer, id, {
        verdict: 'hold',
        reason: 'Por comprobar',
        responses,
      });
      expect(await standing(responses[0] ?? '')).toEqual({
        verification: 'provisional',
        excluded: 0,
        counts: 0,
      });
      expect(await world.get(Rollups).verify()).toEqual([]);
    });

    it('without a reason, without answers, or once settled: refused, and nothing is written', async () => {
      const { id } = await answered();
      const { decisions, reviewer } = world;
      await expect(decisions.decide(reviewer, id, { verdict: 'nothing', reason: ' ' })).rejects.toEqual(
        code('validation_failed'),
      );
      await expect(decisions.decide(reviewer, id, { verdict: 'exclude', reason: 'x' })).rejects.toEqual(
        code('signal_answers_missing'),
      );
      expect(await world.database.all('SELECT id FROM signal_decision')).toEqual([]);
      await decisions.decide(reviewer, id, { verdict: 'investigate', reason: 'Se piden datos' });
      expect(await world.found()).toEqual(['same_device E-01 investigating']);
      await decisions.decide(reviewer, id, { verdict: 'nothing', reason: 'Una familia' });
      await expect(decisions.decide(reviewer, id, { verdict: 'nothing', reason: 'x' })).rejects.toEqual(
        code('signal_settled'),
      );
    });
  });

  it('who is concerned, who leads them and who reports to them see nothing of it; an outsider does', async () => {
    await world.answers(
      'E-01',
      spread(4, () => ({ evidence: { device: 'same' } })),
    );
    await world.look();
    const id = await idOf('same_device');
    const hr = [{ role: 'hr', scope: 'all' }] as const;
    for (const employee of ['E-01', 'E-00']) {
      const concerned = world.viewer([...hr], employee);
      expect(await world.queries.list(concerned, true, 10)).toEqual([]);
      await expect(
        world.decisions.decide(concerned, id, { verdict: 'nothing', reason: 'x' }),
      ).rejects.toEqual(code('not_found'));
    }
    await world.database.run('UPDATE reporting_line SET manager_id = ? WHERE employee_id = ?', [
      world.ids['E-01'] ?? 0,
      world.ids['E-02'] ?? 0,
    ]);
    expect(await world.queries.one(world.viewer([...hr], 'E-02'), id)).toBeUndefined();
    expect(await world.queries.one(world.viewer([...hr], 'E-99'), id)).toMatchObject({ kind: 'same_device' });
    expect(
      await world.queries.list(world.viewer([{ role: 'auditor', scope: 'all' }]), true, 10),
    ).toHaveLength(1);
    expect(await world.queries.list(world.viewer([{ role: 'admin', scope: 'all' }]), true, 10)).toEqual([]);
  });

  it('a key of sixty days is thrown away with the sign-ins that it named', async () => {
    const devices = world.get(Devices);
    expect(await devices.renew()).toBe(true);
    const first = await devices.of('203.0.113.7', 'Firefox');
    expect(await devices.of('203.0.113.7', 'Firefox')).toEqual(first);
    expect(JSON.stringify(first)).not.toContain('203');
    world.clock.advance(59 * DAY);
    expect(await devices.renew()).toBe(false);
    world.clock.advance(DAY);
    expect(await devices.renew()).toBe(true);
    expect(await devices.of('203.0.113.7', 'Firefox')).not.toEqual(first);
    expect(await world.database.all('SELECT device FROM staff_device')).toEqual([]);
  });
});
