/** Every kind of question, answered at once or section by section, on both databases. */
import { RegularAnswers, Rollups } from '../../src/scoring';
import type { PublishedSurvey } from '../../src/surveys';
import { EVERY_KIND } from '../fixtures/survey-of-every-kind';
import { describeOnBothDatabases } from '../support';
import { DAY, HOUR, type ResponsesFixture, responsesFixture, SECOND, SENT_AT } from './responses.fixture';

describeOnBothDatabases('answers of several sections', (kind) => {
  let world: ResponsesFixture;
  let survey: PublishedSurvey;
  let rollups: Rollups;

  beforeEach(async () => {
    world = await responsesFixture(kind);
    survey = await world.publish(EVERY_KIND);
    rollups = new Rollups(world.database, world.events, new RegularAnswers(world.database));
    rollups.onModuleInit();
  });
  afterEach(async () => {
    expect(await rollups.verify()).toEqual([]);
    await world.close();
  });

  const invite = () => world.invite({ survey });
  const send = (token: string, form: Record<string, unknown>) => world.responses.submit(token, form, {});
  const currentOf = (responseId: string) =>
    world.database.get<Record<string, unknown>>(
      `SELECT revision, verification, counts, complete, settled_at AS "settledAt"
       FROM response_current WHERE response_id = ?`,
      [responseId],
    );
  const only = async () =>
    (await world.database.get<{ id: string }>('SELECT id FROM response'))?.id ?? 'no response';
  const stateOf = async (invitationId: string) =>
    (await world.database.get<{ state: string }>('SELECT state FROM invitation WHERE id = ?', [invitationId]))
      ?.state;
  const faultsOf = async (token: string, form: Record<string, unknown>) => {
    const outcome = await send(token, form);
    return outcome.kind === 'refused'
      ? outcome.error.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
      : outcome.kind;
  };

  describe('all at once', () => {
    const everything = {
      rating: '2',
      'answers[each_one.1]': '1',
      'answers[each_one.2]': '5',
      comment: 'La voz de Ana',
      'answers[what]': ['bill', 'wait', 'bill'],
      'answers[what.other]': 'La música de espera',
      'answers[again]': '0',
      'answers[speed.expected]': '7',
      'answers[speed.perceived]': '3',
      'answers[recommend]': '0',
      'answers[effort]': '6',
      'answers[channel]': 'shop',
      'answers[idea]': 'Abran los domingos',
    };

    it('is kept in the slots it belongs to, each rating with whom it is about', async () => {
      const { token } = await invite();
      const { responseId } = await world.answer(token, everything);
      const ratings = await world.database.all(
        `SELECT q.key AS "key", a.about_employee_id AS "about", a.rating AS "rating"
         FROM answer a JOIN question q ON q.id = a.question_id ORDER BY q.position, a.about_employee_id`,
      );
      expect(ratings).toEqual([
        { key: 'rating', about: 0, rating: 2 },
        { key: 'each_one', about: world.ana, rating: 1 },
        { key: 'each_one', about: world.hugo, rating: 5 },
        { key: 'again', about: 0, rating: 0 },
        { key: 'speed.expected', about: 0, rating: 7 },
        { key: 'speed.perceived', about: 0, rating: 3 },
        { key: 'recommend', about: 0, rating: 0 },
        { key: 'effort', about: 0, rating: 6 },
      ]);
      expect(
        await world.database.all(
          `SELECT q.key AS "key", c.choice AS "choice" FROM answer_choice c JOIN question q ON q.id = c.question_id
           ORDER BY q.position, c.choice`,
        ),
      ).toEqual([
        { key: 'what', choice: 'bill' },
        { key: 'what', choice: 'else' },
        { key: 'what', choice: 'wait' },
        { key: 'channel', choice: 'shop' },
      ]);
      expect(world.recorded[0]).toMatchObject({ responseId, lowRating: true, commentText: 'La voz de Ana' });
      const door = await world.responses.open(token);
      expect(door).toMatchObject({
        state: 'changeable',
        given: {
          values: {
            rating: 2,
            'each_one.1': 1,
            what: ['wait', 'bill', 'else'],
            'what.other': 'La música de espera',
            'speed.perceived': 3,
            channel: 'shop',
            idea: 'Abran los domingos',
          },
        },
      });
    });

    it('what hangs on another answer is asked for only where that was given, and dropped elsewhere', async () => {
      const { token } = await invite();
      expect(await faultsOf(token, { rating: '2' })).toEqual([
        '/answers/what answer_missing',
        '/answers/speed.expected answer_missing',
        '/answers/speed.perceived answer_missing',
      ]);
      await world.answer(token, { ...everything, rating: '5' });
      expect(world.recorded[0]?.ratings.map(({ key }) => key)).toEqual(['rating', 'each_one', 'each_one']);
      expect(await world.count('answer_choice')).toBe(0);
    });

    it('choices that are not offered, two where one is asked and words without end are refused by name', async () => {
      const { token } = await invite();
      expect(
        await faultsOf(token, {
          ...everything,
          'answers[what]': ['wait', 'everything'],
          'answers[channel]': ['phone', 'shop'],
          'answers[channel.other]': 'x'.repeat(501),
          'answers[speed.expected]': '8',
          'answers[each_one.3]': '5',
          'answers[what.wait]': 'x',
        }),
      ).toEqual([
        '/answers/what answer_not_an_option',
        '/answers/speed.expected answer_not_on_scale',
        '/answers/channel field_type',
        '/answers/channel.other answer_too_long',
        '/answers/each_one.3 unknown_field',
        '/answers/what.wait unknown_field',
      ]);
      expect(await world.count('response')).toBe(0);
    });

    it('words beside “other” are meant even where it was not ticked, unless something else was chosen', async () => {
      const first = await invite();
      await world.answer(first.token, {
        ...everything,
        'answers[channel]': '',
        'answers[channel.other]': 'Fax',
      });
      const second = await invite();
      await world.answer(second.token, { ...everything, 'answers[channel.other]': 'Fax' });
      const given = async ({ token }: { token: string }) => {
        const door = await world.responses.open(token);
        return door.state === 'changeable'
          ? [door.given.values['channel'], door.given.values['channel.other']]
          : [];
      };
      expect(await given(first)).toEqual(['more', 'Fax']);
      expect(await given(second)).toEqual(['shop', undefined]);
    });

    it('credits a rating about one person to that one alone, and expectations to nobody', async () => {
      const { token } = await invite();
      await world.answer(token, everything);
      const rows = await world.database.all<Record<string, unknown>>(
        `SELECT q.key AS "key", e.external_id AS "employee", r.rating AS "rating", r.weight_ppm AS "weight"
         FROM rollup r JOIN question q ON q.id = r.question_id JOIN employee e ON e.id = r.employee_id
         WHERE q.key IN ('rating', 'each_one', 'speed.expected') ORDER BY q.position, e.external_id`,
      );
      expect(rows).toEqual([
        { key: 'rating', employee: 'E-07', rating: 2, weight: 300_000 },
        { key: 'rating', employee: 'E-12', rating: 2, weight: 700_000 },
        { key: 'each_one', employee: 'E-07', rating: 5, weight: 1_000_000 },
        { key: 'each_one', employee: 'E-12', rating: 1, weight: 1_000_000 },
      ]);
    });

    it('a low expectation is no poor rating', async () => {
      const { token } = await invite();
      await world.answer(token, {
        rating: '3',
        'answers[speed.expected]': '1',
        'answers[speed.perceived]': '6',
      });
      expect(world.recorded[0]).toMatchObject({ lowRating: false });
    });

    it('recorded another way, it is the same: whole, of every kind, with its source', async () => {
      const interactionId = await world.interaction();
      const { responseId } = await world.responses.record({
        interactionId,
        surveyVersionId: survey.versionId,
        source: 'kiosk',
        collectorId: 3,
        enteredBy: world.hugo,
        locale: 'es',
        answeredAt: SENT_AT,
        answers: {
          rating: 1,
          'each_one.2': 4,
          what: ['else'],
          'what.other': 'El ruido',
          'speed.expected': 7,
          'speed.perceived': 2,
        },
        mayContact: true,
        contactWhen: 'evening',
        doubts: ['too_many_from_device'],
      });
      expect(await currentOf(responseId)).toMatchObject({
        verification: 'provisional',
        counts: 0,
        complete: 1,
      });
      expect(
        await world.database.get(
          `SELECT r.source AS "source", r.collector_id AS "collector", r.entered_by AS "by",
             v.contact_when AS "when" FROM response r JOIN response_revision v ON v.response_id = r.id`,
        ),
      ).toEqual({ source: 'kiosk', collector: 3, by: world.hugo, when: 'evening' });
      expect(await world.count('answer_choice')).toBe(1);
    });
  });

  describe('section by section', () => {
    it('each step is kept, goes on by the same link, and counts when the way ends', async () => {
      const { token, invitationId } = await invite();
      const first = await send(token, { step: 'core', rating: '1', 'answers[each_one.2]': '4' });
      expect(first).toMatchObject({
        kind: 'step',
        section: { key: 'trouble' },
        given: { values: { rating: 1 } },
      });
      expect(await currentOf(await only())).toMatchObject({
        counts: 0,
        complete: 0,
        verification: 'confirmed',
      });
      expect(await stateOf(invitationId)).toBe('sent');
      expect(world.recorded).toEqual([]);

      world.clock.advance(2 * HOUR);
      expect(await world.responses.open(token)).toMatchObject({
        state: 'open',
        section: { key: 'trouble' },
        sent: ['core'],
        given: { values: { rating: 1, 'each_one.2': 4 } },
      });
      const second = await send(token, { step: 'trouble', 'answers[what]': 'wait' });
      expect(second).toMatchObject({ kind: 'step', section: { key: 'closing' } });
      const last = await send(token, {
        step: 'closing',
        'answers[speed.expected]': '5',
        'answers[speed.perceived]': '4',
        consents: '1',
        mayContact: '1',
        contactWhen: 'morning',
      });
      expect(last).toMatchObject({ kind: 'recorded', revision: 3, lowRating: true, mayContact: true });
      expect(await currentOf(await only())).toEqual({
        revision: 3,
        verification: 'confirmed',
        counts: 1,
        complete: 1,
        settledAt: null,
      });
      expect(await stateOf(invitationId)).toBe('answered');
      expect(world.recorded).toHaveLength(1);
      expect(world.recorded[0]).toMatchObject({ revision: 3, counts: true, mayContact: true });
      expect(world.recorded[0]?.previous).toMatchObject({ counts: false });
      expect(await world.responses.open(token)).toMatchObject({
        state: 'changeable',
        section: { key: 'core' },
        sent: ['core', 'trouble', 'closing'],
        given: { mayContact: true, contactWhen: 'morning' },
      });
    });

    it('where the first answer ends the way, the first step is the whole answer', async () => {
      const { token } = await invite();
      expect(await send(token, { step: 'core', rating: '5' })).toMatchObject({
        kind: 'recorded',
        revision: 1,
      });
      expect(world.recorded).toHaveLength(1);
    });

    it('a change of mind on an earlier page leads elsewhere, and what is off the way is dropped', async () => {
      const { token } = await invite();
      await send(token, { step: 'core', rating: '1' });
      await send(token, { step: 'trouble', 'answers[what]': 'bill' });
      world.clock.advance(HOUR);
      const back = await send(token, { step: 'core', rating: '4' });
      expect(back).toMatchObject({
        kind: 'step',
        section: { key: 'closing' },
        given: { values: { rating: 4 } },
      });
      if (back.kind === 'step') expect(Object.keys(back.given.values)).toEqual(['rating']);
    });

    it('after it was complete, one page can be corrected alone; the rest and the consents stay', async () => {
      const { token } = await invite();
      await send(token, { step: 'core', rating: '3' });
      const closing = { 'answers[speed.expected]': '5', 'answers[speed.perceived]': '4' };
      await send(token, { step: 'closing', ...closing, consents: '1', mayQuote: '1', quoteName: 'first' });
      world.clock.advance(HOUR);
      const corrected = await send(token, { step: 'core', rating: '4', comment: 'Mejor así' });
      expect(corrected).toMatchObject({ kind: 'recorded', revision: 3 });
      expect(world.recorded[1]).toMatchObject({ counts: true, mayQuote: true, quoteName: 'first' });
      expect(world.recorded[1]?.ratings.map(({ key, rating }) => `${key}=${rating}`)).toEqual([
        'rating=4',
        'speed.expected=5',
        'speed.perceived=4',
      ]);
      world.clock.advance(DAY);
      expect((await send(token, { step: 'core', rating: '1' })).kind).toBe('locked');
    });

    it('made poor by a correction, it goes on counting while the new questions wait', async () => {
      const { token } = await invite();
      await send(token, { step: 'core', rating: '5' });
      world.clock.advance(HOUR);
      expect(await send(token, { step: 'core', rating: '2' })).toMatchObject({
        kind: 'step',
        section: { key: 'trouble' },
      });
      expect(await currentOf(await only())).toMatchObject({ revision: 2, counts: 1, complete: 1 });
      expect(world.recorded[1]).toMatchObject({ lowRating: true, previous: { counts: true } });
    });

    it('a step is checked by itself, and a section nobody made is refused', async () => {
      const { token } = await invite();
      expect(await faultsOf(token, { step: 'core' })).toEqual(['/rating answer_missing']);
      expect(await faultsOf(token, { step: 'core', rating: '1', 'answers[idea]': 'x' })).toEqual([
        '/answers/idea unknown_field',
      ]);
      expect(await faultsOf(token, { step: 'nowhere', rating: '1' })).toContain('/step field_invalid');
      expect(await world.count('response')).toBe(0);
    });

    it('the last section alone is not the whole answer', async () => {
      const { token } = await invite();
      const alone = await send(token, {
        step: 'closing',
        'answers[speed.expected]': '5',
        'answers[speed.perceived]': '4',
      });
      expect(alone).toMatchObject({ kind: 'step', section: { key: 'core' } });
      expect(await currentOf(await only())).toMatchObject({ complete: 0, counts: 0 });
    });

    it('the same step at once ten times is one step', async () => {
      const { token } = await invite();
      await Promise.all(Array.from({ length: 10 }, () => send(token, { step: 'core', rating: '4' })));
      expect(await world.count('response_revision')).toBe(1);
    });

    it('a person who begins after a machine does not go on where it stopped', async () => {
      const { token } = await invite();
      world.clock.set(SENT_AT + SECOND);
      await send(token, { step: 'core', rating: '1', comment: 'asdf' });
      expect(await world.responses.open(token)).toMatchObject({
        state: 'open',
        section: { key: 'core' },
        sent: [],
      });
      world.clock.set(SENT_AT + HOUR);
      expect(await send(token, { step: 'core', rating: '3' })).toMatchObject({
        kind: 'step',
        section: { key: 'closing' },
        given: { values: { rating: 3 } },
      });
      expect(await currentOf(await only())).toMatchObject({ verification: 'confirmed', revision: 2 });
    });
  });

  describe('begun and left', () => {
    it('counts after a day as far as it goes, once, and is not complete', async () => {
      const { token, invitationId } = await invite();
      await send(token, { step: 'core', rating: '1' });
      await send(token, { step: 'trouble', 'answers[what]': 'wait' });
      world.clock.advance(DAY - SECOND);
      expect(await world.settling.settleLeft()).toBe('skipped');
      world.clock.advance(SECOND);
      expect(await world.settling.settleLeft()).toBe('success');
      expect(await world.settling.settleLeft()).toBe('skipped');
      expect(await currentOf(await only())).toMatchObject({
        counts: 1,
        complete: 0,
        settledAt: world.clock.now(),
      });
      expect(world.recorded).toHaveLength(1);
      expect(world.recorded[0]).toMatchObject({ counts: true, lowRating: true, ratings: [{ rating: 1 }] });
      expect(world.recorded[0]?.previous).toBeUndefined();
      expect(await stateOf(invitationId)).toBe('sent');
    });

    it('can still be completed, and then counts as the whole', async () => {
      const { token, invitationId } = await invite();
      await send(token, { step: 'core', rating: '3' });
      world.clock.advance(2 * DAY);
      await world.settling.settleLeft();
      const done = await send(token, {
        step: 'closing',
        'answers[speed.expected]': '5',
        'answers[speed.perceived]': '4',
      });
      expect(done).toMatchObject({ kind: 'recorded' });
      expect(await currentOf(await only())).toMatchObject({ counts: 1, complete: 1 });
      expect(world.recorded[1]).toMatchObject({ previous: { counts: true, ratings: [{ rating: 3 }] } });
      expect(await stateOf(invitationId)).toBe('answered');
      expect((await world.responses.open(token)).state).toBe('changeable');
    });

    it('without its first question says nothing, and a machine’s never counts', async () => {
      const empty = await invite();
      await send(empty.token, {
        step: 'closing',
        'answers[speed.expected]': '5',
        'answers[speed.perceived]': '4',
      });
      const machine = await invite();
      await send(machine.token, { step: 'core', rating: '1', website: 'x' });
      world.clock.advance(DAY);
      await world.settling.settleLeft();
      expect(world.recorded.map(({ counts }) => counts)).toEqual([false]);
      expect(
        await world.database.all('SELECT counts AS "counts" FROM response_current WHERE counts = 1'),
      ).toEqual([]);
    });

    it('expired, it cannot be gone on with', async () => {
      const { token } = await invite();
      await send(token, { step: 'core', rating: '3' });
      world.clock.advance(14 * DAY);
      expect((await world.responses.open(token)).state).toBe('expired');
      expect((await send(token, { step: 'closing' })).kind).toBe('expired');
    });
  });
});
