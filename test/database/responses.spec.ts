/** Answers through a link, on both databases: recorded once, corrected in time, refused when they cannot be taken. */
import { ResponseRecorded } from '../../src/responses';
import { describeOnBothDatabases } from '../support';
import { DAY, HOUR, type ResponsesFixture, responsesFixture, SECOND, SENT_AT } from './responses.fixture';

describeOnBothDatabases('responses', (kind) => {
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

  describe('a first answer', () => {
    it('is written with its attribution, verification and the invitation’s state, and told once', async () => {
      const { token, invitationId, interactionId } = await world.invite();
      const { responseId } = await world.answer(token, {
        rating: '5',
        'answers[process]': '4',
        comment: 'Muy amable. Mi teléfono es 55 1234 5678',
        mayQuote: '1',
        quoteName: 'first',
      });
      expect(await currentOf(responseId)).toEqual({
        revision: 1,
        entry: 1,
        verification: 'confirmed',
        excluded: 0,
        counts: 1,
      });
      expect(
        await world.database.get(`SELECT state, answered_at AS "at" FROM invitation WHERE id = ?`, [
          invitationId,
        ]),
      ).toEqual({ state: 'answered', at: SENT_AT + HOUR });
      const [event] = world.recorded;
      expect(world.recorded).toHaveLength(1);
      expect(event).toMatchObject({
        responseId,
        interactionId,
        invitationId,
        customerId: world.customerId,
        customerName: 'Marta Ruiz',
        revision: 1,
        counts: true,
        verification: 'confirmed',
        // 3 November, 21:00 in Mexico City, though it is the 4th in UTC.
        countingDay: '2026-11-03',
        lowRating: false,
        mayQuote: true,
        mayContact: false,
        quoteName: 'first',
        commentText: 'Muy amable. Mi teléfono es ••• ••••',
        source: 'email',
        locale: 'es',
        ratings: [
          { key: 'rating', kind: 'csat', subject: 'employee', rating: 5 },
          { key: 'process', kind: 'csat', subject: 'process', rating: 4 },
        ],
        attributions: [
          { employeeId: world.ana, sharePpm: 700_000 },
          { employeeId: world.hugo, sharePpm: 300_000 },
        ],
      });
      expect(event?.previous).toBeUndefined();
    });

    it('keeps the words as they were written, and shows them masked', async () => {
      const { token } = await world.invite();
      await world.answer(token, { rating: '1', comment: 'Escríbanme a marta@example.com' });
      const stored = await world.database.get(`SELECT text FROM answer_text`);
      expect(stored).toEqual({ text: 'Escríbanme a marta@example.com' });
      const [shown] = await world.queries.newest('all', {}, null, 10);
      expect(shown?.texts).toEqual([{ key: 'comment', kind: 'text', text: 'Escríbanme a •••@•••' }]);
    });

    it('keeps as evidence how soon it came and a hash of the kind of program, nothing else', async () => {
      const { token } = await world.invite();
      await world.answer(token, { rating: '3' });
      const revision = await world.database.get<{ evidence: string }>(
        `SELECT evidence FROM response_revision`,
      );
      const verification = await world.database.get<{ evidence: string }>(
        `SELECT evidence FROM verification`,
      );
      expect(JSON.parse(revision?.evidence ?? '')).toEqual({
        source: 'email',
        client: expect.stringMatching(/^[0-9a-f]{16}$/),
        status: 'confirmed',
        secondsSinceSent: 3600,
      });
      expect(JSON.parse(verification?.evidence ?? '')).toEqual({
        revision: 1,
        reasons: [],
      });
    });

    it('a listener that fails undoes everything', async () => {
      const { token } = await world.invite();
      world.events.on(ResponseRecorded, async () => {
        throw new Error('rollups are out of order');
      });
      await expect(world.responses.submit(token, { rating: '5' }, {})).rejects.toThrow('out of order');
      expect(await world.count('response')).toBe(0);
      expect(await world.count('answer')).toBe(0);
    });
  });

  describe('sent again', () => {
    it('the same answer is no second answer', async () => {
      const { token } = await world.invite();
      const first = await world.answer(token, { rating: '4', comment: 'Bien', mayContact: 'on' });
      const again = await world.answer(token, { 'answers[rating]': '4', comment: ' Bien ', mayContact: '1' });
      expect(again).toMatchObject({ responseId: first.responseId, revision: 1, changed: false });
      expect(await world.count('response_revision')).toBe(1);
      expect(world.recorded).toHaveLength(1);
    });

    it('another one within a day is a new revision that tells what it replaces', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '2', comment: 'Mal' });
      world.clock.advance(DAY);
      const again = await world.answer(token, { rating: '5', 'answers[process]': '3' });
      expect(again).toMatchObject({ responseId, revision: 2, changed: true });
      expect(world.recorded[1]).toMatchObject({
        revision: 2,
        countingDay: '2026-11-03',
        counts: true,
        commentText: null,
        lowRating: false,
        ratings: [{ rating: 5 }, { key: 'process', rating: 3 }],
        previous: {
          counts: true,
          ratings: [{ key: 'rating', rating: 2 }],
          attributions: [{ employeeId: world.ana }, { employeeId: world.hugo }],
        },
      });
      expect(await currentOf(responseId)).toMatchObject({ revision: 2, counts: 1 });
      expect(await world.count('attribution')).toBe(2);
    });

    it('another one after a day is refused and nothing is written', async () => {
      const { token } = await world.invite();
      await world.answer(token, { rating: '2' });
      world.clock.advance(DAY + 1);
      expect((await world.responses.submit(token, { rating: '5' }, {})).kind).toBe('locked');
      expect((await world.responses.open(token)).state).toBe('locked');
      expect(await world.count('response_revision')).toBe(1);
    });

    it('fifty at once are one response', async () => {
      const { token } = await world.invite();
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => world.responses.submit(token, { rating: '5', comment: 'Bien' }, {})),
      );
      expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['recorded']));
      expect(new Set(outcomes.map((outcome) => (outcome as { responseId: string }).responseId)).size).toBe(1);
      for (const table of ['response', 'response_revision', 'answer', 'verification', 'response_current']) {
        expect([table, await world.count(table)]).toEqual([table, 1]);
      }
      expect(world.recorded).toHaveLength(1);
    });

    it('twenty different ones at once are one response: the first counts, the others are kept beside it', async () => {
      const { token } = await world.invite();
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          world.responses.submit(token, { rating: String((index % 5) + 1), comment: `Vez ${index}` }, {}),
        ),
      );
      expect(await world.count('response')).toBe(1);
      expect(await world.count('response_revision')).toBe(20);
      expect(world.recorded.map((event) => event.revision)).toEqual([1]);
    });

    it('twenty changes of mind each replace the one before', async () => {
      const { token } = await world.invite();
      for (let index = 0; index < 20; index += 1) {
        await world.answer(token, { rating: String((index % 5) + 1), comment: `Vez ${index}` });
        world.clock.advance(HOUR);
      }
      expect(world.recorded.map((event) => event.revision)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      world.recorded.slice(1).forEach((event, index) => {
        expect(event.previous?.ratings).toEqual(world.recorded[index]?.ratings);
      });
    });
  });

  describe('an answer that a program left', () => {
    it('a second after the mail is kept and does not count; the customer finds an empty page', async () => {
      const { token } = await world.invite();
      world.clock.set(SENT_AT + SECOND);
      const { responseId } = await world.answer(token, { rating: '1' });
      expect(await currentOf(responseId)).toMatchObject({ verification: 'provisional', counts: 0 });
      expect(world.recorded[0]).toMatchObject({ counts: false, verification: 'provisional' });
      expect((await world.responses.open(token)).state).toBe('open');
    });

    it('a scanner that tries every rating in turn never counts, and the customer’s own answer does', async () => {
      const { token } = await world.invite();
      for (const rating of ['1', '2', '3', '4', '5']) {
        world.clock.set(SENT_AT + Number(rating) * SECOND);
        await world.answer(token, { rating });
      }
      expect(world.recorded.map((event) => event.counts)).toEqual([false, false, false, false, false]);
      world.clock.set(SENT_AT + 3 * DAY);
      const { responseId, revision } = await world.answer(token, { rating: '4' });
      expect(revision).toBe(6);
      expect(await currentOf(responseId)).toMatchObject({ verification: 'confirmed', counts: 1 });
      expect(world.recorded[5]).toMatchObject({ counts: true, previous: { counts: false } });
    });

    it('the customer giving the same answer later confirms it', async () => {
      const { token } = await world.invite();
      world.clock.set(SENT_AT + SECOND);
      const { responseId } = await world.answer(token, { rating: '5' });
      world.clock.set(SENT_AT + HOUR);
      await world.answer(token, { rating: '5' });
      expect(await currentOf(responseId)).toMatchObject({
        revision: 1,
        verification: 'confirmed',
        counts: 1,
      });
      expect(world.changed).toEqual([
        expect.objectContaining({ responseId, change: 'verification_decided', counted: false, counts: true }),
      ]);
    });

    it('that filled in the hidden field does not count', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '5', website: 'http://spam.example' });
      expect(await currentOf(responseId)).toMatchObject({ verification: 'provisional', counts: 0 });
    });

    it('loading the thank-you page again never puts a person’s answer in doubt', async () => {
      const { token } = await world.invite();
      const { responseId } = await world.answer(token, { rating: '5' });
      await world.answer(token, { rating: '5', website: 'filled by a browser extension' });
      expect(await currentOf(responseId)).toMatchObject({ verification: 'confirmed', counts: 1 });
    });
  });

  describe('what cannot be answered', () => {
    it.each([
      ['nonsense', 'x'],
      ['a token nobody made', 'A'.repeat(43)],
      ['a path', '../../etc/passwd'],
    ])('%s is unknown', async (_, token) => {
      expect((await world.responses.open(token)).state).toBe('unknown');
      expect((await world.responses.submit(token, { rating: '5' }, {})).kind).toBe('unknown');
    });

    it('a token for unsubscribing and a revoked one are as unknown', async () => {
      for (const options of [{ purpose: 'unsubscribe' as const }, { revoked: true }]) {
        const { token } = await world.invite(options);
        expect((await world.responses.open(token)).state).toBe('unknown');
        expect((await world.responses.submit(token, { rating: '5' }, {})).kind).toBe('unknown');
      }
      expect(await world.count('response')).toBe(0);
    });

    it('a response after the link expired is refused and nothing is written', async () => {
      const { token } = await world.invite();
      world.clock.set(SENT_AT + 14 * DAY);
      expect((await world.responses.open(token)).state).toBe('expired');
      expect((await world.responses.submit(token, { rating: '5' }, {})).kind).toBe('expired');
      expect(await world.count('response')).toBe(0);
    });

    it('an answer given in the last hour can still be corrected after the link expired', async () => {
      const { token } = await world.invite();
      world.clock.set(SENT_AT + 14 * DAY - HOUR);
      await world.answer(token, { rating: '5' });
      world.clock.advance(2 * HOUR);
      expect((await world.responses.open(token)).state).toBe('changeable');
      expect((await world.answer(token, { rating: '4' })).revision).toBe(2);
    });

    const faultsOf = async (form: unknown) => {
      const { token } = await world.invite();
      const outcome = await world.responses.submit(token, form, {});
      if (outcome.kind !== 'refused') return outcome.kind;
      return outcome.error.errors?.map(({ pointer, code: fault }) => `${pointer} ${fault}`);
    };

    it.each([
      ['nothing at all', undefined, ['/rating answer_missing']],
      ['an empty rating', { rating: '' }, ['/rating answer_missing']],
      ['a rating off the scale', { rating: '6' }, ['/rating answer_not_on_scale']],
      ['a fraction', { rating: '4.5' }, ['/rating answer_not_on_scale']],
      ['a rating twice', { rating: ['1', '5'] }, ['/rating field_type']],
      [
        'two names for one question',
        { rating: '1', 'answers[rating]': '5' },
        ['/answers/rating unknown_field'],
      ],
      ['a question of another survey', { rating: '5', 'answers[nps]': '9' }, ['/answers/nps unknown_field']],
      ['a field that is not on the page', { rating: '5', counts: '1' }, ['/counts unknown_field']],
      ['a prototype', { rating: '5', ['__proto__']: 'x' }, ['/__proto__ unknown_field']],
      ['an unknown way to be quoted', { rating: '5', quoteName: 'boss' }, ['/quoteName field_choice']],
      [
        'a comment of 4,001 characters',
        { rating: '5', comment: 'é'.repeat(4001) },
        ['/comment answer_too_long'],
      ],
      ['a comment of 4,000 emoji', { rating: '5', comment: '👍'.repeat(4000) }, 'recorded'],
      [
        'several faults at once',
        { comment: 'x'.repeat(5000), mayQuote: 'maybe' },
        expect.arrayContaining(['/rating answer_missing', '/comment answer_too_long']),
      ],
    ])('%s', async (_, form, expected) => {
      expect(await faultsOf(form)).toEqual(expected);
    });

    it('hostile text is kept without what could harm, on both databases', async () => {
      const { token } = await world.invite();
      await world.answer(token, {
        rating: '5',
        comment:
          'a\u0000b \u202eevil\u202c <script>alert(1)</script> \u200b{{x}} 👩‍🔧 \ud800 ’; DROP TABLE response;--',
      });
      const [row] = await world.queries.newest('all', {}, null, 10);
      expect(row?.texts[0]?.text).toBe(
        'ab evil <script>alert(1)</script> {{x}} 👩‍🔧  ’; DROP TABLE response;--',
      );
    });
  });
});
