/** Responses after they were given: other ways in, exclusions, verification, the ledgers, erasure and lists. */
import { CustomerErased, Erasure } from '../../src/customers';
import { describeOnBothDatabases } from '../support';
import { DAY, HOUR, type ResponsesFixture, responsesFixture, SENT_AT } from './responses.fixture';

describeOnBothDatabases('responses, decided about and read', (kind) => {
  let world: ResponsesFixture;

  beforeEach(async () => {
    world = await responsesFixture(kind);
  });
  afterEach(() => world.close());

  const currentOf = (responseId: string) =>
    world.database.get<Record<string, unknown>>(
      `SELECT revision, attribution_entry AS "entry", verification, excluded, counts
       FROM response_current WHERE response_id = ?`,
      [responseId],
    );
  const decider = { actor: 'user:7', employeeId: null };
  const code = (expected: string) => expect.objectContaining({ code: expected });

  describe('recorded another way', () => {
    it('thousands in one transaction, with the time they were given at', async () => {
      const interactions: string[] = [];
      for (let index = 0; index < 40; index += 1) interactions.push(await world.interaction());
      await world.database.transaction(async () => {
        for (const [index, interactionId] of interactions.entries()) {
          await world.responses.record({
            interactionId,
            surveyVersionId: world.survey.versionId,
            source: 'import',
            locale: 'es',
            answeredAt: SENT_AT - index * DAY,
            answers: { rating: (index % 5) + 1, ...(index % 2 ? { comment: `Comentario ${index}` } : {}) },
          });
        }
      });
      expect(await world.count('response')).toBe(40);
      expect(world.recorded[1]).toMatchObject({
        countingDay: '2026-11-02',
        source: 'import',
        invitationId: null,
        receivedAt: SENT_AT - DAY,
        counts: true,
        lowRating: true,
      });
    });

    it('through an invitation, it answers it', async () => {
      const { invitationId, interactionId, token } = await world.invite();
      await world.responses.record({
        interactionId,
        invitationId,
        surveyVersionId: world.survey.versionId,
        source: 'email',
        locale: 'es',
        answeredAt: SENT_AT + HOUR,
        answers: { rating: 5 },
      });
      expect(await world.database.get(`SELECT state FROM invitation WHERE id = ?`, [invitationId])).toEqual({
        state: 'answered',
      });
      expect((await world.responses.open(token)).state).toBe('changeable');
    });

    it('an unknown interaction or a wrong answer is refused and nothing is kept', async () => {
      const answer = {
        surveyVersionId: world.survey.versionId,
        source: 'import',
        locale: 'es',
        answeredAt: SENT_AT,
      };
      await expect(
        world.responses.record({ ...answer, interactionId: 'none', answers: { rating: 5 } }),
      ).rejects.toEqual(code('answer_interaction_unknown'));
      const interactionId = await world.interaction();
      await expect(
        world.responses.record({ ...answer, interactionId, answers: { rating: 9 } }),
      ).rejects.toEqual(code('validation_failed'));
      expect(await world.count('response')).toBe(0);
    });
  });

  describe('exclusions', () => {
    const answered = async () =>
      (await world.answer((await world.invite()).token, { rating: '1' })).responseId;

    it('an excluded response stays and stops counting; lifted, it counts again; the history keeps all of it', async () => {
      const responseId = await answered();
      await world.exclusions.exclude(responseId, 'wrong_employee', 'Atendió Luis', decider);
      expect(await currentOf(responseId)).toMatchObject({
        excluded: 1,
        counts: 0,
        verification: 'confirmed',
      });
      await world.exclusions.lift(responseId, null, { actor: 'user:8' });
      expect(await currentOf(responseId)).toMatchObject({ excluded: 0, counts: 1 });
      await world.exclusions.exclude(responseId, 'proven_fraud', '', decider);
      expect(world.changed.map(({ change, counted, counts }) => [change, counted, counts])).toEqual([
        ['excluded', true, false],
        ['exclusion_lifted', false, true],
        ['excluded', true, false],
      ]);
      expect(world.changed[0]).toMatchObject({
        responseId,
        countingDay: '2026-11-03',
        ratings: [{ rating: 1 }],
        attributions: [{ employeeId: world.ana }, { employeeId: world.hugo }],
      });
      const { exclusions } = await world.queries.history(responseId);
      expect(exclusions.map(({ reason, note, decidedBy }) => [reason, note, decidedBy])).toEqual([
        ['wrong_employee', 'Atendió Luis', 'user:7'],
        ['wrong_employee', null, 'user:8'],
        ['proven_fraud', null, 'user:7'],
      ]);
      expect(exclusions[1]?.liftsId).toBe(exclusions[0]?.id);
      const entries = await world.audit.newest(10, 1_000_000);
      expect(entries.map(({ action }) => action)).toEqual(
        expect.arrayContaining(['response.excluded', 'response.exclusion_lifted']),
      );
      expect(JSON.stringify(entries)).not.toContain('Luis');
    });

    it('a poor rating is no reason', async () => {
      const responseId = await answered();
      await expect(world.exclusions.exclude(responseId, 'low_rating', null, decider)).rejects.toEqual(
        code('validation_failed'),
      );
    });

    it('twice, lifting what is not excluded, and an unknown response are refused', async () => {
      const responseId = await answered();
      await expect(world.exclusions.lift(responseId, null, decider)).rejects.toEqual(
        code('response_not_excluded'),
      );
      const twice = await Promise.allSettled(
        [1, 2].map(() => world.exclusions.exclude(responseId, 'test_or_duplicate', null, decider)),
      );
      expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await world.count('exclusion')).toBe(1);
      await expect(world.exclusions.exclude('none', 'test_or_duplicate', null, decider)).rejects.toEqual(
        code('not_found'),
      );
    });

    it('nobody decides about an answer to themselves', async () => {
      const responseId = await answered();
      const self = { actor: 'user:9', employeeId: world.hugo };
      await expect(world.exclusions.exclude(responseId, 'wrong_employee', null, self)).rejects.toEqual(
        code('own_response_undecidable'),
      );
      await expect(world.verifications.decide(responseId, 'rejected', null, self)).rejects.toEqual(
        code('own_response_undecidable'),
      );
      expect(await world.count('exclusion')).toBe(0);
    });

    it('an excluded response that the customer corrects stays excluded', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '1' });
      await world.exclusions.exclude(responseId, 'outside_control', null, decider);
      world.clock.advance(HOUR);
      await world.answer(token, { rating: '5' });
      expect(await currentOf(responseId)).toMatchObject({ revision: 2, excluded: 1, counts: 0 });
      expect(world.recorded[1]).toMatchObject({ counts: false, previous: { counts: false } });
    });
  });

  describe('verification by a person', () => {
    it('rejects, reinstates, and is not overridden by what the customer’s browser sends later', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '5' });
      await world.verifications.decide(responseId, 'rejected', 'Misma letra en diez respuestas', decider);
      expect(await currentOf(responseId)).toMatchObject({ verification: 'rejected', counts: 0 });
      await world.answer(token, { rating: '4' });
      expect(await currentOf(responseId)).toMatchObject({ revision: 2, verification: 'rejected', counts: 0 });
      await world.verifications.decide(responseId, 'confirmed', null, decider);
      expect(await currentOf(responseId)).toMatchObject({ verification: 'confirmed', counts: 1 });
      await expect(world.verifications.decide(responseId, 'confirmed', null, decider)).rejects.toEqual(
        code('verification_unchanged'),
      );
      await expect(world.verifications.decide(responseId, 'provisional', null, decider)).rejects.toEqual(
        code('validation_failed'),
      );
    });
  });

  describe('the ledgers', () => {
    it.each(['response', 'response_revision', 'answer', 'verification', 'attribution', 'exclusion'])(
      '%s refuses to be changed or deleted from',
      async (table) => {
        const { token } = await world.invite();
        const { responseId } = await world.answer(token, { rating: '1', comment: 'Mal' });
        await world.exclusions.exclude(responseId, 'wrong_employee', null, decider);
        const refused = expect.objectContaining({ message: expect.stringContaining('append-only') });
        const before = await world.count(table);
        expect(before).toBeGreaterThan(0);
        const column = table === 'response' ? 'id' : 'response_id';
        await expect(world.database.run(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toEqual(
          refused,
        );
        await expect(world.database.run(`DELETE FROM ${table}`)).rejects.toEqual(refused);
        expect(await world.count(table)).toBe(before);
      },
    );

    it('erasing the customer blanks the words and leaves the numbers', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '1', comment: 'Me llamo Marta' });
      const heard: string[] = [];
      world.events.on(CustomerErased, async (event) => void heard.push(event.customerId));
      const erasure = new Erasure(world.database, world.clock, world.suppressions, world.events, world.audit);
      await erasure.eraseCustomer(world.customerId, 'cli');
      expect(heard).toEqual([world.customerId]);
      const [row] = await world.queries.newest('all', {}, null, 10);
      expect(row).toMatchObject({
        id: responseId,
        customerName: null,
        counts: true,
        ratings: [{ rating: 1 }],
        texts: [{ key: 'comment', text: null }],
      });
    });
  });

  describe('lists', () => {
    const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);

    it('page through everything once, newest first for people and oldest first for programs', async () => {
      const made: string[] = [];
      for (let index = 0; index < 7; index += 1) {
        made.push((await world.answer((await world.invite()).token, { rating: '5' })).responseId);
        // Some at the same instant: the identifier decides.
        if (index % 2) world.clock.advance(1);
      }
      const newest: string[] = [];
      const oldest: string[] = [];
      for (
        let before = null, page;
        (page = await world.queries.newest('all', {}, before, 3)).length > 0;
        before = page.at(-1) ?? null
      ) {
        newest.push(...ids(page));
      }
      for (
        let after = null, page;
        (page = await world.queries.since(SENT_AT, after, 3)).length > 0;
        after = page.at(-1) ?? null
      ) {
        oldest.push(...ids(page));
      }
      expect(oldest).toEqual(made);
      expect(newest).toEqual([...made].reverse());
      expect(await world.queries.since(world.clock.now() + 1, null, 3)).toEqual([]);
    });

    it('show only the answers of visible employees, and what the filters ask for', async () => {
      const { responseId } = await world.answer((await world.invite()).token, {
        rating: '2',
        comment: 'Mal',
      });
      const other = await world.answer((await world.invite()).token, { rating: '5' });
      await world.exclusions.exclude(other.responseId, 'test_or_duplicate', null, decider);
      const find = async (
        ...args: Parameters<typeof world.queries.newest> extends [infer V, infer F, ...unknown[]]
          ? [V, F]
          : never
      ) => ids(await world.queries.newest(args[0], args[1], null, 10));
      expect(await find([world.ana], {})).toHaveLength(2);
      expect(await find([world.ana + 1000], {})).toEqual([]);
      expect(await find([], {})).toEqual([]);
      expect(await find('all', { maxRating: 2 })).toEqual([responseId]);
      expect(await find('all', { minRating: 4 })).toEqual([other.responseId]);
      expect(await find('all', { state: 'excluded' })).toEqual([other.responseId]);
      expect(await find('all', { state: 'counts' })).toEqual([responseId]);
      expect(await find('all', { state: 'provisional' })).toEqual([]);
      expect(await find('all', { commented: true })).toEqual([responseId]);
      expect(await find('all', { channel: 'chat' })).toEqual([]);
      expect(
        await find('all', { fromDay: '2026-11-03', toDay: '2026-11-03', channel: 'phone' }),
      ).toHaveLength(2);
      expect(await find('all', { fromDay: '2026-11-04' })).toEqual([]);
      expect(await world.queries.one(responseId, [world.hugo])).toMatchObject({ id: responseId });
      expect(await world.queries.one(responseId, [world.hugo + 1000])).toBeUndefined();
    });
  });
});
