import { Logger } from '@nestjs/common';
import { Customers, type Customer } from '../../src/customers';
import {
  BatchIntake, InteractionRecorded, Interactions, InteractionsQueries, Touchpoints, interactionInput,
  interactionsEntities, type InteractionInput,
} from '../../src/interactions'; // prettier-ignore
import { Cells } from '../../src/interactions/cells';
import { organizationEntities } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { EventBus } from '../../src/platform/events';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';
import { EVENING, organizationOn } from './organization.fixture';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const now = Date.parse(EVENING);

describeOnBothDatabases('interactions', (kind) => {
  let test: TestDatabase;
  let organization: ReturnType<typeof organizationOn>;
  let customers: Customers;
  let touchpoints: Touchpoints;
  let interactions: Interactions;
  let batch: BatchIntake;
  let queries: InteractionsQueries;
  let events: EventBus;
  let published: InteractionRecorded[];

  // What is logged about provoked failures is not of interest here.
  beforeAll(() => Logger.overrideLogger(false));

  beforeEach(async () => {
    test = await openTestDatabase(kind, { entities: [...organizationEntities, ...interactionsEntities] });
    organization = organizationOn(test.database);
    const { clock, calendar, employees, audit } = organization;
    customers = new Customers(test.database, clock);
    touchpoints = new Touchpoints(test.database, clock, audit);
    events = new EventBus(test.database);
    interactions = new Interactions(
      test.database, clock, calendar, employees, customers, touchpoints, new Cells(test.database), events,
    ); // prettier-ignore
    batch = new BatchIntake(test.database, interactions);
    queries = new InteractionsQueries(test.database);
    published = [];
    events.on(InteractionRecorded, async (event) => {
      published.push(event);
      event.decision = { status: 'suppressed', reason: 'no_address' };
    });
    await touchpoints.upsert(
      'phone-support',
      { name: 'Atención telefónica', channel: 'phone', survey: 'csat' },
      'cli',
    );
    for (const id of ['E-1', 'E-2', 'E-3']) {
      await employees.upsert(id, { name: `Person ${id}`, hiredOn: '2026-01-01' }, 'cli');
    }
  });
  afterEach(() => test.close());

  const input = (given: object = {}): InteractionInput =>
    parseInput(interactionInput, {
      source: 'crm',
      externalId: 'T-1001',
      touchpoint: 'phone-support',
      occurredAt: new Date(now - 60 * MINUTE).toISOString(),
      participants: [{ employee: 'E-1' }],
      ...given,
    });
  const intake = (given: object = {}) => interactions.intake(input(given));
  const rows = async (table: string) =>
    (await test.database.get<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${table}`))?.n;
  const refuses = async (given: object, code: string, pointer: string, params: object = {}) => {
    await expect(intake(given)).rejects.toMatchObject({ code, status: 422, pointer, params });
    expect(await rows('interaction')).toBe(0);
    expect(await rows('customer')).toBe(0);
  };

  it('is recorded with its day where the company works, its cell and its credit, and told to who comes after', async () => {
    const { id, status, invitation } = await intake({
      // 21:05 in Mexico City: still the 19th there.
      occurredAt: '2026-11-20T03:05:00Z',
      reason: 'Billing',
      customer: { externalId: 'C-77', name: 'Marta Ruiz', email: 'Marta@Example.com', segment: 'repeat' },
      participants: [
        { employee: 'E-1', share: 0.75 },
        { employee: 'E-2', role: 'specialist', share: 0.25 },
      ],
      data: { queue: 'A', urgent: true },
    });
    expect({ status, invitation }).toEqual({
      status: 'created',
      invitation: { status: 'suppressed', reason: 'no_address' },
    });
    expect(await queries.interaction(id)).toMatchObject({
      id,
      source: 'crm',
      externalId: 'T-1001',
      touchpoint: 'phone-support',
      channel: 'phone',
      reason: 'billing',
      segment: 'repeat',
      occurredAt: '2026-11-20T03:05:00.000Z',
      customer: { externalId: 'C-77' },
      participants: [
        { employee: 'E-1', role: 'agent', share: 0.75 },
        { employee: 'E-2', role: 'specialist', share: 0.25 },
      ],
      data: { queue: 'A', urgent: true },
    });
    expect(
      await test.database.all(
        'SELECT DISTINCT occurred_day AS "day" FROM participation UNION SELECT occurred_day FROM interaction',
      ),
    ).toEqual([{ day: '2026-11-19' }]);
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      interactionId: id, channel: 'phone', reason: 'billing', segment: 'repeat', surveyKey: 'csat',
      occurredAt: Date.parse('2026-11-20T03:05:00Z'),
    }); // prettier-ignore
  });

  it('the same source and external id again change nothing, whatever else they say', async () => {
    const first = await intake({ customer: { email: 'a@example.com', name: 'A' } });
    const again = await intake({
      customer: { email: 'a@example.com', name: 'B' },
      participants: [{ employee: 'E-NO' }],
    });
    expect(again).toEqual({ id: first.id, status: 'unchanged', invitation: null });
    expect((await test.database.all<Customer>('SELECT name AS "name" FROM customer'))[0]?.name).toBe('A');
    expect((await intake({ source: 'pos' })).status).toBe('created');
    expect(published).toHaveLength(2);
  });

  it('fifty equal posts at once are one interaction and one event', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => intake({ customer: { phone: '55 1234', name: 'Without identity' } })),
    );
    expect(all.filter((one) => one.status === 'created')).toHaveLength(1);
    expect(new Set(all.map((one) => one.id)).size).toBe(1);
    expect([await rows('interaction'), await rows('participation'), await rows('customer')]).toEqual([
      1, 1, 1,
    ]);
    expect(await rows('cell')).toBe(1);
  });

  it('a handler that fails takes everything back, and the next attempt succeeds', async () => {
    let failing = true;
    events.on(InteractionRecorded, async () => {
      if (failing) throw new Error('no survey');
    });
    await expect(intake({ customer: { email: 'a@example.com' } })).rejects.toThrow('no survey');
    expect([await rows('interaction'), await rows('customer'), await rows('cell')]).toEqual([0, 0, 0]);
    failing = false;
    expect((await intake({ customer: { email: 'a@example.com' } })).status).toBe('created');
  });

  describe('credit', () => {
    const sharesOf = (id: string) =>
      test.database.all(
        'SELECT share_ppm AS "ppm" FROM participation WHERE interaction_id = ? ORDER BY share_ppm DESC, employee_id',
        [id],
      );

    it('is split equally when nobody says otherwise, and sums to one whole', async () => {
      const three = ['E-1', 'E-2', 'E-3'].map((employee) => ({ employee }));
      const { id } = await intake({ participants: three });
      expect(await sharesOf(id)).toEqual([{ ppm: 333_334 }, { ppm: 333_333 }, { ppm: 333_333 }]);
    });

    it('written as rounded decimals still sums to one whole', async () => {
      const three = ['E-1', 'E-2', 'E-3'].map((employee) => ({ employee, share: 0.333333 }));
      const { id } = await intake({ participants: three });
      expect(await sharesOf(id)).toEqual([{ ppm: 333_334 }, { ppm: 333_333 }, { ppm: 333_333 }]);
    });

    it('that does not sum to one, is out of range, or is given for some only is refused', async () => {
      const two = (a?: number, b?: number) => ({
        participants: [
          { employee: 'E-1', share: a },
          { employee: 'E-2', share: b },
        ],
      });
      await refuses(two(0.5, 0.6), 'shares_wrong_sum', '/participants', { sum: 1.1 });
      await refuses(two(1.5, -0.5), 'share_out_of_range', '/participants/0/share', { share: '1.5' });
      await refuses(two(1, 0), 'share_out_of_range', '/participants/1/share', { share: '0' });
      await refuses(two(0.5), 'shares_incomplete', '/participants', { given: 1, participants: 2 });
    });

    it('is frozen: a later change of the employee leaves it', async () => {
      const { id } = await intake();
      await organization.employees.upsert('E-1', { name: 'Other Name', leftOn: '2026-11-20' }, 'cli');
      expect(await sharesOf(id)).toEqual([{ ppm: 1_000_000 }]);
    });
  });

  describe('what is refused, naming the value', () => {
    const at = (instant: number) => ({ occurredAt: new Date(instant).toISOString() });

    it('touchpoints and employees nobody knows', async () => {
      await refuses({ touchpoint: 'nowhere' }, 'touchpoint_unknown', '/touchpoint', {
        touchpoint: 'nowhere',
      });
      await refuses(
        { participants: [{ employee: 'E-1' }, { employee: 'E-99' }] },
        'employee_unknown',
        '/participants/1/employee',
        { employee: 'E-99' },
      );
    });

    it('the same employee twice', async () => {
      await refuses(
        { participants: [{ employee: 'E-1' }, { employee: 'E-1' }] },
        'participant_repeated',
        '/participants/1/employee',
        { employee: 'E-1' },
      );
    });

    it('an employee who did not work there on that day', async () => {
      await organization.employees.upsert('E-2', { name: 'Leaver', leftOn: '2026-11-18' }, 'cli');
      const by = (employee: string, instant: string) => ({
        participants: [{ employee }],
        occurredAt: instant,
      });
      const refusal = ['participant_not_employed', '/participants/0/employee'] as const;
      await refuses(by('E-1', '2025-12-31T12:00:00Z'), ...refusal, { employee: 'E-1', day: '2025-12-31' });
      // Past midnight on the 19th in Mexico City; the last working day was the 18th.
      await refuses(by('E-2', '2026-11-19T06:00:00Z'), ...refusal, { employee: 'E-2', day: '2026-11-19' });
      expect(await intake(by('E-2', '2026-11-19T05:59:00Z'))).toMatchObject({ status: 'created' });
    });

    it('the future, except for a clock that runs a little ahead, and what is older than five years', async () => {
      await refuses(at(now + 5 * MINUTE + 1), 'occurred_in_future', '/occurredAt');
      await refuses(at(Date.parse('2021-11-21T02:59:59Z')), 'occurred_too_long_ago', '/occurredAt', {
        years: 5,
      });
      expect(await intake(at(now + 5 * MINUTE))).toMatchObject({ status: 'created' });
      const atTheEdge = { ...at(Date.parse('2021-11-21T03:00:00Z')), participants: [], externalId: 'T-2' };
      expect(await intake(atTheEdge)).toMatchObject({ status: 'created' });
    });

    it('a touchpoint that was retired before it happened', async () => {
      await touchpoints.upsert('phone-support', { retired: true }, 'cli');
      await refuses(at(now), 'touchpoint_retired', '/touchpoint', { touchpoint: 'phone-support' });
      expect(await intake(at(now - MINUTE))).toMatchObject({ status: 'created' });
    });

    it.each([
      [{ color: 'red' }, '/color', 'unknown_field'],
      [{ customer: { email: 'a@example.com', vip: true } }, '/customer/vip', 'unknown_field'],
      [{ participants: [{ employee: 'E-1', shre: 1 }] }, '/participants/0/shre', 'unknown_field'],
      [{ externalId: 'T\u00001' }, '/externalId', 'field_external_id'],
      [{ customer: { name: 'Ma\u0007rta' } }, '/customer/name', 'field_control_characters'],
      [{ data: { note: 'a\u0000b' } }, '/data/note', 'field_control_characters'],
      [{ customer: { email: 'a@example.com, b@example.com' } }, '/customer/email', 'field_email'],
      [{ customer: { email: 'a@example.com\r\nBcc: c@example.com' } }, '/customer/email', 'field_email'],
      [{ customer: { timezone: 'Mars/Base' } }, '/customer/timezone', 'field_invalid'],
      [{ channel: 'fax' }, '/channel', 'field_choice'],
      [{ occurredAt: '2026-11-02' }, '/occurredAt', 'field_instant'],
      [{ reason: 'a reason!' }, '/reason', 'field_code'],
      [{ touchpoint: undefined }, '/touchpoint', 'field_required'],
    ])('%j', (given, pointer, code) => {
      let refusal: unknown;
      try {
        input(given);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toMatchObject({ code: 'validation_failed', status: 400, errors: [{ pointer, code }] });
    });
  });

  describe('the cell', () => {
    const segments = () =>
      test.database.all(
        'SELECT c.segment AS "segment" FROM interaction i JOIN cell c ON c.id = i.cell_id ORDER BY i.occurred_at',
      );
    const contact = (n: number, customer: object | null) => ({
      externalId: `T-${n}`,
      occurredAt: new Date(now - 10 * DAY + n * DAY).toISOString(),
      customer,
    });

    it('knows first contacts from later ones by the history, and keeps what it was told', async () => {
      const marta = { email: 'marta@example.com' };
      await intake(contact(1, marta));
      await intake(contact(2, { email: 'MARTA@example.com' }));
      await intake(contact(3, { ...marta, segment: 'former' }));
      await intake(contact(4, marta));
      await intake(contact(5, null));
      expect(await segments()).toEqual(
        ['first_time', 'repeat', 'former', 'former', 'first_time'].map((segment) => ({ segment })),
      );
    });

    it('takes another channel than the touchpoint’s when told, and "other" without a reason', async () => {
      await intake({ channel: 'messaging' });
      expect(await test.database.all('SELECT channel AS "channel", reason AS "reason" FROM cell')).toEqual([
        { channel: 'messaging', reason: 'other' },
      ]);
    });
  });

  describe('a batch', () => {
    const item = (n: number, given: object = {}) => ({
      source: 'crm',
      externalId: `B-${n}`,
      touchpoint: 'phone-support',
      occurredAt: new Date(now - n * MINUTE).toISOString(),
      participants: [{ employee: 'E-1' }],
      ...given,
    });

    it('keeps the good ones and answers each by its index', async () => {
      const results = await batch.intake([
        item(0),
        item(1, { touchpoint: 'nowhere' }),
        item(0),
        item(2, { color: 'red' }),
        item(3, { participants: [{ employee: 'E-NO' }] }),
        item(4),
        'nonsense',
      ]);
      expect(results.map((result) => [result.index, result.status])).toEqual([
        [0, 'created'], [1, 'error'], [2, 'unchanged'], [3, 'error'], [4, 'error'], [5, 'created'], [6, 'error'],
      ]); // prettier-ignore
      expect(results.map((result) => (result.status === 'error' ? result.error.code : null))).toEqual([
        null, 'touchpoint_unknown', null, 'validation_failed', 'employee_unknown', null, 'validation_failed',
      ]); // prettier-ignore
      expect(await rows('interaction')).toBe(2);
    });

    it('as lines of JSON is read line by line', async () => {
      const lines = [JSON.stringify(item(0)), '{"source":', '', JSON.stringify(item(1))].join('\r\n');
      const results = await batch.intake(lines);
      expect(results.map((result) => result.status)).toEqual(['created', 'error', 'created']);
      expect(results[1]).toMatchObject({ error: { code: 'malformed_json' } });
    });

    it('of 250 in three chunks twice over records each once', async () => {
      const items = Array.from({ length: 250 }, (_, n) =>
        item(n, { customer: { email: `c${n % 7}@example.com` } }),
      );
      const both = await Promise.all([batch.intake(items), batch.intake([...items].reverse())]);
      const statuses = both.flat().map((result) => result.status);
      expect(statuses.filter((status) => status === 'created')).toHaveLength(250);
      expect(statuses.filter((status) => status === 'unchanged')).toHaveLength(250);
      expect([await rows('interaction'), await rows('customer')]).toEqual([250, 7]);
      expect(published.length).toBeGreaterThanOrEqual(250);
    });

    it('one interaction whose handler fails does not take its chunk along', async () => {
      events.on(InteractionRecorded, async (event) => {
        if (event.reason === 'cursed') throw new Error('always');
      });
      const results = await batch.intake([item(0), item(1, { reason: 'cursed' }), item(2)]);
      expect(results.map((result) => result.status)).toEqual(['created', 'error', 'created']);
      expect(results[1]).toMatchObject({ error: { code: 'unexpected' } });
      expect(await rows('interaction')).toBe(2);
    });

    it('that is no list, or longer than ten thousand, is refused as a whole', async () => {
      await expect(batch.intake({})).rejects.toMatchObject({ code: 'validation_failed' });
      await expect(batch.intake(new Array(10_001).fill({}))).rejects.toMatchObject({
        code: 'batch_too_large',
        status: 413,
        params: { limit: 10_000 },
      });
      expect(await batch.intake([])).toEqual([]);
    });
  });

  it('are listed in pages that join without gap or repetition', async () => {
    for (const n of [1, 2, 3, 4, 5]) await intake({ externalId: `T-${n}` });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<InteractionsQueries['interactions']>> = await queries.interactions(
        cursor,
        2,
      );
      seen.push(...page.items.map((item) => item.externalId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['T-1', 'T-2', 'T-3', 'T-4', 'T-5']);
    expect(await queries.byExternalId('crm', 'T-3')).toMatchObject({ externalId: 'T-3' });
    expect(await queries.byExternalId('crm', 'T-9')).toBeUndefined();
  });

  describe('touchpoints', () => {
    it('speak every language, fill in what is usual, and keep what is left out', async () => {
      await touchpoints.upsert(
        'counter',
        { names: { es: 'Mostrador', en: 'Counter' }, channel: 'in_person' },
        'cli',
      );
      await touchpoints.upsert(
        'counter',
        { phone: '800 123 4567', hours: 'de 8:00 a 16:00', channel: 'in_person' },
        'cli',
      );
      expect(await queries.touchpoint('counter')).toEqual({
        code: 'counter',
        names: { es: 'Mostrador', en: 'Counter', 'pt-BR': 'Mostrador' },
        channel: 'in_person',
        presence: 'present',
        survey: null,
        phone: '800 123 4567',
        hours: { es: 'de 8:00 a 16:00', en: 'de 8:00 a 16:00', 'pt-BR': 'de 8:00 a 16:00' },
        retired: false,
      });
      expect((await queries.touchpoints(0, 10)).items.map((one) => one.code)).toEqual([
        'phone-support',
        'counter',
      ]);
    });

    it('need a channel, keep their code, and leave an audit entry per change', async () => {
      await expect(touchpoints.upsert('new', { name: 'N' }, 'cli')).rejects.toMatchObject({
        code: 'touchpoint_channel_required',
        pointer: '/channel',
      });
      await expect(touchpoints.upsert('a', { code: 'b', channel: 'web' }, 'cli')).rejects.toMatchObject({
        code: 'code_mismatch',
      });
      const { id } = await touchpoints.upsert('web-form', { channel: 'web' }, 'api-key:1');
      await touchpoints.upsert('web-form', { channel: 'web' }, 'api-key:1');
      await touchpoints.upsert('web-form', { survey: 'nps' }, 'api-key:1');
      expect((await organization.audit.about(`touchpoint:${id}`)).map((entry) => entry.action)).toEqual([
        'touchpoint.changed',
        'touchpoint.created',
      ]);
      expect((await touchpoints.byCode('web-form'))?.surveyKey).toBe('nps');
    });

    it('show what happened there lately: interactions, and how many of those reached answered', async () => {
      await touchpoints.upsert('old', { channel: 'web', retired: true }, 'cli');
      const recent = (await intake({ externalId: 'T-1' })).id;
      const answered = (await intake({ externalId: 'T-2' })).id;
      const bounced = (await intake({ externalId: 'T-3' })).id;
      const before = (await intake({ externalId: 'T-4', occurredAt: new Date(now - 40 * DAY).toISOString() }))
        .id;
      await test.database.run(
        `INSERT INTO survey (key, name, created_at) VALUES ('csat', 'Satisfacción', 1)`,
      );
      await test.database.run(
        `INSERT INTO survey_version (survey_id, version, state, definition) VALUES (1, 1, 'published', '{}')`,
      );
      const invite = (id: string, state: string, sentAt: number | null) =>
        test.database.run(
          `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, sent_at,
             attempts, created_at, updated_at) VALUES (?, ?, 1, 1, 0, 'email', 'es', ?, ?, 1, 1, 1)`,
          [`v-${id}`, id, state, sentAt],
        );
      await invite(recent, 'sent', now);
      await invite(answered, 'answered', now);
      await invite(bounced, 'bounced', now);
      await invite(before, 'answered', now);
      expect(await queries.activity(now - 30 * DAY)).toEqual([
        expect.objectContaining({
          code: 'phone-support', surveyName: 'Satisfacción', interactions: 3, delivered: 2, answered: 1,
        }), // prettier-ignore
        expect.objectContaining({ code: 'old', retired: true, interactions: 0, delivered: 0, answered: 0 }),
      ]);
    });
  });
});
