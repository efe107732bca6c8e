import { Customers, CustomerErased, Erasure, Suppressions } from '../../src/customers';
import { EventBus } from '../../src/platform/events';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';
import { organizationOn } from './organization.fixture';

describeOnBothDatabases('customers', (kind) => {
  let test: TestDatabase;
  let organization: ReturnType<typeof organizationOn>;
  let customers: Customers;
  let suppressions: Suppressions;
  let events: EventBus;
  let erasure: Erasure;

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    organization = organizationOn(test.database);
    const { clock, config, audit } = organization;
    customers = new Customers(test.database, clock);
    suppressions = new Suppressions(test.database, clock, config);
    events = new EventBus(test.database);
    erasure = new Erasure(test.database, clock, suppressions, events, audit);
  });
  afterEach(() => test.close());

  const count = async () =>
    (await test.database.get<{ n: number }>('SELECT COUNT(*) AS "n" FROM customer'))?.n;

  it('a customer is recognised by the identifier, and what is new about them is taken over', async () => {
    const first = await customers.upsert({
      externalId: 'C-77',
      name: 'Marta Ruiz',
      email: 'marta@example.com',
    });
    const again = await customers.upsert({
      externalId: 'C-77',
      email: 'marta.ruiz@example.com',
      locale: 'es',
    });
    expect(again).toEqual({ ...first, email: 'marta.ruiz@example.com', locale: 'es' });
    expect(await customers.byId(first.id)).toEqual(again);
    expect(await count()).toBe(1);
  });

  it('without an identifier a customer is recognised by the address, however it is written', async () => {
    const first = await customers.upsert({ email: 'Ana@MÜNCHEN.de' });
    expect(first.email).toBe('ana@xn--mnchen-3ya.de');
    expect((await customers.upsert({ email: 'ana@münchen.de', name: 'Ana' })).id).toBe(first.id);
    expect(await count()).toBe(1);
  });

  it('a customer known by address takes the identifier that comes with it; two identifiers stay two customers', async () => {
    const byAddress = await customers.upsert({ email: 'casa@example.com' });
    expect((await customers.upsert({ externalId: 'C-1', email: 'casa@example.com' })).id).toBe(byAddress.id);
    expect((await customers.upsert({ externalId: 'C-2', email: 'casa@example.com' })).id).not.toBe(
      byAddress.id,
    );
  });

  it('a field left out stays, null empties it', async () => {
    await customers.upsert({ externalId: 'C-77', name: 'Marta', phone: '55 1234', segment: 'former' });
    expect(await customers.upsert({ externalId: 'C-77', phone: null })).toMatchObject({
      externalId: 'C-77',
      name: 'Marta',
      phone: null,
      segment: 'former',
    });
  });

  it('the same new customer met thirty times at once is one customer', async () => {
    const met = await Promise.all([
      ...Array.from({ length: 15 }, () => customers.upsert({ email: 'new@example.com' })),
      ...Array.from({ length: 15 }, () => customers.upsert({ externalId: 'C-9', name: 'Nueve' })),
    ]);
    expect(new Set(met.map((customer) => customer.id)).size).toBe(2);
    expect(await count()).toBe(2);
  });

  it('a suppressed address is recognised in every spelling, and the list holds no address', async () => {
    expect(await suppressions.isSuppressed('marta@example.com')).toBe(false);
    await suppressions.suppress('Marta@Example.com', 'unsubscribed', 'invitation:1');
    await suppressions.suppress('marta@example.com', 'bounced', 'mail');
    expect(await suppressions.isSuppressed(' MARTA@example.COM')).toBe(true);
    const rows = await test.database.all<Record<string, unknown>>('SELECT * FROM suppression');
    expect(rows).toEqual([expect.objectContaining({ reason: 'unsubscribed' })]);
    expect(JSON.stringify(rows)).not.toMatch(/marta/i);
  });

  describe('erasure', () => {
    const run = (sql: string, params: (string | number | null)[] = []) => test.database.run(sql, params);

    async function customerWithHistory(): Promise<string> {
      const { id } = await customers.upsert({
        externalId: 'C-77',
        name: 'Marta Canario',
        email: 'canario@example.com',
        phone: '55 9999',
        locale: 'es',
        timezone: 'America/Mexico_City',
      });
      await run(
        `INSERT INTO touchpoint (code, names, channel, presence, created_at) VALUES ('phone', '{}', 'phone', 'remote', 1)`,
      );
      await run(`INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat')`);
      await run(`INSERT INTO survey (key, name, created_at) VALUES ('csat', 'CSAT', 1)`);
      await run(
        `INSERT INTO survey_version (survey_id, version, state, definition) VALUES (1, 1, 'published', '{}')`,
      );
      await run(
        `INSERT INTO question (survey_version_id, key, kind, subject, position) VALUES (1, 'comment', 'text', 'company', 1)`,
      );
      await run(
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id,
           data, created_at) VALUES ('i1', 'crm', 'T-1', 1, 1, 1, '2026-11-02', ?, '{"note":"Canario"}', 1)`,
        [id],
      );
      await run(
        `INSERT INTO response (id, interaction_id, survey_version_id, source, locale, received_at, counting_day)
         VALUES ('r1', 'i1', 1, 'mail', 'es', 1, '2026-11-02')`,
      );
      await run(
        `INSERT INTO answer_text (response_id, revision, question_id, text) VALUES ('r1', 1, 1, 'Soy Canario')`,
      );
      await run(`INSERT INTO answer (response_id, revision, question_id, rating) VALUES ('r1', 1, 1, 5)`);
      await run(
        `INSERT INTO quote (id, response_id, text, shown_name, locale, state, thanked_day, created_at)
         VALUES ('q1', 'r1', 'Soy Canario', 'Marta Canario', 'es', 'approved', '2026-11-02', 1)`,
      );
      await run(
        `INSERT INTO recovery_case (id, response_id, customer_id, state, opened_at, due_at, updated_at)
         VALUES ('k1', 'r1', ?, 'open', 1, 1, 1)`,
        [id],
      );
      await run(
        `INSERT INTO recovery_note (id, case_id, at, author, kind, text) VALUES ('n1', 'k1', 1, 'user:1', 'note', 'Canario llamó')`,
      );
      await run(
        `INSERT INTO promise (id, case_id, text, due_at, made_by, made_at) VALUES ('p1', 'k1', 'Llamar a Canario', 9, 'user:1', 1)`,
      );
      return id;
    }

    it('leaves no trace of the person in any table, and every number where it was', async () => {
      const id = await customerWithHistory();
      const report = await erasure.eraseCustomer(id, 'cli');
      expect(report.blanked).toEqual({
        answerTexts: 1, commentIndex: 0, quotes: 1, recoveryNotes: 1, promises: 1, interactions: 1, dataQualityNotes: 0,
        mailReplies: 0, caseLetters: 0, caseCalls: 0, caseRuleBreaks: 0, caseFollowUps: 0, gestures: 0,
        recoveryEvents: 0, quoteTranslations: 0,
      }); // prettier-ignore
      const kept: string[] = [];
      for (const table of [
        'customer', 'interaction', 'response', 'answer', 'answer_text', 'quote', 'recovery_case', 'recovery_note',
        'promise', 'suppression', 'audit_entry',
      ]) {
        kept.push(JSON.stringify(await test.database.all(`SELECT * FROM ${table}`)));
      } // prettier-ignore
      expect(kept.join()).not.toMatch(/canario|C-77|55 9999|Mexico_City/i);
      expect(await test.database.get('SELECT rating AS "rating" FROM answer')).toEqual({ rating: 5 });
      expect(await test.database.get('SELECT state AS "state" FROM quote')).toEqual({ state: 'withdrawn' });
      expect(await organization.audit.verify()).toMatchObject({ ok: true, entries: 1 });
    });

    it('keeps the address from being written to again', async () => {
      await erasure.eraseCustomer(await customerWithHistory(), 'cli');
      expect(await suppressions.isSuppressed('canario@example.com')).toBe(true);
      expect(await erasure.find('canario@example.com')).toEqual([]);
    });

    it('tells the other modules, and is undone when one of them fails', async () => {
      const id = await customerWithHistory();
      const told: CustomerErased[] = [];
      events.on(CustomerErased, async (event) => {
        told.push(event);
        if (told.length === 1) throw new Error('not now');
      });
      await expect(erasure.eraseCustomer(id, 'cli')).rejects.toThrow('not now');
      expect(await erasure.find('C-77')).toEqual([id]);
      await erasure.eraseCustomer(id, 'cli');
      expect(told.at(-1)).toMatchObject({ customerId: id });
    });

    it('twice is once, and an unknown customer is refused', async () => {
      const { id } = await customers.upsert({ email: 'canario@example.com' });
      expect(await erasure.find('Canario@Example.com')).toEqual([id]);
      await erasure.eraseCustomer(id, 'cli');
      const head = await organization.audit.head();
      await erasure.eraseCustomer(id, 'cli');
      expect(await organization.audit.head()).toEqual(head);
      await expect(erasure.eraseCustomer('nobody', 'cli')).rejects.toMatchObject({
        code: 'customer_unknown',
        status: 404,
      });
    });
  });
});
