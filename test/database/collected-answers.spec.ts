/** Answers through kiosks, posters and links: one contact with one response each, however often and however many at once. */
import { randomUUID } from 'node:crypto';
import { Collectors } from '../../src/collectors';
import type { Collector } from '../../src/collectors/collector.store';
import { type Submission, TakenAnswers } from '../../src/collectors/taking.service';
import { Verifications } from '../../src/responses';
import { answeredWorld, DAY, grant, HOUR, type AnsweredWorld } from './answered.fixture';
import { describeOnBothDatabases } from '../support';

const PHONE = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (iPhone)' };
const MINUTE = 60_000;

describeOnBothDatabases('answers without an invitation', (kind) => {
  let world: AnsweredWorld;
  let collectors: Collectors;
  let taken: TakenAnswers;

  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
    collectors = world.get(Collectors);
    taken = world.get(TakenAnswers);
  });
  afterEach(() => world.close());

  async function collector(
    facts: { kind?: 'kiosk' | 'qr' | 'link'; employee?: string } = {},
  ): Promise<Collector> {
    const { id } = await collectors.create(
      { kind: 'qr', name: 'Mostrador', touchpoint: 'phone', locale: 'es', ...facts },
      'test',
    );
    return collectors.require(id);
  }

  const answer = (rating: number, facts: Partial<Submission> = {}): Submission => ({
    id: randomUUID(),
    versionId: world.survey.versionId,
    answers: { rating },
    mayQuote: false,
    locale: 'es',
    claimedAt: null,
    ...facts,
  });

  const numberOf = async (sql: string, params: (string | number)[] = []) =>
    (await world.database.get<{ n: number }>(`SELECT CAST(COUNT(*) AS bigint) AS "n" FROM ${sql}`, params))
      ?.n;

  it('an answer makes a contact of nobody known, credited to the employee of the poster, and nobody is invited', async () => {
    const poster = await collector({ employee: 'E-12' });
    const { responseId, repeated, doubts } = await taken.take(poster, answer(5), PHONE);
    expect([repeated, doubts]).toEqual([false, []]);
    const row = await world.database.get(
      `SELECT r.source AS "source", r.collector_id AS "collectorId", r.invitation_id AS "invitationId",
         i.source AS "contact", i.customer_id AS "customerId", p.employee_id AS "employeeId", v.state AS "state",
         v.reason AS "reason", c.counts AS "counts"
       FROM response r JOIN interaction i ON i.id = r.interaction_id JOIN response_current c ON c.response_id = r.id
       JOIN participation p ON p.interaction_id = i.id JOIN invitation v ON v.interaction_id = i.id WHERE r.id = ?`,
      [responseId],
    );
    expect(row).toEqual({
      source: 'qr',
      collectorId: poster.id,
      invitationId: null,
      contact: 'qr',
      customerId: null,
      employeeId: world.ids['E-12'],
      state: 'suppressed',
      reason: 'no_address',
      counts: 1,
    });
    expect((await collectors.require(poster.id)).lastSeenAt).toBe(world.clock.now());
  });

  it('a poster of nobody in particular credits nobody, nor does one of somebody who has left', async () => {
    await taken.take(await collector(), answer(4), PHONE);
    const left = await collector({ employee: 'E-12' });
    await world.database.run('UPDATE employee SET left_on = ? WHERE id = ?', [
      '2026-10-31',
      world.ids['E-12'] ?? 0,
    ]);
    await taken.take(await collectors.require(left.id), answer(4), { ...PHONE, ip: '203.0.113.8' });
    expect(await numberOf('response')).toBe(2);
    expect(await numberOf('participation')).toBe(0);
  });

  it('the same answer sent ten times at once, and again later, is one answer', async () => {
    const poster = await collector();
    const one = answer(5);
    const all = await Promise.all(Array.from({ length: 10 }, () => taken.take(poster, one, PHONE)));
    world.clock.advance(HOUR);
    const later = await taken.take(poster, one, PHONE);
    expect(new Set([...all, later].map(({ responseId }) => responseId)).size).toBe(1);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect([await numberOf('response'), await numberOf('interaction')]).toEqual([1, 1]);
  });

  it('answers that the survey refuses leave nothing behind', async () => {
    const poster = await collector();
    await expect(taken.take(poster, answer(9), PHONE)).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(taken.take(poster, answer(5, { answers: {} }), PHONE)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/rating', code: 'answer_missing' }],
    });
    expect([await numberOf('response'), await numberOf('interaction')]).toEqual([0, 0]);
  });

  it('an identifier that stands for a contact of another source of the same name is refused', async () => {
    const [first, second] = [await collector(), await collector()];
    const one = answer(5);
    await taken.take(first, one, PHONE);
    await expect(taken.take(second, one, PHONE)).rejects.toMatchObject({ code: 'answer_id_taken' });
  });

  it('a poster of Ana scanned a hundred times from one phone counts once, and then no more is taken', async () => {
    const poster = await collector({ employee: 'E-12' });
    const outcomes: string[] = [];
    for (let scan = 0; scan < 100; scan += 1) {
      world.clock.advance(3_000);
      const outcome = await taken.take(poster, answer(5), PHONE).catch((error: { code: string }) => error);
      outcomes.push('code' in outcome ? outcome.code : outcome.doubts.length > 0 ? 'doubted' : 'counts');
    }
    expect(outcomes.slice(0, 3)).toEqual(['counts', 'doubted', 'doubted']);
    expect(outcomes.filter((outcome) => outcome === 'counts')).toHaveLength(1);
    expect(outcomes.at(-1)).toBe('rate_limited');
    expect(await numberOf('response_current WHERE counts = 1')).toBe(1);
  });

  it('coming back every two hours with the same phone makes two that count in a day', async () => {
    const poster = await collector({ employee: 'E-12' });
    world.clock.set(Date.UTC(2026, 10, 4, 0, 30));
    const doubts: number[] = [];
    for (let scan = 0; scan < 10; scan += 1) {
      world.clock.advance(2 * HOUR);
      doubts.push((await taken.take(poster, answer(5), PHONE)).doubts.length);
    }
    expect(doubts.filter((count) => count === 0)).toHaveLength(2);
  });

  it('what is doubted waits for a person, who can let it count', async () => {
    const poster = await collector({ employee: 'E-12' });
    await taken.take(poster, answer(5), PHONE);
    const { responseId, doubts } = await taken.take(poster, answer(5), PHONE);
    expect(doubts).toEqual(['repeated_device']);
    const state = () =>
      world.database.get(
        'SELECT verification AS "verification", counts AS "counts" FROM response_current WHERE response_id = ?',
        [responseId],
      );
    expect(await state()).toEqual({ verification: 'provisional', counts: 0 });
    await world
      .get(Verifications)
      .decide(responseId, 'confirmed', 'Dos personas, un teléfono', world.viewer([grant('hr', 'all')]));
    expect(await state()).toEqual({ verification: 'confirmed', counts: 1 });
  });

  it('no address is kept anywhere', async () => {
    await taken.take(await collector(), answer(5), { ip: '198.51.100.77', userAgent: 'Canary/1.0' });
    const tables = [
      'response',
      'response_revision',
      'interaction',
      'verification',
      'rate_counter',
      'collector',
    ];
    for (const table of tables) {
      const rows = JSON.stringify(await world.database.all(`SELECT * FROM ${table}`));
      expect(rows).not.toMatch(/198\.51\.100\.77|Canary/);
    }
  });

  it('a kiosk sends what it kept for days with the time each was given; the future is now, the distant past is refused', async () => {
    const kiosk = await collector({ kind: 'kiosk' });
    const now = world.clock.now();
    const received = async (claimedAt: number) => {
      const { responseId } = await taken.take(kiosk, answer(4, { claimedAt }), PHONE);
      return (
        await world.database.get<{ at: number }>('SELECT received_at AS "at" FROM response WHERE id = ?', [
          responseId,
        ])
      )?.at;
    };
    expect(await received(now - 3 * DAY)).toBe(now - 3 * DAY);
    expect(await received(now + DAY)).toBe(now);
    await expect(taken.take(kiosk, answer(4, { claimedAt: now - 31 * DAY }), PHONE)).rejects.toMatchObject({
      code: 'answer_too_old',
    });
  });

  it('a kiosk of one employee: eight in ten minutes are busy, the ninth is doubted; a late answer of one that was online too', async () => {
    const kiosk = await collector({ kind: 'kiosk', employee: 'E-12' });
    const doubts: string[][] = [];
    for (let customer = 0; customer < 9; customer += 1) {
      world.clock.advance(20_000);
      doubts.push([...(await taken.take(kiosk, answer(5), PHONE)).doubts]);
    }
    expect(doubts.flat()).toEqual(['busy_collector']);
    expect(doubts.at(-1)).toEqual(['busy_collector']);
    const seen = await collectors.require(kiosk.id);
    const late = answer(5, { claimedAt: world.clock.now() - 40 * MINUTE });
    expect((await taken.take(seen, late, PHONE)).doubts).toEqual(['late_though_seen']);
  });

  it('a collector taken out of use takes nothing more, also what was on its way', async () => {
    const poster = await collector();
    await collectors.revoke(poster.id, 'test');
    await expect(taken.take(poster, answer(5), PHONE)).rejects.toMatchObject({ code: 'not_found' });
    expect([await numberOf('response'), await numberOf('interaction')]).toEqual([0, 0]);
    await expect(collectors.revoke(poster.id, 'test')).rejects.toMatchObject({ code: 'collector_revoked' });
    await expect(collectors.renewKey(poster.id, 'test')).rejects.toMatchObject({ code: 'collector_revoked' });
    expect(await world.auditOf(`collector:${poster.id}`)).toEqual([
      'test collector.revoked',
      'test collector.created',
    ]);
  });

  it('a new key closes the old address; a kiosk’s key is nowhere in the database', async () => {
    const made = await collectors.create(
      { kind: 'kiosk', name: 'Caja 2', touchpoint: 'phone', locale: 'es' },
      'test',
    );
    expect((await collectors.byKey(made.key))?.id).toBe(made.id);
    const renewed = await collectors.renewKey(made.id, 'test');
    expect(await collectors.byKey(made.key)).toBeNull();
    expect((await collectors.byKey(renewed.key))?.id).toBe(made.id);
    const rows = JSON.stringify(await world.database.all('SELECT * FROM collector'));
    expect(rows).not.toContain(renewed.key);
  });

  it('a closed touchpoint closes its posters, and none is made for an unknown one or somebody who left', async () => {
    const { id, key } = await collectors.create(
      { kind: 'qr', name: 'Cartel', touchpoint: 'phone', locale: 'es' },
      'test',
    );
    await world.database.run('UPDATE touchpoint SET retired_at = ? WHERE code = ?', [
      world.clock.now(),
      'phone',
    ]);
    expect(await collectors.byKey(key)).toBeNull();
    expect((await collectors.require(id)).revokedAt).toBeNull();
    const make = (facts: object) =>
      collectors.create({ kind: 'qr', name: 'X', touchpoint: 'nowhere', locale: 'es', ...facts }, 'test');
    await expect(make({})).rejects.toMatchObject({ code: 'touchpoint_unknown', pointer: '/touchpoint' });
    await expect(make({ name: ' ' })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
